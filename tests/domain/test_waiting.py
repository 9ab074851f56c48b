"""Claims about a waiting list's rules: whose turn it is, and how long an offer stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.course_class import Closed
from app.domain.registration import Channel
from app.domain.seat import Seats
from app.domain.waiting import (
    ENDED,
    GATHERING_ENDS,
    GATHERING_LASTS,
    PATIENCE,
    InLine,
    LineClosed,
    PlaceWish,
    Turn,
    is_to_wait,
    offer_ends,
    offer_ends_told_late,
    whose_turn,
)

NOW = datetime(2031, 1, 10, 12, tzinfo=UTC)
CLOSES = datetime(2031, 3, 1, tzinfo=UTC)
WEB, API, STAFF = Channel.WEB, Channel.API, Channel.STAFF


def line(*sizes: int, passed: int = 0, channel: Channel = WEB) -> list[InLine]:
    return [InLine(number, size, channel, passed) for number, size in enumerate(sizes, start=1)]


def turn(entries: list[InLine], *, free: int, taken: int = 0, now: datetime = NOW) -> Turn:
    return whose_turn(entries, Seats(capacity=taken + free, taken=taken), now=now, closes_at=CLOSES)


def chosen(found: Turn) -> list[int]:
    return [each.id for each in found.chosen]


def test_seats_go_to_the_first_in_line() -> None:
    assert chosen(turn(line(1, 1, 1), free=2)) == [1, 2]
    assert chosen(turn(line(1), free=0)) == []
    assert chosen(turn([], free=3)) == []


def test_a_group_that_does_not_fit_is_passed_over_and_counted() -> None:
    found = turn(line(3, 1, 1), free=2)
    assert chosen(found) == [2, 3]
    assert found.gathers == ()
    assert found.passed_over([2, 3]) == {1: 2}
    assert found.passed_over([]) == {}


def test_after_three_others_seats_gather_for_a_group() -> None:
    entries = [*line(3, passed=PATIENCE), InLine(2, 1, WEB)]
    found = turn(entries, free=2, taken=4)
    assert (chosen(found), found.gathers) == ([], (entries[0],))
    assert chosen(turn(entries, free=3, taken=4)) == [1]


def test_patience_is_used_up_by_many_who_are_chosen_at_once() -> None:
    entries = line(11, *[1] * 10)
    found = turn(entries, free=10, taken=2)
    assert (chosen(found), found.gathers) == ([2, 3, 4], (entries[0],))
    assert found.passed_over(chosen(found)) == {1: 3}


def test_nothing_gathers_shortly_before_the_class_closes() -> None:
    entries = [*line(3, passed=PATIENCE), InLine(2, 1, WEB)]
    assert chosen(turn(entries, free=2, taken=4, now=CLOSES - GATHERING_ENDS)) == [2]


def test_nothing_gathers_for_a_group_that_the_class_can_never_seat() -> None:
    entries = [*line(9, passed=PATIENCE), InLine(2, 1, WEB)]
    assert chosen(turn(entries, free=2, taken=4)) == [2]


def test_seats_set_aside_for_others_are_not_offered() -> None:
    seats = Seats(capacity=3, aside={STAFF: 1, WEB: 1})
    found = whose_turn(line(1, 1, 1), seats, now=NOW, closes_at=CLOSES)
    assert chosen(found) == [1, 2]
    by_api = whose_turn(line(1, 1, channel=API), seats, now=NOW, closes_at=CLOSES)
    assert chosen(by_api) == [1]


def test_nothing_gathers_for_a_group_larger_than_what_is_not_set_aside_for_others() -> None:
    entries = [*line(6, passed=PATIENCE), InLine(2, 1, WEB)]
    seats = Seats(capacity=10, taken=3, aside={Channel.TRAININGPORTAL: 5})
    assert (seats.most(WEB), seats.most(Channel.TRAININGPORTAL), seats.most(API)) == (5, 10, 5)
    assert chosen(whose_turn(entries, seats, now=NOW, closes_at=CLOSES)) == [2]
    smaller = [*line(5, passed=PATIENCE), InLine(2, 1, WEB)]
    assert chosen(whose_turn(smaller, seats, now=NOW, closes_at=CLOSES)) == []


@pytest.mark.parametrize(
    ("since", "takes"),
    [(None, []), (GATHERING_LASTS - timedelta(seconds=1), []), (GATHERING_LASTS, [2, 3, 4])],
)
def test_nothing_gathers_for_longer_than_two_days_then_patience_begins_anew(
    since: timedelta | None, takes: list[int]
) -> None:
    group = InLine(1, 20, WEB, PATIENCE, None if since is None else NOW - since)
    entries = [group, *(InLine(number, 1, WEB) for number in range(2, 8))]
    found = turn(entries, free=5, taken=15)
    assert (chosen(found), found.gathers) == (takes, (group,))


def test_seats_gather_from_what_the_groups_channel_can_take_alone() -> None:
    """The pool is kept for a group by API; the site's own seats go on to who came by the site."""
    group = InLine(1, 3, API, PATIENCE)
    entries = [group, InLine(2, 1, API), *(InLine(number, 1, WEB) for number in range(3, 8))]
    seats = Seats(capacity=8, taken=2, aside={WEB: 4})
    found = whose_turn(entries, seats, now=NOW, closes_at=CLOSES)
    assert (chosen(found), found.gathers) == ([3, 4, 5, 6], (group,))
    assert found.passed_over([3, 4, 5, 6]) == {}


