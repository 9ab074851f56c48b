"""The Connector's XML: reading what it is sent, writing what it answers.

Here: elements and namespaces (``connector.md`` sections 5, 6 and 10). Not here: what is accepted.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from flask import Response
from lxml import etree

NAMESPACE = "http://www.intouchfollowup.com/api/2011-11"
MIMETYPE = "application/xml; charset=UTF-8"
IDENTITY = ("identifier", "clientID", "clubID", "recordID")
REASONS = {HTTPStatus.INTERNAL_SERVER_ERROR: "DATABASE", HTTPStatus.NOT_FOUND: "UNKNOWN"}

Block = dict[str, str]


class Rejected(Exception):
    """The Connector does not take the call; ``reason`` is one of its own words."""

    def __init__(
        self,
        message: str,
        *,
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
        reason: str = "VALIDATION",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.reason = reason


def read(raw: bytes, root: str) -> dict[str, Block]:
    """Return the blocks under the root by name, each its elements' texts by name.

    Rejected for what is not well-formed (C3), carries a DTD or a namespace, or has another root.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        tree = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise Rejected(_trace("javax.xml.bind.UnmarshalException", str(error))) from error
    # The stubs know fewer of the document's facts than lxml does.
    facts: Any = tree.getroottree().docinfo
    if facts.doctype:
        raise Rejected("A document type is not allowed")
    if str(tree.tag) != root:
        raise Rejected(
            _trace("javax.xml.bind.UnmarshalException", f"unexpected element {tree.tag}")
        )
    return {
        str(block.tag): {str(each.tag): (each.text or "").strip() for each in block}
        for block in tree
    }


def write(root: str, blocks: Mapping[str, Mapping[str, str]], *, namespace: str = "") -> str:
    """Return a document of named blocks of elements."""
    top = _top(root, namespace)
    for name, texts in blocks.items():
        _fill(etree.SubElement(top, _tag(name, namespace)), texts, namespace)
    return _text(top)


def write_list(root: str, item: str, rows: list[Mapping[str, str]], *, namespace: str = "") -> str:
    """Return a document of items whose elements are direct children (C11)."""
    top = _top(root, namespace)
    for texts in rows:
        _fill(etree.SubElement(top, _tag(item, namespace)), texts, namespace)
    return _text(top)


def write_flat(root: str, texts: Mapping[str, str], *, namespace: str = "") -> str:
    """Return a document whose root has the texts as direct children."""
    top = _top(root, namespace)
    _fill(top, texts, namespace)
    return _text(top)


def answer(text: str, status: int = HTTPStatus.OK) -> Response:
    """Return the document as an answer."""
    return Response(text, status=status, content_type=MIMETYPE)


def error(status: int, message: str, *, reason: str = "", namespace: str = NAMESPACE) -> Response:
    """Return the Connector's error answer; a failure of its own shows a stack trace (C16)."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        message = _trace(message, "could not open connection")
    reason = reason or REASONS.get(HTTPStatus(status), "VALIDATION")
    texts = {"reason": reason, "errorUUID": str(uuid4()), "message": message}
    return answer(write_flat("error", texts, namespace=namespace), status)


def _trace(kind: str, message: str) -> str:
    return (
        f"{kind}: {message}\n\tat com.intouch.connector.api.Resource.save(Resource.java:118)"
        "\n\tat org.apache.cxf.jaxrs.JAXRSInvoker.invoke(JAXRSInvoker.java:142)"
    )


def _tag(name: str, namespace: str) -> str:
    return f"{{{namespace}}}{name}" if namespace else name


def _top(name: str, namespace: str) -> etree._Element:
    # The stubs know no default namespace, which lxml spells None.
    nsmap: Any = {None: namespace} if namespace else None
    return etree.Element(_tag(name, namespace), nsmap=nsmap)


def _fill(parent: etree._Element, texts: Mapping[str, str], namespace: str) -> None:
    for name, text in texts.items():
        etree.SubElement(parent, _tag(name, namespace)).text = text


def _text(top: etree._Element) -> str:
    return etree.tostring(top, encoding="unicode")
