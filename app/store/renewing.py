"""A place that goes on as another: under a new reference, because an ended one is final everywhere.

Works inside the caller's transaction, with the order's row locked by ``lock_order`` first. Not
here: seats, money.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.bill import Line
from app.domain.event import EventKind, Fact
from app.domain.reference import new_reference
from app.domain.registration import RegistrationState
from app.store.announcer import Announcer
from app.store.cancelling import tell_of_lost_place
from app.store.order import Order
from app.store.order_line import add_lines, lines_of
from app.store.payment import Refund
from app.store.registration import Registration
from app.store.voucher_return import let_vouchers_go_along

# What goes along with a place, where nothing else is said.
_KEPT = (
    "course_class person lead_source form_id membership position name email phone birth_date"
    " comment answers channel"
).split()


def renew(
    session: Session,
    announcer: Announcer,
    old: Registration,
    *,
    order: Order,
    now: datetime,
    lines: Sequence[Line] | None = None,
    changed: Mapping[str, object] | None = None,
) -> Registration:
    """Return a held place like the old one but for the columns that are ``changed``; it is told.

    ``lines`` are what it costs, the old one's where none are given. The caller has its seat, and
    has ended the old one.
    """
    if lines is None:
        lines = lines_of(session, {old.id: old.position}, currency=order.currency)
    kept: dict[str, object] = {name: getattr(old, name) for name in _KEPT}
    kept["price_option_id"] = next((each.price_option_id or None for each in lines), None)
    kept["price_minor"] = sum(each.total.minor for each in lines)
    new = Registration(
        reference=new_reference("R"),
        order=order,
        state=RegistrationState.HELD,
        created_at=now,
        **{**kept, **(changed or {})},
    )
    session.add(new)
    session.flush()
    _take_along(session, old, new, lines)
    announcer.announce(EventKind.REGISTRATION_HELD, new.course_class, order=order, registration=new)
    return new


def _take_along(
    session: Session, old: Registration, new: Registration, lines: Sequence[Line]
) -> None:
    """Write the new one's lines; the old one's vouchers, and what went back of it, are its own."""
    add_lines(session, lines, places={old.position: new.id})
    let_vouchers_go_along(session, old_id=old.id, new_id=new.id)
    went_back = update(Refund).where(Refund.registration_id == old.id)
    session.execute(went_back.values(registration_id=new.id))


def end_for_another(
    announcer: Announcer,
    old: Registration,
    *,
    order: Order,
    reason: str,
    besides: Mapping[str, Fact] | None = None,
) -> RegistrationState:
    """End a confirmed or held place for another, which is to be made after this; return its state.

    That is the one it had. ``besides`` are facts that the letters of it say.

    Raises:
        IllegalMove: it is neither.
    """
    was = end_for_the_same(announcer, old, order=order, reason=reason)
    tell_of_lost_place(
        announcer, order=order, registration=old, was=was, reason=reason, besides=besides
    )
    return was


def end_for_the_same(
    announcer: Announcer, old: Registration, *, order: Order, reason: str
) -> RegistrationState:
    """End it as ``end_for_another`` does, for one that is the same person's: nobody lost it.

    So partners hear of it, and nobody is written to.
    """
    was = old.state
    old.move(RegistrationState.CANCELLED, reason=reason)
    announcer.announce(
        EventKind.REGISTRATION_CANCELLED,
        old.course_class,
        order=order,
        registration=old,
        facts={"reason": reason},
    )
    return was


def take_over(
    announcer: Announcer, new: Registration, *, order: Order, was: RegistrationState
) -> None:
    """Have the place that takes over stand where the old one did; its buyer is told what to do.

    Where that was confirmed, so is this; its person is a member already.
    """
    if was is RegistrationState.HELD:
        announcer.announce(EventKind.ORDER_HELD, new.course_class, order=order)
        return
    new.move(RegistrationState.CONFIRMED)
    announcer.announce(
        EventKind.REGISTRATION_CONFIRMED, new.course_class, order=order, registration=new
    )
    announcer.announce(EventKind.ORDER_CONFIRMED, new.course_class, order=order)
