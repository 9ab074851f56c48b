"""One place of an order that is to be paid later, while it is held: whether it can be changed.

Works inside the caller's transaction, with the order's row locked by ``lock_order`` first. Not
here: what becomes of the place (cancelling.py, renewing.py).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.payment import UNSETTLED
from app.domain.registration import RegistrationState
from app.domain.replacing import PlaceStays, Unchangeable
from app.store.course_class import CourseClass
from app.store.holding import offered_until
from app.store.order import Order
from app.store.payment import payments_of
from app.store.payment_terms import PaymentTerms, account_of, terms_of
from app.store.registration import Registration, registrations_of


def terms_that_wait(session: Session, order: Order) -> PaymentTerms | None:
    """Return its terms where nothing else is waited for: no gateway, no answer to an offer."""
    asked = any(each.state in UNSETTLED for each in payments_of(session, order.id))
    if asked or offered_until(session, order) is not None:
        return None
    return terms_of(session, order)


def refuse_to_change(session: Session, order: Order, place: Registration) -> None:
    """See that a place that is held may go on as another; any other place may, as far as this goes.

    Raises:
        PlaceStays: its order is paid online at once, or an answer or money may be on its way.
    """
    if place.state is not RegistrationState.HELD:
        return
    if terms_of(session, order) is None:
        raise PlaceStays(Unchangeable.NOT_CONFIRMED)
    if terms_that_wait(session, order) is None:
        raise PlaceStays(Unchangeable.UNDER_WAY)


def wait_elsewhere(
    session: Session,
    order: Order,
    places: Sequence[Registration],
    place: Registration,
    target: CourseClass,
    *,
    price_minor: int,
    now: datetime,
) -> None:
    """Have a held place's order wait for what it costs in another class; a confirmed one's does.

    What is owed is the caller's to change.

    Raises:
        PlaceStays: the class begins before the order is to be paid, or what came would be enough.
    """
    terms = terms_of(session, order)
    if place.state is not RegistrationState.HELD or terms is None:
        return
    # Nobody comes to a held seat: its money is due before.
    times = (order.hold_until, terms.due_at, terms.ends_at)
    if any(each is not None and each > target.starts_at for each in times):
        raise PlaceStays(Unchangeable.BEGINS_SOONER)
    if not share_later(session, order, terms, places, place, price_minor=price_minor, now=now):
        raise PlaceStays(Unchangeable.ENOUGH_CAME)


def share_later(
    session: Session,
    order: Order,
    terms: PaymentTerms,
    places: Sequence[Registration],
    place: Registration,
    *,
    price_minor: int,
    now: datetime,
) -> bool:
    """Have as much of the held places' price be open till later as before, once one costs else.

    A deposit that is kept is then the one that is left to pay. False, and nothing is changed, where
    what came would be enough then.
    """
    return share_less_later(
        session, order, terms, places, less=place.price_minor - price_minor, now=now
    )


def share_less_later(
    session: Session,
    order: Order,
    terms: PaymentTerms,
    places: Sequence[Registration],
    *,
    less: int,
    now: datetime,
) -> bool:
    """Do the same once the held places cost so much less together, in minor units; below zero more.

    What several places cost else is one sum: on the way there nothing is to be enough.
    """
    whole, left = _held_price(places, less)
    if _is_enough(session, order, whole, left, less=less, now=now):
        return False
    terms.later_minor = terms.later_minor * left // whole
    # Rounded up, as what is open till later is rounded down: together they are the price.
    terms.kept_minor = -(-terms.kept_minor * left // whole)
    return True


def enough_came(session: Session, order: Order, *, less: int, now: datetime) -> bool:
    """Say whether what came for an order is enough once its held places cost so much less."""
    whole, left = _held_price(registrations_of(session, order.id), less)
    return _is_enough(session, order, whole, left, less=less, now=now)


def _held_price(places: Sequence[Registration], less: int) -> tuple[int, int]:
    """Return what those that are held cost together, and what they cost then."""
    whole = sum(each.price_minor for each in places if each.state is RegistrationState.HELD)
    return max(whole, 1), whole - less


def _is_enough(
    session: Session, order: Order, whole: int, left: int, *, less: int, now: datetime
) -> bool:
    later = account_of(session, order, now=now).later.minor * left // whole
    return order.owed_minor - less <= later
