"""The Connector as a destination: which events it hears and what is saved there for each.

Not here: how its documents look, the people who wait there (desk.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from app.domain.check import Health
from app.domain.contract import (
    Outcome,
    Refused,
    Told,
    Unreachable,
)
from app.domain.event import Event, EventKind
from app.domain.reconcile import Ours, ReadBack
from app.domain.stream import Subject, lead_source_stream, staff_stream
from app.partners.connector import holdings
from app.partners.connector.client import ConnectorClient
from app.partners.connector.payload import (
    Identity,
    Named,
    Person,
    person_of,
    source_of,
    staff_of,
)
from app.partners.connector.reply import Rejected, Saved, outcome_of
from app.partners.http import Caller

TIME_OUT = timedelta(seconds=30)
_LEADS = frozenset(
    {
        EventKind.REGISTRATION_HELD,
        EventKind.REGISTRATION_WAITLISTED,
        EventKind.REGISTRATION_CONFIRMED,
        EventKind.REGISTRATION_LEAD_CHANGED,
        EventKind.REGISTRATION_CONTACT_CHANGED,
        EventKind.REGISTRATION_ADDRESS_CHANGED,
        EventKind.REGISTRATION_ERASED,
    }
)
_NAMED = frozenset({EventKind.LEAD_SOURCE_CHANGED, EventKind.STAFF_CHANGED})
# As this destination's ``known`` names it: the hub's id of a person.
KNOWN_UUID = "user"


class Connector:
    """People saved at the hub: a prospect when a place is held, a member when it is confirmed (S5).

    Args:
        caller: calls the base address of the web-service level.
        credentials: the headers that show who calls.
    """

    name = "connector"
    listing = False
    reads = holdings.READS
    not_read = holdings.NOT_READ

    def __init__(
        self,
        caller: Caller,
        identity: Identity,
        *,
        credentials: Mapping[str, str],
        time_out: timedelta = TIME_OUT,
    ) -> None:
        self._caller = caller
        self.identity = identity
        self._credentials = credentials
        self.time_out = time_out

    def hears(self, kind: EventKind) -> bool:
        """Say whether the hub is told: who is cancelled or expired stays what they are."""
        return kind in _LEADS | _NAMED

    def stream(self, kind: EventKind, subject: Subject) -> str:
        """Return one stream per person, over all their registrations; one per source, per owner."""
        if subject.lead_source is not None:
            return lead_source_stream(subject.lead_source)
        if subject.staff is not None:
            return staff_stream(subject.staff)
        return f"person:{subject.person}"

    def repeats_safely(self, kind: EventKind, *, known: Mapping[str, str]) -> bool:
        """Say yes: a save is an upsert by our id (S14)."""
        return True

    def supersedes(self, kind: EventKind) -> bool:
        """Say no: a prospect becomes a member, in this order."""
        return False

    def admit(self) -> bool:
        """Wait for a turn to call it, or say that too many wait."""
        return self._caller.admit()

    def tell(self, event: Event, *, key: str) -> Outcome:
        """Save what changed; with a person first what their lead names and the hub has not (S18).

        A lead names its source and its owner by our ids, and the hub rejects the whole record where
        it knows one of them not (C6).
        """
        if event.kind in _NAMED:
            return self._tell_named(event, self.client(key))
        registration = event.registration
        if registration is None:
            return Refused("this event is about no registration")
        person = person_of(registration, kind=event.kind, identity=self.identity)
        if person.missing:
            return Refused(f"nothing was sent: {', '.join(person.missing)} is missing")
        source, owner = registration.lead_source, registration.owner
        named = [
            *([source_of(source, identity=self.identity)] if source else []),
            *([staff_of(owner, identity=self.identity)] if owner else []),
        ]
        client, learned = self.client(key), dict[str, str]()
        for each in named:
            if event.known.get(each.known_as) == each.mark:
                continue
            saved = client.save(each)
            if isinstance(saved, Unreachable):
                return replace(saved, learned=learned)
            if isinstance(saved, Rejected):
                return _with(learned, _save_without_lead(person, client, why=saved.words))
            learned[each.known_as] = each.mark
        return _with(learned, _save(person, named, client))

    def check(self) -> Health:
        """Ask the hub something harmless."""
        return holdings.check(self.client("check"))

    def read_back(self, ours: Iterable[Ours]) -> Iterator[ReadBack]:
        """Fetch each person, member of staff and lead source of ours."""
        for mine in ours:
            # Each has a time of its own.
            yield from holdings.read_back(self.client(mine.code), [mine])

    def client(self, key: str) -> ConnectorClient:
        """Return the calls for one conversation, which have the time of one telling together."""
        return ConnectorClient(
            self._caller,
            self.identity,
            credentials=self._credentials,
            key=key,
            time_out=self.time_out,
        )

    def _tell_named(self, event: Event, client: ConnectorClient) -> Outcome:
        if event.lead_source is not None:
            named = source_of(event.lead_source, identity=self.identity)
        elif event.staff is not None:
            named = staff_of(event.staff, identity=self.identity)
        else:
            return Refused("this event names neither a lead source nor staff")
        saved = client.save(named)
        if not isinstance(saved, Saved):
            return outcome_of(saved)
        return Told(f"the Connector has {named.record}", {named.known_as: named.mark})


def _save(person: Person, named: Sequence[Named], client: ConnectorClient) -> Outcome:
    """Save the person; climb down the ladder where the hub rejects the lead (C6, section 10).

    Sources and staff are saved anew and the person tried again, then saved with neither: a person
    without a source is better than no person, and the words warn of it.
    """
    saved = client.save_person(person)
    if isinstance(saved, Saved):
        return _told(saved, person, "the Connector has the person")
    if not named or isinstance(saved, Unreachable):
        return outcome_of(saved)
    rejected = saved.words
    for each in named:
        again = client.save(each)
        if isinstance(again, Unreachable):
            return again
    saved = client.save_person(person)
    if isinstance(saved, Saved):
        words = "the Connector has the person; source and owner had to be saved anew"
        return _told(saved, person, words)
    if isinstance(saved, Unreachable):
        return saved
    return _save_without_lead(person, client, why=rejected)


def _save_without_lead(person: Person, client: ConnectorClient, *, why: str) -> Outcome:
    saved = client.save_person(person.without_lead())
    if isinstance(saved, Saved):
        words = f"warning: saved without lead source and owner ({why})"
        return Told(words, {KNOWN_UUID: saved.uuid})
    return outcome_of(saved)


def _told(saved: Saved, person: Person, words: str) -> Told:
    if person.too_long:
        words = f"warning: {words}; a name is longer than some systems behind it keep"
    return Told(words, {KNOWN_UUID: saved.uuid})


def _with(learned: Mapping[str, str], outcome: Outcome) -> Outcome:
    return replace(outcome, learned={**learned, **outcome.learned})
