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
