"""A guard taken away: a destination that is said to know every repeat. Not here: any claim."""

from collections.abc import Mapping
from typing import Any

from app.domain.contract import Partner
from app.domain.event import EventKind


class Careless:
    """A destination that is said to take a repeat for what it is."""

    def __init__(self, inner: Partner) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def repeats_safely(self, kind: EventKind, *, known: Mapping[str, str]) -> bool:
        """Say yes, whatever is true."""
        return True
