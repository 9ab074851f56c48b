"""An order's page: one plain word for where it stands, its token, cancelling, the calendar file."""

from collections.abc import Iterator

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from app.domain.link import order_token
from app.domain.registration import RegistrationState
from app.domain.voucher import VoucherKind
from app.store.course_class import CourseClass
from app.store.database import transaction
from app.store.registration import Registration
from tests.fakes.gateway import FakeGateway
from tests.vouchers import CODE, add_extra, add_voucher
from tests.watching import words_of
from tests.web.ordering import (
    PAY,
    address,
    buttons,
    expire,
    hear,
    held,
    paying,
    says_only,
)
from tests.web.visitor import SECRET, Visitor
from tests.worlds import ANA, BO, Desk, add_class, register_once, seats, states


@pytest.fixture(autouse=True)
def a_class(desk: Desk) -> Iterator[None]:
    add_class(desk.sessions)
    yield
    assert seats(desk.sessions).agree


def test_a_held_order_waits_for_payment_and_says_until_when(desk: Desk, ada: Visitor) -> None:
    page = ada.open(address(held(desk)))
    assert says_only(page, "waiting for payment")
    assert "Friday 10 January 2031, 13:30 CET" in page.words
    timer = page.one("p", role="timer")
    assert words_of(timer) == "30 minutes left"
    assert timer.attrib["data-seconds"] == "1800"
    assert buttons(page) == [PAY]
    desk.later(minutes=29, seconds=30)
    assert "less than a minute left" in ada.open(page.request.full_path).words


def test_an_order_page_takes_five_statements(desk: Desk, ada: Visitor) -> None:
    reference = register_once(desk, participants=(ANA, BO)).reference
    # What its link is made with, the order, its bill, what happened to it, its money.
    assert len(ada.open(address(reference)).statements) == 5


def test_every_participant_has_a_reference_and_a_state(desk: Desk, ada: Visitor) -> None:
    page = ada.open(address(register_once(desk, participants=(ANA, BO)).reference))
    with transaction(desk.sessions) as session:
        references = list(session.scalars(select(Registration.reference).order_by(Registration.id)))
    places = [words_of(place) for place in page.all("li", class_="place")]
    assert places == [
        f"Ana Lind {references[0]} waiting for payment",
        f"Bo Berg {references[1]} waiting for payment",
    ]
    assert "NOK 8,400" in page.words


def test_nobody_keeps_an_order_page(desk: Desk, ada: Visitor) -> None:
    page = ada.open(address(held(desk)))
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("token", ["", "0" * 32, "\N{SNOWMAN}", "of another order"])
def test_without_its_token_an_order_is_not_there(desk: Desk, ada: Visitor, token: str) -> None:
    reference = held(desk)
    if token == "of another order":
        token = order_token(SECRET, "CD-AAAAA-BBBBB")
    csrf = ada.open(address(reference)).all("input", name="csrf_token")[0].attrib["value"]
    for page in ("", "/cancel", "/calendar.ics"):
        ours, nobodys = (
            ada.client.get(f"/orders/{each}{page}", query_string={"token": token})
            for each in (reference, "CD-AAAAA-CCCCC")
        )
        assert ours.status_code == nobodys.status_code == 404
        assert "the link in the mail we sent you" in ours.words
        assert ours.get_data() == nobodys.get_data()
    for page in ("/pay", "/check", "/cancel"):
        ours, nobodys = (
            ada.client.post(f"/orders/{each}{page}", data={"token": token, "csrf_token": csrf})
            for each in (reference, "CD-AAAAA-CCCCC")
        )
        assert ours.status_code == nobodys.status_code == 404
        assert ours.get_data() == nobodys.get_data()
    assert states(desk.sessions) == ["held"]


def test_an_order_that_is_not_there_is_not_found_even_with_its_token(ada: Visitor) -> None:
    for page in ("", "/cancel", "/calendar.ics"):
        assert ada.open(address("CD-AAAAA-BBBBB", page=page)).status_code == 404


