"""What staff pages say of money adds up as its buyer's page does, in the class's own time."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.refund_rule import BackAs
from app.domain.registration import Channel
from app.store.database import Database, reading
from app.store.payment import Payment
from app.store.voucher import VoucherRow
from app.usecases.cancel_registration import Decided, cancel_registration
from app.usecases.give_money_back import give_money_back
from tests.usecases.later import AT_DOOR, EVERY_WAY, PRICE, Account, account, record
from tests.usecases.places import KIM, paid, places
from tests.usecases.shop import Shop
from tests.web.ordering import address
from tests.web.staffroom import add_members, arrive, lines, send, show, sign_in
from tests.web.visitor import Visitor, problems
from tests.worlds import ANA, BO, CLASS, add_class, register_once


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    shop = Shop(sessions)
    add_members(shop)
    return shop


@pytest.fixture
def kim(shop: Shop, tmp_path: Path) -> Visitor:
    return sign_in(arrive(shop, tmp_path))


def cancel(shop: Shop, place: str, minor: int, back_as: BackAs = BackAs.MONEY) -> None:
    cancel_registration(
        shop.sessions,
        reference=place,
        reason="ill",
        channel=Channel.STAFF,
        decided=Decided(minor, KIM, back_as),
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    shop.refund_all()


def test_what_was_sent_back_stands_between_the_total_and_what_is_paid(
    shop: Shop, kim: Visitor
) -> None:
    first, _ = paid(shop, ANA, BO)
    (order,) = {page.request.order_reference for page in shop.gateway.pages.values()}
    cancel(shop, first, 300_000)
    said = "Total NOK 8,400 Sent back −NOK 3,000 Paid NOK 5,400"
    assert said in kim.open(f"/staff/orders/{order}/money").words
    assert said in show(shop, kim, order).words


def test_what_need_not_be_paid_stands_there_too(shop: Shop, kim: Visitor) -> None:
    order = register_once(shop, wish=AT_DOOR, participants=(ANA, BO)).reference
    cancel(shop, places(shop)[0].reference, PRICE)
    said = "Total NOK 8,400 Need not be paid −NOK 4,200 Paid NOK 0 Left to pay NOK 4,200"
    assert said in kim.open(f"/staff/orders/{order}/money").words
    assert said in show(shop, kim, order).words


def test_the_rest_is_let_go_as_it_was_shown(shop: Shop, kim: Visitor) -> None:
    order = register_once(shop, wish=AT_DOOR).reference
    kim.open(f"/staff/orders/{order}/money")
    record(shop, order, 20000)
    kim.press("Let it go: NOK 4,200", {"reason": "A friend"})
    assert "Nothing was done: it owes something else." in kim.here.words
    kim.press("Let it go: NOK 4,000", {"reason": " "})
    assert problems(kim.here) == ["Say why it need not be paid"]
    assert account(shop).owed == 400000
    kim.press("Let it go: NOK 4,000", {"reason": "Ill  since May"})
    assert "NOK 4,000 need not be paid." in kim.here.words
    assert account(shop) == Account(PRICE, 20000, 0)
    page = kim.open(f"/staff/orders/{order}/money")
    assert len(page.statements) <= 8
    said = "NOK 4,000 need not be paid any more: Ill since May"
    assert said in page.words
    kim.open(f"/staff/orders/{order}")
    assert f"{said}, by coordinator@example.org" in kim.here.words
    send(kim, f"/staff/orders/{order}/waive", owed="all of it", reason="All")
    assert "Nothing was done" in kim.here.words


def test_what_was_paid_twice_is_said_besides(shop: Shop, kim: Visitor) -> None:
    order = register_once(shop, wish=AT_DOOR).reference
    record(shop, order, PRICE)
    record(shop, order, 10_000, key="form-2")
    page = kim.open(f"/staff/orders/{order}/money")
    assert "Paid too much NOK 100" in page.words
    kim.press(f"It went back : NOK 100 of {order}")
    assert "Sent back besides NOK 100" in kim.here.words


@pytest.mark.parametrize(
    ("sum_", "said"), [(PRICE, "taken back"), (None, "taken back NOK 3,000 of it")]
)
def test_a_payment_that_was_taken_back_is_listed_as_that(
    shop: Shop, kim: Visitor, sum_: int | None, said: str
) -> None:
    order = register_once(shop, wish=AT_DOOR).reference
    record(shop, order, PRICE)
    assert "taken back" not in kim.open("/staff/money").words
    if sum_ is None:
        give_back(shop, order, 120_000)
    kim.open(f"/staff/orders/{order}/money")
    if sum_ is None:
        kim.press(f"It went back : NOK 1,200 of {order}")
    kim.press("Take back NOK 4,200: written down by mistake")
    kim.open("/staff/money")
    assert said in lines(kim.here)[-1]


def give_back(shop: Shop, order: str, minor: int) -> None:
    give_money_back(
        shop.sessions,
        order_reference=order,
        amount_minor=minor,
        reason="It rained",
        asked_by=KIM,
        key="form-3",
        now=shop.now,
    )


def test_a_day_is_one_of_the_classs_zone(shop: Shop, tmp_path: Path) -> None:
    order = register_once(shop, wish=AT_DOOR).reference
    # In Bergen it is the next day already.
    shop.now = datetime(2031, 1, 12, 23, 30, tzinfo=UTC)
    kim = sign_in(arrive(shop, tmp_path))
    page = kim.open(f"/staff/orders/{order}/money")
    assert page.one("input", name="day").attrib["value"] == "2031-01-13"
    kim.press("Write it down", {"how": "transfer", "day": "2031-01-14"})
    assert "Enter a day that is not in the future" in kim.here.words
    kim.press("Write it down", {"how": "transfer", "day": "2031-01-13", "amount": "100"})
    assert "The payment is written down." in kim.here.words
    kim.open(f"/staff/orders/{order}/money")
    kim.press("Write it down", {"how": "transfer", "day": "2031-01-12", "amount": "200"})
    with reading(shop.sessions) as session:
        when = session.scalars(select(Payment.settled_at).order_by(Payment.id)).all()
    assert when == [shop.now, datetime(2031, 1, 12, 11, 0, tzinfo=UTC)]
    assert "Sunday 12 January 2031, 12:00 CET" in kim.open("/staff/money").words


def test_a_voucher_given_for_money_holds_until_the_end_of_its_last_day(
    shop: Shop, kim: Visitor
) -> None:
    first, _ = paid(shop, ANA, BO)
    (order,) = {page.request.order_reference for page in shop.gateway.pages.values()}
    cancel(shop, first, PRICE, BackAs.VOUCHER)
    with reading(shop.sessions) as session:
        until = session.scalars(select(VoucherRow.valid_until)).one()
    assert until == datetime(2034, 1, 9, 23, 0, tzinfo=UTC)
    assert "until the end of Monday 9 January 2034 (CET)" in kim.open(address(order)).words


def test_of_a_class_that_all_left_nothing_is_said_besides(shop: Shop, kim: Visitor) -> None:
    first, _ = paid(shop, ANA, BO)
    cancel(shop, first, 0)
    assert "1 confirmed; besides, 1 cancelled" in kim.open(f"/staff/classes/{CLASS}").words
    cancel(shop, places(shop)[1].reference, 0)
    said = kim.open(f"/staff/classes/{CLASS}").words
    assert "2 cancelled" in said
    assert "besides" not in said


def test_money_that_was_given_back_by_hand_is_no_mistake_whatever_the_reason_says(
    shop: Shop, kim: Visitor
) -> None:
    order = register_once(shop, wish=AT_DOOR).reference
    record(shop, order, PRICE)
    give_money_back(
        shop.sessions,
        order_reference=order,
        amount_minor=1000,
        reason="written down by mistake",
        asked_by="kim@example.org",
        key="form-2",
        now=shop.now,
    )
    kim.open("/staff/money")
    kim.press(f"It went back : NOK 10 of {order}")
    assert "taken back" not in kim.open("/staff/money").words
