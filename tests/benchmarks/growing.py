"""How much slower the list is to find in with 5,000 classes than with fifty. Not here: its pages.

Two desks of ours are pressed in turn, in short rounds, so that whatever else the machine does is in
both: by pages that are kept, as they are while nothing is written, and by searches that nobody made
before. What a list and a search cost right after a write is counted in one process, as processor
time: there is one such visit for each write.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from statistics import median, quantiles

from sqlalchemy import update

from app.store.course_class import CourseClass
from app.store.database import open_database, transaction
from tests.benchmarks import catalogue
from tests.benchmarks.client import Errand
from tests.benchmarks.ground import Ground, web
from tests.benchmarks.load import Generator, Side, in_turn
from tests.benchmarks.statements import counting
from tests.benchmarks.table import Row, met, percentile
from tests.benchmarks.visits import Reading

AIM_TIMES = 1.5
WARM, VISITS = 10, 200


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
    for what, errand in _read_anew().items():
        yield _after_a_write(few, many, what, errand)


def _errands() -> dict[str, Errand]:
    searches = catalogue.searches(today=datetime.now(UTC).date())
    return {
        "list": Reading(("/programs", "/programs?page=2")),
        "search": Reading(tuple(each for each in searches if "q=" in each)),
        "filter": Reading(tuple(each for each in searches if "q=" not in each)),
        "a new search each time": Reading(catalogue.new_searches()),
    }


def _read_anew() -> dict[str, Errand]:
    return {
        "list": Reading(("/programs",)),
        "new search": Reading(catalogue.new_searches()),
        "way in": Reading(("/",)),
    }


def _after_a_write(few: Ground, many: Ground, what: str, errand: Errand) -> Row:
    """Write to both and visit both, again and again."""
    seconds: dict[str, list[float]] = {few.url: [], many.url: []}
    statements = 0
    for ground in (few, many):
        with counting(ground) as counter, _writer(ground) as write:
            for number in range(WARM + VISITS):
                write(number)
                [step] = counter.steps(errand, number)
                if number >= WARM:
                    seconds[ground.url].append(step.seconds)
                    statements = max(statements, step.statements)
    slow, quick = (_p95(seconds[each.url]) for each in (many, few))
    return Row(
        database=many.kind,
        what=f"5,000 classes: {what} after a write",
        ours=f"{median(seconds[many.url]) * 1000:.2f} ms",
        p95=f"{slow * 1000:.1f}",
        statements=str(statements),
        limit=f"{median(seconds[few.url]) * 1000:.2f} ms",
        limit_p95=f"{quick * 1000:.1f}",
        ratio=f"{slow / quick:.2f}",
        aim=f"p95 <= {AIM_TIMES:g} x",
        met=met(slow / quick <= AIM_TIMES),
    )


@contextmanager
def _writer(ground: Ground) -> Iterator[Callable[[int], None]]:
    """Have somebody who changes a class, another one each time."""
    database = open_database(ground.url)

    def write(number: int) -> None:
        with transaction(database) as session:
            changed = update(CourseClass).where(CourseClass.id == 1 + number % 40)
            session.execute(changed.values(line_changed_by=str(number)))

    yield write
    database.close()


def _row(ground: Ground, what: str, sides: tuple[Side, Side]) -> Row:
    many, few = sides
    times = _p95(many.visits) / _p95(few.visits)
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


def _p95(visits: list[float]) -> float:
    return quantiles(visits, n=100, method="inclusive")[94]
