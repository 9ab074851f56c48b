"""Every way a payment can go, as the order's page tells it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from app.domain.link import order_token
from app.domain.money import Money
from app.domain.payment import RefundState
from app.domain.voucher import VoucherKind
from app.store.course_class import CourseClass
from app.store.database import transaction
from app.store.payment import Refund
from app.store.price_option import PriceOption
from tests.fakes.gateway import FakeGateway
from tests.vouchers import CODE, add_voucher, change_voucher
from tests.watching import find_all
from tests.web.ordering import (
    PAY,
    address,
    buttons,
    expire,
    hear,
    held,
    paying,
    says_only,
    send_money_back,
)
from tests.web.visitor import BASE_URL, SECRET, Visitor
from tests.worlds import Desk, add_class, register_once, seats, states


@pytest.fixture(autouse=True)
def a_class(desk: Desk) -> Iterator[None]:
    add_class(desk.sessions)
    yield
    assert seats(desk.sessions).agree


def test_paying_leads_to_the_same_page_until_it_is_paid(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference, _ = paying(desk, ada)
    first = ada.left_for
    ada.open(address(reference))
    ada.press(PAY)
    assert ada.left_for == first
    assert len(gateway.pages) == 1


def test_coming_back_paid_is_checked_and_then_confirmed(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference, paid_page = paying(desk, ada)
    gateway.pay(paid_page)
    page = ada.open(gateway.pages[paid_page].request.success_url.removeprefix(BASE_URL))
    assert "We are checking your payment" in page.words
    assert states(desk.sessions) == ["held"]
    page = ada.press("Check now")
    assert says_only(page, "confirmed")
    assert "mail" in desk.woken
    # The address of the way back may be bookmarked.
    assert says_only(ada.open(address(reference, "&paid=1")), "confirmed")
    assert "Paid NOK 4,200" in page.words


def test_a_webhook_that_was_quicker_than_the_buyer_leaves_nothing_to_check(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference, paid_page = paying(desk, ada)
    gateway.pay(paid_page)
    hear(desk, gateway, paid_page)
    assert says_only(ada.open(address(reference, "&paid=1")), "confirmed")


def test_without_scripts_the_page_looks_again_by_itself(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference, _ = paying(desk, ada)
    page = ada.open(address(reference, "&paid=1"))
    refresh = next(find_all(page.one("noscript"), "meta", http_equiv="refresh"))
    assert refresh.attrib["content"] == "3"
    page = ada.press("Check now")
    assert says_only(page, "waiting for payment")
    assert "No payment has reached us so far" in page.words
    assert next(find_all(page.one("noscript"), "meta")).attrib["content"] == "5"
    assert buttons(page) == [PAY]


def test_coming_back_while_the_gateway_is_down_loses_nothing(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference, paid_page = paying(desk, ada)
    gateway.pay(paid_page)
    gateway.go_down()
    ada.open(address(reference, "&paid=1"))
    page = ada.press("Check now")
    assert "No payment has reached us so far" in page.words
    gateway.mend()
    hear(desk, gateway, paid_page)
    assert says_only(ada.open(page.request.full_path), "confirmed")


def test_a_bank_that_takes_its_time_keeps_the_place(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference, page_name = paying(desk, ada)
    gateway.start_processing(page_name)
    hear(desk, gateway, page_name)
    page = ada.open(address(reference))
    assert says_only(page, "waiting for payment")
    assert "Your payment is being processed" in page.words
    assert buttons(page) == []
    assert not page.all("p", role="timer")


def test_a_payment_that_did_not_go_through_can_be_tried_again(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference, page_name = paying(desk, ada)
    gateway.start_processing(page_name)
    hear(desk, gateway, page_name)
    gateway.fail(page_name)
    hear(desk, gateway, page_name)
    page = ada.open(address(reference))
    assert "Your payment did not go through" in page.words
    ada.press(PAY)
    assert ada.left_for.rpartition("/")[2] in gateway.open_sessions


def test_a_payment_that_was_declined_is_not_said_to_be_awaited(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference, page_name = paying(desk, ada)
    gateway.start_processing(page_name)
    ada.open(address(reference, "&paid=1"))
    gateway.fail(page_name)
    page = ada.press("Check now")
    assert "Your payment did not go through" in page.words
    assert "No payment has reached us" not in page.words
    assert "data-reload-after" not in page.get_data(as_text=True)
    # Nor is there anything to check once it is known.
    assert "We are checking" not in ada.open(address(reference, "&paid=1")).words


def test_a_gateway_that_refused_us_is_not_told_as_a_declined_card(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    gateway.go_down()
    reference = held(desk)
    ada.open(address(reference))
    page = ada.press(PAY)
    assert "We cannot reach our payment service" in page.words
    assert "did not go through" not in page.words


def test_an_order_whose_time_is_over_is_expired(desk: Desk, ada: Visitor) -> None:
    reference = held(desk)
    desk.later(minutes=30)
    page = ada.open(address(reference))
    assert says_only(page, "waiting for payment")
    assert "The time to pay is over" in page.words
    assert buttons(page) == []
    expire(desk, reference)
    page = ada.open(address(reference))
    assert says_only(page, "expired")
    assert page.link("Register again") == "/classes/FA-2031-03/register"


def test_money_that_came_too_late_gets_the_place_if_there_is_one(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference, page_name = paying(desk, ada)
    expire(desk, reference)
    gateway.pay_late(page_name)
    hear(desk, gateway, page_name)
    page = ada.open(address(reference))
    assert says_only(page, "confirmed")
    assert len(page.all("li", class_="place")) == 1


def test_money_that_came_too_late_for_a_full_class_is_told_as_sent_back(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference, page_name = paying(desk, ada)
    expire(desk, reference)
    with transaction(desk.sessions) as session:
        session.execute(update(CourseClass).values(capacity=0))
    gateway.pay_late(page_name)
    hear(desk, gateway, page_name)
    page = ada.open(address(reference))
    assert says_only(page, "expired")
    assert "We are sending NOK 4,200 back" in page.words
    send_money_back(desk)
    page = ada.open(address(reference))
    assert (
        "Your payment came too late and there was no place left. "
        "We have sent NOK 4,200 back." in page.words
    )
    assert "Paid NOK 0" in page.words


def test_money_that_came_too_late_for_its_voucher_is_told_as_sent_back(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    add_voucher(desk.sessions, kind=VoucherKind.PERCENT, percent=50)
    reference = register_once(desk, voucher=CODE).reference
    ada.open(address(reference))
    ada.press("Pay NOK 2,100")
    page_name = ada.left_for.rpartition("/")[2]
    expire(desk, reference)
    change_voucher(desk.sessions, active=False)
    gateway.pay_late(page_name)
    hear(desk, gateway, page_name)
    page = ada.open(address(reference))
    assert says_only(page, "expired")
    assert (
        "Your payment came too late and your voucher could not be used any more. "
        "We are sending NOK 2,100 back." in page.words
    )


def test_money_that_came_too_late_for_its_price_is_told_as_sent_back(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference, page_name = paying(desk, ada)
    expire(desk, reference)
    with transaction(desk.sessions) as session:
        session.execute(update(PriceOption).values(amount_minor=500_000))
    gateway.pay_late(page_name)
    hear(desk, gateway, page_name)
    page = ada.open(address(reference))
    assert "Your payment came too late and the price had ended." in page.words


def test_paying_twice_is_told_as_sent_back(desk: Desk, ada: Visitor, gateway: FakeGateway) -> None:
    reference, first = paying(desk, ada)
    # A second page opens once the first one's time is nearly up; then both are paid.
    desk.later(minutes=29)
    gateway.expire(first)
    hear(desk, gateway, first)
    ada.open(address(reference))
    ada.press(PAY)
    second = ada.left_for.rpartition("/")[2]
    assert second != first
    gateway.pay(second)
    hear(desk, gateway, second)
    gateway.pay_late(first)
    hear(desk, gateway, first)
    send_money_back(desk)
    page = ada.open(address(reference))
    assert says_only(page, "confirmed")
    assert "You paid twice. We have sent NOK 4,200 back." in page.words
    assert "Paid NOK 4,200" in page.words


def test_a_wrong_amount_is_told_as_sent_back(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference, page_name = paying(desk, ada)
    gateway.pay_wrong_amount(page_name, Money(100, "SEK"))
    hear(desk, gateway, page_name)
    page = ada.open(address(reference))
    assert "The amount we received was not what this order costs." in page.words
    assert "We are sending SEK 1 back." in page.words


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (RefundState.PENDING, "We have sent SEK 1 back; it is on its way."),
        (RefundState.REFUSED, "We tried to send SEK 1 back and could not."),
    ],
)
def test_money_on_its_way_back_is_told_as_far_as_it_has_come(
    desk: Desk, ada: Visitor, gateway: FakeGateway, state: RefundState, says: str
) -> None:
    reference, page_name = paying(desk, ada)
    gateway.pay_wrong_amount(page_name, Money(100, "SEK"))
    hear(desk, gateway, page_name)
    with transaction(desk.sessions) as session:
        session.execute(update(Refund).values(state=state, reason="for a reason of our own"))
    assert says in ada.open(address(reference)).words


def test_a_confirmed_order_needs_no_money_and_no_button(
    desk: Desk, ada: Visitor, gateway: FakeGateway
) -> None:
    reference, page_name = paying(desk, ada)
    gateway.pay(page_name)
    hear(desk, gateway, page_name)
    for more in ("&news=unavailable", "&news=checked", "&news=nonsense", ""):
        page = ada.open(address(reference, more))
        assert says_only(page, "confirmed")
        assert buttons(page) == []
    csrf = ada.open("/classes/FA-2031-03/register").one("input", name="csrf_token").attrib["value"]
    fields = {"csrf_token": csrf, "token": order_token(SECRET, reference)}
    assert says_only(ada.send(f"/orders/{reference}/pay", fields), "confirmed")
    assert len(gateway.pages) == 1
