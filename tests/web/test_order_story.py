"""Claims about what an order's page says of what happened: when, in plain words, of nobody else."""

from threading import Event as Stop

import pytest

from app.domain.contract import Refused, Told
from app.jobs.sweep import drain
from tests.fakes.gateway import FakeGateway
from tests.fakes.partner import FakePartner
from tests.watching import WatchedResponse, words_of
from tests.web.ordering import address, hear, paying, says_only
from tests.web.visitor import Visitor
from tests.worlds import Desk, add_class


@pytest.fixture(autouse=True)
def a_class(desk: Desk) -> None:
    add_class(desk.sessions)


def story(page: WatchedResponse) -> list[str]:
    return [
        words_of(each)
        for each in page.all("li")
        if "timeline__entry" in each.attrib.get("class", "")
    ]


def post(desk: Desk, *answers: Told | Refused) -> None:
    """Have the mail sent, which answers so, and partners told."""
    mail = desk.partners["mail"]
    assert isinstance(mail, FakePartner)
    mail.answers = list(answers)
    for name in ("mail", "iso"):
        drain(desk.parts, name, stop=Stop())


def test_a_paid_order_tells_its_story_in_the_zone_of_its_class(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference, page_name = paying(desk, ada)
    desk.later(minutes=5)
    gateway.pay(page_name)
    hear(desk, gateway, page_name)
    desk.later(minutes=1)
    post(desk, Told("the place is no longer held"), Told("mail server answered 250 ok"))
    page = ada.open(address(reference))
    assert says_only(page, "confirmed")
    assert story(page) == [
        "Friday 10 January 2031, 13:00 CET Registered",
        "Friday 10 January 2031, 13:00 CET Held for you until it is paid",
        "Friday 10 January 2031, 13:05 CET You have a place",
        "Friday 10 January 2031, 13:05 CET NOK 4,200 paid",
        "Friday 10 January 2031, 13:06 CET We wrote to you: confirmation",
        "Friday 10 January 2031, 13:06 CET "
        "The organiser’s system has been told that you registered",
        "Friday 10 January 2031, 13:06 CET "
        "The organiser’s system has been told that you have a place",
    ]


def test_a_letter_that_came_back_is_told(desk: Desk, ada: Visitor) -> None:
    reference, _ = paying(desk, ada)
    post(desk, Refused("mail server answered 550 no such user: ana@example.org"))
    page = ada.open(address(reference))
    assert "Our letter did not reach you: what to do next" in page.words
    assert "no such user" not in page.words


def test_the_story_of_an_order_is_read_with_its_token_alone(desk: Desk, ada: Visitor) -> None:
    reference, _ = paying(desk, ada)
    page = ada.open(f"/orders/{reference}?token=wrong")
    assert story(page) == []
    assert "Registered" not in page.words
