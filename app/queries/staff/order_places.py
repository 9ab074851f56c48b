"""A registration among those of its order, and what it costs. Not here: its page."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, select

from app.domain.bill import Bill
from app.domain.registration import RegistrationState
from app.store.order_line import OrderLine, line_from
from app.store.registration import Registration


@dataclass(frozen=True, slots=True)
class Companion:
    """Another place of the same order."""

    reference: str
    name: str
    state: RegistrationState


def order_of(reference: str) -> ScalarSelect[int]:
    """Select the number of the order that a registration is of."""
    return (
        select(Registration.order_id).where(Registration.reference == reference).scalar_subquery()
    )


def companions_of(
    registration: Registration, places: Sequence[Registration]
) -> tuple[Companion, ...]:
    """Return the others of its order; a place stands here as often as it has lines."""
    return tuple(
        Companion(each.reference, each.name, each.state)
        for each in dict.fromkeys(places)
        if each is not registration
    )


def bill_of_place(registration: Registration, lines: Sequence[OrderLine]) -> Bill:
    """Return what a place costs, as it was frozen."""
    currency, position = registration.order.currency, registration.position
    return Bill(
        currency, tuple(line_from(each, position=position, currency=currency) for each in lines)
    )
