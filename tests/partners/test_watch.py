"""Claims about who ends a call in time: one thread for all of them."""

import gc
import threading
import time
import weakref

from app.partners.watch import Watchman
from tests.fixtures.ports import wait_until

FAR = 3600.0


def test_a_call_is_cut_when_its_time_is_used_up() -> None:
    with Watchman().watching(until=time.monotonic() + 0.05) as watch:
        wait_until(lambda: watch.late, within=10, what="the cut")


def test_one_that_must_end_sooner_does_not_wait_for_those_before_it() -> None:
    watchman = Watchman()
    with watchman.watching(until=time.monotonic()) as first:
        wait_until(lambda: first.late, within=10, what="the first cut")
    # From here on the thread waits for somebody to come.
    with (
        watchman.watching(until=time.monotonic() + FAR) as patient,
        watchman.watching(until=time.monotonic() + 0.05) as hurried,
    ):
        wait_until(lambda: hurried.late, within=10, what="the cut")
        assert not patient.late


def test_a_call_that_is_over_is_not_cut() -> None:
    watchman = Watchman()
    soon = time.monotonic() + 0.05
    with watchman.watching(until=soon) as over:
        pass
    with watchman.watching(until=soon + 0.05) as after:
        wait_until(lambda: after.late, within=10, what="the cut of the one after it")
    assert not over.late


def test_what_is_over_is_kept_no_longer_than_until_the_next_call() -> None:
    watchman = Watchman()
    until = time.monotonic() + FAR
    with watchman.watching(until=until) as watch:
        gone = weakref.ref(watch)
    del watch
    with watchman.watching(until=until):
        gc.collect()
        assert gone() is None


def watchmen() -> int:
    """Return how many threads keep watch in this process."""
    return [thread.name for thread in threading.enumerate()].count("watchman")


def test_all_calls_together_cost_one_thread() -> None:
    watchman, before = Watchman(), watchmen()
    for _ in range(20):
        with watchman.watching(until=time.monotonic() + FAR):
            assert watchmen() == before + 1
