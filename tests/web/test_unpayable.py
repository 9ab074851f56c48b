"""What no gateway takes: too little, too much, too fine. The pages say so, and what to do."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.objection import Limits
from app.domain.payment_plan import AT_ONCE, InvoiceTerms, Ways
from app.domain.voucher import VoucherKind
from app.store.database import Database
from tests.fakes.gateway import FakeGateway
from tests.usecases.later import EVERY_WAY, account, deposited, order_by, record
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_voucher
from tests.web.ordering import PAY, address, buttons
from tests.web.visitor import Visitor, open_site
from tests.worlds import ANA, BO, CLASS, add_class, add_draft, seats, states

STRIPE = Limits(least=300, most=99_999_999)


@pytest.fixture
def shop(sessions: Database) -> Shop:
    return Shop(sessions)


@pytest.fixture
def ada(shop: Shop, tmp_path: Path) -> Visitor:
    return Visitor(open_site(shop, tmp_path))


@pytest.fixture(autouse=True)
def limits(shop: Shop) -> Iterator[None]:
    shop.gateway.limits = STRIPE
    yield
    assert seats(shop.sessions).agree


def small(shop: Shop) -> str:
    """Fill in a form with a voucher that leaves two kroner of the usual price."""
    add_voucher(shop.sessions, kind=VoucherKind.AMOUNT, minor=419800, currency="NOK")
    return add_draft(shop.sessions, voucher=CODE)


def check(ada: Visitor, draft: str) -> str:
    return ada.open(f"/classes/{CLASS}/register/{draft}").words


def test_a_voucher_that_leaves_too_little_leaves_it_to_be_paid_at_the_door(
    shop: Shop, ada: Visitor
) -> None:
    add_class(shop.sessions)
    words = check(ada, small(shop))
    assert "At the door: NOK 2" in words
    assert "Pay" not in {button.partition(" ")[0] for button in buttons(ada.here)}
    ada.press("Confirm")
    assert states(shop.sessions) == ["confirmed"]
    assert account(shop).owed == 200
    assert "NOK 2 is left to pay Pay when you come." in ada.here.words
    assert (
        "NOK 2 cannot be paid online The least that can be paid online is NOK 3. Pay it when"
        in (ada.here.words)
    )
    assert not {"Pay now", "Pay the rest"} & set(buttons(ada.here))
    assert shop.gateway.pages == {}


def test_where_the_class_offers_an_invoice_it_is_what_is_left(shop: Shop, ada: Visitor) -> None:
    add_class(shop.sessions, ways=Ways(invoice=InvoiceTerms(days=14)))
    words = check(ada, small(shop))
    assert "By invoice: NOK 2" in words
    assert "All of it now" not in words
    assert "At the door" not in words


def test_who_asks_for_it_online_all_the_same_is_shown_what_there_is(
    shop: Shop, ada: Visitor
) -> None:
    add_class(shop.sessions)
    check(ada, small(shop))
    ada.press("Confirm", {"plan": "online"})
    assert states(shop.sessions) == []
    assert shop.gateway.pages == {}


def test_an_order_over_more_than_any_gateway_takes_is_not_made(shop: Shop, ada: Visitor) -> None:
    add_class(shop.sessions, prices=(("NOK", 60_000_000),))
    words = check(ada, add_draft(shop.sessions, participants=(ANA, BO)))
    assert "NOK 1,200,000 cannot be paid online" in words
    assert "The most that can be paid online at once is NOK 999,999.99." in words
    assert "Register fewer people at once" in words
    assert PAY.partition(" ")[0] not in {text.partition(" ")[0] for text in buttons(ada.here)}


def test_where_no_gateway_is_on_what_is_only_paid_online_is_not_ordered(
    shop: Shop, ada: Visitor
) -> None:
    add_class(shop.sessions)
    draft = add_draft(shop.sessions)
    check(ada, draft)
    shop.gateways.clear()
    page = ada.press(PAY)
    assert page.status_code == 409
    assert "NOK 4,200 cannot be paid online We cannot take NOK online." in page.words
    assert "Nothing was ordered." in check(ada, draft)
    assert states(shop.sessions) == []


def test_the_gateway_that_takes_the_amount_is_offered_alone(shop: Shop, ada: Visitor) -> None:
    paypal = FakeGateway("paypal", "with PayPal", limits=Limits(step=100))
    shop.gateways["paypal"] = paypal
    add_class(shop.sessions, prices=(("NOK", 250),))
    check(ada, add_draft(shop.sessions))
    assert not [text for text in buttons(ada.here) if text.startswith("Pay")]
    add_class(shop.sessions, "SMALL", prices=(("NOK", 200),))
    ada.open(f"/classes/SMALL/register/{add_draft(shop.sessions, code='SMALL', token='draft-2')}")
    ada.press("Pay NOK 2")
    assert ada.left_for.rpartition("/")[2] in paypal.pages


def test_a_rest_that_is_too_small_after_a_part_was_paid_is_told_plainly(
    shop: Shop, ada: Visitor
) -> None:
    add_class(shop.sessions)
    order = order_by(shop, AT_ONCE)
    record(shop, order, 419800)
    page = ada.open(address(order))
    assert "NOK 2 cannot be paid online The least that can be paid online is NOK 3." in page.words
    assert "Write to us: you can pay it another way, and a rest this small may be let off." in (
        page.words
    )
    assert not [text for text in buttons(page) if text.startswith("Pay")]


def test_the_rest_of_a_deposit_that_is_too_small_is_told_plainly(shop: Shop, ada: Visitor) -> None:
    add_class(shop.sessions, ways=EVERY_WAY)
    order = deposited(shop)
    record(shop, order, 335800)
    shop.now += timedelta(minutes=1)
    page = ada.open(address(order))
    assert "NOK 2 cannot be paid online" in page.words
    assert "Pay the rest" not in buttons(page)
    shop.gateway.limits = Limits()
    assert "Pay the rest" in buttons(ada.open(address(order)))
