"""What the Connector holds: users, staff and lead sources of one provider, client and club.

Here: what it takes and what it rejects (``connector.md`` sections 5, 6 and 12). The hub validates
almost nothing (C22), so what it takes without looking is noted as a warning beside the record.
"""

import json
import re
from http import HTTPStatus
from uuid import uuid4

from app.sandbox.calls import instant
from app.sandbox.clock import Clock
from app.sandbox.connector.document import IDENTITY, Block, Rejected
from app.sandbox.settings import Credentials
from app.sandbox.shelf import Document, Shelf

USERS, STAFF, SOURCES = "connector/users", "connector/staff", "connector/lead_sources"
MANDATORY = ("firstname", "lastname", "userStatus", "userType")
OPTIONAL = (
    "birthdate",
    "gender",
    "address1",
    "city",
    "zipcode",
    "state",
    "country",
    "mobile",
    "email",
    "homePhone",
    "workPhone",
    "company",
)
STATUSES = {"ACTIVE", "INACTIVE"}
PATTERNS = {
    "birthdate": r"\d{4}-\d{2}-\d{2}",
    "gender": r"[MF]",
    "country": r"[A-Z]{2}",
    "email": r"[^@\s]+@[^@\s]+",
}


class Records:
    """The records, keyed by all four parts of their identity."""

    def __init__(self, shelf: Shelf, clock: Clock, credentials: Credentials) -> None:
        self._shelf = shelf
        self._clock = clock
        self._provider = credentials.connector_provider_id
        self._client = credentials.connector_client_id
        self._clubs = credentials.connector_club_id.split(",")

    def all(self, collection: str) -> list[Document]:
        """Return every record of the collection."""
        return self._shelf.all(collection)

    def enter(self, identity: Block) -> Block:
        """Return the identity; Rejected if a part is missing or not agreed with InTouch."""
        for name in (n for n in IDENTITY if not identity.get(n)):
            raise Rejected(f"Missing {name}")
        agreed = (
            identity["identifier"] == self._provider
            and identity["clientID"] == self._client
            and identity["clubID"] in self._clubs
        )
        if not agreed:
            raise Rejected("Unknown provider, client or club", status=HTTPStatus.FORBIDDEN)
        return {name: identity[name] for name in IDENTITY}

    def save_person(self, collection: str, blocks: dict[str, Block], types: set[str]) -> Document:
        """Insert or overwrite a user or a staff member; Rejected leaves what was there."""
        identity = self.enter(blocks.get("providerInfo", {}))
        person = blocks.get("userInfo", {})
        lead = blocks.get("leadInfo", {})
        _check_person(person, types)
        with self._shelf.lock:
            if collection == USERS:
                self._check_lead(identity, lead)
            kept = self._kept(collection, identity)
            record = self._stamp(identity, kept) | {
                name: person.get(name, "") for name in MANDATORY + OPTIONAL
            }
            if collection == USERS:
                record |= {name: lead.get(name, "") for name in ("leadSource", "ownerID")}
            steps = [] if kept is None else kept["types"]
            step = {"userType": person["userType"], "at": record["modifiedDate"]}
            record["types"] = [*steps, step]
            record["warnings"] = _doubts(person, record, kept)
            if collection == STAFF:
                record["warnings"] += self._staff_doubts(record)
            self._shelf.put(collection, key_of(identity), record)
        return record

    def adopt(self, identity: Block, person: Document) -> Document:
        """Hold a user that came from elsewhere under the caller's id as well, from now on."""
        with self._shelf.lock:
            kept = self._kept(USERS, identity)
            record = self._stamp(identity, kept) | {
                name: person[name] for name in MANDATORY + OPTIONAL
            }
            record |= {"uuid": person["connectorUUID"], "leadSource": "", "ownerID": ""}
            record |= {"types": [] if kept is None else kept["types"], "warnings": []}
            self._shelf.put(USERS, key_of(identity), record)
        return record

    def save_source(self, blocks: dict[str, Block]) -> Document:
        """Insert or overwrite a lead source; Rejected without a name or a true/false."""
        identity = self.enter(blocks.get("providerInfo", {}))
        details = blocks.get("leadInfo", {})
        if not details.get("name"):
            raise Rejected("Missing name")
        if details.get("active") not in {"true", "false"}:
            raise Rejected("active must be true or false")
        with self._shelf.lock:
            kept = self._kept(SOURCES, identity)
            record = self._stamp(identity, kept)
            record |= {"name": details["name"], "active": details["active"], "warnings": []}
            for other in self._shelf.all(SOURCES):
                same = other["name"].lower() == record["name"].lower()
                if same and other["recordID"] != record["recordID"]:
                    record["warnings"].append(f"same name as {other['recordID']} (C9)")
            self._shelf.put(SOURCES, key_of(identity), record)
        return record

    def fetch(self, collection: str, identity: Block) -> Document:
        """Return one record; Rejected with 404 when it is not in the hub."""
        record = self._kept(collection, self.enter(identity))
        if record is None:
            raise Rejected(
                f"No record {identity['recordID']}", status=HTTPStatus.NOT_FOUND, reason="UNKNOWN"
            )
        return record

    def sources_of(self, identity: Block) -> list[Document]:
        """Return the lead sources of one club."""
        agreed = self.enter(identity | {"recordID": "*"})
        return [each for each in self._shelf.all(SOURCES) if each["clubID"] == agreed["clubID"]]

    def _kept(self, collection: str, identity: Block) -> Document | None:
        return self._shelf.get(collection, key_of(identity))

    def _check_lead(self, identity: Block, lead: Block) -> None:
        """Reject the whole record over a source or an owner the hub does not know (C6, C7)."""
        for name, collection, words in (
            ("leadSource", SOURCES, "lead source"),
            ("ownerID", STAFF, "owner"),
        ):
            number = lead.get(name)
            if number and self._kept(collection, identity | {"recordID": number}) is None:
                raise Rejected(f"Unknown {words} {number}")

    def _stamp(self, identity: Block, kept: Document | None) -> Document:
        now = instant(self._clock.now())
        return identity | {
            "uuid": str(uuid4()) if kept is None else kept["uuid"],
            "createdBy": self._provider,
            "createdDate": now if kept is None else kept["createdDate"],
            "modifiedBy": self._provider,
            "modifiedDate": now,
        }

    def _staff_doubts(self, record: Document) -> list[str]:
        """Return what will break the matching of owners by e-mail (C8)."""
        if not record["email"]:
            return ["staff without an e-mail address cannot be matched (C8)"]
        return [
            f"same e-mail address as {other['recordID']} (C8)"
            for other in self._shelf.all(STAFF)
            if other["email"].lower() == record["email"].lower()
            and other["recordID"] != record["recordID"]
        ]


def key_of(identity: Block) -> str:
    """Return under which key a record is kept."""
    return json.dumps([identity[name] for name in IDENTITY])


def _check_person(person: Block, types: set[str]) -> None:
    for name in MANDATORY:
        if not person.get(name):
            raise Rejected(f"Missing {name}")
    if person["userStatus"] not in STATUSES:
        raise Rejected(f"Unknown userStatus {person['userStatus']}")
    if person["userType"] not in types:
        raise Rejected(f"userType must be {' or '.join(sorted(types))} here")


def _doubts(person: Block, record: Document, kept: Document | None) -> list[str]:
    """Return what the hub took but an operator would frown at."""
    doubts = [
        f"{name} looks wrong (C22)"
        for name, pattern in PATTERNS.items()
        if record[name] and not re.fullmatch(pattern, record[name])
    ]
    if person.get("address2"):
        doubts.append("address2 was dropped (C15)")
    strange = set(person) - {*MANDATORY, *OPTIONAL, "address2"}
    doubts += [f"unknown element {name} ignored (C14)" for name in sorted(strange)]
    if kept is not None and (kept["userType"], record["userType"]) == ("MEMBER", "PROSPECT"):
        doubts.append("a member became a prospect again (S5)")
    return doubts
