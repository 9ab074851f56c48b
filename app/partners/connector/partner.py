"""The Connector as a destination: which events it hears and what is saved there for each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from app.domain.check import Health
from app.domain.contract import Outcome, Refused, Told, Unreachable
from app.domain.event import Event, EventKind, LeadSourceFacts, Subject
from app.domain.reconcile import Ours, ReadBack, Thing
from app.partners.connector.payload import Identity, Person, person_of, source_document
from app.partners.connector.reading import Reader
from app.partners.connector.reply import Rejected, Saved, outcome_of, read_saved
from app.partners.http import Call, Caller, deadline

TIME_OUT = timedelta(seconds=30)
_HEARS = frozenset({EventKind.REGISTRATION_HELD, EventKind.REGISTRATION_CONFIRMED})
# As this destination's ``known`` names them: the hub's id of a person, a source the hub has (C6).
KNOWN_UUID = "user"
KNOWN_SOURCE = "lead_source:"


class Connector:
    """People saved at the hub: a prospect when a place is held, a member when it is confirmed (S5).

    Args:
        caller: calls the base address of the web-service level.
        credentials: the headers that show who calls.
    """

    name = "connector"
    listing = False

    def __init__(
        self,
        caller: Caller,
        identity: Identity,
        *,
        credentials: Mapping[str, str],
        time_out: timedelta = TIME_OUT,
    ) -> None:
        self._caller = caller
        self._identity = identity
        self._credentials = credentials
        self.time_out = time_out
        self._reader = Reader(caller, identity, headers=credentials, time_out=time_out)

    def check(self) -> Health:
        """List the lead sources, which changes nothing."""
        return self._reader.check()

    reads = frozenset({Thing.PERSON, Thing.LEAD_SOURCE})

    def read_back(self, ours: Iterable[Ours]) -> Iterator[ReadBack]:
        """Fetch each person and lead source of ours."""
        return self._reader.read_back(ours)

    def hears(self, kind: EventKind) -> bool:
        """Say whether the hub is told: who is cancelled or expired stays what they are."""
        return kind in _HEARS

    def stream(self, kind: EventKind, subject: Subject) -> str:
        """Return one stream per person, over all their registrations."""
        return f"person:{subject.person}"

    def repeats_safely(self, kind: EventKind) -> bool:
        """Say yes: a save is an upsert by our id (S14)."""
        return True

    def supersedes(self, kind: EventKind) -> bool:
        """Say no: a prospect becomes a member, in this order."""
        return False

    def tell(self, event: Event, *, key: str) -> Outcome:
        """Save the lead source where the hub has it not yet (S18), then the person."""
        registration = event.registration
        if registration is None:
            return Refused("this event is about no registration")
        person = person_of(registration, kind=event.kind, identity=self._identity)
        if person.missing:
            return Refused(f"nothing was sent: {', '.join(person.missing)} is missing")
        said = _Conversation(self._caller, self._identity, self._credentials, key, self.time_out)
        source, learned = registration.lead_source, dict[str, str]()
        if source and f"{KNOWN_SOURCE}{source.code}" not in event.known:
            saved = said.save_source(source)
            if isinstance(saved, Unreachable):
                return saved
            if isinstance(saved, Rejected):
                return _save_without_source(person, said, why=saved.words)
            learned[f"{KNOWN_SOURCE}{source.code}"] = "1"
        outcome = _save(person, source, said)
        return replace(outcome, learned={**learned, **outcome.learned})


class _Conversation:
    """The calls of one telling, which share a key and a deadline."""

    def __init__(
        self,
        caller: Caller,
        identity: Identity,
        credentials: Mapping[str, str],
        key: str,
        time_out: timedelta,
    ) -> None:
        self._caller = caller
        self._identity = identity
        self._headers = {
            "Content-Type": "application/xml; charset=UTF-8",
            "Accept": "application/xml",
            **credentials,
        }
        self._key = key
        self._until = deadline(time_out)

    def save_source(self, source: LeadSourceFacts) -> Saved | Rejected | Unreachable:
        return self._post("/leadsource", source_document(source, identity=self._identity))

    def save_person(self, person: Person) -> Saved | Rejected | Unreachable:
        return self._post("/user", person.document())

    def _post(self, path: str, body: bytes) -> Saved | Rejected | Unreachable:
        call = Call(
            "POST", path, key=self._key, until=self._until, headers=self._headers, body=body
        )
        return read_saved(self._caller.send(call))


def _save(person: Person, source: LeadSourceFacts | None, said: _Conversation) -> Outcome:
    """Save the person; climb down the ladder where the hub rejects the lead (C6, section 10).

    The source is saved anew and the person tried again, then saved without any: a person without
    their source is better than no person, and the words warn of it.
    """
    saved = said.save_person(person)
    if isinstance(saved, Saved):
        return _told(saved, "the Connector has the person")
    if source is None or not (isinstance(saved, Rejected) and saved.names_lead):
        return outcome_of(saved)
    rejected = saved.words
    again = said.save_source(source)
    if isinstance(again, Unreachable):
        return again
    saved = said.save_person(person)
    if isinstance(saved, Saved):
        return _told(saved, "the Connector has the person; the lead source had to be saved anew")
    if isinstance(saved, Unreachable):
        return saved
    return _save_without_source(person, said, why=rejected)


def _save_without_source(person: Person, said: _Conversation, *, why: str) -> Outcome:
    saved = said.save_person(person.without_source())
    if isinstance(saved, Saved):
        return _told(saved, f"warning: saved without the lead source ({why})")
    return outcome_of(saved)


def _told(saved: Saved, words: str) -> Told:
    return Told(words, {KNOWN_UUID: saved.uuid})
