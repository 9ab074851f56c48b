"""The addresses of the Connector: parse, ask, answer."""

from collections.abc import Mapping

from flask import Blueprint, Response, request

from app.sandbox.calls import current
from app.sandbox.clock import Clock
from app.sandbox.connector import document
from app.sandbox.connector.document import NAMESPACE, Block, Rejected
from app.sandbox.connector.records import (
    MANDATORY,
    OPTIONAL,
    SOURCES,
    STAFF,
    USERS,
    Records,
)
from app.sandbox.connector.waiting import FIELDS, Waiting
from app.sandbox.dials import Dials
from app.sandbox.part import Part
from app.sandbox.settings import Credentials
from app.sandbox.shelf import Document, Shelf

PREFIX = "/connector"
API = "/connector/api/2011-11"
AUDIT = ("createdBy", "createdDate", "modifiedBy", "modifiedDate")
XML = {"application/xml", "text/xml"}


class Connector:
    """The Connector's views over its records."""

    def __init__(self, shelf: Shelf, clock: Clock, dials: Dials, credentials: Credentials) -> None:
        self.records = Records(shelf, clock, credentials)
        self.waiting = Waiting(shelf, clock)
        self._dials = dials

    def part(self) -> Part:
        """Return the Connector's place in the sandbox."""
        blueprint = Blueprint("connector", __name__, url_prefix=API)
        blueprint.register_error_handler(Rejected, self._rejected)
        add = blueprint.add_url_rule
        for path, save, fetch in (
            ("/user", self.save_user, self.fetch_user),
            ("/staff", self.save_staff, self.fetch_staff),
            ("/leadsource", self.save_source, self.fetch_source),
        ):
            add(path, view_func=save, methods=["POST"])
            add(path, view_func=fetch, methods=["GET"])
        add("/missingusers", view_func=self.missing_users, methods=["GET"])
        add("/user/callback", view_func=self.acknowledge, methods=["POST"])
        return Part(
            name="connector",
            prefix=PREFIX,
            blueprint=blueprint,
            refusal=self.refusal,
            holdings=self.holdings,
        )

    def holdings(self) -> dict[str, list[Document]]:
        """Return what the Connector holds."""
        return {
            "users": self.records.all(USERS),
            "staff": self.records.all(STAFF),
            "lead_sources": self.records.all(SOURCES),
            "waiting": self.waiting.all(),
        }

    def refusal(self, status: int, message: str) -> Response:
        """Return the Connector's error answer."""
        return document.error(status, message, namespace=self._saved_namespace())

    def save_user(self) -> Response:
        """Save a prospect or a member."""
        return self._saved(self.records.save_person(USERS, _body("user"), {"PROSPECT", "MEMBER"}))

    def save_staff(self) -> Response:
        """Save a staff member: the same document as a user, at another address (C21)."""
        return self._saved(self.records.save_person(STAFF, _body("user"), {"STAFF"}))

    def save_source(self) -> Response:
        """Save a lead source."""
        return self._saved(self.records.save_source(_body("leadSource")))

    def fetch_user(self) -> Response:
        """Fetch a prospect or a member."""
        return self._person(USERS)

    def fetch_staff(self) -> Response:
        """Fetch a staff member."""
        return self._person(STAFF)

    def fetch_source(self) -> Response:
        """Fetch one lead source by ``identifier`` (C5), or list those of the club without ids."""
        asked = _asked("identifier")
        namespace = self._fetched_namespace()
        if "identifier" not in request.args:
            found = self.records.sources_of(asked)
            current().judged(f"INFO {len(found)} lead sources")
            rows = [_texts(each, (*AUDIT, "name", "active")) for each in found]
            return document.answer(
                document.write_list("leadSources", "leadSource", [*rows], namespace=namespace)
            )
        record = self.records.fetch(SOURCES, asked)
        current().judged("INFO fetched")
        blocks = {
            "providerInfo": _texts(record, document.IDENTITY),
            "leadInfo": _texts(record, (*AUDIT, "name", "active")),
        }
        return document.answer(document.write("leadSource", blocks, namespace=namespace))

    def missing_users(self) -> Response:
        """Give the newest users not acknowledged yet: one ``user``, many ``userInfo`` (9)."""
        names = {"identifier": "provider", "clientID": "clientID", "clubID": "clubID"}
        asked = {name: request.args.get(spelt, "") for name, spelt in names.items()}
        self.records.enter(asked | {"recordID": "*"})
        found = self.waiting.newest()
        current().judged(f"INFO {len(found)} users wait")
        shown = ("connectorUUID", *AUDIT, *FIELDS)
        rows: list[Mapping[str, str]] = [_texts(each, shown) for each in found]
        namespace = self._fetched_namespace()
        return document.answer(document.write_list("user", "userInfo", rows, namespace=namespace))

    def acknowledge(self) -> Response:
        """Take the caller's id of a user that was fetched; they wait no longer."""
        blocks = _body("user")
        identity = self.records.enter(blocks.get("providerInfo", {}))
        uuid = blocks.get("userInfo", {}).get("connectorUUID", "")
        if not uuid:
            raise Rejected("Missing connectorUUID")
        person = self.waiting.acknowledge(uuid, identity)
        return self._saved(self.records.adopt(identity, person))

    def _person(self, collection: str) -> Response:
        record = self.records.fetch(collection, _asked("recordID"))
        current().judged("INFO fetched")
        blocks = {"providerInfo": _texts(record, document.IDENTITY)}
        if self._dials.habit("connector", "extra_ids"):
            blocks["extraProviderIDs"] = {"inTouchID": record["uuid"][:8]}
        filled = [name for name in (*MANDATORY, *OPTIONAL) if record[name]]
        blocks["userInfo"] = _texts(record, (*filled, *AUDIT))
        return document.answer(document.write("user", blocks, namespace=self._fetched_namespace()))

    def _saved(self, record: Document) -> Response:
        current().heard(record["recordID"])
        current().warnings.extend(record["warnings"])
        current().judged("WARNING saved" if record["warnings"] else "INFO saved")
        text = document.write_flat(
            "response", {"uuid": record["uuid"]}, namespace=self._saved_namespace()
        )
        return document.answer(text)

    def _rejected(self, rejected: Exception) -> Response:
        if not isinstance(rejected, Rejected):
            raise rejected
        current().judged(f"ERROR {rejected.message.splitlines()[0]}")
        return document.error(
            rejected.status,
            rejected.message,
            reason=rejected.reason,
            namespace=self._saved_namespace(),
        )

    def _saved_namespace(self) -> str:
        """Save answers and errors carry a namespace (6.5), unless the habit says otherwise."""
        return "" if self._dials.habit("connector", "namespaces") == "nowhere" else NAMESPACE

    def _fetched_namespace(self) -> str:
        """Fetch answers carry none, unless the habit says otherwise."""
        return NAMESPACE if self._dials.habit("connector", "namespaces") == "everywhere" else ""


def _body(root: str) -> dict[str, Block]:
    if request.mimetype not in XML:
        raise Rejected("Content-Type must be application/xml")
    blocks = document.read(request.get_data(), root)
    current().heard(blocks.get("providerInfo", {}).get("recordID"))
    return blocks


def _asked(record: str) -> Block:
    """Return the identity from the query, whose spellings are its own (C4, C5)."""
    names = {
        "identifier": "provider",
        "clientID": "client_id",
        "clubID": "club_id",
        "recordID": record,
    }
    asked = {name: request.args.get(spelt, "") for name, spelt in names.items()}
    current().heard(asked["recordID"])
    return asked


def _texts(record: Document, names: tuple[str, ...]) -> Block:
    return {name: str(record[name]) for name in names}
