"""Money on the staff's pages: what is owed, payments written down, taken back, given back."""

from pathlib import Path

import pytest

from app.domain.registration import RegistrationState
from app.store.database import Database
from tests.usecases.later import (
    AT_DOOR,
    BY_INVOICE,
    DEPOSIT,
    EVERY_WAY,
    PRICE,
    Account,
    account,
    pay_page,
    record,
)
from tests.usecases.shop import Shop
from tests.watching import WatchedResponse
from tests.web.ordering import address
from tests.web.staffroom import add_members, arrive, lines, sign_in
from tests.web.visitor import Visitor, problems
from tests.worlds import ANA, BO, add_class, money, register_once, states

BUDGET = 8


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    shop = Shop(sessions)
    add_members(shop)
    return shop


@pytest.fixture
def kim(shop: Shop, tmp_path: Path) -> Visitor:
    visitor = sign_in(arrive(shop, tmp_path))
    visitor.client.private = (ANA.name, ANA.email)
    return visitor


def send(kim: Visitor, address: str, **fields: str) -> None:
    """Send a form of a page that was seen before."""
    token = kim.here.all("input", name="csrf_token")[0].attrib["value"]
    kim.send(address, {"csrf_token": token, **fields})


def open_money(kim: Visitor, order: str) -> WatchedResponse:
    """Go to the page of an order's money."""
    return kim.open(f"/staff/orders/{order}/money")


def test_the_overview_counts_what_is_overdue_and_leads_to_it(shop: Shop, tmp_path: Path) -> None:
    late = register_once(shop, wish=BY_INVOICE).reference
    door = register_once(
        shop, token="draft-2", wish=AT_DOOR, participants=(BO,), buyer=BO
    ).reference
    ended = register_once(shop, token="draft-3", wish=BY_INVOICE).reference
    shop.release(ended, RegistrationState.CANCELLED)
    shop.later(days=15)
    kim = sign_in(arrive(shop, tmp_path))
    assert "1 order is unpaid and overdue" in kim.open("/staff/").words
    links = {"".join(each.itertext()): each.get("href") for each in kim.here.all("a")}
    kim.open(str(links["order is unpaid and overdue"]))
    assert len(kim.here.statements) <= BUDGET
    assert late in kim.here.words
    assert door not in kim.here.words
    assert door in kim.open("/staff/money").words
    record(shop, late, PRICE)
    assert "0 orders are unpaid and overdue" in kim.open("/staff/").words
    assert "Nothing is overdue." in kim.open("/staff/money?due=overdue").words


def test_what_is_owed_stands_with_the_longest_due_first(shop: Shop, tmp_path: Path) -> None:
    late = register_once(shop, wish=BY_INVOICE).reference
    shop.later(days=1)
    door = register_once(
        shop, token="draft-2", wish=AT_DOOR, participants=(BO,), buyer=BO
    ).reference
    shop.later(days=14)
    kim = sign_in(arrive(shop, tmp_path))
    page = kim.open("/staff/money")
    assert len(page.statements) <= BUDGET
    assert page.words.index(late) < page.words.index(door)
    for words in ("Havn AS", "First aid", "NOK 4,200", "overdue", "held", "confirmed"):
        assert words in page.words
    assert "Nothing waits." in page.words
    assert "None so far." in page.words


def test_where_nobody_owes_anything_it_says_so(shop: Shop, kim: Visitor) -> None:
    pay_page(shop, register_once(shop).reference)
    assert "Nobody owes anything." in kim.open("/staff/money").words


def test_what_staff_have_to_decide_about_is_marked(shop: Shop, kim: Visitor) -> None:
    order = register_once(shop, wish=BY_INVOICE).reference
    open_money(kim, order)
    kim.press("Confirm on credit")
    assert "The order is confirmed and owes its money." in kim.here.words
    assert states(shop.sessions) == ["confirmed"]
    shop.later(days=20)
    sign_in(kim)
    assert "to decide" in kim.open("/staff/money").words


