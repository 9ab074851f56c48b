"""Kept pages are drawn once, and never shown when they could be wrong."""

from datetime import timedelta

import pytest
from flask import Flask

from app.web.kept_pages import MOST, KeptPages
from tests.catalogue_world import add_program
from tests.worlds import Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Sketchbook:
    """Draws pages and counts how often."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.kept = KeptPages(desk.parts)
        self.drawn = 0

    def page(self, what: object = "page") -> str:
        """Ask for a page as a request does."""
        with Flask("kept").test_request_context():
            return self.kept.answer(what, lambda now, _: self._draw(f"{now:%H:%M}")).get_data(
                as_text=True
            )

    def _draw(self, text: str) -> str:
        self.drawn += 1
        return text


@pytest.fixture
def book(desk: Desk) -> Sketchbook:
    return Sketchbook(desk)


def test_a_page_is_drawn_once_a_minute(book: Sketchbook) -> None:
    assert book.page() == book.page() == "12:00"
    assert book.drawn == 1
    book.desk.now += timedelta(seconds=59)
    book.page()
    assert book.drawn == 1
    book.desk.now += timedelta(seconds=1)
    assert book.page() == "12:01"
    assert book.drawn == 2


def test_a_page_is_drawn_anew_after_any_write(book: Sketchbook) -> None:
    book.page()
    add_program(book.desk.sessions)
    book.page()
    assert book.drawn == 2


def test_the_oldest_pages_are_given_up(book: Sketchbook) -> None:
    for number in range(MOST + 1):
        book.page(number)
    book.page(MOST)
    assert book.drawn == MOST + 1
    book.page(0)
    assert book.drawn == MOST + 2
