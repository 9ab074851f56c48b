"""Why a difference was not repaired."""

from dataclasses import dataclass


@dataclass(eq=False)
class NotRepaired(Exception):
    """It cannot be repaired so; ``why`` is a sentence for staff."""

    why: str

    def __str__(self) -> str:
        return self.why