def test_a_transfer_is_written_down_in_two_parts(shop: Shop, kim: Visitor) -> None:
    order = register_once(shop, wish=BY_INVOICE).reference
    page = open_money(kim, order)
    assert len(page.statements) <= BUDGET
    for words in ("Havn AS", "Quay 1", "987 654 321", "PO-7", "Paid by invoice"):
        assert words in page.words
    kim.press("Write it down", {"how": "transfer", "amount": "1200,50", "note": "line 4"})
    assert "The payment is written down." in kim.here.words
    for words in ("Bank transfer", "coordinator@example.org", "line 4", "NOK 2,999.50"):
        assert words in kim.here.words
    kim.press("Write it down", {"how": "cash"})
    assert "The payment is written down, and the order is confirmed." in kim.here.words
    assert account(shop) == Account(PRICE, PRICE, 0)
    page = kim.open("/staff/money")
    assert "Cash at the door" in page.words
    assert "line 4" in page.words


def test_a_transfer_of_a_thousand_is_not_one(shop: Shop, kim: Visitor) -> None:
    order = register_once(shop, wish=BY_INVOICE).reference
    open_money(kim, order)
    kim.press("Write it down", {"how": "transfer", "amount": "1.000"})
    assert kim.here.status_code == 422
    assert problems(kim.here) == ["Write it without a mark for thousands, like 1000 or 1000.50"]
    kim.press("Write it down", {"how": "transfer", "amount": "1,000"})
    assert account(shop).paid == 100000


def test_one_form_sent_twice_is_one_payment(shop: Shop, kim: Visitor) -> None:
    order = register_once(shop, wish=AT_DOOR).reference
    page = open_money(kim, order)
    key = page.one("input", name="key").attrib["value"]
    address = f"/staff/orders/{order}/money"
    fields = {"how": "terminal", "amount": "100", "day": "2031-01-10", "key": key}
    send(kim, address, **fields)
    send(kim, address, **fields)
    assert "That payment was written down before." in kim.here.words
    assert account(shop).paid == 10000


def test_a_transfer_that_is_written_down_already_is_asked_about(shop: Shop, kim: Visitor) -> None:
    order = register_once(shop, wish=BY_INVOICE).reference
    transfer = {"how": "transfer", "amount": "1000", "note": "line 4"}
    open_money(kim, order)
    kim.press("Write it down", transfer)
    open_money(kim, order)
    kim.press("Write it down", transfer)
    assert kim.here.status_code == 422
    assert "of this amount with this reference is written down already" in problems(kim.here)[0]
    assert account(shop).paid == 100000
    kim.press("Write it down")
    assert account(shop).paid == 200000
    kim.press("Write it down", transfer | {"note": "line 5"})
    assert account(shop).paid == 300000


def test_what_is_too_much_is_given_back_by_hand(shop: Shop, kim: Visitor) -> None:
    order = register_once(shop, wish=AT_DOOR).reference
    open_money(kim, order)
    kim.press("Write it down", {"how": "transfer", "amount": "4300", "note": "line 9"})
    assert "NOK 100 is too much and has to go back." in kim.here.words
    assert "Bank transfer line 9" in lines(kim.here)[-1]
    said = f"{order} {ANA.name} NOK 100 paid too much Bank transfer line 9"
    assert said in kim.open("/staff/money").words
    kim.press(f"It went back : NOK 100 of {order}")
    assert "It is written down that the money went back." in kim.here.words
    assert account(shop) == Account(PRICE, PRICE, 0)


def test_money_that_went_back_is_not_given_back_twice(shop: Shop, kim: Visitor) -> None:
    order = register_once(shop, wish=AT_DOOR).reference
    record(shop, order, PRICE + 1)
    page = open_money(kim, order)
    action = next(f.attrib["action"] for f in page.all("form") if "returned" in f.attrib["action"])
    send(kim, action)
    send(kim, action)
    assert "Nothing was done: that refund waits for nobody." in kim.here.words
    assert account(shop).paid == PRICE


