"""The list of registrations: searched, filtered, page by page. Not here: one registration."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from app.domain.contract import Sessions
from app.domain.delivery import RETRYABLE
from app.domain.outline import ClassOutline
from app.domain.registration import Channel, RegistrationState
from app.queries.staff.paging import Extent, extent
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.order import Order
from app.store.outline import outline_of
from app.store.person import Person
from app.store.registration import Registration

PAGE = 25
SEARCH_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; an empty field is everything.

    ``search`` is part of a name or an e-mail address, or a reference of a registration or order.
    """

    search: str = ""
    state: RegistrationState | None = None
    channel: Channel | None = None
    class_code: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One registration in the list; ``stuck`` when something that was to be told stands still."""

    reference: str
    name: str
    email: str
    course: ClassOutline
    state: RegistrationState
    channel: Channel
    created_at: datetime
    stuck: bool


@dataclass(frozen=True, slots=True)
class RegistrationsPage:
    """One page of the list, newest first."""

    lines: tuple[Line, ...]
    extent: Extent


def registrations_page(sessions: Sessions, wanted: Wanted) -> RegistrationsPage:
    """Return the page wanted, or the nearest there is; two statements."""
    conditions = list(_conditions(wanted))
    with reading(sessions) as session:
        total = session.scalar(select(func.count(Registration.id)).where(*conditions))
        found = extent(total or 0, wanted=wanted.page, size=PAGE)
        rows = session.execute(
            select(Registration, _stuck().label("stuck"))
            .where(*conditions)
            .order_by(Registration.created_at.desc(), Registration.id.desc())
            .limit(found.size)
            .offset(found.offset)
            .options(
                joinedload(Registration.course_class).options(
                    joinedload(CourseClass.program), joinedload(CourseClass.venue)
                )
            )
        ).all()
    return RegistrationsPage(
        lines=tuple(_line(registration, stuck=bool(stuck)) for registration, stuck in rows),
        extent=found,
    )


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.state is not None:
        yield Registration.state == wanted.state
    if wanted.channel is not None:
        yield Registration.channel == wanted.channel
    if wanted.class_code:
        # Who types a code minds no capitals.
        code = func.lower(CourseClass.code)
        yield Registration.course_class.has(code == wanted.class_code.lower())
    if wanted.search:
        yield _found(" ".join(wanted.search.split())[:SEARCH_LIMIT])


def _found(term: str) -> ColumnElement[bool]:
    # A person's name and address are kept folded as well: no database folds every letter alike.
    folded = term.casefold()
    return or_(
        Registration.person.has(
            or_(
                Person.match_name.contains(folded, autoescape=True),
                Person.match_email.contains(folded, autoescape=True),
            )
        ),
        Registration.name.icontains(term, autoescape=True),
        Registration.email.icontains(term, autoescape=True),
        Registration.reference == term.upper(),
        Registration.order.has(Order.reference == term.upper()),
    )


def _stuck() -> ColumnElement[bool]:
    """Say whether anything about the registration, or its whole order, stands still."""
    about = or_(
        EventRow.registration_id == Registration.id,
        and_(EventRow.order_id == Registration.order_id, EventRow.registration_id.is_(None)),
    )
    return (
        select(Delivery.id)
        .join(EventRow, EventRow.id == Delivery.event_id)
        .where(about, Delivery.state.in_(RETRYABLE))
        .exists()
    )


def _line(registration: Registration, *, stuck: bool) -> Line:
    return Line(
        reference=registration.reference,
        name=registration.name,
        email=registration.email,
        course=outline_of(registration.course_class),
        state=registration.state,
        channel=registration.channel,
        created_at=registration.created_at,
        stuck=stuck,
    )
