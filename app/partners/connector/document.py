"""The Connector's XML as such: written without a namespace, read by local name (6.5, C3, C12).

Not here: which elements a document has.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

# Blocks of elements by name, each its elements' texts by name, in the order they are written.
Blocks = Mapping[str, Mapping[str, str]]

MIMETYPE = "application/xml; charset=UTF-8"
# No document of ours or theirs is half as deep.
DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Element:
    """An element by its local name, with its own text, trimmed."""

    name: str
    text: str
    children: tuple["Element", ...] = field(default=())

    def first(self, name: str) -> "Element | None":
        """Return the first child of that name."""
        return next(self.all(name), None)

    def all(self, name: str) -> Iterator["Element"]:
        """Return the children of that name."""
        return (each for each in self.children if each.name == name)

    def texts(self) -> dict[str, str]:
        """Return the texts of the children by name; the first of a name counts."""
        return {each.name: each.text for each in reversed(self.children)}


def write(root: str, blocks: Blocks) -> bytes:
    """Return the document in UTF-8; what XML cannot carry (control characters) is left out."""
    return write_tree(
        Element(root, "", tuple(block(name, texts) for name, texts in blocks.items()))
    )


def block(name: str, texts: Mapping[str, str]) -> Element:
    """Return an element with nothing in it but elements of these texts."""
    return Element(name, "", tuple(Element(child, text) for child, text in texts.items()))


def write_tree(root: Element) -> bytes:
    """Return the document of that root in UTF-8, as ``write`` does."""
    return etree.tostring(_made(root), encoding="UTF-8", xml_declaration=True)


def read_tree(body: bytes) -> Element | None:
    """Return the document's root.

    None for what is not well-formed, is nested more than 16 deep, or brings a document type: no
    entity is resolved and nothing is fetched.
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
        top = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if top.getroottree().docinfo.internalDTD is not None:
        return None
    return _read(top, deep=1)


def read(body: bytes) -> tuple[str, dict[str, str]] | None:
    """Return the root's local name and the text of every element below it by local name.

    The first element of a name counts. None for what ``read_tree`` does not read.
    """
    top = read_tree(body)
    if top is None:
        return None
    found: dict[str, str] = {}
    for element in _below(top):
        found.setdefault(element.name, element.text)
    return top.name, found


def _below(element: Element) -> Iterator[Element]:
    for child in element.children:
        yield child
        yield from _below(child)


def _read(element: etree._Element, *, deep: int) -> Element | None:
    if deep > DEEPEST:
        return None
    children = [_read(child, deep=deep + 1) for child in element.iterchildren("*")]
    if None in children:
        return None
    return Element(
        name=str(etree.QName(element).localname),
        text=(element.text or "").strip(),
        children=tuple(child for child in children if child is not None),
    )


def _made(element: Element) -> etree._Element:
    made = etree.Element(element.name)
    if element.text:
        made.text = _allowed(element.text)
    for child in element.children:
        made.append(_made(child))
    return made


def _allowed(text: str) -> str:
    """Return the text without the characters XML 1.0 has no place for."""
    return "".join(
        letter
        for letter in text
        if letter in "\t\n\r"
        or " " <= letter <= "\ud7ff"
        or "\ue000" <= letter <= "\ufffd"
        or letter >= "\U00010000"
    )
