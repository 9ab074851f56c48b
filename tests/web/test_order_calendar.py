"""Claims about the calendar that a telephone follows: dates, changes, and what is off."""

from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import update

from app.domain.course_class import ClassState
from app.domain.registration import RegistrationState
from app.store.course_class import CourseClass
from app.store.database import transaction
from app.store.order import Order
from app.store.registration import Registration
from tests.fakes.gateway import FakeGateway
from tests.web.ordering import address, hear, held, paying
from tests.web.visitor import Visitor
from tests.worlds import Desk, add_class


@pytest.fixture(autouse=True)
def a_class(desk: Desk) -> None:
    add_class(desk.sessions)


@pytest.fixture
def confirmed(desk: Desk, ada: Visitor, gateway: FakeGateway) -> str:
    reference, page_name = paying(desk, ada)
    gateway.pay(page_name)
    hear(desk, gateway, page_name)
    return reference


def followed(ada: Visitor, reference: str) -> Any:
    """Return the only meeting that a telephone reads, which follows the link of the page."""
    ada.open(address(reference))
    answer = ada.client.get(address(reference, page="/dates.ics"))
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "no-store"
    [meeting] = Calendar.from_ical(answer.get_data()).walk("VEVENT")
    return meeting


def test_the_page_has_a_link_that_a_telephone_follows(ada: Visitor, confirmed: str) -> None:
    link = ada.open(address(confirmed)).link("Follow it on your phone")
    assert link == f"webcal://desk.example.test{address(confirmed, page='/dates.ics')}"
    file = ada.client.get(ada.here.link("Add to your calendar"))
    [downloaded] = Calendar.from_ical(file.get_data()).walk("VEVENT")
    assert followed(ada, confirmed)["uid"] == downloaded["uid"]


def test_a_place_that_ended_is_off_in_the_calendar_and_nowhere_to_join(
    desk: Desk, ada: Visitor, confirmed: str
) -> None:
    with transaction(desk.sessions) as session:
        online = {"venue_id": None, "online_url": "https://meet.example.org/room"}
        session.execute(update(CourseClass).values(**online))
    meeting = followed(ada, confirmed)
    assert (meeting["summary"], meeting["location"]) == ("First aid", online["online_url"])
    with transaction(desk.sessions) as session:
        session.execute(update(Registration).values(state=RegistrationState.CANCELLED))
    meeting = followed(ada, confirmed)
    assert (meeting["summary"], meeting["status"]) == ("Cancelled: First aid", "CANCELLED")
    assert meeting["location"] == "Online"


@pytest.mark.parametrize("page", ["/calendar.ics", "/dates.ics"])
@pytest.mark.parametrize(
    ("language", "order", "title"),
    [
        ("de", "Bestellung", "Abgesagt: First aid"),
        ("nb", "Bestilling", "Kansellert: First aid"),
        ("en", "Order", "Cancelled: First aid"),
    ],
)
def test_what_an_order_has_for_calendars_is_in_its_language(
    desk: Desk, ada: Visitor, confirmed: str, page: str, language: str, order: str, title: str
) -> None:
    with transaction(desk.sessions) as session:
        session.execute(update(Order).values(language=language))
        session.execute(update(CourseClass).values(state=ClassState.CANCELLED))
    answer = ada.client.get(address(confirmed, page=page), headers={"Accept-Language": "hi"})
    calendar = Calendar.from_ical(answer.get_data())
    [meeting] = calendar.walk("VEVENT")
    assert meeting["summary"] == title
    said = meeting["description"] if page == "/calendar.ics" else calendar["x-wr-calname"]
    assert said == f"{order} {confirmed}"


def test_what_is_not_confirmed_has_no_dates(desk: Desk, ada: Visitor) -> None:
    reference = held(desk)
    page = ada.open(address(reference, page="/dates.ics"))
    assert page.request.path == f"/orders/{reference}"
    assert "Follow it" not in page.words
