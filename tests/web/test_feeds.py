"""Feeds that a calendar follows: all dates of a program, all dates at a venue."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar, Component
from sqlalchemy import update

from app.domain.course_class import ClassState
from app.store.course_class import CourseClass
from app.store.database import Database, transaction
from tests.usecases.shop import Shop
from tests.web.visitor import BASE_URL, Visitor, open_site
from tests.worlds import CLASS, add_class


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


@pytest.fixture
def ada(shop: Shop, tmp_path: Path) -> Visitor:
    return Visitor(open_site(shop, tmp_path))


def events(ada: Visitor, path: str) -> list[Component]:
    answer = ada.client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    return Calendar.from_ical(answer.get_data()).walk("VEVENT")


def change(shop: Shop, code: str = CLASS, **columns: object) -> None:
    with transaction(shop.sessions) as session:
        session.execute(update(CourseClass).where(CourseClass.code == code).values(**columns))


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("/programs/first-aid", "Follow these dates in your calendar"),
        (f"/classes/{CLASS}", "All dates here, for your calendar"),
    ],
)
def test_a_page_leads_to_a_feed_of_its_dates(ada: Visitor, page: str, words: str) -> None:
    (event,) = events(ada, ada.open(page).link(words))
    assert event["summary"] == "First aid"
    assert event["uid"] == f"{CLASS}-1@desk.example.test"
    assert event["dtstart"].to_ical() == b"20310310T080000Z"
    assert event["location"] == "Quay Hall, Quay 4, 5003 Bergen, NO"
    assert event["description"] == f"{BASE_URL}/classes/{CLASS}"


def test_a_program_says_to_machines_where_its_feed_is(ada: Visitor) -> None:
    found = ada.open("/programs/first-aid").one("link", rel="alternate", type="text/calendar")
    assert found.attrib["href"] == "/programs/first-aid/calendar.ics"


def test_a_feed_follows_what_becomes_of_a_class(shop: Shop, ada: Visitor) -> None:
    feed = "/programs/first-aid/calendar.ics"
    assert "status" not in events(ada, feed)[0]
    change(shop, state=ClassState.CANCELLED)
    (event,) = events(ada, feed)
    assert (event["status"], event["summary"]) == ("CANCELLED", "Cancelled: First aid")
    change(shop, state=ClassState.WITHDRAWN)
    assert events(ada, feed) == []


def test_a_feed_is_in_the_sites_language_whoever_asks_for_it(shop: Shop, ada: Visitor) -> None:
    change(shop, state=ClassState.CANCELLED, venue_id=None, online_url="https://meet.example.org/")
    feed = "/programs/first-aid/calendar.ics"
    for asked in ("", "?lang=de"):
        answer = ada.client.get(feed + asked, headers={"Accept-Language": "nb"})
        [meeting] = Calendar.from_ical(answer.get_data()).walk("VEVENT")
        assert (meeting["summary"], meeting["location"]) == ("Cancelled: First aid", "Online")


def test_what_is_long_over_is_in_no_feed(shop: Shop, ada: Visitor) -> None:
    feed = "/programs/first-aid/calendar.ics"
    lately = shop.now - timedelta(days=30)
    change(shop, starts_at=lately - timedelta(hours=1), ends_at=lately)
    assert len(events(ada, feed)) == 1
    change(shop, ends_at=shop.now - timedelta(days=32), starts_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert events(ada, feed) == []


def test_where_an_online_class_is_joined_is_in_no_feed(shop: Shop, ada: Visitor) -> None:
    change(shop, venue_id=None, online_url="https://meet.example.org/room")
    (event,) = events(ada, "/programs/first-aid/calendar.ics")
    assert event["location"] == "Online"
    assert events(ada, "/venues/quay/calendar.ics") == []


@pytest.mark.parametrize("path", ["/programs/none/calendar.ics", "/venues/none/calendar.ics"])
def test_there_is_no_feed_of_what_is_not_there(ada: Visitor, path: str) -> None:
    assert ada.client.get(path).status_code == 404
