"""Why a difference was not mended."""

from dataclasses import dataclass


@dataclass(eq=False)
class NotMended(Exception):
    """It cannot be mended so, or not now; ``why`` is a sentence for staff."""

    why: str

    def __str__(self) -> str:
        return self.why
