"""Reads a page as strictly as nobody's browser does. Not here: who asks for pages (watching.py)."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import cast
from xml.etree.ElementTree import Element

import html5lib
import lxml.etree
from html5lib.constants import E

_RUNS_CODE = re.compile(r"on[a-z]+|style", re.IGNORECASE)
# What a parser's complaints do not depend on: plain words, and plain values of attributes.
_WORDS = re.compile(rb'"[^"&]*"|>[^<&]*<')
# HTML's switches as HTML 4 knew them, whose value lxml takes to be their name.
_SWITCHES = ("checked", "defer", "disabled", "multiple", "readonly", "selected")
_NAMES_OTHERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
_sound: set[bytes] = set()


def parse_strictly(markup: bytes) -> Element:
    """Parse a page; fails on broken markup, lost references, missing alt, code or style inline.

    A page whose tags and attributes are in an order seen before is not read by the strict parser
    again, which takes twenty times as long as the other; both read a new one alike, or it fails.
    """
    root = _read(markup)
    skeleton = _WORDS.sub(b"><", markup)
    if skeleton not in _sound:
        assert _flat(root) == _flat(_read_strictly(markup)), "two parsers read two pages"
        _sound.add(skeleton)
    complaints = list(_complaints(root))
    assert not complaints, "; ".join(complaints)
    return root


def _read(markup: bytes) -> Element:
    parser = lxml.etree.HTMLParser(encoding="utf-8")
    root = cast(Element, lxml.etree.fromstring(markup, parser))
    for element in _elements(root):
        for name in _SWITCHES:
            if name in element.attrib:
                element.attrib[name] = ""
    return root


def _read_strictly(markup: bytes) -> Element:
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root = cast(Element, parser.parse(markup, transport_encoding="utf-8"))
    if parser.errors:
        lines = markup.decode(errors="replace").splitlines()
        (line, _column), code, facts = parser.errors[0]
        near = lines[line - 1].strip()[:200] if line <= len(lines) else ""
        raise AssertionError(f"broken markup, line {line}: {E[code] % facts}\n  {near}")
    return root


def _flat(root: Element) -> list[tuple[str, dict[str, str], list[str], list[str]]]:
    """Return every element in order, with what is in it and behind it; how it is wrapped is not."""
    return [
        (each.tag, dict(each.attrib), (each.text or "").split(), (each.tail or "").split())
        for each in _elements(root)
    ]


def _elements(root: Element) -> list[Element]:
    # A comment's tag is a function, whatever the types say.
    return [element for element in root.iter() if type(element.tag) is str]


def _is_allowed(script: Element) -> bool:
    """Say whether the policy lets a script be: from an address, or data that nobody runs."""
    if script.attrib.get("type") == "application/ld+json":
        return bool(json.loads(script.text or ""))
    return "src" in script.attrib


def _complaints(root: Element) -> Iterator[str]:
    elements = _elements(root)
    ids = Counter(element.attrib["id"] for element in elements if "id" in element.attrib)
    yield from (f"id {name!r} is there {count} times" for name, count in ids.items() if count > 1)
    for element in elements:
        tag = element.tag
        if tag == "img" and "alt" not in element.attrib:
            yield f"an image without alt: {element.attrib.get('src')}"
        if tag == "style" or (tag == "script" and not _is_allowed(element)):
            yield f"<{tag}> inline, which the Content-Security-Policy forbids"
        for name, value in element.attrib.items():
            if _RUNS_CODE.fullmatch(str(name)):
                yield f"{name} on <{tag}>, which the Content-Security-Policy forbids"
            if name in _NAMES_OTHERS:
                lost = [word for word in value.split() if word not in ids]
                yield from (f'{name}="{word}" names nothing' for word in lost)
