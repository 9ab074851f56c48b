"""Where leads come from and who owns them: sources, coordinators, people from partners.

Not here: one registration's page.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, cast, func, literal, select, union_all
from sqlalchemy.orm import Session, joinedload

from app.domain.contract import Sessions
from app.domain.staff import code_of_staff
from app.queries.staff.paging import Extent, extent
from app.store.database import reading
from app.store.lead_source import LeadSource
from app.store.person import Person
from app.store.program import Program
from app.store.registration import Registration
from app.store.staff import Staff

PAGE = 50
Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Lead:
    """Where a place came from and who is in charge, with what else may be chosen.

    ``source`` and ``owner`` are what was chosen for this place; ``in_charge`` is a name.
    """

    source: str
    owner: str
    in_charge: str
    sources: tuple[tuple[str, str], ...]
    staff: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One lead source; ``code`` is what a link names it by."""

    code: str
    name: str
    active: bool
    registrations: int


@dataclass(frozen=True, slots=True)
class CoordinatorLine:
    """One program and who is in charge of its leads; ``owner`` is a record id, or empty."""

    code: str
    title: str
    owner: str


@dataclass(frozen=True, slots=True)
class CoordinatorsPage:
    """Every program, and who may be chosen."""

    lines: tuple[CoordinatorLine, ...]
    staff: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Somebody a partner sent; ``review`` says what somebody should look at."""

    code: str
    name: str
    email: str
    phone: str
    member: bool
    came_from: str
    source: str
    owner: str
    review: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ContactsPage:
    """One page of them: those to be looked at first, then the newest."""

    lines: tuple[ContactLine, ...]
    extent: Extent


def lead_sources_page(sessions: Sessions) -> tuple[SourceLine, ...]:
    """Return every lead source by name, with how many registrations came that way."""
    with reading(sessions) as session:
        rows = session.execute(
            select(LeadSource, func.count(Registration.id))
            .outerjoin(Registration, Registration.lead_source_id == LeadSource.id)
            .group_by(LeadSource.id)
            .order_by(LeadSource.match_name)
        )
        return tuple(SourceLine(each.code, each.name, each.active, number) for each, number in rows)


def coordinators_page(sessions: Sessions) -> CoordinatorsPage:
    """Return every program with its coordinator; two statements."""
    with reading(sessions) as session:
        rows = session.scalars(
            select(Program).options(joinedload(Program.owner)).order_by(Program.title)
        )
        lines = tuple(
            CoordinatorLine(each.code, each.title, each.owner.code if each.owner else "")
            for each in rows
        )
        return CoordinatorsPage(lines, staff_choices(session))


def contacts_page(sessions: Sessions, *, page: int) -> ContactsPage:
    """Return the page wanted, or the nearest there is; two statements."""
    with reading(sessions) as session:
        total = session.scalar(select(func.count(Person.id)).where(Person.came_from != ""))
        found = extent(total or 0, wanted=page, size=PAGE)
        rows = session.scalars(
            select(Person)
            .where(Person.came_from != "")
            .options(joinedload(Person.lead_source), joinedload(Person.owner))
            .order_by((Person.review == ""), Person.created_at.desc(), Person.id.desc())
            .limit(found.size)
            .offset(found.offset)
        ).all()
    return ContactsPage(tuple(map(_contact, rows)), found)


def staff_choices(session: Session) -> tuple[Choice, ...]:
    """Return who may own leads: record id and name, by name."""
    rows = session.scalars(select(Staff).where(Staff.active).order_by(Staff.email))
    return tuple((each.code, _shown(each.name, each.email)) for each in rows)


def lead_choices(session: Session, chosen: str) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """Return the sources in use (and the one ``chosen`` though it is not), and who may own leads.

    Both by name, in one statement.
    """
    sources = select(
        literal(0).label("staff"), LeadSource.code, LeadSource.name, LeadSource.match_name
    ).where(LeadSource.active | (LeadSource.code == chosen))
    members = select(literal(1), cast(Staff.id, String), Staff.name, Staff.email).where(
        Staff.active
    )
    rows = session.execute(union_all(sources, members).order_by("staff", "match_name")).all()
    return (
        tuple((code, name) for staff, code, name, _ in rows if not staff),
        tuple(
            (code_of_staff(int(number)), _shown(name, email))
            for staff, number, name, email in rows
            if staff
        ),
    )


def _shown(name: str, email: str) -> str:
    return f"{name or email.partition('@')[0]} ({email})"


def _contact(person: Person) -> ContactLine:
    return ContactLine(
        code=person.code,
        name=person.name,
        email=person.email,
        phone=person.phone,
        member=person.member_since is not None,
        came_from=person.came_from,
        source=person.lead_source.name if person.lead_source else "",
        owner=person.owner.shown_name if person.owner else "",
        review=person.review,
        created_at=person.created_at,
    )


def lead_of(session: Session, registration: Registration) -> Lead:
    """Return where a place came from and who is in charge; ``WITH_FACTS`` must be loaded."""
    source, owner, in_charge = (
        registration.lead_source,
        registration.owner,
        registration.in_charge(),
    )
    chosen = source.code if source else ""
    sources, staff = lead_choices(session, chosen)
    return Lead(
        source=chosen,
        owner=owner.code if owner else "",
        in_charge=in_charge.shown_name if in_charge else "",
        sources=sources,
        staff=staff,
    )
