"""A destination whose every answer is overheard. Not here: what is made of the answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from app.domain.contract import (
    BookingAnswer,
    BookingDesk,
    Outcome,
    Partner,
    may_tell,
)
from app.domain.event import Event, EventKind
from app.domain.stream import Subject

A = TypeVar("A", Outcome, BookingAnswer)


@dataclass(frozen=True, slots=True)
class Watched:
    """The partner itself, but each answer goes through ``told`` or ``booked`` first."""

    partner: Partner
    told: Callable[[Outcome], Outcome]
    booked: Callable[[BookingAnswer], BookingAnswer]

    @property
    def name(self) -> str:
        """Its word."""
        return self.partner.name

    @property
    def listing(self) -> bool:
        """As it says."""
        return self.partner.listing

    @property
    def time_out(self) -> timedelta:
        """As it says."""
        return self.partner.time_out

    def hears(self, kind: EventKind) -> bool:
        """Say what it says."""
        return self.partner.hears(kind)

    def stream(self, kind: EventKind, subject: Subject) -> str:
        """Return what it says."""
        return self.partner.stream(kind, subject)

    def repeats_safely(self, kind: EventKind, *, known: Mapping[str, str]) -> bool:
        """Say what it says."""
        return self.partner.repeats_safely(kind, known=known)

    def supersedes(self, kind: EventKind) -> bool:
        """Say what it says."""
        return self.partner.supersedes(kind)

    def admit(self) -> bool:
        """Wait as it says."""
        return may_tell(self.partner)

    def tell(self, event: Event, *, key: str) -> Outcome:
        """Tell it, and pass on what is made of its answer."""
        return self.told(self.partner.tell(event, key=key))

    def booking(self, reference: str) -> BookingAnswer:
        """Ask it, and pass on what is made of its answer.

        Raises:
            TypeError: it reserves no bookings.
        """
        if not isinstance(self.partner, BookingDesk):
            raise TypeError(f"{self.name} reserves no bookings")
        return self.booked(self.partner.booking(reference))
