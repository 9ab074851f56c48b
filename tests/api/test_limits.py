"""How often a client may call (S16): a burst, a rate, and so many in a minute."""

from collections import Counter
from pathlib import Path

import pytest

from app.api.limits import Limiter
from app.api.refused import CallRefused
from app.api.terms import Allowance
from app.factory.web import create_app
from app.jobs.tally import Tally
from app.settings import Settings
from tests.api.caller import PROGRAMS, Caller
from tests.usecases.shop import Shop
from tests.watching import WatchingClient
from tests.web.visitor import BASE_URL, SECRET


class Clock:
    """A clock that a test moves, and counts of its minute."""

    def __init__(self) -> None:
        self.now = 90.0
        self.counts: Counter[str] = Counter()

    def __call__(self) -> float:
        return self.now

    def count(self, what: str, *, more: int) -> int:
        self.counts[what] += more
        return self.counts[what]


def limiter(clock: Clock, **allowance: int) -> Limiter:
    """Return a limiter that looks at this clock, and has nobody to count with."""
    return Limiter(
        Allowance(**allowance),
        count=clock.count,
        turn=lambda what, *, gap, rest: None,
        clock=clock,
        pulse=clock,
    )


def admitted(limits: Limiter, caller: str, times: int) -> int:
    """Return how many of so many calls are let in."""
    count = 0
    for _ in range(times):
        try:
            limits.admit(caller)
        except CallRefused:
            continue
        count += 1
    return count


def test_S16_the_figures_are_those_of_prs() -> None:
    settings = Settings.from_environment({"SECRET_KEY": "k" * 32, "BASE_URL": BASE_URL})
    figures = (settings.api_per_minute, settings.api_burst, settings.api_per_second)
    assert figures == (1000, 100, 50)


def test_a_burst_is_let_in_and_then_so_many_a_second() -> None:
    clock = Clock()
    limits = limiter(clock)
    assert admitted(limits, "a", 150) == 100
    assert admitted(limits, "b", 1) == 1
    clock.now += 1
    assert admitted(limits, "a", 150) == 50
    clock.now += 3600
    assert admitted(limits, "a", 150) == 100


def test_processes_that_share_a_queue_share_a_burst(queue_url: str) -> None:
    clock, slow = Clock(), Allowance(burst=20, a_second=1)
    one, other = (
        Limiter(slow, count=clock.count, turn=Tally(queue_url).turn, pulse=clock) for _ in range(2)
    )
    assert admitted(one, "a", 15) + admitted(other, "a", 15) < 30
    assert admitted(one, "b", 1) == 1
    with pytest.raises(CallRefused) as refused:
        other.admit("a")
    assert refused.value.headers == {"Retry-After": "1"}


def test_whoever_is_refused_learns_how_long_to_wait() -> None:
    clock = Clock()
    limits = limiter(clock, a_minute=2)
    assert admitted(limits, "a", 3) == 2
    with pytest.raises(CallRefused) as refused:
        limits.admit("a")
    assert refused.value.headers == {"Retry-After": "30"}
    assert refused.value.status == 429


def test_many_callers_do_not_fill_the_memory() -> None:
    limits = limiter(Clock(), burst=1)
    for number in range(10_001):
        limits.admit(str(number))
    assert admitted(limits, "10000", 1) == 0
    assert admitted(limits, "0", 1) == 1


def test_S16_a_client_over_its_minute_gets_429_and_another_is_served(
    shop: Shop, tmp_path: Path
) -> None:
    environment = {"SECRET_KEY": SECRET, "BASE_URL": BASE_URL, "API_PER_MINUTE": "3"}
    settings = Settings.from_environment({**environment, "INSTANCE_PATH": str(tmp_path)})
    app = create_app(settings, shop.parts)
    app.test_client_class = WatchingClient
    site = app.test_client()
    assert isinstance(site, WatchingClient)
    one, other = Caller(site, shop, name="one"), Caller(site, shop, name="other")
    for caller in (one, other):
        caller.sign_in()
    # Twice as often as there is room for in a minute: wherever one ends, one of them is full.
    answers = [one.get(PROGRAMS) for _ in range(8)]
    assert {each.status_code for each in answers} == {200, 429}
    assert other.get(PROGRAMS).status_code == 200
    one.headers = {}
    assert {one.get(PROGRAMS).status_code for _ in range(8)} == {401, 429}
    # All addresses of one subscriber are one caller.
    many = [{"REMOTE_ADDR": f"2001:db8::{number}"} for number in range(8)]
    assert {site.get(PROGRAMS, environ_base=each).status_code for each in many} == {401, 429}
