"""What a story can go on with: orders, places, and pages to pay on; the newest first."""

from collections.abc import Sequence

from sqlalchemy import select

from app.domain.registration import Channel, RegistrationState
from app.store.database import Database, reading
from app.store.order import Order
from app.store.payment import Payment
from app.store.registration import Registration


def orders(database: Database) -> Sequence[Order]:
    """Return every order."""
    with reading(database) as session:
        return session.scalars(select(Order).order_by(Order.id.desc())).all()


def confirmed(database: Database) -> Sequence[Registration]:
    """Return the places that are confirmed."""
    with reading(database) as session:
        return session.scalars(
            select(Registration)
            .where(Registration.state == RegistrationState.CONFIRMED)
            .order_by(Registration.id.desc())
        ).all()


def booked(database: Database) -> Sequence[Registration]:
    """Return the seats that Trainingportal reserved, whatever became of them."""
    with reading(database) as session:
        return session.scalars(
            select(Registration)
            .where(Registration.channel == Channel.TRAININGPORTAL)
            .order_by(Registration.id.desc())
        ).all()


def pages(database: Database) -> Sequence[str]:
    """Return the gateway's names for the pages it made."""
    with reading(database) as session:
        found = session.scalars(
            select(Payment.gateway_id)
            .where(Payment.gateway_id.is_not(None))
            .order_by(Payment.id.desc())
        )
        return [str(page) for page in found]
