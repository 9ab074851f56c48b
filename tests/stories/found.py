"""What a story can go on with: orders, places, and pages to pay on; the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.domain.payment import PaymentState, RefundState
from app.domain.registration import Channel, RegistrationState
from app.domain.waiting import EntryState
from app.store.course_class import CourseClass
from app.store.database import Database, reading
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.store.registration import Registration
from app.store.voucher import VoucherRow
from app.store.waiting import WaitingEntry


def orders(database: Database) -> Sequence[Order]:
    """Return every order."""
    with reading(database) as session:
        return session.scalars(select(Order).order_by(Order.id.desc())).all()


def owed(database: Database, order_id: int) -> int:
    """Return what an order owes, in minor units."""
    with reading(database) as session:
        return session.get_one(Order, order_id).owed_minor


def owing(database: Database) -> Sequence[Order]:
    """Return the orders that owe something."""
    return [each for each in orders(database) if each.owed_minor]


def standing(database: Database, state: RegistrationState) -> Sequence[Registration]:
    """Return the places of that state."""
    with reading(database) as session:
        return session.scalars(
            select(Registration).where(Registration.state == state).order_by(Registration.id.desc())
        ).all()


def confirmed(database: Database) -> Sequence[Registration]:
    """Return the places that are confirmed."""
    return standing(database, RegistrationState.CONFIRMED)


def held(database: Database) -> Sequence[Registration]:
    """Return the places that wait for their money."""
    return standing(database, RegistrationState.HELD)


def waiting(database: Database) -> Sequence[Registration]:
    """Return the places that wait for a seat."""
    return standing(database, RegistrationState.WAITLISTED)


@dataclass(frozen=True, slots=True)
class Waiter:
    """An entry of a line: its number, its order's reference, its class's code."""

    id: int
    reference: str
    class_code: str


def in_line(database: Database, state: EntryState) -> Sequence[Waiter]:
    """Return the entries of that state."""
    with reading(database) as session:
        rows = session.execute(
            select(WaitingEntry.id, Order.reference, CourseClass.code)
            .join(Order, Order.id == WaitingEntry.order_id)
            .join(CourseClass, CourseClass.id == WaitingEntry.class_id)
            .where(WaitingEntry.state == state)
            .order_by(WaitingEntry.id.desc())
        )
        return [Waiter(*row) for row in rows]


def booked(database: Database) -> Sequence[Registration]:
    """Return the seats that Trainingportal reserved, whatever became of them."""
    with reading(database) as session:
        return session.scalars(
            select(Registration)
            .where(Registration.channel == Channel.TRAININGPORTAL)
            .order_by(Registration.id.desc())
        ).all()


def pages(database: Database) -> Sequence[Payment]:
    """Return the attempts to pay for which a gateway made a page."""
    with reading(database) as session:
        return session.scalars(
            select(Payment).where(Payment.gateway_id.is_not(None)).order_by(Payment.id.desc())
        ).all()


def paid_at(database: Database, gateway: str) -> Sequence[Payment]:
    """Return what was paid at a gateway."""
    with reading(database) as session:
        return session.scalars(
            select(Payment)
            .where(Payment.gateway == gateway, Payment.state == PaymentState.PAID)
            .order_by(Payment.id.desc())
        ).all()


def recorded(database: Database) -> Sequence[Payment]:
    """Return the payments that staff wrote down."""
    with reading(database) as session:
        return session.scalars(
            select(Payment).where(Payment.recorded_by != "").order_by(Payment.id.desc())
        ).all()


def asked_back(database: Database) -> Sequence[Refund]:
    """Return the refunds that wait for staff."""
    with reading(database) as session:
        return session.scalars(
            select(Refund).where(Refund.state == RefundState.ASKED).order_by(Refund.id.desc())
        ).all()


def given_voucher(database: Database) -> str:
    """Return the newest voucher that was given instead of money; nothing where none was."""
    with reading(database) as session:
        return (
            session.scalar(
                select(VoucherRow.code)
                .where(VoucherRow.given_for_id.is_not(None))
                .order_by(VoucherRow.id.desc())
                .limit(1)
            )
            or ""
        )
