"""How fast 200 seats that come free at once reach a waiting list of 5,000. Not here: the line."""

import sys
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update

from app.domain.contact import Contact
from app.domain.contract import LINE
from app.domain.delivery import DeliveryState
from app.domain.registration import RegistrationState
from app.domain.waiting import EntryState, PlaceWish
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.delivery import Delivery
from app.store.registration import Registration
from app.store.waiting import WaitingEntry
from app.usecases.register import register
from tests.benchmarks import catalogue
from tests.benchmarks.deliveries import sandbox
from tests.benchmarks.ground import Ground, opened, running
from tests.benchmarks.table import Row, met
from tests.fixtures.ports import wait_until
from tests.worlds import add_draft

IN_LINE = 5_000
FREED = 200
WITHIN = 120.0
AIM_OFFERED = 5.0
AIM_TOLD = 30.0


def waiting(ground: Ground) -> Row:
    """Free the seats while a worker runs; time until the last offer is made, and is told."""
    parts = ground.parts()
    with opened(ground.url) as database, sandbox(ground):
        # One has the only seat; the rest wait for more, which nobody has before they are timed.
        _have(database, capacity=1, waiting_list=True, line_paused=True)
        _register(database, "seated", PlaceWish.SEAT)
        for number in range(IN_LINE):
            _register(database, str(number), PlaceWish.LINE)
        _have(database, capacity=1 + FREED)
        with running(ground, ground.child("worker", "app", "worker")):
            wait_until(lambda: not _left(database), within=WITHIN, what="the worker")
            began = datetime.now(UTC)
            _have(database, line_paused=False)
            parts.wake([LINE])
            wait_until(lambda: _offered(database) >= FREED, within=WITHIN, what="the last offer")
            offered = datetime.now(UTC) - began
            wait_until(lambda: not _left(database), within=WITHIN, what="the last of them told")
        told = _last_told(database) - began
        right = _is_right(database)
    if not right:
        print(f"waiting on {ground.kind}: not the first {FREED}, or not once", file=sys.stderr)
    return Row(
        database=ground.kind,
        what=f"{FREED} seats to a line of {IN_LINE}: offered; told",
        ours=f"{offered.total_seconds():.1f} s; {told.total_seconds():.1f} s",
        aim=f"< {AIM_OFFERED:.0f} s; < {AIM_TOLD:.0f} s, each once",
        met=met(
            right,
            offered < timedelta(seconds=AIM_OFFERED),
            told < timedelta(seconds=AIM_TOLD),
        ),
    )


def _have(database: Database, **columns: object) -> None:
    with transaction(database) as session:
        session.execute(
            update(CourseClass).where(CourseClass.code == catalogue.FREE).values(columns)
        )


def _register(database: Database, name: str, wish: PlaceWish) -> None:
    """Have somebody register, of which nobody is told: what is measured comes after."""
    somebody = Contact(f"Kim {name}", f"kim{name}@example.org", "+4722123456")
    now = datetime.now(UTC)
    token = add_draft(
        database,
        token=f"line-{name}",
        code=catalogue.FREE,
        participants=(somebody,),
        buyer=somebody,
        currency="",
        now=now,
    )
    register(
        database,
        draft_token=token,
        partners={},
        now=now,
        hold=timedelta(minutes=30),
        place_wish=wish,
    )


def _left(database: Database) -> int:
    with reading(database) as session:
        left = (DeliveryState.DUE, DeliveryState.IN_FLIGHT)
        return session.scalar(select(func.count()).where(Delivery.state.in_(left))) or 0


def _offered(database: Database) -> int:
    with reading(database) as session:
        offered = WaitingEntry.state == EntryState.OFFERED
        return session.scalar(select(func.count()).where(offered)) or 0


def _last_told(database: Database) -> datetime:
    with reading(database) as session:
        last = session.scalars(select(func.max(Delivery.answered_at))).one()
    assert last is not None
    return last


def _is_right(database: Database) -> bool:
    """Say whether just the first were offered seats, no more than there are, and all were told."""
    with reading(database) as session:
        numbers = session.scalars(
            select(WaitingEntry.id)
            .where(WaitingEntry.state == EntryState.OFFERED)
            .order_by(WaitingEntry.id)
        ).all()
        first = session.scalars(
            select(WaitingEntry.id).order_by(WaitingEntry.id).limit(FREED)
        ).all()
        taken, in_line = session.execute(
            select(CourseClass.taken, CourseClass.in_line).where(CourseClass.code == catalogue.FREE)
        ).one()
        held = session.scalar(
            select(func.count()).where(Registration.state == RegistrationState.HELD)
        )
    return numbers == first and (taken, in_line, held) == (1 + FREED, IN_LINE - FREED, FREED)
