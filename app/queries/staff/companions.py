"""The other places of a registration's order, and what its own price is made of."""

from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.domain.bill_rows import BillRow, bill_rows
from app.domain.registration import RegistrationState
from app.store.order import Order
from app.store.order_line import OrderLine
from app.store.registration import Registration


@dataclass(frozen=True, slots=True)
class Companion:
    """Another place of the same order."""

    reference: str
    name: str
    state: RegistrationState


class CompanionsAndLines(TypedDict):
    """The other places of an order, and what a place's price is made of."""

    companions: tuple[Companion, ...]
    lines: tuple[BillRow, ...]


def companions_and_lines(
    session: Session, registration: Registration, order: Order
) -> CompanionsAndLines:
    """Return the order's other places, and what this one's price is made of; one statement."""
    rows = session.execute(
        select(Registration.id, Registration.reference, Registration.name, Registration.state)
        .add_columns(OrderLine)
        .outerjoin(
            OrderLine,
            and_(OrderLine.registration_id == Registration.id, Registration.id == registration.id),
        )
        .where(Registration.order_id == order.id)
        .order_by(Registration.position, Registration.id, OrderLine.id)
    ).all()
    companions = (Companion(*row[1:4]) for row in rows if row[0] != registration.id)
    lines = (row[4].line(position=0, currency=order.currency) for row in rows if row[4] is not None)
    return {"companions": tuple(companions), "lines": bill_rows(lines)}
