"""A thousand people within ten seconds, for a hundred seats, while the worker tells everybody.

Here: what they do and what must have come of it. Not here: how they are sent (client.py).
"""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from urllib.parse import quote

from tests.benchmarks import catalogue
from tests.benchmarks.client import Load, Visit, arrive
from tests.benchmarks.deliveries import left, sandbox
from tests.benchmarks.ground import Ground, opened, running, web
from tests.benchmarks.load import Faulty, seated
from tests.benchmarks.table import Row, met, percentile
from tests.benchmarks.visits import Browser, form
from tests.fixtures.ports import wait_until

PEOPLE = 1000
ARRIVE_WITHIN = 10.0
TOLD_WITHIN = 300.0
# A page, the way to the next one, and "this class is full" in plain words.
ANSWERS = frozenset({200, 303, 409})


@dataclass(frozen=True, slots=True)
class Hoping:
    """A whole registration for a class that will be full: it ends where they are told so."""

    code: str

    def visit(self, number: int) -> Visit:
        """Open the form, fill it in, check it, send it, and see the order: as far as one gets."""
        browser = Browser()
        address = f"/classes/{self.code}/register"
        page = yield browser.get(address, expects=0)
        browser.see(page)
        if not browser.token:
            return
        check = browser.see((yield browser.post(address, form(number), expects=0)))
        if not check:
            return
        browser.see((yield browser.get(check, expects=0)))
        order = browser.see((yield browser.post(check, {}, expects=0)))
        if order:
            yield browser.get(order)


def crowd(ground: Ground, pool: ProcessPoolExecutor) -> Iterator[Row]:
    """Let them arrive, and wait until the last of whom must be told of it was told."""
    code = catalogue.rush_code(0)
    with (
        opened(ground.url) as database,
        sandbox(ground),
        web(ground),
        running(ground, ground.child("worker", "app", "worker")),
    ):
        began = time.perf_counter()
        load: Load = pool.submit(
            arrive,
            ground.settings.port,
            Hoping(quote(code)),
            people=PEOPLE,
            within=ARRIVE_WITHIN,
            first=1,
        ).result()
        wait_until(lambda: not left(database), within=TOLD_WITHIN, what="the last who is told")
        told = time.perf_counter() - began
    strange = Counter(status for status in load.statuses if status not in ANSWERS)
    if load.faults or strange:
        raise Faulty("; ".join([*load.faults[:3], *(f"{n} times {s}" for s, n in strange.items())]))
    counts = seated(ground.url, code)
    yield Row(
        database=ground.kind,
        what=f"{PEOPLE} arrive in {ARRIVE_WITHIN:g} s for {catalogue.SEATS} seats; all told",
        ours=f"{told:.1f} s",
        p50=percentile(load.visits, 50),
        p95=percentile(load.visits, 95),
        aim=f"no errors, {catalogue.SEATS} seated",
        met=met(set(counts) == {catalogue.SEATS}),
    )
