"""A tally is kept by all processes together, for a minute, and on one's own while Redis is away."""

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


def test_without_redis_a_process_counts_on_its_own() -> None:
    clock = Clock()
    tally = Tally(NOWHERE, clock=clock)
    assert [tally.count("forms", more=1) for _ in range(3)] == [1, 2, 3]
    assert tally.count("guesses", more=1) == 1
    clock.seconds += 60
    assert tally.count("forms", more=1) == 1
