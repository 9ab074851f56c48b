"""What we and the Connector's adapter say to each other when it calls us: XML, or JSON (S16).

Here: bodies in, answers out, in the shapes of section 6. Not here: what is done, who may call.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any
from uuid import uuid4

from flask import Request, Response

from app.domain.event import LeadSourceFacts, StaffFacts
from app.partners.connector.document import (
    MIMETYPE,
    Blocks,
    Element,
    block,
    read_tree,
    write_tree,
)
from app.partners.connector.payload import Identity, staff_of
from app.partners.connector.reading import NotTaken, blocks_of

_XML = ("application/xml", "text/xml")
_JSON = "application/json"
_BLOCKS = ("providerInfo", "userInfo", "leadInfo")
# Where the fields of a document without blocks belong.
_FLAT = {"recordID": "providerInfo", "identifier": "providerInfo"} | dict.fromkeys(
    ("leadSource", "ownerID", "name", "active"), "leadInfo"
)


class Dialect(StrEnum):
    """How a document is written."""

    XML = "xml"
    JSON = "json"


class Unsupported(Exception):
    """A body of a type, or in an encoding, that we do not read."""


def spoken(request: Request) -> Dialect:
    """Return how the body is written.

    Raises:
        Unsupported: neither as XML nor as JSON, or packed.
    """
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Unsupported("a body is sent as it is, without Content-Encoding")
    if request.mimetype in _XML:
        return Dialect.XML
    if request.mimetype == _JSON:
        return Dialect.JSON
    raise Unsupported("Content-Type must be application/xml or application/json")


def wanted(request: Request) -> Dialect:
    """Return how the answer is written: as was asked for, else as the body, else as XML."""
    usual = [_JSON, *_XML] if request.mimetype == _JSON else [*_XML, _JSON]
    best = request.accept_mimetypes.best_match(usual, default=usual[0])
    return Dialect.JSON if best == _JSON else Dialect.XML


def read_blocks(body: bytes, dialect: Dialect, *, root: str) -> Blocks:
    """Return the document's blocks; of what we do not know nothing is said.

    Raises:
        NotTaken: it cannot be read, or is another document.
    """
    if dialect is Dialect.JSON:
        return _from_json(_parsed(body), root=root)
    top = read_tree(body)
    if top is None:
        raise NotTaken({"document": "is not XML that can be read"})
    if top.name != root:
        raise NotTaken({"document": f"must be a {root}"})
    return blocks_of(top)


def fingerprint(blocks: Blocks) -> str:
    """Return what is equal for equal documents, however they were written."""
    plain = {name: dict(texts) for name, texts in blocks.items() if texts}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _parsed(body: bytes) -> Any:
    """Return what the JSON says; None where it is none, or not in UTF-8."""
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError):
        return None


def _from_json(document: Any, *, root: str) -> Blocks:
    if isinstance(document, dict) and isinstance(document.get(root), dict):
        document = document[root]
    if not isinstance(document, dict):
        raise NotTaken({"document": "is not a JSON object that can be read"})
    found: dict[str, dict[str, str]] = {}
    for name, value in document.items():
        if name in _BLOCKS:
            if not isinstance(value, dict | None):
                raise NotTaken({name: "must be an object"})
            found.setdefault(name, {}).update(_texts(value or {}))
        elif not isinstance(value, dict | list):
            into = found.setdefault(_FLAT.get(name, "userInfo"), {})
            into.setdefault(name, _text(name, value))
    return found


def _texts(block: Mapping[str, Any]) -> dict[str, str]:
    return {name: _text(name, value) for name, value in block.items()}


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise NotTaken({name[:40]: "must be text"})


# -- answers ---------------------------------------------------------------------------------------


def saved(record: str, warnings: Sequence[str], dialect: Dialect, status: int) -> Response:
    """Return our id of a record that was saved, with what could not be taken of it."""
    level = "WARNING" if warnings else "INFO"
    if dialect is Dialect.JSON:
        fields = {"id": record, "uuid": record, "recordID": record}
        return _json({**fields, "level": level, "warnings": list(warnings)}, status)
    said = tuple(Element("warning", each) for each in warnings)
    ids = (Element("uuid", record), Element("recordID", record), Element("level", level))
    return _xml(Element("response", "", ids + said), status)


def refused(
    message: str, fields: Mapping[str, str], dialect: Dialect, status: int, *, reason: str
) -> Response:
    """Return an error in the shape of section 10; ``errorUUID`` stands in our log, too."""
    number = str(uuid4())
    if dialect is Dialect.JSON:
        error = {"reason": reason, "errorUUID": number, "message": message}
        return _json({"error": {**error, "fields": dict(fields)}}, status)
    return _xml(block("error", {"reason": reason, "errorUUID": number, "message": message}), status)


def listed_staff(staff: Sequence[StaffFacts], identity: Identity, dialect: Dialect) -> Response:
    """Return who is on the staff: our id and the e-mail address they are matched by (C8, C21)."""
    blocks = [staff_of(each, identity=identity).blocks for each in staff]
    if dialect is Dialect.JSON:
        rows = [
            {"id": each["providerInfo"]["recordID"], **each["providerInfo"], **each["userInfo"]}
            for each in blocks
        ]
        return _json({"staff": rows}, 200)
    users = (
        Element("user", "", tuple(block(name, texts) for name, texts in each.items()))
        for each in blocks
    )
    return _xml(Element("users", "", tuple(users)), 200)


def listed_sources(sources: Sequence[LeadSourceFacts], dialect: Dialect) -> Response:
    """Return our lead sources: names to match by, and our ids, which their own list lacks (C11)."""
    if dialect is Dialect.JSON:
        rows = [
            {"id": each.code, "recordID": each.code, "name": each.name, "active": each.active}
            for each in sources
        ]
        return _json({"leadSources": rows}, 200)
    return _xml(Element("leadSources", "", tuple(map(_source, sources))), 200)


def _source(source: LeadSourceFacts) -> Element:
    active = "true" if source.active else "false"
    return block("leadSource", {"recordID": source.code, "name": source.name, "active": active})


def _json(document: Mapping[str, Any], status: int) -> Response:
    return Response(json.dumps(document), status=status, content_type=_JSON)


def _xml(root: Element, status: int) -> Response:
    return Response(write_tree(root), status=status, content_type=MIMETYPE)
