"""How many seats a second a partner can reserve here by GET. Not here: the seats."""

from urllib.parse import urlencode

from tests.benchmarks import catalogue
from tests.benchmarks.client import Request, Visit
from tests.benchmarks.ground import Ground
from tests.benchmarks.load import ROUNDS, VISITORS, Faulty, Generator, Side
from tests.benchmarks.table import Row, met, percentile

# trainingportal.md 8: an answer within 300 ms.
AIM_SECONDS = 0.3


class Reserving:
    """One reservation a visit, everybody another person."""

    def __init__(self, key: str) -> None:
        self._address = f"/partners/trainingportal/{key}/reserve"

    def visit(self, number: int) -> Visit:
        """Reserve one seat."""
        fields = {
            "courseClassExternalId": catalogue.FREE,
            "studentFirstName": "Kim",
            "studentEmailAddress": f"kim{number}@example.org",
        }
        answer = yield Request("GET", f"{self._address}?{urlencode(fields)}", 200)
        if '"true"' not in answer.text:
            raise Faulty(f"no seat was reserved: {answer.text[:200]}")


def reserving(generator: Generator, ground: Ground, *, seconds: float) -> Row:
    """Press the address in short rounds."""
    settings = ground.settings.trainingportal
    if settings is None:
        raise Faulty("Trainingportal is off")
    side = Side()
    for _ in range(ROUNDS):
        load = generator.round(
            generator.ours, Reserving(settings.inbound_key), seconds=seconds, visitors=VISITORS
        )
        if load.faults:
            raise Faulty(load.faults[0])
        side.rounds.append(load)
    slow = sorted(side.visits)[int(len(side.visits) * 0.95)]
    return Row(
        database=ground.kind,
        what="seats reserved by GET",
        ours=f"{side.rate:.1f} /s",
        p50=percentile(side.visits, 50),
        p95=percentile(side.visits, 95),
        aim=f"p95 < {AIM_SECONDS * 1000:.0f} ms",
        met=met(slow < AIM_SECONDS),
    )
