"""Claims about how many calls a second a partner gets."""

import time
from concurrent.futures import ThreadPoolExecutor

from app.partners.pace import Pace


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
