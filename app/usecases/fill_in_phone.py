"""Fill in phone: staff found out a number that was missing; whoever refused it for that is told.

ISO takes nobody without one (iso.md 5.3), and a booking of Trainingportal's may come without. Not
here: changing a number that was given.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.event import EventKind
from app.domain.person import digits_of
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.delivery import is_overtaken, refused_deliveries, tell_again
from app.store.order import lock_order
from app.store.person import Person, lock_people
from app.store.registration import Registration, registrations_of


class NumberKnown(Exception):
    """The registration has a number: somebody was quicker, or it came with one."""

    def __str__(self) -> str:
        return "it has a telephone number"


def fill_in_phone(
    sessions: Sessions,
    *,
    reference: str,
    phone: str,
    partners: Mapping[str, Partner],
    now: datetime,
    request_id: str = "",
) -> frozenset[str] | None:
    """Keep the number (E.164) and return who has news; None where there is no such registration.

    The person gets it where they had none. What was refused of this registration is told again,
    but for what the destination has heard something newer of.

    Raises:
        NumberKnown: the registration has one already.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        place = _lock_place(session, reference)
        if place is None:
            return None
        if place.phone:
            raise NumberKnown
        place.phone = phone
        if place.person is not None:
            _give(place.person, phone, now=now)
            announcer.announce(
                EventKind.REGISTRATION_CONTACT_CHANGED, place.course_class, registration=place
            )
        again = _tell_again(session, place, now=now)
    return frozenset(announcer.destinations | again)


def _lock_place(session: Session, reference: str) -> Registration | None:
    """Return the place with its order, then its person, locked: the order in which all do it."""
    found = session.execute(
        select(Registration.id, Registration.order_id, Registration.person_id).where(
            Registration.reference == reference
        )
    ).one_or_none()
    if found is None:
        return None
    lock_order(session, found.order_id)
    if found.person_id is not None:
        lock_people(session, [found.person_id])
    return next(each for each in registrations_of(session, found.order_id) if each.id == found.id)


def _give(person: Person, phone: str, *, now: datetime) -> None:
    if not person.phone:
        person.phone, person.match_phone = phone, digits_of(phone)
        person.changed_at = now


def _tell_again(session: Session, place: Registration, *, now: datetime) -> set[str]:
    told = set()
    for delivery in refused_deliveries(session, place.id):
        if not is_overtaken(session, delivery):
            tell_again(delivery, now=now)
            told.add(delivery.destination)
    return told
