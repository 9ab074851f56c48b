"""What a program's picture and the card of its links are drawn from, and where they are found.

Not here: drawing.
"""

from dataclasses import dataclass
from zlib import crc32

from sqlalchemy import select

from app.domain.contract import Sessions
from app.store.database import reading
from app.store.program import Program

# Each goes up whenever what it is of is drawn differently, so that nobody keeps an old one.
_STYLE = 1
_CARD_STYLE = 1


@dataclass(frozen=True, slots=True)
class Sketch:
    """All that a picture depends on; ``version`` changes with any of it."""

    code: str
    type: str

    @property
    def version(self) -> str:
        """Return eight characters that name this very picture."""
        return f"{crc32(f'{_STYLE}/{self.code}/{self.type}'.encode()):08x}"


@dataclass(frozen=True, slots=True)
class Face:
    """All of a program that the card of its links depends on; ``version`` changes with it."""

    sketch: Sketch
    title: str

    @property
    def version(self) -> str:
        """Return eight characters that name this very card."""
        return f"{crc32(f'{_CARD_STYLE}/{self.sketch.version}/{self.title}'.encode()):08x}"


def picture_address(slug: str, sketch: Sketch) -> str:
    """Return where a program's picture is, for as long as it looks like this."""
    return f"/programs/{slug}/picture.svg?v={sketch.version}"


def card_address(slug: str, face: Face) -> str:
    """Return where the card of a program's links is, for as long as it says this."""
    return f"/programs/{slug}/card.png?v={face.version}"


def find_sketch(sessions: Sessions, *, slug: str) -> Sketch | None:
    """Return what the program's picture is drawn from, or None; one statement."""
    with reading(sessions) as session:
        row = session.execute(
            select(Program.code, Program.type).where(Program.slug == slug)
        ).one_or_none()
    return Sketch(code=row.code, type=row.type) if row else None


def find_face(sessions: Sessions, *, slug: str) -> Face | None:
    """Return what the card of the program's links is drawn from, or None; one statement."""
    with reading(sessions) as session:
        row = session.execute(
            select(Program.code, Program.type, Program.title).where(Program.slug == slug)
        ).one_or_none()
    return Face(Sketch(code=row.code, type=row.type), title=row.title) if row else None
