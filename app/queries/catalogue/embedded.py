"""What can be shown inside another site under a code, and which sites may show it. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, Connection, Select, bindparam, select

from app.domain.contract import Sessions
from app.domain.course_class import ClassState
from app.domain.embedding import EmbedKind
from app.queries.catalogue.lines import LINE_COLUMNS, ClassLine, line_of
from app.queries.catalogue.rows import NOW, AnyRow, AnySelect, fetch
from app.store.course_class import CourseClass
from app.store.database import reading_rows
from app.store.program import Program
from app.store.program_site import ProgramSite
from app.store.venue import Venue

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class ListedClass:
    """A class of an embedded list; ``program`` is what it is of."""

    program: str
    line: ClassLine


@dataclass(frozen=True, slots=True)
class Embeddable:
    """A class, a program or a venue that was asked for; ``classes`` are those to come of a list.

    ``sites`` are the origins that may show it. A venue's list has, for a site, the classes of the
    programs that let that site in.
    """

    kind: EmbedKind
    code: str
    title: str
    sites: tuple[str, ...]
    classes: tuple[ListedClass, ...] = ()


_CODE: BindParameter[str] = bindparam("code")
_SITE: BindParameter[str] = bindparam("site")
_CLASS = (
    select(CourseClass.program_id, Program.title)
    .join(Program, Program.id == CourseClass.program_id)
    .where(CourseClass.code == _CODE)
)
_PROGRAM = select(Program.id.label("program_id"), Program.title).where(Program.code == _CODE)
_VENUE = select(Venue.id.label("venue_id"), Venue.name.label("title")).where(Venue.code == _CODE)
_SITES_OF_PROGRAM = (
    select(ProgramSite.origin)
    .where(ProgramSite.program_id == bindparam("program_id"))
    .order_by(ProgramSite.origin)
)
_SITES_AT_VENUE = (
    select(ProgramSite.origin)
    .join(CourseClass, CourseClass.program_id == ProgramSite.program_id)
    .where(CourseClass.venue_id == bindparam("venue_id"), CourseClass.ends_at > NOW)
    .distinct()
    .order_by(ProgramSite.origin)
)


def _coming() -> Select[*tuple[object, ...]]:
    return (
        select(*LINE_COLUMNS, Program.title)
        .join_from(CourseClass, Program, Program.id == CourseClass.program_id)
        .join(Venue, Venue.id == CourseClass.venue_id, isouter=True)
        .where(CourseClass.starts_at > NOW, CourseClass.state == ClassState.PUBLISHED)
        .order_by(CourseClass.starts_at, CourseClass.id)
        .limit(MOST_LISTED)
    )


_OF_PROGRAM = _coming().where(CourseClass.program_id == bindparam("program_id"))
_AT_VENUE = _coming().where(CourseClass.venue_id == bindparam("venue_id"))
_AT_VENUE_FOR_A_SITE = _AT_VENUE.join(
    ProgramSite,
    (ProgramSite.program_id == CourseClass.program_id) & (ProgramSite.origin == _SITE),
)


def embeddable(
    sessions: Sessions, *, code: str, now: datetime, kind: EmbedKind | None = None, site: str = ""
) -> Embeddable | None:
    """Return what the code names: a class, else a program, else a venue; None where nothing.

    ``kind`` asks for that alone. ``site`` narrows a venue's list. At most four statements, five
    where a venue is named; at most 100 classes, soonest first.
    """
    kinds = (EmbedKind.CLASS, EmbedKind.PROGRAM, EmbedKind.VENUE) if kind is None else (kind,)
    with reading_rows(sessions) as connection:
        for each in kinds:
            rows = fetch(connection, _NAMED[each], code=code)
            if rows:
                return _found(connection, each, code, rows[0], site=site, now=now)
    return None


_NAMED: dict[EmbedKind, AnySelect] = {
    EmbedKind.CLASS: _CLASS,
    EmbedKind.PROGRAM: _PROGRAM,
    EmbedKind.VENUE: _VENUE,
}


def _found(
    connection: Connection, kind: EmbedKind, code: str, row: AnyRow, *, site: str, now: datetime
) -> Embeddable:
    classes: Sequence[AnyRow] = ()
    if kind is EmbedKind.VENUE:
        sites = fetch(connection, _SITES_AT_VENUE, venue_id=row.venue_id, now=now)
        listed = _AT_VENUE_FOR_A_SITE if site else _AT_VENUE
        classes = fetch(connection, listed, venue_id=row.venue_id, site=site, now=now)
    else:
        sites = fetch(connection, _SITES_OF_PROGRAM, program_id=row.program_id)
        if kind is EmbedKind.PROGRAM:
            classes = fetch(connection, _OF_PROGRAM, program_id=row.program_id, now=now)
    return Embeddable(
        kind=kind,
        code=code,
        title=row.title,
        sites=tuple(each.origin for each in sites),
        classes=tuple(ListedClass(each.title, line_of(each, now=now)) for each in classes),
    )
