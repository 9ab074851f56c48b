"""People behind participants and buyers, one row each, deduplicated with care."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, case, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from sqlalchemy.sql.dml import ReturningInsert

from app.domain.contact import Contact
from app.domain.event import PersonFacts
from app.domain.person import digits_of
from app.domain.reference import new_reference
from app.store.database import (
    Base,
    Executor,
    Json,
    UtcDateTime,
    dialect_of,
    insert_into,
    table_of,
)
from app.store.lead_source import LeadSource
from app.store.staff import Staff

NAME_ROOM = 200
EMAIL_ROOM = 320


class Person(Base):
    """A contact; ``code`` is our record id at the Connector, ``member_since`` stays for ever (S5).

    Two people may share an e-mail address (a family, an office), so only the same address *and* the
    same name are one person. ``came_from`` is the partner that sent them first, or empty;
    ``review`` says what somebody should look at; ``changed_at`` when any of it last changed (S11).
    """

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("match_email", "match_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    match_email: Mapped[str] = mapped_column(String(EMAIL_ROOM))
    match_name: Mapped[str] = mapped_column(String(NAME_ROOM))
    name: Mapped[str] = mapped_column(String(NAME_ROOM))
    email: Mapped[str] = mapped_column(String(EMAIL_ROOM))
    phone: Mapped[str] = mapped_column(String(32))
    member_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    match_phone: Mapped[str] = mapped_column(String(32), default="", index=True)
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    active: Mapped[bool] = mapped_column(default=True)
    came_from: Mapped[str] = mapped_column(String(32), default="", index=True)
    lead_source_id: Mapped[int | None] = mapped_column(ForeignKey("lead_source.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    review: Mapped[str] = mapped_column(String(200), default="")
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    lead_source: Mapped[LeadSource | None] = relationship(lazy="raise")
    owner: Mapped[Staff | None] = relationship(lazy="raise")

    def facts(self) -> PersonFacts:
        """Return the person as partners are told them."""
        return PersonFacts(
            code=self.code,
            name=self.name,
            email=self.email,
            phone=self.phone,
            member=self.member_since is not None,
            active=self.active,
            details=self.details,
        )


class PersonLink(Base):
    """A name that another system has for one of our people."""

    __tablename__ = "person_link"

    source: Mapped[str] = mapped_column(String(32), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


def match_keys(contact: Contact, code: str) -> tuple[str, str]:
    """Return what a person is told apart by: folded address and name."""
    # Without an address nobody can be told apart: such a contact is matched by its own new code.
    # Folding lengthens (ß becomes ss), and what is matched by has no more room than the name.
    name = " ".join(contact.name.casefold().split())
    return (contact.email.casefold() or code)[:EMAIL_ROOM], name[:NAME_ROOM]


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is among the people: the row's id and our record id at the Connector."""

    id: int
    code: str


def know_people(
    executor: Executor,
    contacts: Sequence[Contact],
    *,
    now: datetime,
    members: Collection[Contact] = (),
) -> dict[Contact, Known]:
    """Return who is behind each contact, adding those not known, in one statement.

    The newest phone wins; ``members`` are members from now on if they were not before (S5). Two
    transactions adding the same new person at once: the later one waits and then has the earlier
    one's row. Rows are taken in sorted order so that two cannot deadlock.
    """
    rows: dict[tuple[str, str], dict[str, object]] = {}
    keys: dict[Contact, tuple[str, str]] = {}
    for contact in dict.fromkeys(contacts):
        code = new_reference("P")
        keys[contact] = key = match_keys(contact, code)
        rows[key] = {
            "code": code,
            "match_email": key[0],
            "match_name": key[1],
            "name": contact.name,
            "email": contact.email,
            "phone": contact.phone,
            "match_phone": digits_of(contact.phone),
            "changed_at": now,
            "created_at": now,
            "member_since": now
            if contact in members or rows.get(key, {}).get("member_since")
            else None,
        }
    upsert = _upsert(dialect_of(executor))
    found = executor.execute(upsert, [rows[key] for key in sorted(rows)]).all()
    known = {(row.match_email, row.match_name): Known(row.id, row.code) for row in found}
    return {contact: known[key] for contact, key in keys.items()}


def find_or_add_people(
    session: Session,
    contacts: Sequence[Contact],
    *,
    now: datetime,
    members: Collection[Contact] = (),
) -> dict[Contact, Person]:
    """Return the person behind each contact as ``know_people`` does, each with all it holds."""
    known = know_people(session, contacts, now=now, members=members)
    people = session.scalars(
        select(Person)
        .where(Person.id.in_([each.id for each in known.values()]))
        .execution_options(populate_existing=True)
    )
    by_id = {person.id: person for person in people}
    return {contact: by_id[each.id] for contact, each in known.items()}


@cache
def _upsert(dialect: str) -> ReturningInsert[Any]:
    """Return the statement for one kind of database; it is built once."""
    table = table_of(Person)
    insert = insert_into(dialect, Person)
    given = insert.excluded.phone != ""
    phone = case((given, insert.excluded.phone), else_=table.c.phone)
    match_phone = case((given, insert.excluded.match_phone), else_=table.c.match_phone)
    return insert.on_conflict_do_update(
        index_elements=["match_email", "match_name"],
        set_={
            "phone": phone,
            "match_phone": match_phone,
            # Whoever registers again and says nothing new does not make a partner's news old.
            "changed_at": case(
                (phone != table.c.phone, insert.excluded.changed_at), else_=table.c.changed_at
            ),
            "member_since": func.coalesce(table.c.member_since, insert.excluded.member_since),
        },
    ).returning(table.c.id, table.c.code, table.c.match_email, table.c.match_name)


def lock_people(session: Session, ids: Collection[int]) -> None:
    """Lock people's rows in the order in which ``know_people`` takes them: no deadlock."""
    session.execute(
        select(Person.id)
        .where(Person.id.in_(ids))
        .order_by(Person.match_email, Person.match_name)
        .with_for_update()
    )
