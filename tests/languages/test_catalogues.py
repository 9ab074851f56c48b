"""Every sentence that is marked is in every language, whole, and nothing else is."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from app.domain.language import LANGUAGES as CODES
from app.domain.paper_language import LANGUAGES as ON_PAPER
from app.languages import ENGLISH, LANGUAGES
from app.languages.catalogue import FOLDER
from app.settings import _LANGUAGES as OF_SETTINGS
from tests.languages.marked import marked

TRANSLATED = [code for code in CODES if code != ENGLISH.code]
_FACT = re.compile(r"%\((\w+)\)s|\{(\w+)\}|%%")
_TAG = re.compile(r"</?\w+[^>]*>")
# How many there are: a form for one or two of them may say it without the figure.
_HOW_MANY = {"%(num)s", "{number}"}


def catalogue(code: str) -> Catalog:
    with (FOLDER / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def messages(code: str) -> Iterator[Message]:
    return (each for each in catalogue(code) if each.id)


def forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def facts(text: str) -> set[str]:
    return {found.group() for found in _FACT.finditer(text)} - {"%%"}


def test_there_is_one_list_of_languages() -> None:
    assert tuple(LANGUAGES) == CODES == OF_SETTINGS
    assert set(ON_PAPER) <= set(CODES)
    assert {each.stem for each in FOLDER.glob("*.po")} == set(TRANSLATED)


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_sentence_has_a_translation_and_every_translation_its_sentence(code: str) -> None:
    there = {each.id if isinstance(each.id, str) else tuple(each.id) for each in messages(code)}
    missing = {message: place for message, place in marked().items() if message not in there}
    assert not missing, f"{code}.po lacks what these say"
    assert not there - set(marked()), f"{code}.po has what nobody says any more"


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_translation_is_empty_or_only_guessed(code: str) -> None:
    lacking = [each.id for each in messages(code) if each.fuzzy or not all(forms(each.string))]
    assert not lacking
    assert not catalogue(code).obsolete


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_form_has_the_facts_and_the_markup_of_its_sentence(code: str) -> None:
    wrong = []
    for each in messages(code):
        english = forms(each.id)[-1]
        for form in forms(each.string):
            counted = isinstance(each.id, tuple | list)
            lacking = facts(english) - facts(form) - (_HOW_MANY if counted else set())
            tags = Counter(_TAG.findall(form)) != Counter(_TAG.findall(english))
            if lacking or facts(form) - facts(english) or tags:
                wrong.append((english, form))
    assert not wrong


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_plural_has_as_many_forms_as_its_language(code: str) -> None:
    book = catalogue(code)
    assert book.num_plurals == (6 if code == "ar" else 2)
    wrong = [
        each.id
        for each in messages(code)
        if not isinstance(each.id, str) and len(forms(each.string)) != book.num_plurals
    ]
    assert not wrong


@pytest.mark.parametrize("code", ["hi", "ar"])
def test_a_translation_is_in_its_languages_letters(code: str) -> None:
    letters = re.compile("[\u0900-\u097f]" if code == "hi" else "[\u0600-\u06ff]")
    foreign = [
        form
        for each in messages(code)
        for form in forms(each.string)
        if re.search("[A-Za-z]", _FACT.sub("", _TAG.sub("", form))) and not letters.search(form)
    ]
    assert not foreign
