"""A partner in memory, for tests of use cases: keeps what it was told, and breaks when asked to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from app.domain.contract import (
    BookingAnswer,
    BookingNotYet,
    Outcome,
    Told,
    Unknown,
    Unreachable,
)
from app.domain.event import Event, EventKind
from app.domain.stream import Subject

REGISTRATIONS = frozenset(kind for kind in EventKind if kind.startswith("registration."))
CLASSES = frozenset(kind for kind in EventKind if kind.startswith("class."))
ORDERS = frozenset(kind for kind in EventKind if kind.startswith(("order.", "participant.place_")))


@dataclass
class FakePartner:
    """``told`` is what it holds, in order. ``answers`` are given first, one a telling, then Told.

    ``repeatable`` False: it cannot tell repeats apart. ``on_tell`` runs while it is being told.
    """

    name: str = "iso"
    kinds: frozenset[EventKind] = REGISTRATIONS
    listing: bool = True
    repeatable: bool = True
    merges: bool = False
    per: str = "registration"
    time_out: timedelta = timedelta(seconds=10)
    told: list[Event] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    answers: list[Outcome] = field(default_factory=list)
    bookings: dict[str, BookingAnswer] = field(default_factory=dict)
    on_tell: Callable[[Event], None] = lambda event: None

    def hears(self, kind: EventKind) -> bool:
        """Say whether it is told of such events."""
        return kind in self.kinds

    def stream(self, kind: EventKind, subject: Subject) -> str:
        """Order by registration, order or class."""
        keys = {
            "registration": subject.registration,
            "order": subject.order,
            "class": subject.class_code,
        }
        return f"{self.per}:{keys[self.per]}"

    def repeats_safely(self, kind: EventKind, *, known: Mapping[str, str]) -> bool:
        """Say what the test wants."""
        return self.repeatable

    def supersedes(self, kind: EventKind) -> bool:
        """Say what the test wants."""
        return self.merges

    def tell(self, event: Event, *, key: str) -> Outcome:
        """Keep it, unless the next answer says that nothing took effect."""
        self.on_tell(event)
        answer = self.answers.pop(0) if self.answers else Told("ok")
        if isinstance(answer, Told | Unknown):
            self.told.append(event)
            self.keys.append(key)
        return answer

    def booking(self, reference: str) -> BookingAnswer:
        """Give what the test put there."""
        return self.bookings.get(reference, BookingNotYet("not found"))

    @property
    def kinds_told(self) -> list[str]:
        """What it was told, by kind."""
        return [event.kind.value for event in self.told]


class AskingPartner(FakePartner):
    """One that has a place for the answers of a form."""

    answers_at = "formData"


def down(words: str = "connection refused") -> Unreachable:
    """Return the answer of a partner that cannot be reached."""
    return Unreachable(words)
