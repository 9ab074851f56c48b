"""Registrations: one participant's place in one class."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, and_, func, insert, or_, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.domain.contact import Contact
from app.domain.ending import BY_BUYER
from app.domain.event import RegistrationFacts
from app.domain.form.sensitive import without_sealed
from app.domain.form.telling import answers_told
from app.domain.reference import new_reference
from app.domain.registration import (
    OPEN,
    SEATED,
    AlreadyRegistered,
    Channel,
    RegistrationState,
    first_seated,
    move,
    take_back,
)
from app.store.course_class import CourseClass
from app.store.database import Base, Executor, Json, Minor, UtcDateTime, table_of, word
from app.store.lead_source import LeadSource
from app.store.order import Order, lock_order
from app.store.person import Person
from app.store.program import Form, Program
from app.store.staff import Staff


class Registration(Base):
    """A place. The name, address and number are as given then; the person may change later.

    ``membership`` is the number that was given to pay as a member, empty where none was.
    """

    __tablename__ = "registration"
    __table_args__ = (Index("ix_registration_class_email", "class_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(
        String(32), unique=True, insert_sentinel=True, default=lambda: new_reference("R")
    )
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    form_id: Mapped[int | None] = mapped_column(ForeignKey("form.id"))
    lead_source_id: Mapped[int | None] = mapped_column(ForeignKey("lead_source.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    price_option_id: Mapped[int | None] = mapped_column(ForeignKey("price_option.id"))
    price_minor: Mapped[int] = mapped_column(Minor, default=0)
    # How much of that its order was let off, in minor units.
    forgiven_minor: Mapped[int] = mapped_column(Minor, default=0, server_default="0")
    membership: Mapped[str] = mapped_column(String(40), default="", server_default="")
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320))
    phone: Mapped[str] = mapped_column(String(32))
    birth_date: Mapped[date | None]
    comment: Mapped[str] = mapped_column(String(2000), default="")
    answers: Mapped[dict[str, Any]] = mapped_column(Json)
    channel: Mapped[Channel] = mapped_column(word(Channel))
    state: Mapped[RegistrationState] = mapped_column(word(RegistrationState), index=True)
    state_reason: Mapped[str] = mapped_column(String(200), default="")
    result_on: Mapped[date | None]
    certificate: Mapped[str] = mapped_column(String(40), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    order: Mapped[Order] = relationship(lazy="raise")
    course_class: Mapped[CourseClass] = relationship(lazy="raise")
    person: Mapped[Person | None] = relationship(lazy="raise")
    lead_source: Mapped[LeadSource | None] = relationship(lazy="raise")
    owner: Mapped[Staff | None] = relationship(lazy="raise")

    def move(self, wanted: RegistrationState, *, reason: str = "") -> None:
        """Move as the table allows.

        Raises:
            IllegalMove: the table does not have it.
        """
        self.state = move(self.state, wanted)
        self.state_reason = reason

    def forgive(self, order: Order, minor: int) -> int:
        """Have up to so much of what its order owes not be paid any more, for this place.

        In minor units; return how much that is. The order's row must be locked.
        """
        forgiven = order.forgive(minor)
        self.forgiven_minor += forgiven
        return forgiven

    def take_result_back(self) -> None:
        """Be confirmed again, without a result.

        Raises:
            IllegalMove: it has none.
        """
        self.state = take_back(self.state)
        self.state_reason = ""
        self.result_on = None

    def facts(self) -> RegistrationFacts:
        """Return it as destinations are told it; what ``WITH_FACTS`` names must be loaded."""
        person, owner = self.person, self.in_charge()
        source = self.lead_source or (person.lead_source if person else None)
        return RegistrationFacts(
            reference=self.reference,
            state=self.state,
            name=self.name,
            email=self.email,
            phone=self.phone,
            answers=without_sealed(self.answers),
            person_code=person.code if person else "",
            member=bool(person and person.member_since),
            class_code=self.course_class.code,
            class_title=self.course_class.program.title,
            lead_source=source.facts() if source else None,
            owner=owner.facts() if owner else None,
            birth_date=self.birth_date,
            person=person.facts() if person else None,
            result_on=self.result_on,
            certificate=self.certificate,
            ended_because=self.state_reason,
        )

    def in_charge(self) -> Staff | None:
        """Return whoever is in charge: of this place, of this person, else of the program.

        Somebody who is no longer on the staff is in charge of nothing.
        """
        own = self.person.owner if self.person else None
        owners = (self.owner, own, self.course_class.program.owner)
        return next((each for each in owners if each and each.active), None)


# What a registration's facts are read from.
def facts_told(
    place: Registration, order: Order | None, form: Form | None, *, to: str
) -> RegistrationFacts:
    """Return a place with the answers that this destination is told, under their names there.

    ``form`` is the version that they were given under.
    """
    facts = place.facts()
    once = without_sealed(order.answers) if order else {}
    told = answers_told(form.questions if form else (), facts.answers, once, to=to)
    return replace(facts, answers=told)


WITH_FACTS = (
    joinedload(Registration.course_class).joinedload(CourseClass.program).joinedload(Program.owner),
    joinedload(Registration.person).options(
        joinedload(Person.lead_source), joinedload(Person.owner)
    ),
    joinedload(Registration.lead_source),
    joinedload(Registration.owner),
)

_ADD = insert(table_of(Registration)).returning(
    table_of(Registration).c.id, table_of(Registration).c.reference
)


def add_registrations(executor: Executor, rows: Sequence[dict[str, object]]) -> dict[str, int]:
    """Write registrations, each with all of its columns; return their numbers by reference."""
    return {row.reference: row.id for row in executor.execute(_ADD, list(rows))}


def refuse_second_places(
    executor: Executor, order_id: int, class_id: int, contacts: Sequence[Contact]
) -> None:
    """See that nobody of this order has an open place in the class by way of another (iso.md S7).

    To be asked once the order's seats are taken: the class's row is locked from then on, so that of
    two orders at once the later one sees the earlier one's places.

    Raises:
        AlreadyRegistered: somebody has; the transaction must end.
    """
    table = table_of(Registration)
    reference = executor.execute(
        select(table.c.reference)
        .where(
            table.c.class_id == class_id,
            func.lower(table.c.email).in_([each.email.lower() for each in contacts]),
            table.c.state.in_(OPEN),
            table.c.order_id != order_id,
        )
        .order_by(table.c.id)
        .limit(1)
    ).scalar()
    if reference is not None:
        raise AlreadyRegistered(reference)


def registrations_of(session: Session, order_id: int) -> Sequence[Registration]:
    """Return an order's registrations in their order, with class, program and person."""
    return session.scalars(
        select(Registration)
        .where(Registration.order_id == order_id)
        .order_by(Registration.position, Registration.id)
        .options(*WITH_FACTS)
        .execution_options(populate_existing=True)
    ).all()


