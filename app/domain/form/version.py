"""A version of a program's form, and until when it may be answered. Not here: its entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

# As long as what somebody filled in is kept for them.
ANSWERED_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Version:
    """A version as it is kept; ``replaced_at`` (UTC): when another took its place, None if none."""

    id: int
    program_code: str
    questions: Sequence[dict[str, Any]]
    replaced_at: datetime | None

    def answerable(self, program_code: str, *, now: datetime) -> bool:
        """Say whether whoever was shown it may still send it for that program, though replaced.

        One that nobody knows when it was replaced, or that was never asked, may not be.
        """
        if self.program_code != program_code or self.replaced_at is None:
            return False
        return now - self.replaced_at < ANSWERED_FOR
