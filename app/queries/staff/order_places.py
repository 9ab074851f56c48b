"""A registration among those of its order, and what it costs. Not here: its page."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, select

from app.domain.bill import Bill
from app.domain.discount import masked
from app.domain.registration import RegistrationState
from app.store.order_line import OrderLine, line_from
from app.store.registration import Registration


@dataclass(frozen=True, slots=True)
class Companion:
    """Another place of the same order; ``became``: where it went, or to whom, if it goes on."""

    reference: str
    name: str
    state: RegistrationState
    became: str


@dataclass(frozen=True, slots=True)
class Among:
    """The other places of a registration's order, and what its own costs as it was frozen.

    ``membership`` is the number that was given to pay as a member, empty where none was.
    """

    companions: tuple[Companion, ...]
    membership: str
    bill: Bill

    @property
    def masked_bill(self) -> Bill:
        """The bill as it is shown to who may not use vouchers' codes."""
        return masked(self.bill)


def order_of(reference: str) -> ScalarSelect[int]:
    """Select the number of the order that a registration is of."""
    return (
        select(Registration.order_id).where(Registration.reference == reference).scalar_subquery()
    )


def among_places(
    registration: Registration, places: Sequence[Registration], *, lines: Sequence[OrderLine]
) -> Among:
    """Return a registration among those of its order; each stands there as often as it has lines.

    ``lines`` are its own.
    """
    currency, position = registration.order.currency, registration.position
    return Among(
        companions=tuple(
            Companion(each.reference, each.name, each.state, _became(each, places))
            for each in dict.fromkeys(places)
            if each is not registration
        ),
        membership=registration.membership,
        bill=Bill(
            currency,
            tuple(line_from(each, position=position, currency=currency) for each in lines),
        ),
    )


def _became(place: Registration, places: Sequence[Registration]) -> str:
    """Say how a place that ended goes on: as the next one at its position, made after it."""
    if place.state is not RegistrationState.CANCELLED:
        return ""
    later = [each for each in places if each.position == place.position and each.id > place.id]
    if not later:
        return ""
    new = min(later, key=lambda each: each.id)
    if new.class_id != place.class_id:
        return f"moved to {new.course_class.code}"
    return f"handed over to {new.name}"
