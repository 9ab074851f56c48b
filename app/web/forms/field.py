"""One field of a form as a page draws it. Not here: markup, what counts as right."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One field: ``kind`` chooses how it is drawn, ``texts`` are what was written or chosen."""

    id: str
    kind: str
    label: str
    texts: tuple[str, ...] = ()
    error: str = ""
    hint: str = ""
    optional: bool = False
    options: Sequence[str | tuple[str, str]] = ()
    autocomplete: str = ""

    @property
    def text(self) -> str:
        """Return the first text, or an empty one."""
        return self.texts[0] if self.texts else ""
