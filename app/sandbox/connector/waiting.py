"""Users of other systems that wait until we fetch and acknowledge them (``connector.md`` 9).

Here: at most fifty at a time, the last one in first, each until it is acknowledged and again after
a change. Not here: addresses.
"""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import uuid4

from app.sandbox.calls import instant
from app.sandbox.clock import Clock
from app.sandbox.connector.document import Block, Rejected
from app.sandbox.connector.records import MANDATORY, OPTIONAL
from app.sandbox.shelf import Document, Shelf

WAITING = "connector/waiting"
AT_ONCE = 50
FIELDS = (*MANDATORY, *OPTIONAL)
HERSELF = "INTOUCH"


class Waiting:
    """The users that came from elsewhere, by the hub's id."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock

    def all(self) -> list[Document]:
        """Return every user that came from elsewhere, fetched or not."""
        return self._shelf.all(WAITING)

    def add(self, fields: Mapping[str, str]) -> Document:
        """Have a user wait, an active prospect if nothing else; Rejected without a name."""
        usual = {"userStatus": "ACTIVE", "userType": "PROSPECT"}
        texts = dict.fromkeys(FIELDS, "") | usual
        texts |= {name: fields[name] for name in FIELDS if fields.get(name)}
        if missing := [name for name in MANDATORY if not texts[name]]:
            raise Rejected(f"Missing {', '.join(missing)}")
        now = instant(self._clock.now())
        document: Document = texts | {
            "connectorUUID": str(uuid4()),
            "createdBy": HERSELF,
            "createdDate": now,
            "modifiedBy": HERSELF,
            "modifiedDate": now,
            "recordID": "",
            "waits": True,
            "turn": self._next_turn(),
        }
        self._shelf.put(WAITING, document["connectorUUID"], document)
        return document

    def change(self, uuid: str, fields: Mapping[str, str]) -> Document:
        """Change a user, who waits again from then on."""
        changed = {name: fields[name] for name in FIELDS if name in fields}
        with self._shelf.lock:
            document = self._known(uuid) | changed
            document |= {"modifiedDate": instant(self._clock.now()), "waits": True}
            self._shelf.put(WAITING, uuid, document | {"turn": self._next_turn()})
        return document

    def newest(self) -> list[Document]:
        """Return the users to be fetched now: the newest fifty of those that wait."""
        waiting = sorted(
            (each for each in self.all() if each["waits"]), key=lambda each: -each["turn"]
        )
        return waiting[:AT_ONCE]

    def acknowledge(self, uuid: str, identity: Block) -> Document:
        """Note the caller's id of a user, who waits no longer; Rejected for nobody's id."""
        with self._shelf.lock:
            document = self._known(uuid) | {"recordID": identity["recordID"], "waits": False}
            self._shelf.put(WAITING, uuid, document)
        return document

    def _known(self, uuid: str) -> Document:
        document = self._shelf.get(WAITING, uuid)
        if document is None:
            raise Rejected(f"No user {uuid}", status=HTTPStatus.NOT_FOUND, reason="UNKNOWN")
        return document

    def _next_turn(self) -> int:
        return 1 + max((each["turn"] for each in self.all()), default=0)
