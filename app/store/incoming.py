"""Taking a person in from another system: who they are here, and what of our record changes.

Matched as connector.md S13 says, by the first of these that finds exactly one: the id the sender
knows, name and e-mail address, name and mobile number. Not here: recording the call.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.domain.contact import Contact
from app.domain.person import Effect, IncomingPerson, TakenPerson, digits_of
from app.domain.reference import new_reference
from app.store.lead_source import source_meant
from app.store.person import Person, PersonLink, match_keys
from app.store.staff import find_staff

_SEVERAL = "Several people here have this name and this telephone number"
_TWICE = "Another record here has this name and this e-mail address"


@dataclass(frozen=True, slots=True)
class _Found:
    person: Person | None
    review: str = ""


def take(session: Session, incoming: IncomingPerson, *, origin: str, now: datetime) -> TakenPerson:
    """Add or change the person; the newest change wins (S11), an echo of ours does nothing (C18).

    ``origin`` is the partner that sent them. Of two that add the same person at once, the later one
    fails with IntegrityError and finds the other's row when it tries again.
    """
    if incoming.changed_at and incoming.changed_at > now:
        # A change to come would make every true one after it look old.
        incoming = replace(incoming, changed_at=now)
    found = _find(session, incoming, origin=origin)
    person = found.person
    if person is None:
        person = _added(session, incoming, origin=origin, review=found.review, now=now)
        warnings = _say_lead(session, person, incoming)
        # None of them was known: one that is by now belongs to the same person, added at once.
        _link(session, person, incoming.links, origin=origin)
        return TakenPerson(person.code, Effect.ADDED, warnings)
    _link(session, person, _unknown_links(session, incoming, origin=origin), origin=origin)
    if incoming.changed_at and person.changed_at and incoming.changed_at < person.changed_at:
        return TakenPerson(person.code, Effect.OLDER, ("a newer change is known here",))
    before = _held(person)
    warnings = _say_lead(session, person, incoming)
    _change(session, person, incoming, now=now)
    changed = tuple(name for name, held in _held(person).items() if held != before.get(name))
    overwritten = tuple(name for name in changed if before.get(name))
    if not changed:
        return TakenPerson(person.code, Effect.ECHO if incoming.ours else Effect.SAME, warnings)
    person.changed_at = incoming.changed_at or now
    return TakenPerson(person.code, Effect.CHANGED, warnings, overwritten)


def find_person(session: Session, code: str) -> Person | None:
    """Return the person under our record id, the row locked until the transaction ends."""
    return session.scalar(select(Person).where(Person.code == code).with_for_update())


def _find(session: Session, incoming: IncomingPerson, *, origin: str) -> _Found:
    named = incoming.code or incoming.hint
    if named and (person := find_person(session, named)):
        return _Found(person)
    if incoming.links:
        known = session.scalars(
            select(PersonLink.person_id).where(
                PersonLink.source == origin, PersonLink.external_id.in_(incoming.links)
            )
        ).first()
        if known is not None:
            return _Found(session.get_one(Person, known, with_for_update=True))
    address, name = match_keys(_contact(incoming), "")
    if address:
        same = _people(session, Person.match_email == address, Person.match_name == name)
        if same:
            return _Found(same[0])
    digits = digits_of(incoming.phone or "")
    if not digits:
        return _Found(None)
    same = _people(session, Person.match_name == name, Person.match_phone == digits)
    return _Found(same[0]) if len(same) == 1 else _Found(None, _SEVERAL if same else "")


def _people(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Person]:
    return session.scalars(
        select(Person).where(*conditions).order_by(Person.id).limit(2).with_for_update()
    ).all()


def _contact(incoming: IncomingPerson) -> Contact:
    return Contact(incoming.name, incoming.email or "", incoming.phone or "")


def _added(
    session: Session, incoming: IncomingPerson, *, origin: str, review: str, now: datetime
) -> Person:
    contact, code = _contact(incoming), new_reference("P")
    address, name = match_keys(contact, code)
    person = Person(
        code=code,
        match_email=address,
        match_name=name,
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        match_phone=digits_of(contact.phone),
        member_since=now if incoming.member else None,
        created_at=now,
        details=dict(incoming.details),
        active=incoming.active,
        came_from=origin,
        review=review,
        changed_at=incoming.changed_at or now,
    )
    session.add(person)
    session.flush()
    return person


def _change(session: Session, person: Person, incoming: IncomingPerson, *, now: datetime) -> None:
    """Write what was said over what is held; a member stays one (S5)."""
    person.name = incoming.name
    person.email = person.email if incoming.email is None else incoming.email
    if incoming.phone is not None:
        person.phone, person.match_phone = incoming.phone, digits_of(incoming.phone)
    person.details = {**person.details, **incoming.details}
    person.active = incoming.active
    if incoming.member and person.member_since is None:
        person.member_since = now
    contact = Contact(person.name, person.email, person.phone)
    address, name = match_keys(contact, person.code)
    if (address, name) == (person.match_email, person.match_name):
        return
    others = select(Person.id).where(
        Person.match_email == address, Person.match_name == name, Person.id != person.id
    )
    if session.scalar(others) is not None:
        # Two records of one person: neither is thrown away, somebody looks at them.
        address, person.review = person.code, _TWICE
    person.match_email, person.match_name = address, name
    session.flush()


def _say_lead(session: Session, person: Person, incoming: IncomingPerson) -> tuple[str, ...]:
    """Give the person the source and the owner that were named, as far as they are known here.

    One that is not leaves the lead without (C10), and is warned of.
    """
    warnings = []
    if incoming.source:
        source = source_meant(session, incoming.source)
        if source is None:
            warnings.append("leadSource is not known here")
        else:
            person.lead_source_id = source.id
    if incoming.owner:
        owner = find_staff(session, incoming.owner)
        if owner is None:
            warnings.append("ownerID is not known here")
        else:
            person.owner_id = owner.id
    return tuple(warnings)


def _unknown_links(session: Session, incoming: IncomingPerson, *, origin: str) -> list[str]:
    if not incoming.links:
        return []
    known = session.scalars(
        select(PersonLink.external_id).where(
            PersonLink.source == origin, PersonLink.external_id.in_(incoming.links)
        )
    )
    have = set(known)
    return [each for each in incoming.links if each not in have]


def _link(session: Session, person: Person, links: Sequence[str], *, origin: str) -> None:
    session.add_all(
        PersonLink(source=origin, external_id=link, person_id=person.id) for link in links
    )
    session.flush()


def _held(person: Person) -> dict[str, object]:
    """Return what is held of a person, by the names of fields."""
    return {
        **person.details,
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "active": person.active,
        "member": person.member_since is not None,
        "lead source": person.lead_source_id,
        "owner": person.owner_id,
    }
