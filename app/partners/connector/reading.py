"""Reading the hub back: people, lead sources, and whether it lets us in. Nothing is changed.

Not here: saving (``partner``), XML as such (``document``).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from app.domain.check import Health, health_of
from app.domain.contract import Told, Unreachable
from app.domain.reconcile import Held, NotHeld, Ours, ReadBack, Thing, Unread
from app.partners.connector.document import read
from app.partners.connector.payload import Identity
from app.partners.http import (
    Answer,
    Call,
    Caller,
    Lost,
    NotSent,
    Reply,
    deadline,
    not_now,
    one_line,
)

# The names of the query's parameters are the hub's (section 4).
_WHO = "provider={provider}&client_id={client}&club_id={club}"
_SOURCES = f"/leadsource?{_WHO}"
_SOURCE = f"/leadsource?{_WHO}&identifier={{record}}"
_USER = f"/user?{_WHO}&recordID={{record}}"
_ROOTS = frozenset({"user", "leadSource", "leadSources"})
_ABSENT = ("not found", "no such", "unknown", "does not exist")


@dataclass(frozen=True, slots=True)
class _Gone:
    """The hub has no such record."""


class Reader:
    """Asks the hub what it holds.

    Args:
        headers: that show who calls.
    """

    def __init__(
        self,
        caller: Caller,
        identity: Identity,
        *,
        headers: Mapping[str, str],
        time_out: timedelta,
    ) -> None:
        self._caller = caller
        self._identity = identity
        self._headers = {"Accept": "application/xml", **headers}
        self._time_out = time_out

    def check(self) -> Health:
        """List the lead sources, which changes nothing."""
        reply = self._ask(_SOURCES)
        found = _read(reply)
        outcome = found if isinstance(found, Unreachable) else Told("the hub lets us in")
        health = health_of(outcome, setting="CONNECTOR")
        return replace(health, their_time=reply.date if isinstance(reply, Answer) else None)

    def read_back(self, ours: Iterable[Ours]) -> Iterator[ReadBack]:
        """Fetch each record of ours; the hub lists no users, and sources without ids."""
        for mine in ours:
            person = mine.thing is Thing.PERSON
            found = _read(self._ask(_USER if person else _SOURCE, record=mine.code))
            if isinstance(found, Unreachable):
                yield Unread(mine.thing, mine.code, found.words)
            elif isinstance(found, _Gone):
                yield NotHeld(mine.thing, mine.code)
            else:
                fields = _person(found) if person else _source(found)
                yield Held(mine.thing, mine.code, fields)

    def _ask(self, path: str, *, record: str = "") -> Reply:
        who = self._identity
        return self._caller.send(
            Call(
                "GET",
                path,
                key=record or "check",
                until=deadline(self._time_out),
                values={
                    "provider": who.provider,
                    "client": who.client,
                    "club": who.club,
                    "record": record,
                },
                headers=self._headers,
            )
        )


def _read(reply: Reply) -> dict[str, str] | _Gone | Unreachable:
    match reply:
        case NotSent(words) | Lost(words):
            return Unreachable(f"Connector: {words}")
    root, found = read(reply.body) or ("", {})
    words = one_line(found.get("message", "").partition("\n")[0])
    if reply.status == 404 or (root == "error" and any(s in words.lower() for s in _ABSENT)):
        return _Gone()
    if later := not_now(reply, partner="Connector", words=words):
        return later
    if root not in _ROOTS or not reply.ok:
        return Unreachable(f"Connector answered {reply.status} {words}".strip())
    return found


def _person(found: Mapping[str, str]) -> dict[str, str]:
    name = f"{found.get('firstname', '')} {found.get('lastname', '')}".strip()
    said = {
        "name": name,
        "email": found.get("email", ""),
        "phone": found.get("mobile", ""),
        "type": found.get("userType", "").lower(),
    }
    return {field: text for field, text in said.items() if text}


def _source(found: Mapping[str, str]) -> dict[str, str]:
    return {name: found[name] for name in ("name", "active") if found.get(name)}
