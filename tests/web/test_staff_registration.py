"""One registration's page: everything about it, a lamp for each destination, and mending."""

from pathlib import Path

import pytest

from app.commands.seed import seed
from app.domain.delivery import DeliveryState
from app.domain.money import Money
from app.queries.outbox import find_due_refunds
from app.usecases.make_refund import make_refund
from tests.fakes.gateway import FakeGateway
from tests.watching import WatchedResponse, words_of
from tests.web.staffroom import (
    BOOKKEEPER,
    add_members,
    arrive,
    hear,
    open_page,
    pay,
    put_delivery,
    show,
    sign_in,
    state_of,
)
from tests.web.visitor import Visitor
from tests.worlds import ANA, BO, Desk, add_class, register_once

S = DeliveryState


@pytest.fixture
def kim(desk: Desk, tmp_path: Path) -> Visitor:
    add_members(desk)
    add_class(desk.sessions)
    visitor = sign_in(arrive(desk, tmp_path))
    visitor.client.private = (ANA.name, ANA.email)
    return visitor


def test_one_page_has_who_what_money_answers_and_what_happened(
    desk: Desk, kim: Visitor, gateway: FakeGateway
) -> None:
    order = register_once(desk, participants=(ANA, BO)).reference
    pay(desk, gateway, order)
    page = show(desk, kim, order)
    for words in (
        "Ana Lind",
        "ana@example.org",
        "+47 22 12 34 56",
        "First aid",
        "Quay Hall, Bergen",
        "NOK 8,400",
        "Bo Berg",
        order,
        "2 seats taken",
        "Payment of NOK 8,400: paid",
        "Registration confirmed",
    ):
        assert words in page.words


def test_answers_stand_under_the_questions_as_they_were_put(desk: Desk, tmp_path: Path) -> None:
    add_members(desk)
    seed(desk.parts, None)
    kim = sign_in(arrive(desk, tmp_path))
    kim.open("/staff/registrations?class=SS-BERGEN-1")
    page = kim.open(next(a.attrib["href"] for a in kim.here.all("a") if "/R-" in a.get("href", "")))
    answers = {words_of(row[0]): words_of(row[1]) for row in page.all("div", class_="facts__row")}
    assert answers["Can you swim 200 metres?"] in ("Yes", "No")
    assert answers["Height in centimetres"].isdigit()
    assert answers["In which country was it issued?"] in ("Norway", "United Kingdom", "Portugal")


def test_money_that_went_back_is_on_the_page_and_in_what_happened(
    desk: Desk, kim: Visitor, gateway: FakeGateway
) -> None:
    order = register_once(desk, participants=(ANA,)).reference
    page_id = open_page(desk, gateway, order)
    gateway.pay_wrong_amount(page_id, Money(100, "SEK"))
    hear(desk, order)
    assert "Refund of SEK 1 wanted wrong amount" in show(desk, kim, order).words
    send_back(desk)
    page = show(desk, kim, order)
    assert "Refund of SEK 1 made" in page.words
    assert [words_of(each) for each in page.all("span", class_="badge")].count("made") == 1


def send_back(desk: Desk) -> None:
    """Make the only refund that is due."""
    (refund,) = find_due_refunds(desk.sessions, now=desk.now)
    make_refund(
        desk.sessions,
        refund_uid=refund,
        gateways=desk.gateways,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.later(minutes=1),
        jitter=0.0,
    )


def test_refused_money_is_sent_back_again_from_the_page(
    desk: Desk, kim: Visitor, gateway: FakeGateway
) -> None:
    order = register_once(desk, participants=(ANA,)).reference
    page_id = open_page(desk, gateway, order)
    gateway.pay_wrong_amount(page_id, Money(100, "SEK"))
    hear(desk, order)
    kept = gateway.pages.pop(page_id)
    send_back(desk)
    assert "There is no such money to send back" in show(desk, kim, order).words
    gateway.pages[page_id] = kept
    kim.press("Send SEK 1 back again")
    assert "The money is sent back now." in kim.here.words
    send_back(desk)
    assert [refund.amount for refund in gateway.refunds] == [Money(100, "SEK")]


def lamps(page: WatchedResponse) -> dict[str, str]:
    """Return each destination's lamp: its word and its colour."""
    found = {}
    for card in page.all("li", class_="lamp-card"):
        lamp = next(each for each in card.iter("span") if "lamp" in each.get("class", ""))
        found[words_of(card[0])] = f"{words_of(lamp)} {lamp.attrib['class'].split('--')[1]}"
    return found


