"""The language of the tests finds what was not marked, and the product does not know it."""

from typing import cast
from xml.etree.ElementTree import Element

import pytest
from lxml import etree

from app.domain.said import Said, sentence, sentences
from app.languages import LANGUAGES, language_of
from tests.languages.pseudo import PSEUDO, bracketed, unmarked, unmarked_of


def page(markup: str) -> Element:
    return cast(Element, etree.fromstring(markup, etree.HTMLParser()))


def test_the_product_does_not_know_it() -> None:
    assert PSEUDO.code not in LANGUAGES
    assert language_of(PSEUDO.code) is not PSEUDO


@pytest.mark.parametrize(
    ("pattern", "marked"),
    [
        ("Pay now", "⟦Pay now⟧"),
        ("Pay %(amount)s now", "⟦Pay ⟧%(amount)s⟦ now⟧"),
        ("{label}: {amount}", "{label}: {amount}"),
        ("Read <a href='/x'>more</a>.", "⟦Read ⟧<a href='/x'>⟦more⟧</a>."),
        ("100 %% free", "100 %%⟦ free⟧"),
    ],
)
def test_words_are_marked_and_facts_and_tags_are_not(pattern: str, marked: str) -> None:
    assert bracketed(pattern) == marked


@pytest.mark.parametrize(
    "said",
    [
        sentence("Pay {what}", what=sentence("the rest")),
        sentences("{number} place", "{number} places", number=3),
        sentence("Write to {address} about {code}", address="a@example.org", code="FA-2031-03"),
        sentence("It costs {amount}", amount="4.200 NOK"),
    ],
)
def test_what_was_marked_is_not_found(said: Said) -> None:
    assert unmarked(said.in_tongue(PSEUDO)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Pay now", ["Pay now"]),
        (sentence("Why: {why}", why="not paid").in_tongue(PSEUDO), ["⟦Why: ⟧not paid"]),
        ("⟦Pay⟧ or leave", ["⟦Pay⟧ or leave"]),
    ],
)
def test_what_was_not_marked_is_found_in_a_fact_too(text: str, found: list[str]) -> None:
    assert unmarked(text) == found


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Pay now</p>",
        '<img alt="A picture">',
        '<nav aria-label="Main"></nav>',
        '<input type="submit" value="Send">',
        '<button data-more="Show all of them">⟦Show⟧</button>',
        '<meta name="description" content="Courses of ours">',
        '<script type="application/ld+json">{"a": [{"name": "First aid"}]}</script>',
    ],
)
def test_all_that_is_read_or_read_out_is_looked_at(markup: str) -> None:
    assert len(unmarked_of(page(markup))) == 1


def test_what_nobody_reads_is_passed_over() -> None:
    markup = '<p class="wide" data-state="open"><input value="Anna"><script>let a</script></p>'
    assert unmarked_of(page(markup)) == []
