"""A program as lists and pages name it. Not here: its classes."""

from dataclasses import dataclass
from functools import lru_cache

from app.domain.course_class import ProgramKind
from app.domain.said import sentence
from app.queries.catalogue.rows import AnyRow
from app.queries.catalogue.search import Search
from app.queries.catalogue.sketch import Face, Sketch, card_address, picture_address
from app.store.program import Program

ENTRY_COLUMNS = (
    Program.id.label("program_id"),
    Program.code.label("program_code"),
    Program.slug,
    Program.kind,
    Program.title,
    Program.type,
    Program.summary,
)
KIND_WORDS = {ProgramKind.PROGRAM: sentence("Program"), ProgramKind.COURSE: sentence("Course")}


@dataclass(frozen=True, slots=True)
class ProgramOutline:
    """A program in a list, with the addresses of its page, pictures and type's list.

    ``card`` is the picture that links to it are shown with.
    """

    title: str
    kind: str
    type: str
    summary: str
    address: str
    picture: str
    card: str
    type_address: str
    is_course: bool


def entry_of(row: AnyRow) -> ProgramOutline:
    """Return the program of a row with `ENTRY_COLUMNS`."""
    return _outline(
        row.program_code, row.slug, row.kind, title=row.title, type_=row.type, summary=row.summary
    )


@lru_cache(1024)
def _outline(
    code: str, slug: str, kind: ProgramKind, *, title: str, type_: str, summary: str
) -> ProgramOutline:
    sketch = Sketch(code=code, type=type_)
    return ProgramOutline(
        title=title,
        kind=KIND_WORDS[kind],
        type=type_word(type_),
        summary=summary,
        address=f"/programs/{slug}",
        picture=picture_address(slug, sketch),
        card=card_address(slug, Face(sketch, title=title)),
        type_address=Search(type=type_).address(),
        is_course=kind is ProgramKind.COURSE,
    )


def type_word(type_: str) -> str:
    """Return a type as people read it: ``first_aid`` is *First aid*."""
    words = " ".join(type_.replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:]
