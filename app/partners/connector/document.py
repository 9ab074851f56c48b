"""The Connector's XML as such: written without a namespace, read by local name (6.5, C3, C12).

Not here: which elements a document has.
"""

from collections.abc import Mapping

from lxml import etree

# Blocks of elements by name, each its elements' texts by name, in the order they are written.
Blocks = Mapping[str, Mapping[str, str]]


def write(root: str, blocks: Blocks) -> bytes:
    """Return the document in UTF-8; what XML cannot carry (control characters) is left out."""
    top = etree.Element(root)
    for name, texts in blocks.items():
        block = etree.SubElement(top, name)
        for child, text in texts.items():
            etree.SubElement(block, child).text = _allowed(text)
    return etree.tostring(top, encoding="UTF-8", xml_declaration=True)


def read(body: bytes) -> tuple[str, dict[str, str]] | None:
    """Return the root's local name and the text of every element below it by local name.

    The first element of a name counts. None for what is not well-formed or brings a document type:
    no entity is resolved and nothing is fetched.
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
    found: dict[str, str] = {}
    for element in top.iterdescendants("*"):
        found.setdefault(_local(element), (element.text or "").strip())
    return _local(top), found


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


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
