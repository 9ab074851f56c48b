"""Every call to the Connector (connector.md 4), one method each. Not here: when it is called.

Each call has its own spelling of the identity in its query (C4, C5); it is filled in by a library,
so that there is one question mark and no more (C1), and all four parts are always sent (C2).
"""

from collections.abc import Mapping
from datetime import timedelta

from app.domain.contract import Unreachable
from app.partners.connector.document import MIMETYPE, Element, write
from app.partners.connector.payload import Identity, Named, Person
from app.partners.connector.reply import (
    NotThere,
    Rejected,
    Saved,
    read_document,
    read_done,
    read_saved,
)
from app.partners.http import Call, Caller, deadline

_USER_QUERY = "?provider={provider}&client_id={client}&club_id={club}&recordID={record}"
_SOURCES_QUERY = "?provider={provider}&client_id={client}&club_id={club}"
_SOURCE_QUERY = f"{_SOURCES_QUERY}&identifier={{record}}"
_PULL_QUERY = "?provider={provider}&clientID={client}&clubID={club}"


class ConnectorClient:
    """The calls of one conversation, which share a key and a deadline.

    Args:
        caller: calls the base address of the web-service level.
        credentials: the headers that show who calls (S1).
        key: of what the conversation is about, for the log.
    """

    def __init__(
        self,
        caller: Caller,
        identity: Identity,
        *,
        credentials: Mapping[str, str],
        key: str,
        time_out: timedelta,
    ) -> None:
        self._caller = caller
        self._identity = identity
        self._headers = {"Content-Type": MIMETYPE, "Accept": "application/xml", **credentials}
        self._key = key
        self._until = deadline(time_out)

    def save(self, named: Named) -> Saved | Rejected | Unreachable:
        """Save a lead source or a member of staff."""
        if named.missing:
            return Rejected(f"nothing was sent: {', '.join(named.missing)} is missing")
        return read_saved(self._caller.send(self._post(named.path, named.document())))

    def save_person(self, person: Person) -> Saved | Rejected | Unreachable:
        """Save a prospect or a member."""
        return read_saved(self._caller.send(self._post("/user", person.document())))

    def fetch_user(self, record: str) -> Element | NotThere | Rejected | Unreachable:
        """Fetch the ``<user>`` of a prospect or a member by our record id."""
        return self._fetch(f"/user{_USER_QUERY}", "user", record)

    def fetch_staff(self, record: str) -> Element | NotThere | Rejected | Unreachable:
        """Fetch the ``<user>`` of a member of staff (C21) by our record id."""
        return self._fetch(f"/staff{_USER_QUERY}", "user", record)

    def fetch_source(self, record: str) -> Element | NotThere | Rejected | Unreachable:
        """Fetch one ``<leadSource>`` by our record id, which is called identifier here (C5)."""
        return self._fetch(f"/leadsource{_SOURCE_QUERY}", "leadSource", record)

    def list_sources(self) -> Element | NotThere | Rejected | Unreachable:
        """Fetch the ``<leadSources>`` of our club; its items have no ids (C11)."""
        return self._fetch(f"/leadsource{_SOURCES_QUERY}", "leadSources")

    def missing_users(self) -> Element | NotThere | Rejected | Unreachable:
        """Fetch the ``<user>`` with those we have not acknowledged, the newest fifty (C19)."""
        return self._fetch(f"/missingusers{_PULL_QUERY}", "user")

    def acknowledge(self, uuid: str, *, record: str) -> Rejected | Unreachable | None:
        """Say under which record id of ours a pulled user is kept (S17: the form of section 9)."""
        body = write(
            "user",
            {"providerInfo": self._identity.block(record), "userInfo": {"connectorUUID": uuid}},
        )
        return read_done(self._caller.send(self._post("/user/callback", body)))

    def _post(self, path: str, body: bytes) -> Call:
        return Call(
            "POST", path, key=self._key, until=self._until, headers=self._headers, body=body
        )

    def _fetch(
        self, path: str, root: str, record: str = ""
    ) -> Element | NotThere | Rejected | Unreachable:
        identity = self._identity
        values = {
            "provider": identity.provider,
            "client": identity.client,
            "club": identity.club,
            "record": record,
        }
        call = Call(
            "GET", path, key=self._key, until=self._until, values=values, headers=self._headers
        )
        return read_document(self._caller.send(call), root=root)
