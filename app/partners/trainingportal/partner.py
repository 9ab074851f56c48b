"""Trainingportal as a destination: which events it hears, and the desk that asks for bookings."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import timedelta

from app.domain.certificate import Certificate
from app.domain.check import Health, health_of
from app.domain.contract import (
    BookingAnswer,
    BookingDetails,
    BookingFound,
    BookingNotYet,
    Outcome,
    Refused,
    Told,
    Unreachable,
)
from app.domain.event import Event, EventKind
from app.domain.reconcile import Held, NotHeld, Ours, ReadBack, Thing, Unread
from app.domain.stream import Subject
from app.partners.http import deadline
from app.partners.trainingportal.classes import ClassTelling
from app.partners.trainingportal.client import TrainingportalClient
from app.partners.trainingportal.holdings import HeldClass, read_classes, read_courses
from app.partners.trainingportal.payload import Dialect
from app.partners.trainingportal.reply import read_booking
from app.partners.trainingportal.results import KNOWN_BOOKING, BookingTelling
from app.partners.trainingportal.showcase import read_classes_back

TIME_OUT = timedelta(seconds=30)
_OF_A_CLASS = frozenset(kind for kind in EventKind if kind.startswith("class."))
_OF_A_BOOKING = frozenset(kind for kind in EventKind if kind.startswith("booking."))
# The inferred calls that are used only once Mintra has confirmed them (S1).
CANCEL, UPLOAD, COURSES, CLASSES = "cancel", "upload", "courses", "classes"
# Nobody is ever given it: references of ours have no such letters.
NO_BOOKING = "R-00000-CHECK"


class Trainingportal:
    """Classes kept up to date there with their free seats, bookings asked for, results told.

    Args:
        client: posts the forms.
        paper: makes a certificate's PDF.
        confirmed: which of the inferred calls Mintra has confirmed.
        dialect: how dates, times and countries are written.
    """

    name = "trainingportal"
    listing = True

    def __init__(
        self,
        client: TrainingportalClient,
        *,
        paper: Callable[[Certificate], bytes],
        confirmed: Collection[str],
        dialect: Dialect,
        time_out: timedelta = TIME_OUT,
    ) -> None:
        self._client = client
        self._paper = paper
        self._confirmed = frozenset(confirmed)
        self._dialect = dialect
        self.time_out = time_out

    def hears(self, kind: EventKind) -> bool:
        """Say whether it is told of a change of a class, or something of its own bookings."""
        if kind is EventKind.BOOKING_CERTIFICATE:
            return UPLOAD in self._confirmed
        return kind in _OF_A_CLASS | _OF_A_BOOKING

    def stream(self, kind: EventKind, subject: Subject) -> str:
        """Return one stream per class, and one per booking."""
        if kind in _OF_A_BOOKING:
            return f"booking:{subject.registration}"
        return f"class:{subject.class_code}"

    def repeats_safely(self, kind: EventKind, *, known: Mapping[str, str]) -> bool:
        """Say yes: seats are absolute, an add that was there already becomes an update.

        Not of a document: whether the same one again is attached twice, nobody says.
        """
        return kind is not EventKind.BOOKING_CERTIFICATE

    def supersedes(self, kind: EventKind) -> bool:
        """Say yes for classes: each telling holds the whole class as it is then (T12)."""
        return kind in _OF_A_CLASS

    def admit(self) -> bool:
        """Wait for a turn to call it, or say that too many wait."""
        return self._client.admit()

    def tell(self, event: Event, *, key: str) -> Outcome:
        """Bring the class there to how it is here; or ask for a booking, or tell its result."""
        until = deadline(self.time_out)
        if event.kind in _OF_A_CLASS:
            cancels = CANCEL in self._confirmed
            return ClassTelling(self._client, event, self._dialect, cancels, key, until).tell()
        if event.registration is None:
            return Refused("this event is about no registration")
        telling = BookingTelling(self._client, event, key, until)
        match event.kind:
            case EventKind.BOOKING_RESULT:
                return telling.tell_result()
            case EventKind.BOOKING_CERTIFICATE:
                return telling.upload(self._paper)
        return self._ask(event.registration.reference)

    def booking(self, reference: str) -> BookingAnswer:
        """Ask for the booking we gave ``reference`` to; theirs comes back with it (T4)."""
        return read_booking(self._client.get_booking(reference, until=deadline(self.time_out)))

    def courses(self, *, key: str) -> tuple[str, ...] | Refused | Unreachable:
        """Ask which courses were agreed (A1); Refused while the call is not confirmed (S1)."""
        if COURSES not in self._confirmed:
            return _off(COURSES)
        until = deadline(self.time_out)
        return read_courses(self._client.get_courses(key=key, until=until))

    def classes(self, course: str, *, key: str) -> tuple[HeldClass, ...] | Refused | Unreachable:
        """Ask which classes the course has there (A2); Refused while it is not confirmed (S1)."""
        if CLASSES not in self._confirmed:
            return _off(CLASSES)
        until = deadline(self.time_out)
        reply = self._client.get_classes(course, key=key, until=until)
        return read_classes(reply, course=course)

    def check(self) -> Health:
        """Ask for a booking that cannot exist: to say so, it must have let us in."""
        return health_of(self.booking(NO_BOOKING), setting="TRAININGPORTAL")

    @property
    def reads(self) -> frozenset[Thing]:
        """Bookings, and once Mintra has confirmed the call, classes (S1)."""
        classes = {Thing.CLASS} if CLASSES in self._confirmed else set()
        return frozenset({Thing.BOOKING, *classes})

    @property
    def not_read(self) -> str:
        """Say which calls Mintra has not confirmed (S1)."""
        silent = "Mintra has not confirmed the call (TRAININGPORTAL_CONFIRMED names no {call})"
        if CLASSES not in self._confirmed:
            return f"classes: {silent.format(call=CLASSES)}"
        if COURSES not in self._confirmed:
            return f"courses that are none of ours: {silent.format(call=COURSES)}"
        return ""

    def read_back(self, ours: Iterable[Ours]) -> Iterator[ReadBack]:
        """Ask for each booking of ours, of which it has no list, and for the classes it shows."""
        wanted = list(ours)
        yield from (self._booking_of(mine) for mine in wanted if mine.thing is Thing.BOOKING)
        classes = [mine for mine in wanted if mine.thing is Thing.CLASS]
        if classes:
            yield from read_classes_back(
                classes,
                courses=self._known_courses,
                classes=lambda course: self.classes(course, key=f"reconcile {course}"),
                dialect=self._dialect,
            )

    def _booking_of(self, mine: Ours) -> ReadBack:
        answer = self.booking(mine.known["reference"])
        if isinstance(answer, BookingFound):
            return Held(mine.thing, mine.code, _said(answer.details))
        if isinstance(answer, BookingNotYet):
            return NotHeld(mine.thing, mine.code)
        return Unread(mine.thing, mine.code, answer.words, away=isinstance(answer, Unreachable))

    def _known_courses(self) -> tuple[str, ...] | Refused | Unreachable:
        return self.courses(key="reconcile") if COURSES in self._confirmed else ()

    def _ask(self, reference: str) -> Outcome:
        """Say what is known of a booking; the details are for who asks the desk itself."""
        answer = self.booking(reference)
        match answer:
            case BookingFound(details, words):
                return Told(words, {KNOWN_BOOKING: details.partner_reference})
            case BookingNotYet(words):
                return Unreachable(words)
        return answer


def _off(call: str) -> Refused:
    return Refused(f"nothing was sent: {call} is not among TRAININGPORTAL_CONFIRMED")


def _said(details: BookingDetails) -> dict[str, str]:
    said = {
        "class": details.class_code,
        "name": details.name,
        "email": details.email,
        "phone": details.phone,
    }
    return {name: text for name, text in said.items() if text}
