"""A language: its own name, its direction, and its sentences. Not here: who reads which."""

import gettext
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.domain.language import LANGUAGES as CODES

FOLDER = Path(__file__).resolve().parent
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


@dataclass(frozen=True)
class Language:
    """One language. ``code`` is BCP 47, ``locale`` babel's, ``name`` what those who read it say.

    ``shared_as`` is what networks call it where links are shared: always with a country.
    English is what our sentences are written in, and has no catalogue.
    """

    code: str
    locale: str
    name: str
    shared_as: str
    direction: str = "ltr"
    read: Callable[[str], gettext.NullTranslations] = lambda _: gettext.NullTranslations()

    @cached_property
    def sentences(self) -> gettext.NullTranslations:
        """Return the catalogue, read when it is first asked for."""
        return self.read(self.code)

    def look_up(self, pattern: str) -> str:
        """Return the sentence in this language; in English where there is none."""
        return self.sentences.gettext(pattern)

    def look_up_plural(self, one: str, many: str, number: int) -> str:
        """Return the form of the sentence that this language has for so many."""
        return self.sentences.ngettext(one, many, number)

    def isolate(self, fact: str) -> str:
        """Return what goes into a sentence, kept from turning it around where it could."""
        if self.direction == "ltr" or not any(letter.isalpha() for letter in fact):
            return fact
        return f"{_FIRST_STRONG_ISOLATE}{fact}{_POP_ISOLATE}"


def read_catalogue(code: str) -> gettext.GNUTranslations:
    """Return the sentences of ``<code>.po``, as the library that looks them up wants them."""
    with (FOLDER / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


ENGLISH = Language("en", "en_GB", "English", "en_GB")
_ALL = (
    ENGLISH,
    Language("nb", "nb", "Norsk", "nb_NO", read=read_catalogue),
    Language("de", "de", "Deutsch", "de_DE", read=read_catalogue),
    Language("hi", "hi", "हिन्दी", "hi_IN", read=read_catalogue),
    Language("ar", "ar", "العربية", "ar_AR", direction="rtl", read=read_catalogue),
)
LANGUAGES = {each.code: each for each in _ALL if each.code in CODES}


def language_of(code: str) -> Language:
    """Return the language of that code, or English."""
    return LANGUAGES.get(code, ENGLISH)