def test_a_payment_that_is_not_owed_waits_to_go_back(shop: Shop, kim: Visitor) -> None:
    order = register_once(shop).reference
    pay_page(shop, order)
    open_money(kim, order)
    kim.press("Write it down", {"how": "cash", "amount": "10"})
    assert "The order owes nothing: it has to go back." in kim.here.words
    assert [amount for _, amount, _ in money(shop.sessions).refunds] == [1000]


def test_a_payment_written_down_by_mistake_is_taken_back(shop: Shop, kim: Visitor) -> None:
    order = register_once(shop, wish=AT_DOOR).reference
    record(shop, order, PRICE)
    page = open_money(kim, order)
    action = next(f.attrib["action"] for f in page.all("form") if "undo" in f.attrib["action"])
    kim.press("Take back NOK 4,200: written down by mistake")
    assert "The payment is taken back." in kim.here.words
    assert account(shop) == Account(PRICE, 0, PRICE)
    (row,) = lines(kim.here)
    assert "written down by mistake" in row
    send(kim, action, back="https://elsewhere.example")
    assert "Nothing was done: there is nothing to take back." in kim.here.words


def test_of_a_payment_that_never_was_the_buyer_is_not_told_that_it_went_back(
    shop: Shop, kim: Visitor
) -> None:
    order = register_once(shop, wish=AT_DOOR).reference
    record(shop, order, PRICE)
    open_money(kim, order)
    kim.press("Take back NOK 4,200: written down by mistake")
    page = kim.open(address(order))
    assert "We have sent" not in page.words
    assert "NOK 4,200 is left to pay" in page.words


def test_what_does_not_wait_for_money_is_not_confirmed_again(shop: Shop, kim: Visitor) -> None:
    order = register_once(shop, wish=AT_DOOR).reference
    open_money(kim, order)
    send(kim, f"/staff/orders/{order}/confirm")
    assert "Nothing was done: it does not wait for money." in kim.here.words


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"how": ""}, "Choose how the money came"),
        ({"how": "stripe"}, "Choose how the money came"),
        ({"amount": "0"}, "Enter an amount like 1200.50, more than 0"),
        ({"amount": "-5"}, "Enter an amount like 1200.50, more than 0"),
        ({"amount": "1.0001"}, "Enter an amount like 1200.50, more than 0"),
        ({"amount": "9" * 39}, "Enter an amount like 1200.50, more than 0"),
        ({"amount": "much"}, "Enter an amount like 1200.50, more than 0"),
        ({"day": "2031-01-11"}, "Enter a day that is not in the future"),
        ({"day": "1990-01-01"}, "Enter a day from 2000 on"),
        ({"day": "yesterday"}, "Enter a day like 2031-03-04"),
    ],
)
def test_what_is_no_payment_is_not_written_down(
    shop: Shop, kim: Visitor, fields: dict[str, str], says: str
) -> None:
    order = register_once(shop, wish=AT_DOOR).reference
    open_money(kim, order)
    good = {"how": "cash", "amount": "10", "day": "2031-01-10", "key": "no key"}
    page = kim.press("Write it down", good | fields)
    assert page.status_code == 422
    assert problems(page) == [says]
    assert account(shop).paid == 0


def test_an_order_that_is_not_there_has_no_money(kim: Visitor) -> None:
    assert open_money(kim, "CD-NOBODY").status_code == 404


def test_the_registration_says_what_is_owed_and_leads_there(shop: Shop, kim: Visitor) -> None:
    order = register_once(shop, wish=DEPOSIT).reference
    pay_page(shop, order)
    page = kim.open(f"/staff/orders/{order}")
    assert "Left to pay NOK 3,360" in page.words
    link = next(
        a
        for a in page.all("a")
        if a.get("href", "").endswith("/money") and order in a.get("href", "")
    )
    assert "Left to pay" in kim.open(str(link.get("href"))).words
