"""What staff are written to of, beside what they see: what only they can mend."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from app.domain.contract import Outcome


@runtime_checkable
class StaffMail(Protocol):
    """A destination that can write to staff."""

    def write_to_staff(self, destination: str, words: str, *, to: Sequence[str]) -> Outcome:
        """Tell them that ``destination`` does not accept our credentials."""
