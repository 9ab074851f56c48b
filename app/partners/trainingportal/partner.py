"""Trainingportal as a destination: which events it hears, and the desk that asks for bookings."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

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
from app.domain.event import Event, EventKind, Subject
from app.domain.reconcile import Held, NotHeld, Ours, ReadBack, Thing, Unread
from app.partners.http import deadline
from app.partners.trainingportal.client import TrainingportalClient
from app.partners.trainingportal.payload import ClassForm, CurrencyRefused, class_form
from app.partners.trainingportal.reply import Kept, Said, read_booking, read_class

TIME_OUT = timedelta(seconds=30)
_OF_A_CLASS = frozenset(
    {EventKind.CLASS_PUBLISHED, EventKind.CLASS_CHANGED, EventKind.CLASS_SEATS_CHANGED}
)
# Nobody is ever given it: references of ours have no such letters.
NO_BOOKING = "R-00000-CHECK"
# As this destination's ``known`` names them: the schedule it holds (T6), its own reference (T4).
KNOWN_SCHEDULE = "class"
KNOWN_BOOKING = "partner_reference"


class Trainingportal:
    """Classes kept up to date there with their free seats, and bookings asked for."""

    name = "trainingportal"
    listing = True

    def __init__(self, client: TrainingportalClient, *, time_out: timedelta = TIME_OUT) -> None:
        self._client = client
        self.time_out = time_out

    def hears(self, kind: EventKind) -> bool:
        """Say whether it is told of a change of a class, or to be asked for a booking."""
        return kind in _OF_A_CLASS or kind is EventKind.BOOKING_RESERVED

    def stream(self, kind: EventKind, subject: Subject) -> str:
        """Return one stream per class; each booking is asked for on its own."""
        if kind is EventKind.BOOKING_RESERVED:
            return f"booking:{subject.registration}"
        return f"class:{subject.class_code}"

    def repeats_safely(self, kind: EventKind) -> bool:
        """Say yes: seats are absolute, an add that was there already becomes an update."""
        return True

    def supersedes(self, kind: EventKind) -> bool:
        """Say yes for classes: each telling holds the whole class as it is then (T12)."""
        return kind in _OF_A_CLASS

    def tell(self, event: Event, *, key: str) -> Outcome:
        """Add the class where Trainingportal has it not, else update it; or ask for a booking."""
        if event.kind is EventKind.BOOKING_RESERVED:
            return self._ask(event)
        try:
            form = class_form(event.course_class)
        except CurrencyRefused as refused:
            return Refused(str(refused))
        until = deadline(self.time_out)
        course, held = event.course_class.program_code, event.known.get(KNOWN_SCHEDULE)

        def add() -> Kept | Said | Unreachable:
            fields = form.to_add()
            reply = self._client.add_class(course, fields, key=key, until=until)
            return read_class(reply, sent=fields)

        def update() -> Kept | Said | Unreachable:
            fields = form.to_update(held=held)
            reply = self._client.update_class(course, fields, key=key, until=until)
            return read_class(reply, sent=fields)

        if held is None:
            answer = add()
            if isinstance(answer, Said) and answer.present:
                answer = update()
        else:
            answer = update()
            # It was deleted there (T11: cancelling deletes), so it is added anew.
            if isinstance(answer, Said) and answer.absent:
                answer = add()
        return _outcome(answer, form)

    def booking(self, reference: str) -> BookingAnswer:
        """Ask for the booking we gave ``reference`` to; theirs comes back with it (T4)."""
        return read_booking(self._client.get_booking(reference, until=deadline(self.time_out)))

    def check(self) -> Health:
        """Ask for a booking that cannot exist: to say so, it must have let us in."""
        return health_of(self.booking(NO_BOOKING), setting="TRAININGPORTAL")

    reads = frozenset({Thing.BOOKING})

    def read_back(self, ours: Iterable[Ours]) -> Iterator[ReadBack]:
        """Ask for each booking of ours; it has no list, so nothing beside them is found."""
        for mine in ours:
            match self.booking(mine.known["reference"]):
                case BookingFound(details):
                    yield Held(mine.thing, mine.code, _said(details))
                case BookingNotYet():
                    yield NotHeld(mine.thing, mine.code)
                case Refused(words) | Unreachable(words):
                    yield Unread(mine.thing, mine.code, words)

    def _ask(self, event: Event) -> Outcome:
        """Say what is known of a booking; the details are for who asks the desk itself."""
        if event.registration is None:
            return Refused("this event is about no registration")
        answer = self.booking(event.registration.reference)
        match answer:
            case BookingFound(details, words):
                return Told(words, {KNOWN_BOOKING: details.partner_reference})
            case BookingNotYet(words):
                return Unreachable(words)
        return answer


def _said(details: BookingDetails) -> dict[str, str]:
    said = {
        "class": details.class_code,
        "name": details.name,
        "email": details.email,
        "phone": details.phone,
    }
    return {name: text for name, text in said.items() if text}


def _outcome(answer: Kept | Said | Unreachable, form: ClassForm) -> Outcome:
    match answer:
        case Kept(warning):
            seats = form.fields["availableSeats"]
            words = f"warning: {warning}" if warning else f"Trainingportal shows {seats} free seats"
            return Told(words, {KNOWN_SCHEDULE: form.fingerprint})
        case Said():
            return answer.refused()
    return answer
