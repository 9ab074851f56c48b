"""Every page of the catalogue that is worth finding, and when it last changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.domain.contract import Sessions
from app.domain.course_class import ClassState
from app.queries.catalogue.rows import NOW, fetch
from app.store.course_class import CourseClass
from app.store.database import reading_rows
from app.store.event import EventRow
from app.store.program import Program

# As many as one file may name (sitemaps.org).
MOST = 50_000


@dataclass(frozen=True, slots=True)
class PageAddress:
    """The path of a page, and when what it shows last changed (UTC); None: nobody noted it."""

    path: str
    changed_at: datetime | None


# What became of single registrations shows in the seats that are left, which have an event too.
# Asked of each class by itself: an index has its last one, however many there were before.
_CHANGED = (
    select(func.max(EventRow.at))
    .where(EventRow.class_id == CourseClass.id, EventRow.registration_id.is_(None))
    .scalar_subquery()
)
_PAGES = (
    select(Program.slug, CourseClass.code, CourseClass.state, _CHANGED.label("at"))
    .join_from(Program, CourseClass, CourseClass.program_id == Program.id, isouter=True)
    .where(CourseClass.id.is_(None) | (CourseClass.ends_at > NOW))
    .order_by(Program.slug, CourseClass.starts_at, CourseClass.id)
    .limit(MOST)
)
_SLUGS = select(Program.slug).order_by(Program.slug)


def site_map(sessions: Sessions, *, now: datetime) -> tuple[PageAddress, ...]:
    """Return the programs, each with its classes that are to come; two statements.

    A program changed when any of those classes did. Withdrawn classes are left out.
    """
    with reading_rows(sessions) as connection:
        slugs = [row.slug for row in fetch(connection, _SLUGS)]
        rows = fetch(connection, _PAGES, now=now)
    classes: dict[str, list[PageAddress]] = {slug: [] for slug in slugs}
    for row in rows:
        if row.code is not None and row.state is not ClassState.WITHDRAWN:
            classes[row.slug].append(PageAddress(f"/classes/{row.code}", row.at))
    return (PageAddress("/", None), PageAddress("/programs", None), *_of_programs(classes))[:MOST]


def _of_programs(classes: dict[str, list[PageAddress]]) -> Iterator[PageAddress]:
    for slug, found in classes.items():
        changes = [each.changed_at for each in found if each.changed_at is not None]
        yield PageAddress(f"/programs/{slug}", max(changes, default=None))
        yield from found
