"""``./manage bench``: measure everything, print one table. Not here: how each thing is measured."""

import argparse
import multiprocessing
import os
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import bare, catalogue
from tests.benchmarks.auditing import audits
from tests.benchmarks.client import Errand
from tests.benchmarks.crowd import crowd
from tests.benchmarks.deliveries import backlog, deliveries
from tests.benchmarks.forms import forms
from tests.benchmarks.ground import Ground, Kind, bare_web, furnish, ground, load, queue, web
from tests.benchmarks.growing import growing
from tests.benchmarks.load import RUSHES, VISITORS, Aim, Faulty, Generator, in_turn, row, rush
from tests.benchmarks.reserving import reserving
from tests.benchmarks.settlement import settlement
from tests.benchmarks.starting import memory, starting
from tests.benchmarks.statements import counting
from tests.benchmarks.table import Row, drawn
from tests.benchmarks.visits import BareJourney, Reading, Registering
from tests.benchmarks.waiting import waiting

PAGE = Aim(share=0.7, statements=4)
JOURNEY = Aim(share=0.5, statements=14)
WRONG = 1


def visits() -> dict[str, tuple[str, Errand, Errand, Aim]]:
    """Return what is visited by its short name: its words, ours, the limit and the aim."""
    classes = Reading(tuple(f"/classes/{c}" for c in catalogue.paid_codes(rushes=RUSHES)))
    one = Reading(tuple(f"/one/C{number}" for number in range(1, bare.CLASSES)))
    every = Reading(("/list",))
    searched = Reading(catalogue.searches(today=datetime.now(UTC).date()))
    new = Reading(catalogue.new_searches())
    return {
        "programs": ("/programs", Reading(("/programs",)), every, PAGE),
        "filters": ("/programs with filters", searched, every, PAGE),
        "search": ("/programs, a new search each time", new, every, PAGE),
        "class": ("/classes/<code>", classes, one, PAGE),
        "journey": (
            "free registration, 5 requests",
            Registering(catalogue.FREE),
            BareJourney(bare.OPEN),
            JOURNEY,
        ),
    }


# Each on a ground of its own.
APART = ("deliveries", "settlement", "waiting", "form", "catalogue", "start")
NAMES = (*visits(), "rush", "memory", "reserve", *APART)
# Takes minutes, so it is measured only where it is asked for.
LONG = ("backlog", "crowd", "lighthouse")


def main(arguments: Sequence[str]) -> int:
    """Measure what the arguments ask for and return the exit code; missing an aim is no error."""
    given = _parser().parse_args(arguments)
    kinds = list(Kind) if given.database == "both" else [Kind(given.database)]
    wanted = tuple(given.only or NAMES)
    # Ended by a signal, everything that was started is ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began, rows = time.monotonic(), list[Row]()
    try:
        with tempfile.TemporaryDirectory(prefix="coursedesk-bench-") as place:
            for kind in kinds:
                for each in _rows(kind, Path(place), wanted, seconds=given.seconds):
                    _say(f"{each.database}: {each.what}: {each.ours}")
                    rows.append(each)
    except Faulty as fault:
        _say("\n".join((f"bench: {fault}", *getattr(fault, "__notes__", ()))))
        return WRONG
    except KeyboardInterrupt:
        return 130
    print(f"\n{_machine()}; measured in {time.monotonic() - began:.0f} s\n\n{drawn(rows)}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./manage bench", description="Measure how fast it is.")
    parser.add_argument("--database", choices=[*Kind, "both"], default="both")
    parser.add_argument("--seconds", type=float, default=0.8, help="of each of the rounds")
    parser.add_argument("--only", choices=(*NAMES, *LONG), action="append", help="may be repeated")
    return parser


