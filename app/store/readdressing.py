"""People under another address: the same record, or the one that is there for it already.

Works inside the caller's transaction, with the row of the order locked that they are of. Not here:
whose address is wrong.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.contact import Contact
from app.store.order import Order
from app.store.person import Person, PersonLink, find_or_add_people, match_keys
from app.store.registration import Registration

_NOBODYS = (
    ~select(Order.id).where(Order.buyer_id == Person.id).exists(),
    ~select(Registration.id).where(Registration.person_id == Person.id).exists(),
    ~select(PersonLink.external_id).where(PersonLink.person_id == Person.id).exists(),
)


def readdress(
    session: Session, ids: Collection[int], *, email: str, now: datetime
) -> dict[int, Person]:
    """Return who these people are under a new address, by the number that each had.

    Where nobody of the name is known under it, a person keeps their record, with what partners know
    it by; it is of all their orders. Where somebody is, that is who they are from now on.
    """
    people = session.scalars(select(Person).where(Person.id.in_(ids))).all()
    wanted = {each.id: Contact(each.name, email, "") for each in people}
    keys = {number: match_keys(contact, "") for number, contact in wanted.items()}
    there = select(Person.match_email, Person.match_name).where(
        Person.match_email.in_({key[0] for key in keys.values()})
    )
    known = {tuple(row) for row in session.execute(there)}
    found: dict[int, Person] = {}
    for each, number in _in_turn(people, keys):
        if number is None:
            _lock(session, each)
        else:
            contact = wanted[number]
            found[number] = find_or_add_people(session, [contact], now=now)[contact]
    return {
        each.id: _settled(
            session, each, found[each.id], is_new=keys[each.id] not in known, email=email, now=now
        )
        for each in people
    }


def _in_turn(
    people: Collection[Person], keys: dict[int, tuple[str, str]]
) -> list[tuple[Person, int | None]]:
    """Return whose row is to be locked, and whose other one found or made (their number), in turn.

    Rows are taken in the order in which everybody takes them, so that two cannot deadlock.
    """
    steps = [((each.match_email, each.match_name), each, None) for each in people]
    more = [(keys[each.id], each, each.id) for each in people]
    in_turn = sorted([*steps, *more], key=lambda step: (step[0], step[2] is not None))
    return [(each, number) for _, each, number in in_turn]


def _lock(session: Session, person: Person) -> None:
    session.execute(select(Person.id).where(Person.id == person.id).with_for_update())


def _settled(
    session: Session, person: Person, other: Person, *, is_new: bool, email: str, now: datetime
) -> Person:
    """Return who somebody is of the two records there are now."""
    if other.id == person.id:
        return person
    made = select(Person.id).where(Person.id == other.id, *_NOBODYS)
    if is_new and session.scalar(made) is not None:
        # It was made a moment ago, and by us: whoever makes one has an order with it.
        session.expunge(other)
        session.execute(delete(Person).where(Person.id == other.id))
        person.email, person.changed_at = email, now
        person.match_email = match_keys(Contact(person.name, email, ""), "")[0]
        return person
    other.member_since = other.member_since or person.member_since
    other.phone = other.phone or person.phone
    other.match_phone = other.match_phone or person.match_phone
    other.changed_at = now
    return other
