"""A tally is kept by all processes together, for a minute, and on one's own while Redis is away."""

import time

import pytest
from redis import Redis

from app.jobs.tally import Tally

NOWHERE = "redis://127.0.0.1:1/0"


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.seconds = 600.0

    def __call__(self) -> float:
        return self.seconds


def test_processes_count_together(queue_url: str) -> None:
    clock = Clock()
    one, other = Tally(queue_url, clock=clock), Tally(queue_url, clock=clock)
    assert [one.count("forms", more=1), other.count("forms", more=2)] == [1, 3]
    assert one.count("forms", more=0) == 3
    assert one.count("guesses", more=1) == 1


def test_each_minute_is_counted_anew_and_the_last_is_forgotten(queue_url: str) -> None:
    clock = Clock()
    tally = Tally(queue_url, clock=clock)
    tally.count("forms", more=1)
    clock.seconds += 59
    assert tally.count("forms", more=1) == 2
    clock.seconds += 1
    assert tally.count("forms", more=1) == 1
    redis = Redis.from_url(queue_url)
    assert all(0 < redis.ttl(key) <= 120 for key in redis.keys("coursedesk:tally:*"))


@pytest.mark.parametrize("away", [False, True])
def test_what_is_taken_back_a_minute_later_makes_no_room_in_that_minute(
    queue_url: str, away: bool
) -> None:
    clock = Clock()
    tally = Tally(NOWHERE if away else queue_url, clock=clock)
    assert tally.count("guesses", more=12) == 12
    clock.seconds += 60
    assert [tally.count("guesses", more=-1) for _ in range(12)] == [0] * 12
    assert tally.count("guesses", more=1) == 1


def test_without_redis_a_process_counts_on_its_own() -> None:
    clock = Clock()
    tally = Tally(NOWHERE, clock=clock)
    assert [tally.count("forms", more=1) for _ in range(3)] == [1, 2, 3]
    assert tally.count("guesses", more=1) == 1
    clock.seconds += 60
    assert tally.count("forms", more=1) == 1


def test_processes_take_turns_together(queue_url: str) -> None:
    one, other = Tally(queue_url), Tally(queue_url)
    taken = [each.turn("calls", gap=60, rest=120) for each in (one, other, one)]
    assert taken == [0, 0, 0], "what was saved up is taken at once"
    left = other.turn("calls", gap=60, rest=120)
    assert left is not None
    assert 50 < left <= 60
    assert one.turn("others", gap=60, rest=120) == 0


def test_a_turn_that_has_not_come_is_not_taken(queue_url: str) -> None:
    tally = Tally(queue_url)
    assert tally.turn("calls", gap=60, rest=0) == 0
    waits = [tally.turn("calls", gap=60, rest=0) for _ in range(3)]
    assert all(wait is not None and 50 < wait <= 60 for wait in waits)


def test_a_turn_ahead_is_taken_by_who_will_wait_for_it(queue_url: str) -> None:
    tally = Tally(queue_url)
    waits = [tally.turn("calls", gap=60, rest=0, ahead=100) for _ in range(4)]
    assert [wait is not None and wait // 50 for wait in waits] == [0, 1, 2, 2]


def test_turns_come_as_time_goes_by(queue_url: str) -> None:
    tally = Tally(queue_url)
    began, taken = time.monotonic(), 0
    while taken < 6:
        taken += tally.turn("calls", gap=0.02, rest=0) == 0
    assert time.monotonic() - began >= 5 * 0.02


def test_whose_turns_are_all_saved_up_again_are_forgotten(queue_url: str) -> None:
    Tally(queue_url).turn("calls", gap=1, rest=9)
    assert 0 < Redis.from_url(queue_url).pttl("coursedesk:turn:calls") <= 10_002


def test_without_redis_nobody_says_whose_turn_it_is() -> None:
    tally = Tally(NOWHERE)
    assert [tally.turn("calls", gap=1, rest=0) for _ in range(2)] == [None, None]
