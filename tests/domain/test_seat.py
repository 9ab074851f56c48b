"""Claims about a class's seats: who may take which, and what a class may be made smaller to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.registration import Channel
from app.domain.seat import ALLOTTED, NotFull, Seats, TooFewSeats

WEB, API, PORTAL, STAFF = Channel.WEB, Channel.API, Channel.TRAININGPORTAL, Channel.STAFF
SEATS = Seats(
    capacity=12,
    taken=5,
    aside={WEB: 0, PORTAL: 3, STAFF: 1},
    taken_by={WEB: 4, PORTAL: 1, STAFF: 0},
)


def test_a_channel_has_its_own_seats_and_the_pool_and_no_others() -> None:
    assert SEATS.pool == 4
    assert {each: SEATS.free(each) for each in Channel} == {WEB: 4, API: 4, PORTAL: 6, STAFF: 5}


def test_what_a_channel_takes_is_first_of_its_own() -> None:
    taken = Seats(12, 7, aside=SEATS.aside, taken_by={WEB: 4, PORTAL: 3, STAFF: 0})
    assert (taken.pool, taken.unused(PORTAL)) == (4, 0)


def test_a_class_without_allotments_has_nothing_but_its_pool() -> None:
    seats = Seats(capacity=12, taken=5)
    assert {seats.free(each) for each in Channel} == {seats.pool} == {7}


def test_a_class_is_not_made_smaller_than_what_is_taken_and_set_aside() -> None:
    assert SEATS.resized(capacity=8).capacity == 8
    with pytest.raises(TooFewSeats) as few:
        SEATS.resized(capacity=7)
    assert (few.value.least, str(few.value)) == (
        8,
        "must be 8 or more: so many seats are taken or set aside",
    )


def test_more_is_not_set_aside_than_is_free() -> None:
    assert SEATS.resized(capacity=12, aside={PORTAL: 3, STAFF: 5}).pool == 0
    with pytest.raises(TooFewSeats):
        SEATS.resized(capacity=12, aside={PORTAL: 3, STAFF: 6})


def test_what_was_overbooked_is_no_reason_to_refuse_and_no_leave_for_more() -> None:
    over = Seats(capacity=4, taken=5, overbooked=1, taken_by={STAFF: 5})
    assert over.over == 1
    assert over.resized(capacity=4).overbooked == 1
    assert over.resized(capacity=5).overbooked == 0
    with pytest.raises(TooFewSeats, match="must be 4 or more: so many seats are taken"):
        over.resized(capacity=3)


def test_a_class_that_is_not_full_says_what_can_be_done() -> None:
    assert "FA-1 is not full" in str(NotFull(class_code="FA-1"))


def test_a_class_that_shrinks_returns_what_nobody_took_the_staff_first() -> None:
    assert SEATS.shrunk(7).aside == {WEB: 0, PORTAL: 3, STAFF: 0}
    assert SEATS.shrunk(6).aside == {WEB: 0, PORTAL: 2, STAFF: 0}
    assert SEATS.shrunk(2).capacity == SEATS.taken


def test_a_class_that_shrinks_stays_overbooked() -> None:
    over = Seats(capacity=10, taken=12, overbooked=2, taken_by={STAFF: 12})
    assert over.shrunk(10) == over.shrunk(3) == over
    assert (over.shrunk(11).capacity, over.shrunk(11).overbooked) == (11, 1)


@given(
    capacity=st.integers(0, 20),
    aside=st.tuples(*(st.integers(0, 5) for _ in ALLOTTED)),
    taken=st.tuples(*(st.integers(0, 5) for _ in ALLOTTED)),
    overbooked=st.integers(0, 5),
    smaller=st.integers(0, 20),
)
def test_seats_set_aside_and_free_never_add_up_to_more_than_there_are(
    capacity: int, aside: tuple[int, ...], taken: tuple[int, ...], overbooked: int, smaller: int
) -> None:
    seats = Seats(
        max(capacity, sum(taken) - overbooked),
        sum(taken),
        overbooked,
        taken_by=dict(zip(ALLOTTED, taken, strict=True)),
    )
    try:
        seats = seats.resized(
            capacity=seats.capacity, aside=dict(zip(ALLOTTED, aside, strict=True))
        )
    except TooFewSeats:
        return
    assert seats.promised + seats.pool == seats.capacity + seats.overbooked
    if not seats.overbooked:
        for channel in Channel:
            assert seats.free(channel) == seats.pool + seats.unused(channel)
    shrunk = seats.shrunk(smaller)
    assert shrunk.capacity == max(smaller, seats.taken - seats.overbooked)
    assert shrunk.promised <= shrunk.capacity + shrunk.overbooked
    assert shrunk.overbooked <= seats.overbooked
    assert seats.shrunk(seats.capacity) == seats
