"""How fast the worker drains a backlog to partners that answer at once. Not here: the worker."""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import psutil
from sqlalchemy import Engine, event, func, select, true

from app.commands.children import Child
from app.domain.contact import Contact
from app.domain.delivery import DeliveryState
from app.domain.event import EventKind
from app.jobs.deliver import TOGETHER
from app.parts import Parts
from app.queries.outbox import find_due_deliveries
from app.store.database import Database, reading, transaction
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.usecases.deliver import deliver
from tests.benchmarks import catalogue
from tests.benchmarks.client import Request, ask
from tests.benchmarks.ground import Ground, answers, opened, running
from tests.benchmarks.table import Row, met
from tests.fixtures.ports import wait_until
from tests.worlds import Desk, register_once

ORDERS = 80
WITHIN = 60.0
BACKLOG = 20_000
BACKLOG_WITHIN = 1200.0
AIM = 100
MOST_STATEMENTS = 8
# The one that is slow. Eight threads at 200 ms could do 40 at most, if all else took no time.
SLOW = "iso"
SLOW_AIM = 38
SLOW_ORDERS = 2 * ORDERS
# Told of nobody else, the worker has nothing to do but wait for the slow one.
ALONE = {"CONNECTOR_BASE_URL": "", "TRAININGPORTAL_BASE_URL": "", "MAIL_URL": ""}


@dataclass(frozen=True, slots=True)
class Drained:
    """What became of the backlog: how many were told, from the first answer to the last."""

    states: Mapping[DeliveryState, int]
    told: int
    seconds: float

    @property
    def rate(self) -> float:
        """How many were told a second."""
        return (self.told - 1) / self.seconds if self.seconds else 0.0


def deliveries(ground: Ground) -> Iterator[Row]:
    """Time the worker draining what registrations left: at once, then while a partner is slow."""
    parts = ground.parts()
    with opened(ground.url) as database, sandbox(ground):
        _leave_backlog(database, parts, first=0)
        statements = _statements(parts)
        drained = _drain(ground, database)
        what = f"deliveries, {drained.told} told"
        yield _row(ground, what, drained, aim=AIM, statements=statements)
        what = f"deliveries to one partner 200 ms away, {TOGETHER} threads"
        _leave_backlog(database, parts, first=ORDERS, orders=SLOW_ORDERS)
        _slow_down(ground, SLOW)
        drained = _drain(ground, database, destination=SLOW, **ALONE)
        yield _row(ground, what, drained, aim=SLOW_AIM)
        _drain(ground, database)
        _leave_backlog(database, parts, first=ORDERS + SLOW_ORDERS, orders=SLOW_ORDERS)
        drained = _drain(ground, database, destination=SLOW)
        yield _row(ground, f"{what}, while the others drain", drained, aim=None)


def _drain(
    ground: Ground, database: Database, *, destination: str | None = None, **settings: str
) -> Drained:
    """Have the worker drain a destination, or all; count what that worker told and nothing before.

    It counts from its first answer, so its start is not measured.
    """
    before = _drained(database, destination=destination).told
    with running(ground, ground.child("worker", "app", "worker", **settings)):
        wait_until(lambda: not left(database, destination), within=WITHIN, what="the last delivery")
    return _drained(database, skip=before, destination=destination)


