"""What an order owes again of money that did not come after all, or that came after all.

Works inside the caller's transaction, with the order's row locked by ``lock_order`` first.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.event import EventKind
from app.domain.payment import OURS, OrderStanding
from app.domain.payment_plan import When, charged_until
from app.domain.reason import OwnReason, say_reason
from app.store.announcer import Announcer
from app.store.event import EventRow
from app.store.money_back import owe_back
from app.store.order import Order
from app.store.payment import Refund
from app.store.payment_terms import account_of, charge
from app.store.registration import registrations_of, speaker_of
from app.store.settlement import confirm_order, standing_of

_HAS_PLACES = frozenset({OrderStanding.HELD, OrderStanding.SETTLED})


def owe_again(session: Session, order: Order, *, minor: int, now: datetime) -> None:
    """Have an order owe so much more in its minor units, or less where that is below zero.

    Nobody asks it of an order that ended. What is owed for confirmed places is due as any sum that
    is charged later, and staff decide what follows where it is not paid.
    """
    if minor < 0:
        order.owed_minor -= min(order.owed_minor, -minor)
        return
    places = registrations_of(session, order.id)
    standing = standing_of(places)
    if standing is OrderStanding.HELD:
        order.owed_minor += minor
    elif minor and standing is OrderStanding.SETTLED:
        seated = speaker_of(places).course_class
        due_at = charged_until(When(seated.starts_at, seated.timezone, now))
        charge(session, order, minor=minor, due_at=due_at, now=now)


def owe_while_held(session: Session, order: Order, *, minor: int) -> None:
    """Have an order that waits for its money owe so much again, as it went or goes back.

    Else its places would be had for what is left. What goes back of confirmed ones is a kindness.
    """
    if standing_of(registrations_of(session, order.id)) is OrderStanding.HELD:
        order.owed_minor += minor


def keep_what_stays(
    session: Session, announcer: Announcer, order: Order, refund: Refund, *, now: datetime
) -> None:
    """Have a refund that does not go after all be owed no more, where it was owed again.

    Places that are paid enough then are confirmed.
    """
    if was_owed_again(refund, confirmed_at(session, order)):
        _owe_no_more(session, announcer, order, minor=refund.amount_minor, now=now)


def keep_what_came_again(
    session: Session, announcer: Announcer, order: Order, refund: Refund, *, now: datetime
) -> int:
    """Have money that went and is ours again be owed no more; return what is too much, minor units.

    It is too much where the order was paid anew meanwhile: then that goes back. What was let off
    meanwhile was not paid. Of an order that has ended staff decide.
    """
    if not was_owed_again(refund, confirmed_at(session, order)):
        return 0
    over = refund.amount_minor - order.owed_minor - order.waived_minor
    _owe_no_more(session, announcer, order, minor=refund.amount_minor, now=now)
    ended = standing_of(registrations_of(session, order.id)) not in _HAS_PLACES
    if ended or over <= 0:
        return 0
    own = OwnReason.PAID_TOO_MUCH
    return owe_back(session, order, amount_minor=over, reason=say_reason(own), own=own, now=now)


def _owe_no_more(
    session: Session, announcer: Announcer, order: Order, *, minor: int, now: datetime
) -> None:
    owe_again(session, order, minor=-minor, now=now)
    places = registrations_of(session, order.id)
    held = standing_of(places) is OrderStanding.HELD
    if held and not account_of(session, order, now=now).needed.minor:
        confirm_order(session, announcer, order=order, registrations=places, now=now)


def confirmed_at(session: Session, order: Order) -> datetime | None:
    """Return when the order was confirmed first (UTC), or None where it never was."""
    return session.scalar(
        select(func.min(EventRow.at)).where(
            EventRow.order_id == order.id, EventRow.kind == EventKind.ORDER_CONFIRMED
        )
    )


def was_owed_again(refund: Refund, confirmed: datetime | None) -> bool:
    """Say whether it was given back, or went without us, before its order was confirmed."""
    given = refund.asked_key is not None or refund.origin not in OURS
    return given and (confirmed is None or refund.created_at < confirmed)
