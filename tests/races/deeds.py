"""What a member of a crowd does, and the same with a guard taken away (the negative controls)."""

from contextlib import nullcontext, suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from threading import Event as Stop
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.orm import Session

import app.usecases.deliver
import app.usecases.register
import app.usecases.settle_payment
from app.domain.booking import Reserved, ReserveRequest
from app.domain.contract import Outcome, Partner, Told
from app.domain.course_class import ClassFull
from app.domain.event import Event
from app.domain.money import Money
from app.domain.news import GatewayNews
from app.domain.payment import PaymentReport, PaymentState, Step
from app.domain.registration import Channel
from app.jobs.deliver import drain_destination
from app.parts import Parts
from app.store.announcer import Announcer
from app.store.claiming import Claim
from app.store.class_to_register import ClassToRegister
from app.store.course_class import CourseClass
from app.store.database import Database, table_of
from app.store.delivery import Delivery
from app.store.order import Order
from app.store.seat import SeatChange
from app.store.settlement import record_report
from app.usecases.register import register
from app.usecases.reserve_booking import reserve_booking
from app.usecases.settle_payment import settle_payment
from tests.fakes.gateway import FakeGateway
from tests.fakes.partner import ORDERS, FakePartner
from tests.worlds import CLASS, HOLD, NOW

MEET_WITHIN = 15.0
_pair = Barrier(2)
_come = count()


def take_part(database: Database, share: str) -> str:
    """Register with a draft, or reserve as Trainingportal does where the share says so."""
    if share.startswith("booking"):
        request = ReserveRequest(class_code=CLASS, email=f"{share}@example.org")
        reserved = reserve_booking(database, request, partners={}, wake=lambda names: None, now=NOW)
        return "seated" if isinstance(reserved, Reserved) else "full"
    try:
        register(database, draft_token=share, partners={}, now=NOW, hold=HOLD)
    except ClassFull:
        return "full"
    return "seated"


def take_part_without_the_guard(database: Database, share: str) -> str:
    """Register where the UPDATE that takes seats has lost its condition, and the CHECK is gone."""
    app.usecases.register.take_seats = _take_seats_unguarded  # type: ignore[attr-defined,assignment]  # control
    return take_part(database, share)


def _take_seats_unguarded(
    connection: Connection,
    course_class: ClassToRegister,
    *,
    order_id: int,
    seats: int,
    reason: str,
    channel: Channel,
    now: datetime,
) -> None:
    # Look, then act: what most systems do.
    taken = connection.execute(
        select(CourseClass.taken).where(CourseClass.id == course_class.id)
    ).scalar_one()
    if connection.dialect.name != "sqlite" and taken + seats > course_class.most[channel]:
        raise ClassFull(class_code=course_class.code, wanted=seats)
    connection.execute(
        update(CourseClass)
        .where(CourseClass.id == course_class.id)
        .values(taken=CourseClass.taken + seats)
    )
    connection.execute(
        insert(SeatChange).values(
            class_id=course_class.id,
            order_id=order_id,
            change=seats,
            reason=reason,
            channel=channel,
            at=NOW,
        )
    )


def click(database: Database, share: str) -> str:
    """Send the same draft, however often it is asked for."""
    return register(database, draft_token="draft-1", partners={}, now=NOW, hold=HOLD).reference


def hear_of_payment(database: Database, share: str) -> str:
    """Hear that the only payment was paid: each share is another event, or the return page."""
    gateway = PaidGateway()
    news = GatewayNews("stripe", share, "checkout.session.completed", "cs_1", b"{}")
    return settle_payment(
        database,
        gateways={"stripe": gateway},
        partners={"mail": FakePartner("mail", ORDERS, listing=False, per="order")},
        wake=lambda names: None,
        now=NOW,
        news=None if share.startswith("return") else news,
        payment_uid="payment-1",
    )


def hear_of_payment_without_the_guard(database: Database, share: str) -> str:
    """Hear it where the order's row is not locked (and SQLite's begin deferred, out of turn).

    Elsewhere two have read before either writes, as they may where nothing is locked: else it would
    be chance whether they meet.
    """
    app.usecases.settle_payment.lock_order = unlocked  # type: ignore[attr-defined]  # control
    if database.engine.dialect.name == "sqlite":
        deferred(database)
    else:
        app.usecases.settle_payment.record_report = _record_together  # type: ignore[attr-defined]  # control
    return hear_of_payment(database, share)


def _record_together(session: Session, announcer: Announcer, **what: Any) -> Step:
    meet()
    return record_report(session, announcer, **what)


def meet() -> None:
    """Wait for another of this process who has come as far, or a while.

    The first two do: whoever was left over at the end would wait for nobody.
    """
    if next(_come) >= _pair.parties:
        return
    with suppress(BrokenBarrierError):
        _pair.wait(timeout=MEET_WITHIN)


def unlocked(session: Session, order_id: int) -> Order:
    return session.scalars(select(Order).where(Order.id == order_id)).one()


class PaidGateway(FakeGateway):
    """Says of every page that it was paid in full."""

    def look_up(self, gateway_id: str) -> PaymentReport:
        """Report 4,200 kroner."""
        return PaymentReport(PaymentState.PAID, Money(420000, "NOK"), "pi_1")


class Ledger(FakePartner):
    """A partner that writes every telling to a file, so that all processes' tellings are seen."""

    path: Path

    def tell(self, event: Event, *, key: str) -> Outcome:
        """Append the event's uid."""
        with self.path.open("a") as file:
            file.write(
                f"{event.uid} {event.registration.reference if event.registration else ''}"
                f" {event.kind}\n"
            )
        return Told("ok")


def work(database: Database, share: str) -> str:
    """Drain everything to the file that the share names."""
    partner = Ledger()
    partner.path = Path(share.partition(" ")[2])
    parts = Parts(database, {"iso": partner}, {}, lambda names: None, lambda: NOW)
    return str(drain_destination(parts, "iso", stop=Stop()))


def work_without_the_guard(database: Database, share: str) -> str:
    """Drain where nobody looks whether another worker has it in hand."""
    app.usecases.deliver._claim = _claim_blindly
    return work(database, share)


def _claim_blindly(
    connection: Connection, delivery_id: int, partner: Partner, *, now: datetime
) -> Claim:
    row = connection.execute(
        update(table_of(Delivery))
        .where(Delivery.id == delivery_id)
        .values(state="in_flight", attempt=Delivery.attempt + 1)
        .returning(*table_of(Delivery).c)
    ).one()
    return Claim(row.id, row.destination, row.stream, row.key, row.attempt, row.spared)


def deferred(database: Database) -> None:
    """Let writers begin as readers do, and none wait for its turn."""
    database._writer.configure(bind=database.engine)
    database._turn = nullcontext
