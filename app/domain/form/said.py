"""An answer in words, as its question was put. Not here: whether it is one (answer.py)."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from app.domain.event import Answer
from app.domain.form.answer import countries
from app.domain.form.file import read_file
from app.domain.form.question import TICKED, Question, QuestionKind
from app.domain.said import Said, plain_day, sentence, together

# What stands above or below a Latin letter.
_MARKS = re.compile("[\u0300-\u036f]")


def say_answer(question: Question, answer: Answer) -> str:
    """Return the answer as people read it, or nothing where there is none."""
    if answer is None or answer == [] or answer == "":
        return ""
    if isinstance(answer, bool):
        agreed = sentence("Agreed") if question.kind in TICKED else sentence("Yes")
        return agreed if answer else sentence("No")
    if isinstance(answer, list):
        return _several(question, answer)
    if question.kind is QuestionKind.DATE:
        return plain_day(date.fromisoformat(str(answer)))
    if question.kind is QuestionKind.COUNTRY:
        return name_country(str(answer))
    if question.kind is QuestionKind.PHONE:
        return _spaced(str(answer))
    return question.shown_option(str(answer))


def _spaced(phone: str) -> str:
    import phonenumbers

    number = phonenumbers.parse(phone)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _several(question: Question, answer: Sequence[str]) -> str:
    if question.kind is QuestionKind.FILE:
        file = read_file(answer)
        return file.said if file else ""
    if question.kind is QuestionKind.ADDRESS:
        return say_address(answer)
    return ", ".join(map(question.shown_option, answer))


def say_address(parts: Sequence[str]) -> str:
    """Return an address, kept as ``ADDRESS_PARTS``, in lines; nothing where there is none."""
    if not parts:
        return ""
    return together((*address_lines(parts), name_country(parts[-1])), "\n")


def address_lines(parts: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of an address, kept as ``ADDRESS_PARTS``, without its country."""
    if not parts:
        return ()
    line1, line2, postal_code, city, _ = parts
    return tuple(each for each in (line1, line2, f"{postal_code} {city}".strip()) if each)


def name_country(code: str) -> str:
    """Return a country's name by its two letters; one that is none is named as it is written."""
    return Said(_country(code, "en"), lambda tongue: _country(code, tongue.locale))


def _country(code: str, locale: str) -> str:
    return dict(countries_by_name(locale)).get(code, code)


@lru_cache(8)
def countries_by_name(locale: str = "en") -> tuple[tuple[str, str], ...]:
    """Return every country as its code and its name in a language, by name."""
    from babel import Locale

    names = Locale.parse(locale).territories
    pairs = ((code, str(names[code])) for code in countries())
    return tuple(sorted(pairs, key=lambda pair: _in_order(pair[1], locale)))


def _in_order(name: str, locale: str) -> str:
    """Return what a name is sorted by: letters with marks are their own in Norwegian alone."""
    if locale == "nb":
        return name
    return _MARKS.sub("", unicodedata.normalize("NFD", name))
