"""Programs with the first of their classes, as the list shows them. Not here: which are found."""

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, select

from app.queries.catalogue.entry import ENTRY_COLUMNS, ProgramOutline, entry_of
from app.queries.catalogue.finding import Hit
from app.queries.catalogue.lines import LINE_COLUMNS, ClassLine, line_of
from app.queries.catalogue.rows import AnySelect, fetch
from app.store.course_class import CourseClass
from app.store.program import Program
from app.store.venue import Venue

# A card is some two kilobytes.
MOST_KNOWN = 1_000


@dataclass(frozen=True, slots=True)
class Card:
    """A program with the first of its classes that match; ``more`` is how many are not shown."""

    program: ProgramOutline
    classes: tuple[ClassLine, ...]
    more: int


def cards_of(
    connection: Connection,
    hits: Sequence[Hit],
    *,
    known: MutableMapping[Hit, Card],
    now: datetime,
) -> tuple[Card, ...]:
    """Return the cards in the order of the hits; one statement, or none where all are known."""
    cards = {hit: card for hit in hits if (card := known.get(hit))}
    unknown = [hit for hit in hits if hit not in cards]
    if unknown:
        read = _read(connection, unknown, now=now)
        cards |= read
        if len(known) > MOST_KNOWN:
            known.clear()
        known.update(read)
    return tuple(cards[hit] for hit in hits)


def _read(connection: Connection, hits: Sequence[Hit], *, now: datetime) -> dict[Hit, Card]:
    rows = fetch(
        connection,
        _CARDS,
        program_ids=[hit.program_id for hit in hits],
        class_ids=[class_id for hit in hits for class_id in hit.class_ids],
        now=now,
    )
    programs = {row.program_id: entry_of(row) for row in rows}
    lines = {row.id: line_of(row, now=now) for row in rows if row.id is not None}
    return {
        hit: Card(
            program=programs[hit.program_id],
            classes=tuple(lines[class_id] for class_id in hit.class_ids),
            more=hit.more,
        )
        for hit in hits
    }


def _programs_and_classes() -> AnySelect:
    """Select the programs of those ids, each once for every class of those ids, or once."""
    theirs = and_(
        CourseClass.program_id == Program.id,
        CourseClass.id.in_(bindparam("class_ids", expanding=True)),
    )
    return (
        select(*ENTRY_COLUMNS, *LINE_COLUMNS)
        .join_from(Program, CourseClass, theirs, isouter=True)
        .join(Venue, Venue.id == CourseClass.venue_id, isouter=True)
        .where(Program.id.in_(bindparam("program_ids", expanding=True)))
    )


_CARDS = _programs_and_classes()