def _rows(kind: Kind, place: Path, wanted: Sequence[str], *, seconds: float) -> Iterator[Row]:
    chosen = [name for name in wanted if name not in (*APART, *LONG)]
    if chosen:
        yield from _web_rows(kind, place, chosen, seconds=seconds)
    if "deliveries" in wanted:
        with ground(kind, place, f"{kind}_deliveries") as ours, queue(ours):
            furnish(ours, rushes=0)
            yield from deliveries(ours)
    if "waiting" in wanted:
        with ground(kind, place, f"{kind}_waiting") as ours, queue(ours):
            furnish(ours, rushes=0)
            yield waiting(ours)
    if "settlement" in wanted:
        with ground(kind, place, f"{kind}_settlement") as ours:
            furnish(ours, rushes=0)
            yield from settlement(ours)
    if "backlog" in wanted:
        with ground(kind, place, f"{kind}_backlog") as ours, queue(ours):
            furnish(ours, rushes=0)
            yield from backlog(ours)
    if "crowd" in wanted:
        with ground(kind, place, f"{kind}_crowd") as ours, queue(ours), _sender() as pool:
            furnish(ours, rushes=1)
            yield from crowd(ours, pool)
    yield from _pages_rows(kind, place, wanted, seconds=seconds)
    if "start" in wanted:
        with ground(kind, place, f"{kind}_start") as ours:
            yield from starting(ours)


def _pages_rows(kind: Kind, place: Path, wanted: Sequence[str], *, seconds: float) -> Iterator[Row]:
    """Measure a large form, the pages of a large catalogue, and every public page."""
    today = datetime.now(UTC).date()
    if "form" in wanted:
        with (
            ground(kind, place, f"{kind}_form") as ours,
            ground(kind, place, f"{kind}_plain") as theirs,
            queue(ours),
        ):
            load(ours, catalogue.asking(today=today))
            bare.lay_out(theirs.url, rushes=0)
            yield from forms(ours, theirs)
    if "catalogue" in wanted:
        with (
            ground(kind, place, f"{kind}_many") as many,
            ground(kind, place, f"{kind}_few") as few,
            queue(many),
            queue(few),
            _sender() as pool,
        ):
            load(many, catalogue.many(today=today))
            furnish(few, rushes=0)
            yield from growing(few, many, pool, seconds=seconds)
    if "lighthouse" in wanted:
        with ground(kind, place, f"{kind}_audits") as ours, queue(ours):
            furnish(ours, rushes=0)
            yield from audits(ours)


def _web_rows(kind: Kind, place: Path, wanted: Sequence[str], *, seconds: float) -> Iterator[Row]:
    """Measure what needs both web servers."""
    with (
        ground(kind, place, f"{kind}_web") as ours,
        ground(kind, place, f"{kind}_bare") as theirs,
        queue(ours),
    ):
        furnish(ours, rushes=RUSHES)
        bare.lay_out(theirs.url, rushes=RUSHES)
        statements = _statements(ours, wanted)
        with (
            web(ours) as server,
            bare_web(theirs, ours.settings) as (bare_server, port),
            _sender() as pool,
        ):
            generator = Generator(pool, ours=ours.settings.port, bare=port)
            for name, (what, errand, limit, aim) in visits().items():
                if name in wanted:
                    sides = in_turn(generator, errand, limit, seconds=seconds)
                    yield row(kind, what, sides, statements=statements[name], aim=aim)
            if "rush" in wanted:
                yield rush(generator, ours, theirs.url)
            if "reserve" in wanted:
                yield reserving(generator, ours, seconds=seconds)
            if "memory" in wanted:
                yield memory(ours, server, bare_server)


def _statements(ours: Ground, wanted: Sequence[str]) -> dict[str, int]:
    with counting(ours) as counter:
        return {
            name: counter.count(errand)
            for name, (_, errand, _, _) in visits().items()
            if name in wanted
        }


@contextmanager
def _sender() -> Iterator[ProcessPoolExecutor]:
    """Have a process of its own that sends; it leaves Ctrl-C to us."""
    start = multiprocessing.get_context("spawn")
    ignoring = (signal.SIGINT, signal.SIG_IGN)
    with ProcessPoolExecutor(1, start, initializer=signal.signal, initargs=ignoring) as pool:
        yield pool


def _machine() -> str:
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"Python {platform.python_version()}, {os.cpu_count()} processors, {VISITORS} visitors at "
        f"once, load averages {load}"
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
