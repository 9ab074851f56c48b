"""How much slower the list is to find in with 5,000 classes than with fifty. Not here: its pages.

Two desks of ours are pressed in turn, in short rounds, so that whatever else the machine does is in
both: by pages that are kept, as they are while nothing is written, and by searches that nobody made
before.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from statistics import quantiles

from tests.benchmarks import catalogue
from tests.benchmarks.client import Errand
from tests.benchmarks.ground import Ground, web
from tests.benchmarks.load import Generator, Side, in_turn
from tests.benchmarks.table import Row, met, percentile
from tests.benchmarks.visits import Reading

AIM_TIMES = 1.5


def growing(
    few: Ground, many: Ground, pool: ProcessPoolExecutor, *, seconds: float
) -> Iterator[Row]:
    """Press the list, searches and filters of both."""
    with web(few), web(many):
        # The second stands where the bare application does in other measurements.
        generator = Generator(pool, ours=many.settings.port, bare=few.settings.port)
        for what, errand in _errands().items():
            sides = in_turn(generator, errand, errand, seconds=seconds)
            yield _row(many, f"5,000 classes: {what}", sides)


def _errands() -> dict[str, Errand]:
    searches = catalogue.searches(today=datetime.now(UTC).date())
    return {
        "list": Reading(("/programs", "/programs?page=2")),
        "search": Reading(tuple(each for each in searches if "q=" in each)),
        "filter": Reading(tuple(each for each in searches if "q=" not in each)),
        "a new search each time": Reading(catalogue.new_searches()),
    }


def _row(ground: Ground, what: str, sides: tuple[Side, Side]) -> Row:
    many, few = sides
    times = _p95(many) / _p95(few)
    return Row(
        database=ground.kind,
        what=what,
        ours=f"{many.rate:.1f} /s",
        p50=percentile(many.visits, 50),
        p95=percentile(many.visits, 95),
        limit=f"{few.rate:.1f} /s",
        limit_p50=percentile(few.visits, 50),
        limit_p95=percentile(few.visits, 95),
        ratio=f"{times:.2f}",
        aim=f"p95 <= {AIM_TIMES:g} x",
        met=met(times <= AIM_TIMES),
    )


def _p95(side: Side) -> float:
    return quantiles(side.visits, n=100, method="inclusive")[94]
