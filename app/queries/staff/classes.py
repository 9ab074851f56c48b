"""The list of classes with their numbers, page by page. Not here: one class (course_class.py)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from app.domain.contract import Sessions
from app.domain.course_class import ClassState
from app.domain.delivery import DeliveryState
from app.domain.outline import ClassOutline
from app.queries.staff.paging import Extent, extent
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.outline import outline_of
from app.store.program import Program

PAGE = 25
MARKET = "trainingportal"
# How a destination's words begin where something is not as it should be.
WARNING = "warning:"


class Which(StrEnum):
    """Which classes the list is narrowed to."""

    COMING = "coming"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: ``search`` is part of a code or a title."""

    which: Which = Which.COMING
    search: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Heard:
    """The newest that Trainingportal was told of a class, and what it said."""

    state: DeliveryState
    words: str

    @property
    def warns(self) -> bool:
        """Whether it holds something else than it was told (trainingportal.md T1)."""
        return self.words.startswith(WARNING)


@dataclass(frozen=True, slots=True)
class Line:
    """One class in the list; ``heard`` is None where it is not listed at Trainingportal."""

    course: ClassOutline
    state: ClassState
    capacity: int
    taken: int
    heard: Heard | None


@dataclass(frozen=True, slots=True)
class ClassesPage:
    """One page of the list: those to come by their start, those over the latest first."""

    lines: tuple[Line, ...]
    extent: Extent


def classes_page(sessions: Sessions, wanted: Wanted, *, now: datetime) -> ClassesPage:
    """Return the page wanted, or the nearest there is; three statements."""
    conditions = list(_conditions(wanted, now))
    order = CourseClass.starts_at.asc()
    if wanted.which is Which.OVER:
        order = CourseClass.starts_at.desc()
    with reading(sessions) as session:
        total = session.scalar(
            select(func.count(CourseClass.id)).join(CourseClass.program).where(*conditions)
        )
        found = extent(total or 0, wanted=wanted.page, size=PAGE)
        rows = session.scalars(
            select(CourseClass)
            .join(CourseClass.program)
            .where(*conditions)
            .order_by(order, CourseClass.code)
            .limit(found.size)
            .offset(found.offset)
            .options(joinedload(CourseClass.program), joinedload(CourseClass.venue))
        ).all()
        heard = _heard(session, [row.id for row in rows])
    lines = tuple(
        Line(
            course=outline_of(row),
            state=row.state,
            capacity=row.capacity,
            taken=row.taken,
            heard=heard.get(row.id),
        )
        for row in rows
    )
    return ClassesPage(lines=lines, extent=found)


def _conditions(wanted: Wanted, now: datetime) -> Iterator[ColumnElement[bool]]:
    match wanted.which:
        case Which.COMING:
            yield CourseClass.ends_at > now
        case Which.OVER:
            yield CourseClass.ends_at <= now
        case Which.CANCELLED:
            yield CourseClass.state == ClassState.CANCELLED
    if wanted.search:
        yield CourseClass.code.icontains(wanted.search, autoescape=True) | Program.title.icontains(
            wanted.search, autoescape=True
        )


def _heard(session: Session, ids: Sequence[int]) -> dict[int, Heard]:
    newest = (
        select(func.max(Delivery.id).label("id"), EventRow.class_id)
        .join(EventRow, EventRow.id == Delivery.event_id)
        .where(
            EventRow.class_id.in_(ids),
            EventRow.registration_id.is_(None),
            Delivery.destination == MARKET,
        )
        .group_by(EventRow.class_id)
        .subquery()
    )
    rows = session.execute(
        select(newest.c.class_id, Delivery.state, Delivery.words).join(
            newest, newest.c.id == Delivery.id
        )
    )
    return {class_id: Heard(state, words) for class_id, state, words in rows}
