"""The few facts of a class that stand at the head of a page. Not here: seats, prices, rows."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.class_wording import ONLINE_WORD
from app.domain.course_class import ProgramKind


@dataclass(frozen=True, slots=True)
class ClassOutline:
    """A class as a page names it.

    Times are UTC and shown in ``timezone``; ``venue`` and ``city`` are empty online.
    """

    code: str
    title: str
    kind: ProgramKind
    program_slug: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    venue: str
    city: str

    @property
    def place(self) -> str:
        """Return where it is, in one line."""
        return ", ".join(part for part in (self.venue, self.city) if part) or ONLINE_WORD
