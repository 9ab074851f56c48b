"""One program with its classes: those to come first, those that are over behind them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, func, select

from app.domain.contract import Sessions
from app.queries.catalogue.entry import ENTRY_COLUMNS, ProgramOutline, entry_of
from app.queries.catalogue.lines import LINE_COLUMNS, ClassLine, line_of
from app.queries.catalogue.rows import NOW, AnySelect, fetch
from app.store.course_class import CourseClass
from app.store.database import reading_rows
from app.store.program import Program
from app.store.venue import Venue

MOST_COMING = 100
MOST_PAST = 20


@dataclass(frozen=True, slots=True)
class ProgramPage:
    """A program's page; ``description`` is Markdown as it was written."""

    code: str
    program: ProgramOutline
    description: str
    coming: tuple[ClassLine, ...]
    past: tuple[ClassLine, ...]


def _classes() -> AnySelect:
    over = CourseClass.ends_at <= NOW
    starts = CourseClass.starts_at
    each = (
        select(
            *LINE_COLUMNS,
            over.label("over"),
            func.row_number().over(partition_by=over, order_by=starts).label("soonest"),
            func.row_number().over(partition_by=over, order_by=starts.desc()).label("latest"),
        )
        .join_from(CourseClass, Venue, Venue.id == CourseClass.venue_id, isouter=True)
        .where(CourseClass.program_id == bindparam("program_id"))
        .subquery()
    )
    shown = case((each.c.over, each.c.latest <= MOST_PAST), else_=each.c.soonest <= MOST_COMING)
    return select(each).where(shown).order_by(each.c.starts_at, each.c.id)


_PROGRAM = select(*ENTRY_COLUMNS, Program.description).where(Program.slug == bindparam("slug"))
_CLASSES = _classes()


def program_page(sessions: Sessions, *, slug: str, now: datetime) -> ProgramPage | None:
    """Return the page of a program, or None where there is none; two statements.

    At most 100 classes to come, soonest first, and 20 that are over, latest first.
    """
    with reading_rows(sessions) as connection:
        programs = fetch(connection, _PROGRAM, slug=slug)
        if not programs:
            return None
        found = programs[0]
        rows = fetch(connection, _CLASSES, program_id=found.program_id, now=now)
    return ProgramPage(
        code=found.program_code,
        program=entry_of(found),
        description=found.description,
        coming=tuple(line_of(row, now=now) for row in rows if not row.over),
        past=tuple(line_of(row, now=now) for row in reversed(rows) if row.over),
    )
