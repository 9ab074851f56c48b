"""A language of the tests alone: what was marked stands between ⟦ and ⟧, and facts stand outside.

So text in Latin letters outside of them was never marked, or was passed on as a fact although it is
a sentence. Days, money and countries are written in Greek, as is what a test has people write, and
needs no list of what is data. Nothing of the product knows this language: no address, cookie or
order asks for it. Not here: which pages and letters are read so.
"""

import gettext
import json
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from app.languages import LANGUAGES, Language

OPEN, SHUT = "⟦", "⟧"
_FACTS_AND_TAGS = re.compile(r"(%\(\w+\)s|\{\w+\}|%%|<[^>]+>|&\w+;)")
_LETTERS = re.compile(r"[A-Za-z]")
_MARKED = re.compile(f"{OPEN}[^{OPEN}{SHUT}]*{SHUT}")
# What is the same in every language: addresses, codes, units of money and time, names of their own.
_SAME = re.compile(
    "|".join(
        (
            r"https?://\S+",
            r"webcal://\S+",
            r"\S+@\S+",
            r"\b[A-Z0-9]+(?:-[A-Z0-9]+)+\b",
            r"\b(?=[A-Z]*\d)[A-Z0-9]+\b",
            r"\b(?:NOK|EUR|CET|CEST|UTC|GMT|PDF|KB|MB|JPG|PNG|JPEG)\b",
            r"\b(?:Coursedesk|Stripe|Vipps|PayPal)\b",
            *(rf"\b{each.name}\b" for each in LANGUAGES.values()),
        )
    )
)
_WORD = re.compile(r"[A-Za-z]{2,}")
_READ_OUT = ("alt", "aria-label", "aria-description", "label", "placeholder", "title")
_SILENT = ("script", "style", "template")
_SHARED = ("description", "og:title", "og:description", "og:image:alt", "og:site_name")
_TOLD = ("name", "description")


class Marked(gettext.NullTranslations):
    """Every sentence in English, each piece of it between its facts and tags in brackets."""

    def gettext(self, message: str) -> str:
        """Return the sentence."""
        return bracketed(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the sentence for so many."""
        return bracketed(msgid1 if n == 1 else msgid2)


PSEUDO = Language("en-x-marked", "el", "Marked", "en_GB", read=lambda _: Marked())


def bracketed(pattern: str) -> str:
    """Return a sentence with its own words in brackets, and its facts and tags as they are."""
    return "".join(
        f"{OPEN}{part}{SHUT}" if number % 2 == 0 and _LETTERS.search(part) else part
        for number, part in enumerate(_FACTS_AND_TAGS.split(pattern))
    )


def plain(text: str) -> str:
    """Return a text without the brackets."""
    return text.replace(OPEN, "").replace(SHUT, "")


def unmarked(text: str) -> list[str]:
    """Return the words of a text in Latin letters that are neither marked nor the same everywhere.

    A text with any such word is returned whole, as one: it says where to look.
    """
    rest = _SAME.sub(" ", _MARKED.sub(" ", text))
    return [" ".join(text.split())] if _WORD.search(rest) else []


def unmarked_of(page: Element) -> list[str]:
    """Return what a page says, shows when shared or has read out that was not marked."""
    return [each for text in _texts(page) for each in unmarked(text)]


def _texts(element: Element) -> Iterator[str]:
    # A comment's tag is a function, whatever the types say.
    if type(element.tag) is str:
        yield from _attributes(element)
        if element.tag == "script" and element.get("type") == "application/ld+json":
            yield from _told(json.loads(element.text or ""))
        if element.tag not in _SILENT:
            yield element.text or ""
            for each in element:
                yield from _texts(each)
    yield element.tail or ""


def _attributes(element: Element) -> Iterator[str]:
    of_button = element.tag == "input" and element.get("type") in ("submit", "button", "reset")
    shared = element.get("name") in _SHARED or element.get("property") in _SHARED
    for name, value in element.attrib.items():
        spoken = str(name).startswith("data-") and " " in value.strip()
        read = name in _READ_OUT or (name == "value" and of_button) or spoken
        if read or (name == "content" and shared):
            yield value


def _told(document: object) -> Iterator[str]:
    """Yield what search engines are told in words."""
    if isinstance(document, list):
        for each in document:
            yield from _told(each)
    elif isinstance(document, dict):
        for name, value in document.items():
            if name in _TOLD and isinstance(value, str):
                yield value
            yield from _told(value)
