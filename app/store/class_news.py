"""News of a class: what partners are told of a change, and who among its people is written to.

Not here: making the change; writing events (announcer.py).
"""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.event import ClassFacts, EventKind, Fact
from app.domain.reason import DATES_AND_PLACE_CHANGED, DATES_CHANGED, PLACE_CHANGED
from app.domain.registration import RegistrationState
from app.store.announcer import Announcer
from app.store.course_class import CourseClass
from app.store.registration import Registration

# Whoever has, or holds, a place in a class still to come.
_EXPECTED = (RegistrationState.HELD, RegistrationState.CONFIRMED)
# Whose buyer is written to: who waits for a place wants to know as well.
_CONCERNED = (*_EXPECTED, RegistrationState.WAITLISTED)


def announce_change(
    session: Session,
    announcer: Announcer,
    row: CourseClass,
    *,
    before: ClassFacts,
    after: ClassFacts,
) -> None:
    """Announce a change of a class; where it moved in time or place, its people are told too.

    Of a cancellation people hear with the end of their registrations.
    """
    if after.cancelled:
        cancelled = EventKind.CLASS_CHANGED if before.cancelled else EventKind.CLASS_CANCELLED
        announcer.announce(cancelled, row, facts={"reason": row.cancel_reason})
        return
    kind = EventKind.CLASS_RESTORED if before.cancelled else EventKind.CLASS_CHANGED
    announcer.announce(kind, row)
    announce_move(session, announcer, row, before=before, after=after)


def announce_move(
    session: Session,
    announcer: Announcer,
    row: CourseClass,
    *,
    before: ClassFacts,
    after: ClassFacts,
) -> None:
    """Have the people of a class written to, where it moved in time or place."""
    what = _moved(before, after)
    if what:
        _tell_people(session, announcer, row, what=what)


def _moved(before: ClassFacts, after: ClassFacts) -> str:
    """Return what moved, in words, or nothing."""
    if before.where == after.where:
        return DATES_CHANGED if before.when != after.when else ""
    return DATES_AND_PLACE_CHANGED if before.when != after.when else PLACE_CHANGED


def _tell_people(session: Session, announcer: Announcer, row: CourseClass, *, what: str) -> None:
    registrations = session.scalars(
        select(Registration)
        .where(Registration.class_id == row.id, Registration.state.in_(_CONCERNED))
        .order_by(Registration.order_id, Registration.position, Registration.id)
        .options(joinedload(Registration.order), joinedload(Registration.person))
    ).all()
    facts = {"reason": what}
    for order in dict.fromkeys(registration.order for registration in registrations):
        announcer.announce(EventKind.ORDER_CLASS_CHANGED, row, order=order, facts=facts)
    for registration in registrations:
        if registration.state in _EXPECTED:
            tell_participant(
                announcer, EventKind.PARTICIPANT_CLASS_CHANGED, row, registration, reason=what
            )


def tell_participant(
    announcer: Announcer,
    kind: EventKind,
    row: CourseClass,
    registration: Registration,
    *,
    reason: str,
    besides: Mapping[str, Fact] | None = None,
) -> None:
    """Have a participant written to who is not the buyer, whose own letter says it."""
    order = registration.order
    if registration.email and registration.email.casefold() != order.email.casefold():
        facts = {"reason": reason, **(besides or {})}
        announcer.announce(kind, row, order=order, registration=registration, facts=facts)