def newest_of(registrations: Sequence[Registration]) -> list[Registration]:
    """Return an order's places as they are now, by position.

    Of what was renewed, handed over or moved that is the newest; ``registrations`` are in order.
    """
    return list({each.position: each for each in registrations}.values())


def speaker_of(registrations: Sequence[Registration]) -> Registration:
    """Return the place whose class an order is about now; ``registrations`` are in order."""
    return first_seated(registrations, lambda each: each.state)


def owed_for(place: type[Registration] = Registration) -> ColumnElement[bool]:
    """Return the condition for a place that its order, if it owes anything, may owe that for.

    Somebody has it, or its buyer gave it up and owes what its class's rule keeps; any other end
    has an order owe nothing.
    """
    given_up = and_(place.state == RegistrationState.CANCELLED, place.state_reason == BY_BUYER)
    return or_(place.state.in_(SEATED), given_up)


def buyer_gave_up(registrations: Sequence[Registration]) -> bool:
    """Say whether all places of an order are cancelled, and its buyer gave one of them up."""
    newest = newest_of(registrations)
    cancelled = all(each.state is RegistrationState.CANCELLED for each in newest)
    return cancelled and any(each.state_reason == BY_BUYER for each in newest)


def lock_place(
    session: Session, reference: str
) -> tuple[Order, Sequence[Registration], Registration] | None:
    """Return a registration with its order, whose row is locked, and all places of that.

    None where there is no such registration.
    """
    order_id = session.scalar(
        select(Registration.order_id).where(Registration.reference == reference)
    )
    if order_id is None:
        return None
    order = lock_order(session, order_id)
    places = registrations_of(session, order.id)
    return order, places, next(each for each in places if each.reference == reference)


def by_class(
    registrations: Sequence[Registration],
) -> list[tuple[CourseClass, list[Registration]]]:
    """Return registrations with their classes, in the order in which classes are locked."""
    ordered = sorted(registrations, key=lambda each: each.class_id)
    groups = groupby(ordered, key=lambda each: each.course_class)
    return [(course_class, list(places)) for course_class, places in groups]