def backlog(ground: Ground) -> Iterator[Row]:
    """Time a long backlog draining after an outage: in order, and with how much memory."""
    parts = ground.parts()
    with opened(ground.url) as database, sandbox(ground):
        _leave_backlog(database, parts, first=0)
        _grow(database)
        with running(ground, child := ground.child("worker", "app", "worker")):
            weights = list[float]()

            def drained_yet() -> bool:
                weights.append(_weight(child))
                time.sleep(1)
                return not left(database)

            wait_until(drained_yet, within=BACKLOG_WITHIN, what="the last of the backlog")
        drained = _drained(database)
        early, late = max(weights[: len(weights) // 4 or 1]), max(weights[-len(weights) // 4 :])
        yield replace(
            _row(ground, f"a backlog of {BACKLOG}, in order", drained, aim=AIM),
            limit=f"{early:.0f} MB",
            ratio=f"{late / early:.2f}",
            met=met(drained.rate >= AIM, _in_order(database), late < 1.2 * early),
        )


def _row(
    ground: Ground, what: str, drained: Drained, *, aim: int | None, statements: int = 0
) -> Row:
    others = {state: n for state, n in drained.states.items() if n and state != "delivered"}
    if others.keys() - {DeliveryState.SUPERSEDED}:
        print(f"deliveries on {ground.kind}: {others}", file=sys.stderr)
    return Row(
        database=ground.kind,
        what=what,
        ours=f"{drained.rate:.1f} /s",
        statements=str(statements or ""),
        aim=f">= {aim}" + (f", SQL <= {MOST_STATEMENTS}" if statements else "") if aim else "",
        met=met(drained.rate >= aim, statements <= MOST_STATEMENTS) if aim else "",
    )


@contextmanager
def sandbox(ground: Ground) -> Iterator[None]:
    """Have the outside answering meanwhile."""
    with running(ground, ground.child("sandbox", "app.sandbox")):
        port = ground.settings.sandbox_port
        wait_until(lambda: answers(port, "/"), within=WITHIN, what="the sandbox")
        yield


def _slow_down(ground: Ground, partner: str) -> None:
    body = json.dumps({"mode": "slow", "seconds": 0.2}).encode()
    kind = {"Content-Type": "application/json"}
    request = Request("POST", f"/control/dials/{partner}", 200, body=body, headers=kind)
    ask(ground.settings.sandbox_port, request)


def _statements(parts: Parts) -> int:
    """Return how many statements the costliest telling takes, one of each destination told."""
    costs, said = [], list[str]()

    def note(*given: object) -> None:
        said.append(str(given[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        for name, partner in parts.partners.items():
            first = find_due_deliveries(parts.sessions, name, now=parts.clock())[0]
            said.clear()
            deliver(
                parts.sessions,
                delivery_id=first.id,
                partner=partner,
                clock=parts.clock,
                jitter=0,
            )
            costs.append(sum(not each.startswith(("BEGIN", "PRAGMA")) for each in said))
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return max(costs)


def _grow(database: Database) -> None:
    """Repeat what ISO is to hear of each registration, until so many wait."""
    with transaction(database) as session:
        told = session.execute(
            select(Delivery, EventRow)
            .join(EventRow, EventRow.id == Delivery.event_id)
            .where(Delivery.destination == "iso", EventRow.kind == EventKind.REGISTRATION_CONFIRMED)
        ).all()
        for _ in range(BACKLOG // len(told)):
            for delivery, row in told:
                copy = EventRow(
                    kind=row.kind,
                    class_id=row.class_id,
                    order_id=row.order_id,
                    registration_id=row.registration_id,
                    facts=row.facts,
                    at=row.at,
                )
                session.add(copy)
                session.flush()
                session.add(
                    Delivery(
                        event_id=copy.id,
                        destination="iso",
                        stream=delivery.stream,
                        state=DeliveryState.DUE,
                        due_at=delivery.due_at,
                        created_at=delivery.created_at,
                    )
                )


def _in_order(database: Database) -> bool:
    with reading(database) as session:
        rows = session.execute(
            select(Delivery.destination, Delivery.stream, Delivery.answered_at)
            .where(Delivery.state == DeliveryState.DELIVERED)
            .order_by(Delivery.id)
        ).all()
    last: dict[tuple[str, str], datetime] = {}
    for destination, stream, at in rows:
        if at is None or at < last.get((destination, stream), at):
            return False
        last[destination, stream] = at
    return True


def _weight(child: Child) -> float:
    """Return what the heaviest process of the worker weighs, in megabytes."""
    if child.process is None:
        raise RuntimeError("the worker is not running")
    processes = psutil.Process(child.process.pid).children(recursive=True)
    return max((each.memory_info().rss for each in processes), default=0) / 1e6


def _leave_backlog(database: Database, parts: Parts, *, first: int, orders: int = ORDERS) -> None:
    """Register so many that six deliveries of each are due, and wake nobody."""
    desk = Desk(database, partners=dict(parts.partners), now=datetime.now(UTC))
    for number in range(first, first + orders):
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


def left(database: Database, destination: str | None = None) -> int:
    """Count what is still to be told, there or everywhere."""
    which = Delivery.destination == destination if destination else true()
    with reading(database) as session:
        left = (DeliveryState.DUE, DeliveryState.IN_FLIGHT)
        return session.scalar(select(func.count()).where(which, Delivery.state.in_(left))) or 0


def _drained(database: Database, *, skip: int = 0, destination: str | None = None) -> Drained:
    which = Delivery.destination == destination if destination else true()
    with reading(database) as session:
        states = Counter(session.scalars(select(Delivery.state).where(which)))
        told = session.scalars(
            select(Delivery.answered_at).where(which, Delivery.state == DeliveryState.DELIVERED)
        )
        times = sorted(at for at in told if at is not None)[skip:]
    seconds = (times[-1] - times[0]).total_seconds() if times else 0.0
    return Drained(states=states, told=len(times), seconds=seconds)
