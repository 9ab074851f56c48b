"""Forms to begin with are said in every language, whichever of them a form is written in."""

import pytest

from app.domain.form.mistakes import mistakes_of
from app.domain.form.starter_words import WORDS
from app.domain.form.starters import STARTERS, begun_with
from app.domain.form.translating import untranslated
from app.domain.language import LANGUAGES

KEYS = {entry.key for _, entries in STARTERS.values() for entry in entries}


@pytest.mark.parametrize("own", LANGUAGES)
@pytest.mark.parametrize("word", STARTERS)
def test_nothing_of_one_is_left_to_translate(word: str, own: str) -> None:
    entries = begun_with(word, own=own)
    assert entries
    assert mistakes_of(entries) == ()
    for language in LANGUAGES:
        assert own == language or untranslated(entries, language) == ()
    assert own not in {code for each in entries for code in each.wordings}


def test_words_in_another_language_are_of_entries_that_there_are() -> None:
    assert {*WORDS, "en"} == set(LANGUAGES)
    assert all(set(words) == KEYS for words in WORDS.values())


def test_the_same_is_said_in_a_language_whatever_the_form_is_written_in() -> None:
    for word in STARTERS:
        for language in LANGUAGES:
            said = {
                tuple(
                    (each.label, each.help, each.limits.mask_help, *(o.shown for o in each.options))
                    for each in (entry.worded(language) for entry in begun_with(word, own=own))
                )
                for own in LANGUAGES
            }
            assert len(said) == 1


def test_an_answer_means_the_same_in_every_language() -> None:
    for word in STARTERS:
        kept = {
            tuple((each.key, each.values) for each in begun_with(word, own=own))
            for own in LANGUAGES
        }
        assert len(kept) == 1


def test_there_is_nothing_to_begin_with_under_any_other_word() -> None:
    assert begun_with("none", own="en") == ()