def test_an_unpaid_order_can_be_cancelled_after_asking(desk: Desk, ada: Visitor) -> None:
    reference = held(desk)
    ada.open(address(reference))
    ada.open(ada.here.link("Cancel registration"))
    assert "Cancel this registration?" in ada.here.words
    assert ada.here.link("No, keep it") == address(reference)
    asked = ada.here
    page = ada.press("Yes, cancel it")
    assert says_only(page, "cancelled")
    assert seats(desk.sessions).taken == 0
    ada.here = asked
    page = ada.press("Yes, cancel it")
    assert says_only(page, "cancelled")
    assert "could not" not in page.words
    assert ada.open(address(reference, page="/cancel")).request.path == f"/orders/{reference}"


def test_an_order_whose_money_is_there_after_all_is_not_cancelled(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference, page_name = paying(desk, ada)
    ada.open(address(reference, page="/cancel"))
    gateway.pay(page_name)
    page = ada.press("Yes, cancel it")
    assert says_only(page, "confirmed")
    assert "Your registration stays as it is" in page.words


def test_a_waiting_list_is_told_in_its_own_word(desk: Desk, ada: Visitor) -> None:
    reference = held(desk)
    expire(desk, reference)
    with transaction(desk.sessions) as session:
        session.execute(update(Registration).values(state=RegistrationState.WAITLISTED))
    assert says_only(ada.open(address(reference)), "on the waiting list")


def test_the_calendar_file_has_each_meeting_once_in_utc(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference, page_name = paying(desk, ada)
    assert ada.open(address(reference, page="/calendar.ics")).request.path.endswith(reference)
    gateway.pay(page_name)
    hear(desk, gateway, page_name)
    ada.open(address(reference))
    file = ada.client.get(ada.here.link("Add to your calendar"))
    assert file.mimetype == "text/calendar"
    assert file.headers["Content-Disposition"] == 'attachment; filename="FA-2031-03.ics"'
    assert file.headers["Cache-Control"] == "no-store"
    [meeting] = Calendar.from_ical(file.get_data()).walk("VEVENT")
    assert meeting["summary"] == "First aid"
    assert meeting["uid"] == "FA-2031-03-1@desk.example.test"
    assert meeting["dtstart"].to_ical() == b"20310310T080000Z"
    assert meeting["dtend"].to_ical() == b"20310310T150000Z"
    assert meeting["location"] == "Quay Hall, Quay 4, 5003 Bergen, NO"


def test_a_class_online_shows_where_to_join_once_the_place_is_certain(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    with transaction(desk.sessions) as session:
        session.execute(
            update(CourseClass).values(venue_id=None, online_url="https://meet.example.org/room")
        )
    reference, page_name = paying(desk, ada)
    assert "meet.example.org" not in ada.open(address(reference)).words
    gateway.pay(page_name)
    hear(desk, gateway, page_name)
    page = ada.open(address(reference))
    assert page.link("https://meet.example.org/room") == "https://meet.example.org/room"
    file = ada.client.get(page.link("Add to your calendar"))
    [meeting] = Calendar.from_ical(file.get_data()).walk("VEVENT")
    assert meeting["location"] == "https://meet.example.org/room"


def test_a_forged_button_does_nothing_and_says_so(desk: Desk, ada: Visitor) -> None:
    reference = held(desk)
    ada.open(address(reference, page="/cancel"))
    page = ada.press("Yes, cancel it", {"csrf_token": "forged"})
    assert page.status_code == 400
    assert "Nothing was done" in page.words
    assert states(desk.sessions) == ["held"]
    page = ada.send(f"/orders/{reference}/pay", {"csrf_token": "forged", "token": "wrong"})
    assert page.status_code == 404


def test_an_order_with_extras_and_a_voucher_says_what_it_is_made_of(
    desk: Desk, ada: Visitor
) -> None:
    add_extra(desk.sessions, most=2)
    add_voucher(desk.sessions, kind=VoucherKind.PERCENT, percent=50)
    order = register_once(desk, extras={"lunch": 2}, voucher=CODE).reference
    page = ada.open(address(order))
    assert "Standard 1 × NOK 4,200" in page.words
    assert "Lunch 2 × NOK 150: NOK 300" in page.words
    assert f"Voucher {CODE} −NOK 2,100" in page.words
    assert "Total NOK 2,400" in page.words
    assert len(page.statements) == 5