def test_every_destination_has_a_lamp_with_a_word(desk: Desk, kim: Visitor) -> None:
    order = register_once(desk, participants=(ANA,)).reference
    put_delivery(desk, "iso", S.REFUSED, words="422: no such program")
    put_delivery(desk, "mail", S.DELIVERED, words="250 accepted")
    page = show(desk, kim, order)
    assert lamps(page) == {
        "ISO": "refused bad",
        "Connector": "off calm",
        "Trainingportal": "on its way info",
        "Mail": "in step good",
    }
    assert "422: no such program" in page.words
    assert "Should hold held Took nothing yet" in page.words


def test_a_refused_delivery_is_told_again_from_the_page(desk: Desk, kim: Visitor) -> None:
    order = register_once(desk, participants=(ANA,)).reference
    delivery = put_delivery(desk, "iso", S.REFUSED, words="no")
    show(desk, kim, order)
    desk.woken.clear()
    page = kim.press("Try again at ISO: Seat held")
    assert state_of(desk, delivery) is S.DUE
    assert desk.woken == ["iso"]
    assert "ISO is told again now." in page.words
    assert page.request.path.startswith("/staff/registrations/R-")


def test_a_delivery_is_skipped_with_a_reason_that_stays(desk: Desk, kim: Visitor) -> None:
    order = register_once(desk, participants=(ANA,)).reference
    delivery = put_delivery(desk, "iso", S.UNKNOWN, words="time-out")
    show(desk, kim, order)
    page = kim.press("Skip it", {"reason": "they had it, we telephoned"})
    assert state_of(desk, delivery) is S.SKIPPED
    assert lamps(page)["ISO"] == "skipped calm"
    assert "they had it, we telephoned (coordinator@example.org). Before: time-out" in page.words


def test_nothing_is_skipped_without_a_reason(desk: Desk, kim: Visitor) -> None:
    order = register_once(desk, participants=(ANA,)).reference
    delivery = put_delivery(desk, "iso", S.UNKNOWN)
    show(desk, kim, order)
    assert "Say why it is skipped" in kim.press("Skip it").words
    assert state_of(desk, delivery) is S.UNKNOWN


def test_what_somebody_else_mended_meanwhile_is_left_alone(desk: Desk, kim: Visitor) -> None:
    order = register_once(desk, participants=(ANA,)).reference
    delivery = put_delivery(desk, "iso", S.REFUSED)
    show(desk, kim, order)
    put_delivery(desk, "iso", S.DELIVERED)
    assert "Nothing was done" in kim.press("Try again at ISO: Seat held").words
    assert state_of(desk, delivery) is S.DELIVERED


def test_a_bookkeeper_sees_what_stands_still_and_cannot_mend_it(
    desk: Desk, kim: Visitor, tmp_path: Path
) -> None:
    register_once(desk, participants=(ANA,))
    delivery = put_delivery(desk, "iso", S.REFUSED, words="no")
    reader = sign_in(arrive(desk, tmp_path), BOOKKEEPER)
    page = reader.open("/staff/deliveries")
    assert "refused" in page.words
    assert not [button for button in page.all("button") if "Try again" in words_of(button)]
    token = page.all("input", name="csrf_token")[0].attrib["value"]
    for what in ("retry", "skip"):
        answer = reader.send(
            f"/staff/deliveries/{delivery}/{what}", {"csrf_token": token, "reason": "x"}
        )
        assert answer.status_code == 403
    assert state_of(desk, delivery) is S.REFUSED


@pytest.mark.parametrize(
    "address",
    ["/staff/registrations/R-NONE", "/staff/registrations/%00", "/staff/orders/CD-NONE"],
)
def test_what_is_not_there_is_not_found(kim: Visitor, address: str) -> None:
    assert kim.open(address).status_code == 404


@pytest.mark.parametrize("what", ["retry", "skip"])
def test_a_delivery_that_is_not_there_is_not_found(kim: Visitor, what: str) -> None:
    token = kim.open("/staff/").all("input", name="csrf_token")[0].attrib["value"]
    answer = kim.send(f"/staff/deliveries/999/{what}", {"csrf_token": token, "reason": "x"})
    assert answer.status_code == 404


def test_an_orders_address_leads_to_its_first_place(desk: Desk, kim: Visitor) -> None:
    order = register_once(desk, participants=(ANA, BO)).reference
    page = kim.open(f"/staff/orders/{order}")
    assert page.one("h1").text == ANA.name
