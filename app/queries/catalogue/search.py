"""What somebody looks for in the catalogue. Not here: how it is found (see `conditions`)."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from app.domain.course_class import ClassStatus, ProgramKind

ONLINE = "online"
MOST_WORDS = 8
MOST_LETTERS = 100


@dataclass(frozen=True, slots=True)
class Search:
    """Words and filters, empty where nothing was said; ``page`` counts from 1.

    ``place`` is a city or ``online``; ``month`` the first day of one; ``free_seats`` asks for
    classes that one can register for now.
    """

    text: str = ""
    kind: ProgramKind | None = None
    type: str = ""
    place: str = ""
    month: date | None = None
    status: ClassStatus | None = None
    free_seats: bool = False
    page: int = 1

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words to be found, each of them somewhere, whatever their case."""
        return tuple(dict.fromkeys(self.text.casefold().split()))[:MOST_WORDS]

    @property
    def narrows_classes(self) -> bool:
        """Whether it asks for something that only a class has."""
        return bool(self.place or self.month or self.status or self.free_seats)

    def address(self) -> str:
        """Return the address of its list."""
        asked = {
            "q": self.text,
            "kind": self.kind.value if self.kind else "",
            "type": self.type,
            "place": self.place,
            "month": f"{self.month:%Y-%m}" if self.month else "",
            "status": self.status.value if self.status else "",
            "free": "1" if self.free_seats else "",
            "page": str(self.page) if self.page > 1 else "",
        }
        said = urlencode({name: value for name, value in asked.items() if value})
        return f"/programs?{said}" if said else "/programs"


def clean_text(text: str) -> str:
    """Return what was typed, composed, on one line, without what no database keeps (NUL), cut."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text[: 4 * MOST_LETTERS])
    return " ".join(unicodedata.normalize("NFC", shown).split())[:MOST_LETTERS].strip()
