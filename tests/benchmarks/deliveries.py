"""How fast the worker drains a backlog to partners that answer at once. Not here: the worker."""

import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from app.domain.contact import Contact
from app.domain.delivery import DeliveryState
from app.parts import Parts
from app.store.database import Database, reading
from app.store.delivery import Delivery
from tests.benchmarks import catalogue
from tests.benchmarks.ground import Ground, answers, opened, running
from tests.benchmarks.table import Row
from tests.fixtures.ports import wait_until
from tests.worlds import Desk, register_once

ORDERS = 80
WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Drained:
    """What became of the backlog, and from its first answer to its last."""

    states: Mapping[DeliveryState, int]
    seconds: float

    @property
    def told(self) -> int:
        """How many were told."""
        return self.states.get(DeliveryState.DELIVERED, 0)


def deliveries(ground: Ground) -> Row:
    """Leave a backlog of registrations, start the outside and the worker, and time the draining."""
    parts = ground.parts()
    with opened(ground.url) as database:
        _leave_backlog(database, parts)
        with running(ground, ground.child("sandbox", "app.sandbox")):
            port = ground.settings.sandbox_port
            wait_until(lambda: answers(port, "/"), within=WITHIN, what="the sandbox")
            with running(ground, ground.child("worker", "app", "worker")):
                wait_until(lambda: not _left(database), within=WITHIN, what="the last delivery")
        drained = _drained(database)
    others = {state: n for state, n in drained.states.items() if n and state != "delivered"}
    if others.keys() - {DeliveryState.SUPERSEDED}:
        print(f"deliveries on {ground.kind}: {others}", file=sys.stderr)
    return Row(
        database=ground.kind,
        what=f"deliveries, {drained.told} told",
        ours=f"{(drained.told - 1) / drained.seconds:.1f} /s",
    )


def _leave_backlog(database: Database, parts: Parts) -> None:
    """Register so many that about five hundred deliveries are due, and wake nobody."""
    desk = Desk(database, partners=dict(parts.partners), now=datetime.now(UTC))
    for number in range(ORDERS):
        somebody = Contact(f"Kim {number}", f"kim{number}@example.org", "+4722123456")
        register_once(
            desk,
            token=f"backlog-{number}",
            code=catalogue.FREE,
            participants=(somebody,),
            buyer=somebody,
            currency="",
            now=desk.now,
        )


def _left(database: Database) -> int:
    with reading(database) as session:
        left = (DeliveryState.DUE, DeliveryState.IN_FLIGHT)
        return session.scalar(select(func.count()).where(Delivery.state.in_(left))) or 0


def _drained(database: Database) -> Drained:
    with reading(database) as session:
        states = Counter(session.scalars(select(Delivery.state)))
        told = session.scalars(
            select(Delivery.answered_at).where(Delivery.state == DeliveryState.DELIVERED)
        )
        times = [at for at in told if at is not None]
    return Drained(states=states, seconds=(max(times) - min(times)).total_seconds())
