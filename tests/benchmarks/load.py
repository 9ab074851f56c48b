"""Visits under load, ours and the bare server's in turn. Not here: what a visit is."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median

from app.domain.contact import Contact
from tests import worlds
from tests.benchmarks import bare, catalogue
from tests.benchmarks.client import Errand, Load, Request, ask, press
from tests.benchmarks.ground import Ground, opened
from tests.benchmarks.table import Row, met, percentile
from tests.benchmarks.visits import Browser, Sending

# As many as the web threads of both workers together.
VISITORS = 8
ROUNDS = 5
WARM_SECONDS = 0.6
TRIES = 400
RUSHES = 3
RUSH_WITHIN = 60.0
PHONE = "+4722123456"


@dataclass(slots=True)
class Generator:
    """The process that sends, and the two servers; no two visits ever share a number."""

    pool: ProcessPoolExecutor
    ours: int
    bare: int
    _next: int = 1

    def round(
        self, port: int, errand: Errand, *, seconds: float, visitors: int, most: int = 1 << 20
    ) -> Load:
        """Make one round of visits."""
        first, self._next = self._next, self._next + most
        return self.pool.submit(
            press, port, errand, visitors=visitors, seconds=seconds, first=first, most=most
        ).result()


@dataclass(slots=True)
class Side:
    """All rounds of one server."""

    rounds: list[Load] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Visits a second: the median of the rounds."""
        return median(each.rate for each in self.rounds)

    @property
    def seconds(self) -> float:
        """How long a round took: the median."""
        return median(each.seconds for each in self.rounds)

    @property
    def visits(self) -> list[float]:
        """The seconds of every visit of every round."""
        return [seconds for each in self.rounds for seconds in each.visits]

    @property
    def faults(self) -> list[str]:
        """Whatever went wrong."""
        return [fault for each in self.rounds for fault in each.faults]


@dataclass(frozen=True, slots=True)
class Aim:
    """What is wanted: the least share of the limit, and the most statements."""

    share: float
    statements: int


class Faulty(Exception):
    """Something went wrong where nothing may."""


def in_turn(
    generator: Generator, ours: Errand, theirs: Errand, *, seconds: float
) -> tuple[Side, Side]:
    """Press both servers in turn, in short rounds, because the machine may be noisy."""
    sides = Side(), Side()
    places = ((generator.ours, ours), (generator.bare, theirs))
    for number in range(ROUNDS + 1):
        for side, (port, errand) in zip(sides, places, strict=True):
            span = seconds if number else WARM_SECONDS
            load = generator.round(port, errand, seconds=span, visitors=VISITORS)
            _blameless(load.faults)
            if number:
                side.rounds.append(load)
    return sides


def row(database: str, what: str, sides: tuple[Side, Side], *, statements: int, aim: Aim) -> Row:
    """Return the row of visits under load."""
    ours, theirs = sides
    pairs = zip(ours.rounds, theirs.rounds, strict=True)
    share = median(mine.rate / limit.rate for mine, limit in pairs)
    return Row(
        database=database,
        what=what,
        ours=f"{ours.rate:.1f} /s",
        p50=percentile(ours.visits, 50),
        p95=percentile(ours.visits, 95),
        statements=str(statements),
        limit=f"{theirs.rate:.1f} /s",
        limit_p50=percentile(theirs.visits, 50),
        limit_p95=percentile(theirs.visits, 95),
        ratio=f"{share:.2f}",
        aim=f">= {aim.share:g}, SQL <= {aim.statements}",
        met=met(share >= aim.share, statements <= aim.statements),
    )


def rush(generator: Generator, ground: Ground, bare_url: str) -> Row:
    """Have 400 people try for 100 seats at once, ours and the bare server's in turn."""
    ours, theirs = Side(), Side()
    for number in range(RUSHES):
        code, bare_code = catalogue.rush_code(number), bare.rush_code(number)
        ours.rounds.append(_rush(generator, generator.ours, _sending(ground, generator.ours, code)))
        _judge(ours.rounds[-1], seated(ground.url, code))
        sending = Sending(paths=(f"/send/{bare_code}",))
        theirs.rounds.append(_rush(generator, generator.bare, sending))
        _judge(theirs.rounds[-1], bare.seated(bare_url, bare_code))
    pairs = zip(ours.rounds, theirs.rounds, strict=True)
    times = median(mine.seconds / limit.seconds for mine, limit in pairs)
    return Row(
        database=ground.kind,
        what=f"{TRIES} tries for {catalogue.SEATS} seats",
        ours=f"{ours.seconds:.2f} s",
        p50=percentile(ours.visits, 50),
        p95=percentile(ours.visits, 95),
        limit=f"{theirs.seconds:.2f} s",
        limit_p50=percentile(theirs.visits, 50),
        limit_p95=percentile(theirs.visits, 95),
        ratio=f"{times:.2f}",
        aim="<= 2, 100 seated",
        met=met(times <= 2),
    )


def _rush(generator: Generator, port: int, sending: Sending) -> Load:
    return generator.round(port, sending, seconds=RUSH_WITHIN, visitors=TRIES, most=TRIES)


def _sending(ground: Ground, port: int, code: str) -> Sending:
    """Fill in everybody's form, and open one check page for a cookie and its token."""
    now = datetime.now(UTC)
    paths = []
    with opened(ground.url) as database:
        for number in range(TRIES):
            token = f"{code}-{number}"
            somebody = Contact(f"Kim Rush {number}", f"{token}@example.org".lower(), PHONE)
            worlds.add_draft(
                database,
                token=token,
                code=code,
                participants=(somebody,),
                buyer=somebody,
                currency="",
                now=now,
            )
            paths.append(f"/classes/{code}/register/{token}")
    browser = Browser()
    browser.see(ask(port, Request("GET", paths[0], 200)))
    return Sending(paths=tuple(paths), cookies=browser.cookies, token=browser.token)


def seated(url: str, code: str) -> tuple[int, ...]:
    """Return the class's seats as its counter, its ledger and its registrations say."""
    with opened(url) as database:
        seats = worlds.seats(database, code)
    return seats.taken, seats.ledger, seats.seated


def _judge(load: Load, counts: Sequence[int]) -> None:
    """Hold a rush to its promise: a hundred were seated, the rest were told no."""
    _blameless(load.faults)
    told = {status: load.statuses.count(status) for status in set(load.statuses)}
    if told != {303: catalogue.SEATS, 409: TRIES - catalogue.SEATS}:
        raise Faulty(f"the answers to {TRIES} tries were {told}")
    if set(counts) != {catalogue.SEATS}:
        raise Faulty(f"{catalogue.SEATS} seats, and counted {counts}")


def _blameless(faults: Sequence[str]) -> None:
    if faults:
        raise Faulty("; ".join(faults[:3]))
