"""Names and codes of lead sources. Not here: which there are."""

import re
import unicodedata
from dataclasses import dataclass

NAME_LIMIT = 120
CODE_LIMIT = 48


@dataclass(eq=False)
class LeadSourceRefused(ValueError):
    """A name that a lead source cannot have; ``reason`` is shown to whoever chose it."""

    reason: str
    taken: bool = False

    def __str__(self) -> str:
        return self.reason


def clean_source_name(text: str) -> str:
    """Return the name with single spaces.

    Raises:
        LeadSourceRefused: empty, over 120 characters, or with characters that cannot be shown.
    """
    name = " ".join(text.split())
    if not name:
        raise LeadSourceRefused("Enter a name")
    if len(name) > NAME_LIMIT:
        raise LeadSourceRefused(f"The name must be {NAME_LIMIT} characters or fewer")
    if not name.isprintable():
        raise LeadSourceRefused("The name has characters that cannot be shown")
    return name


def folded(name: str) -> str:
    """Return the name as it is compared: without regard to case (connector.md C9)."""
    return " ".join(name.casefold().split())[:NAME_LIMIT]


def code_from_name(name: str) -> str:
    """Return a code that can stand in a link: ``Open Day`` becomes ``open-day``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:CODE_LIMIT].strip("-") or "source"
