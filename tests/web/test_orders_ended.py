"""What an order's page says once it ended: that its class was cancelled, or who gave it up."""

from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import select

from app.domain.contact import Contact
from app.domain.ending import BY_BUYER
from app.domain.payment_plan import Plan, Wish
from app.domain.registration import Channel, RegistrationState
from app.jobs.line import move_lines
from app.store.database import reading
from app.store.registration import Registration
from app.usecases.cancel_class import cancel_class
from app.usecases.cancel_places import cancel_places
from app.usecases.cancel_registration import cancel_registration
from app.usecases.release_hold import release_hold
from tests.fakes.gateway import FakeGateway
from tests.usecases.later import EVERY_WAY
from tests.watching import WatchedResponse, words_of
from tests.web.ordering import address, buttons, hear, held, paying, says_only
from tests.web.test_waiting_list import join
from tests.web.visitor import Visitor
from tests.worlds import ANA, BO, CLASS, NOW, Desk, add_class, register_once

CY = Contact("Cy Dahl", "cy@example.org", "+4722123458")


def call_off(desk: Desk, why: str = "the teacher is ill") -> None:
    """Cancel the class as staff do."""
    assert cancel_class(
        desk.sessions,
        code=CLASS,
        reason=why,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )


def test_a_class_that_was_cancelled_is_said_with_its_reason_and_with_others(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    add_class(desk.sessions)
    add_class(desk.sessions, "FA-2031-04", starts_at=NOW + timedelta(days=90))
    reference, page_name = paying(desk, ada)
    gateway.pay(page_name)
    hear(desk, gateway, page_name)
    call_off(desk)
    cancel_places(
        desk.sessions,
        order_reference=reference,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )
    page = ada.open(address(reference))
    assert says_only(page, "cancelled")
    assert words_of(page.one("h1")) == "The class was cancelled"
    assert "Why: the teacher is ill" in page.words
    assert "free for others" not in page.words
    assert "Register again" not in page.words
    other = page.one("ul", class_="others").find(".//a")
    assert other is not None
    assert other.attrib["href"] == "/classes/FA-2031-04"


def test_who_stood_in_line_for_a_cancelled_class_is_off_the_list(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, capacity=1, waiting_list=True)
    register_once(desk)
    reference = join(ada)
    call_off(desk)
    move_lines(desk.parts, stop=Event())
    page = ada.open(address(reference))
    assert says_only(page, "cancelled")
    assert words_of(page.one("h1")) == "The class was cancelled"
    assert "You are off the waiting list" in page.words
    assert "Why: the teacher is ill" in page.words
    for words in ("free for others", "Free", "Register again"):
        assert words not in page.words


def test_who_left_the_line_is_not_told_of_a_place(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, capacity=1, waiting_list=True)
    register_once(desk)
    reference = join(ada)
    ada.open(ada.here.link("Leave the waiting list"))
    page = ada.press("Yes, leave it")
    assert words_of(page.one("h1")) == "You are off the waiting list"
    assert "You left it" in page.words
    assert "free for others" not in page.words
    assert ada.open(address(reference)).link("Register again") == f"/classes/{CLASS}/register"


@pytest.mark.parametrize(
    ("reason", "why"),
    [("the seat was promised twice", "Why: the seat was"), ("", "free for others")],
)
def test_a_registration_that_was_cancelled_says_why(
    desk: Desk, ada: Visitor, reason: str, why: str
) -> None:
    add_class(desk.sessions)
    reference = held(desk)
    release_hold(
        desk.sessions,
        reference=reference,
        state=RegistrationState.CANCELLED,
        reason=reason,
        gateways=desk.gateways,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )
    page = ada.open(address(reference))
    assert words_of(page.one("h1")) == "Your registration is cancelled"
    assert why in page.words
    assert page.link("Register again")


def test_places_that_ended_for_different_reasons_say_each_its_own(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, ways=EVERY_WAY)
    wish = Wish(Plan.DOOR)
    reference = register_once(desk, participants=(ANA, BO, CY), wish=wish).reference
    for name, reason in (("Bo Berg", "ill"), ("Cy Dahl", BY_BUYER)):
        cancel(desk, name, reason)
    page = ada.open(address(reference))
    assert whys(page) == ["", "Why: ill", "Why: you cancelled it"]
    call_off(desk)
    cancel_places(
        desk.sessions,
        order_reference=reference,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )
    page = ada.open(address(reference))
    assert words_of(page.one("h1")) == "The class was cancelled"
    because = "Why: The class was cancelled: the teacher is ill"
    assert whys(page) == [because, "Why: ill", "Why: you cancelled it"]
    # None of them is the order's.
    assert page.words.count("Why:") == 3


def test_places_that_ended_for_one_reason_say_it_once(desk: Desk, ada: Visitor) -> None:
    add_class(desk.sessions, ways=EVERY_WAY)
    wish = Wish(Plan.DOOR)
    reference = register_once(desk, participants=(ANA, BO), wish=wish).reference
    for name in ("Ana Lind", "Bo Berg"):
        cancel(desk, name, "ill")
    page = ada.open(address(reference))
    assert whys(page) == ["", ""]
    assert page.words.count("Why: ill") == 1


def cancel(desk: Desk, name: str, reason: str) -> None:
    """Cancel somebody's place."""
    with reading(desk.sessions) as session:
        whose = select(Registration.reference).where(Registration.name == name)
        place = session.scalars(whose).one()
    cancel_registration(
        desk.sessions,
        reference=place,
        reason=reason,
        channel=Channel.STAFF,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )


def whys(page: WatchedResponse) -> list[str]:
    """Return what is said beside each participant of why their place ended."""
    found = page.one("ul", class_="places").findall("li")
    said = [words_of(each).partition("Why:") for each in found]
    return [f"Why:{why}" if colon else "" for _, colon, why in said]


def test_while_a_place_in_a_cancelled_class_ends_nobody_is_asked_to_pay_for_it(
    desk: Desk, ada: Visitor
) -> None:
    add_class(desk.sessions)
    reference = held(desk)
    call_off(desk)
    page = ada.open(address(reference))
    assert "nothing is to be paid any more" in page.words
    assert buttons(page) == []