def test_one_who_finds_no_seat_is_not_passed_over_by_who_has_seats_of_their_own() -> None:
    entries = [InLine(1, 1, API), *(InLine(number, 1, WEB) for number in range(2, 8))]
    found = whose_turn(entries, Seats(capacity=6, aside={WEB: 6}), now=NOW, closes_at=CLOSES)
    assert (chosen(found), found.gathers) == ([2, 3, 4, 5, 6, 7], ())
    assert found.passed_over(chosen(found)) == {}


def test_what_gathers_for_a_group_by_the_site_is_for_nobody_behind_it() -> None:
    entries = [*line(3, passed=PATIENCE), InLine(2, 1, API), InLine(3, 1, WEB)]
    seats = Seats(capacity=6, taken=4, aside={WEB: 1})
    found = whose_turn(entries, seats, now=NOW, closes_at=CLOSES)
    assert (chosen(found), found.gathers) == ([], (entries[0],))


@given(
    sizes=st.lists(st.integers(1, 5), max_size=12),
    channels=st.lists(st.sampled_from([WEB, API]), min_size=12, max_size=12),
    passed=st.integers(0, PATIENCE),
    capacity=st.integers(0, 15),
    aside=st.integers(0, 3),
)
def test_whoever_waits_no_more_is_chosen_than_there_are_seats_and_whoever_fits_alone_is_first(
    sizes: list[int], channels: list[Channel], passed: int, capacity: int, aside: int
) -> None:
    seats = Seats(capacity=capacity, aside={STAFF: min(aside, capacity)})
    entries = [
        InLine(number, size, channel, passed)
        for number, (size, channel) in enumerate(zip(sizes, channels, strict=False))
    ]
    found = whose_turn(entries, seats, now=NOW, closes_at=CLOSES)
    assert sum(each.size for each in found.chosen) <= seats.free_in_turn(WEB)
    assert chosen(found) == sorted(chosen(found))
    if entries and seats.free_in_turn(entries[0].channel) >= entries[0].size:
        assert found.chosen[0] is entries[0]
    else:
        assert entries == [] or entries[0] not in found.chosen


def test_while_somebody_waits_newcomers_find_only_seats_of_their_own() -> None:
    seats = Seats(capacity=9, aside={Channel.TRAININGPORTAL: 2, WEB: 1}, in_line=1)
    everybody = (WEB, API, Channel.TRAININGPORTAL, STAFF)
    assert [seats.free(each) for each in everybody] == [1, 0, 2, 6]
    by_web = replace(seats, web_in_line=1)
    assert [by_web.free(each) for each in everybody] == [0, 0, 2, 6]
    assert seats.free_in_turn(WEB) == by_web.free_in_turn(WEB) == 7


@pytest.mark.parametrize(
    ("wish", "wanted", "free", "has_line", "waits"),
    [
        (PlaceWish.LINE, 1, 0, True, True),
        (PlaceWish.LINE, 1, 5, True, False),
        (PlaceWish.LINE, 1, 0, False, False),
        (PlaceWish.LINE, 13, 0, True, False),
        (PlaceWish.EITHER, 2, 1, True, True),
        (PlaceWish.EITHER, 1, 1, True, False),
        (PlaceWish.SEAT, 2, 1, True, False),
    ],
)
def test_who_waits_and_who_does_not(
    wish: PlaceWish, wanted: int, free: int, has_line: bool, waits: bool
) -> None:
    assert is_to_wait(wish, wanted=wanted, free=free, most=12, has_line=has_line) is waits


def test_an_offer_ends_with_the_time_to_register_at_the_latest() -> None:
    day = timedelta(hours=24)
    assert offer_ends(NOW, lasts=day, closes_at=CLOSES) == NOW + day
    assert offer_ends(CLOSES - timedelta(hours=1), lasts=day, closes_at=CLOSES) == CLOSES


@pytest.mark.parametrize(
    ("late", "ends"), [(1, NOW + timedelta(hours=25)), (30, NOW + timedelta(hours=48))]
)
def test_an_offer_told_late_stands_from_then_and_twice_as_long_at_most(
    late: int, ends: datetime
) -> None:
    at, day = NOW + timedelta(hours=late), timedelta(days=1)
    assert offer_ends_told_late(NOW, told_at=at, lasts=day, closes_at=CLOSES) == ends
    assert offer_ends_told_late(NOW, told_at=at, lasts=day, closes_at=at) == at


def test_every_way_to_close_has_words_for_who_waited() -> None:
    assert set(ENDED) == set(Closed)
    assert "FA-1" in str(LineClosed("FA-1"))
