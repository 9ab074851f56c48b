"""What a program's picture is drawn from, and where it is found. Not here: drawing."""

from dataclasses import dataclass
from zlib import crc32

from sqlalchemy import select

from app.domain.contract import Sessions
from app.store.database import reading
from app.store.program import Program

# Goes up whenever pictures are drawn differently, so that nobody keeps an old one.
_STYLE = 1


@dataclass(frozen=True, slots=True)
class Sketch:
    """All that a picture depends on; ``version`` changes with any of it."""

    code: str
    type: str

    @property
    def version(self) -> str:
        """Return eight characters that name this very picture."""
        return f"{crc32(f'{_STYLE}/{self.code}/{self.type}'.encode()):08x}"


def picture_address(slug: str, sketch: Sketch) -> str:
    """Return where a program's picture is, for as long as it looks like this."""
    return f"/programs/{slug}/picture.svg?v={sketch.version}"


def find_sketch(sessions: Sessions, *, slug: str) -> Sketch | None:
    """Return what the program's picture is drawn from, or None; one statement."""
    with reading(sessions) as session:
        row = session.execute(
            select(Program.code, Program.type).where(Program.slug == slug)
        ).one_or_none()
    return Sketch(code=row.code, type=row.type) if row else None
