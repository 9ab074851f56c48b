"""Claims about how many calls a second a partner gets."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from app.jobs.tally import Tally
from app.partners.http import Call, Caller, deadline
from app.partners.pace import LONGEST_LINE, Pace
from tests.fakes.wire import Wire, saying

NOWHERE = "redis://127.0.0.1:1/0"


def test_S10_many_threads_together_keep_the_pace() -> None:
    pace = Pace(rate=50)
    began = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: pace.wait(), range(11)))
    assert time.monotonic() - began >= 10 / 50


def test_the_first_call_need_not_wait() -> None:
    began = time.monotonic()
    Pace(rate=0.001).wait()
    assert time.monotonic() - began < 500


def test_S16_after_a_rest_a_burst_goes_out_at_once_and_no_more() -> None:
    pace = Pace(rate=10, burst=50)
    began = time.monotonic()
    for _ in range(50):
        pace.wait()
    assert time.monotonic() - began < 5
    for _ in range(3):
        pace.wait()
    assert time.monotonic() - began >= 0.3


def test_an_admitted_thread_has_its_turn_already() -> None:
    pace = Pace(rate=0.001)
    assert pace.admit()
    began = time.monotonic()
    pace.wait()
    assert time.monotonic() - began < 500


def test_where_the_line_is_long_nobody_is_admitted_and_nobody_waits_longer_for_it() -> None:
    pace = Pace(rate=1 / (2 * LONGEST_LINE))
    assert pace.admit()
    began = time.monotonic()
    assert [pace.admit() for _ in range(3)] == [False, False, False]
    assert time.monotonic() - began < LONGEST_LINE


def test_whoever_has_the_next_turn_waits_for_it_with_nothing_in_hand() -> None:
    pace = Pace(rate=20)
    began = time.monotonic()
    assert all(pace.admit() for _ in range(5))
    assert time.monotonic() - began >= 4 / 20


def test_processes_that_share_a_queue_keep_the_pace_together(queue_url: str) -> None:
    one, other = (Pace(rate=20, partner="iso", turn=Tally(queue_url).turn) for _ in range(2))
    # The first of each also looks for the queue.
    one.wait()
    other.wait()
    began = time.monotonic()
    for _ in range(3):
        one.wait()
        assert other.admit()
    assert time.monotonic() - began >= 5 / 20


def test_processes_without_a_queue_each_keep_the_pace() -> None:
    pace = Pace(rate=50, partner="iso", turn=Tally(NOWHERE).turn)
    began = time.monotonic()
    for _ in range(6):
        pace.wait()
    assert time.monotonic() - began >= 5 / 50


def test_a_call_waits_for_its_turn_unless_it_was_admitted() -> None:
    with Wire(saying("200 OK", b"yes")) as wire:
        paced = Caller(wire.url, setting="ISO_BASE_URL", pace=Pace(rate=20))
        began = time.monotonic()
        for _ in range(3):
            assert paced.admit()
            paced.send(Call("GET", "/", key="key-1", until=deadline(timedelta(seconds=5))))
        paced.send(Call("GET", "/", key="key-1", until=deadline(timedelta(seconds=5))))
        assert time.monotonic() - began >= 3 / 20
    assert len(wire.heard) == 4
