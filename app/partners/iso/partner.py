"""ISO as a destination: what it hears and what it is told of each. Not here: its dialect."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from app.domain.check import Health, health_of
from app.domain.contract import (
    Adopted,
    Outcome,
    Refused,
    Told,
    Unreachable,
)
from app.domain.event import Event, EventKind, RegistrationFacts
from app.domain.listing import ClassAnswer, ListAnswer
from app.domain.news import PartnerNews
from app.domain.reconcile import Ours, ReadBack
from app.domain.stream import Subject
from app.partners.http import deadline
from app.partners.iso import holdings
from app.partners.iso.client import IsoClient
from app.partners.iso.consent import tell_consent, told_at
from app.partners.iso.listing import read_list, read_one
from app.partners.iso.news import read_news
from app.partners.iso.payload import STATUS, registration_body, status_body
from app.partners.iso.reply import Created, answered, read_asked, read_changed, read_created

# I13: ISO's 30000 are milliseconds; here it is what one tell may take with all its calls.
TIME_OUT = timedelta(seconds=30)
_CREATE = (EventKind.REGISTRATION_HELD, EventKind.REGISTRATION_WAITLISTED)
# The id under which ISO holds the registration, as this destination's ``known`` names it.
KNOWN_ID = "registration"
# iso.md 5.3: "treat as yes"; a booking of Trainingportal's may come without one.
NO_PHONE = (
    "ISO takes nobody without a telephone number: fill it in on the registration's page, and ISO "
    "is told"
)
# iso.md 4 has no call that erases, or changes who takes part: somebody has to write to them.
NO_ERASURE = (
    "ISO has no call that erases: ask ISO to erase registration {}, then skip this and say that "
    "you did"
)
# iso.md S7: there a person is known by class and address.
NO_ADDRESS = (
    "ISO has no call that changes an address: ask ISO to correct that of registration {} where it "
    "has the old one, then skip this and say that you did"
)
# iso.md 4 has no call for these: staff are told what to write to ISO, where they have to.
_BY_WORD = {
    EventKind.REGISTRATION_ERASED: NO_ERASURE,
    EventKind.REGISTRATION_ADDRESS_CHANGED: NO_ADDRESS,
}
_NO_CALL = frozenset({*_BY_WORD, EventKind.REGISTRATION_CONSENT_CHANGED})
_HEARS = frozenset({*_CREATE, *STATUS, *_NO_CALL})
_NEVER = "ISO never had this registration: there is nothing to tell"


class Iso:
    """Registrations created at ISO and kept in step there."""

    name = "iso"
    listing = True
    # iso.md 5.3: any JSON object.
    answers_at = "formData"
    reads = holdings.READS
    # Of registrations it offers no reading (iso.md 4): they can be created and changed.
    not_read = "registrations: ISO has no call that reads them"

    def __init__(self, client: IsoClient, *, time_out: timedelta = TIME_OUT) -> None:
        self._client = client
        self.time_out = time_out

    def hears(self, kind: EventKind) -> bool:
        """Say whether ISO is told: every move of a registration, consents, its erasure,
        an address that was corrected."""
        return kind in _HEARS

    def stream(self, kind: EventKind, subject: Subject) -> str:
        """Return one stream per registration."""
        return f"registration:{subject.registration}"

    def repeats_safely(self, kind: EventKind, *, known: Mapping[str, str]) -> bool:
        """Say no where a registration is created, which must not be repeated blindly.

        That is whatever ISO has no id for yet, a confirmation too where the hold was refused or
        skipped; but not an end, of which there is nothing to tell then. Of one that ISO has only
        the status is told, and the same status again is no change (S8).
        """
        ends = STATUS.get(kind) == "cancelled"
        return KNOWN_ID in known or ends or kind in _NO_CALL

    def supersedes(self, kind: EventKind) -> bool:
        """Say no: ISO hears every move."""
        return False

    def admit(self) -> bool:
        """Wait for a turn to call it, or say that too many wait."""
        return self._client.admit()

    def tell(self, event: Event, *, key: str) -> Outcome:
        """Create the registration where ISO has none, then set the event's status if it has one."""
        registration = event.registration
        if registration is None:
            return Refused("this event is about no registration")
        if event.kind in _BY_WORD:
            known = event.known.get(KNOWN_ID)
            return Refused(_BY_WORD[event.kind].format(known)) if known else Told(_NEVER)
        if event.kind is EventKind.REGISTRATION_CONSENT_CHANGED:
            return tell_consent(event, partner=self.name, known=event.known.get(KNOWN_ID))
        return self._tell(event, registration, key=key)

    def _tell(self, event: Event, registration: RegistrationFacts, *, key: str) -> Outcome:
        until = deadline(self.time_out)
        known, status = event.known.get(KNOWN_ID), STATUS.get(event.kind)
        learned: dict[str, str] = {}
        words = f"ISO has it as {known}"
        if known is None:
            if status == "cancelled":
                return Told(_NEVER)
            if not registration.phone:
                return Refused(NO_PHONE)
            made = self._create(event, registration, key=key, until=until)
            if not isinstance(made, Created):
                return made
            known, words = made.registration_id, made.words
            learned = {KNOWN_ID: known}
            if made.before:
                # Whose it is, only we can tell; until then nothing of it may be changed.
                return Adopted(words, learned, done=status is None)
            learned |= told_at(event)
            if status == STATUS[EventKind.REGISTRATION_COMPLETED]:
                # What is pending there cannot be completed (S8).
                confirmed = self._confirm(known, key=key, until=until)
                if not isinstance(confirmed, Told):
                    return replace(confirmed, learned=learned)
        if status is None:
            return Told(words, learned)
        reply = self._client.change_status(known, status_body(event), key=key, until=until)
        return replace(read_changed(reply, wanted=status), learned=learned)

    def news(self, kind: str, body: bytes) -> PartnerNews:
        """Read an event that was kept."""
        return read_news(kind, body)

    def listed_classes(self) -> ListAnswer:
        """Read the whole list of programs (I5: what ISO calls a program is a class here)."""
        return read_list(self._client, time_out=self.time_out)

    def listed_class(self, partner_id: str) -> ClassAnswer:
        """Read one program."""
        return read_one(self._client, partner_id, time_out=self.time_out)

    def read_back(self, ours: Iterable[Ours]) -> Iterator[ReadBack]:
        """Read its programs beside the classes that came from it."""
        return holdings.read_back(self._client, ours, time_out=self.time_out)

    def check(self) -> Health:
        """Ask for a token and for one program, which changes nothing."""
        until = deadline(self.time_out)
        reply = self._client.list_programs(limit=1, offset=0, key="check", until=until)
        found = answered(reply)
        if isinstance(found, Unreachable):
            return health_of(found, setting="ISO")
        return replace(health_of(read_asked(found), setting="ISO"), their_time=found.date)

    def _confirm(self, known: str, *, key: str, until: float) -> Outcome:
        status = STATUS[EventKind.REGISTRATION_CONFIRMED]
        reply = self._client.change_status(
            known, {"status": status}, key=f"{key}-{status}", until=until
        )
        return read_changed(reply, wanted=status)

    def _create(
        self, event: Event, registration: RegistrationFacts, *, key: str, until: float
    ) -> Created | Outcome:
        body = registration_body(registration, program_id=event.course_class.code_at(self.name))
        return read_created(self._client.create(body, key=key, until=until))
