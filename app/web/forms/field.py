"""One field of a form as a page draws it. Not here: markup, what counts as right."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PricedOption:
    """An option that takes an extra: ``costs`` says its price, ``gone`` that none is left."""

    id: str
    value: str
    label: str
    costs: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One field: ``kind`` chooses how it is drawn, ``texts`` are what was written or chosen.

    ``condition`` says in JSON when it is asked, ``hidden`` that it is not with what was written.
    ``depends``: it, or what it stands in, is only asked on a condition. ``parts`` are the fields of
    an address, ``priced`` the options of a choice of which some take an
    extra. ``handed_in`` names a file that is there, ``accept`` which may be chosen.
    """

    id: str
    kind: str
    label: str
    texts: tuple[str, ...] = ()
    error: str = ""
    hint: str = ""
    optional: bool = False
    options: Sequence[str | tuple[str, str]] = ()
    autocomplete: str = ""
    condition: str = ""
    hidden: bool = False
    depends: bool = False
    parts: tuple["Field", ...] = ()
    priced: tuple[PricedOption, ...] = ()
    handed_in: str = ""
    accept: str = ""

    @property
    def text(self) -> str:
        """Return the first text, or an empty one."""
        return self.texts[0] if self.texts else ""
