"""What an order's page says of its money adds up, whatever became of its places."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.refund_rule import BackAs
from app.domain.registration import Channel
from app.store.database import Database, reading
from app.store.voucher import VoucherRow
from app.usecases.cancel_registration import Decided, cancel_registration
from app.usecases.move_registration import move_registration
from tests.usecases.later import AT_ONCE_WAYS, BY_INVOICE, account
from tests.usecases.places import KIM, paid, places
from tests.usecases.shop import Shop
from tests.watching import WatchedResponse, words_of
from tests.web.ordering import address
from tests.web.visitor import Visitor, open_site
from tests.worlds import ANA, BO, add_class, register_once


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=AT_ONCE_WAYS)
    return Shop(sessions)


@pytest.fixture
def ada(shop: Shop, tmp_path: Path) -> Visitor:
    return Visitor(open_site(shop, tmp_path))


def around(shop: Shop) -> dict[str, Any]:
    return {"partners": shop.partners, "wake": shop.wake, "now": shop.now}


def cancel(shop: Shop, reference: str, *, back_minor: int, back_as: BackAs = BackAs.MONEY) -> None:
    """Cancel one place as staff do, and send so much back."""
    cancel_registration(
        shop.sessions,
        reference=reference,
        reason="ill",
        channel=Channel.STAFF,
        decided=Decided(back_minor, KIM, back_as),
        **around(shop),
    )
    shop.refund_all()


def sums(page: WatchedResponse) -> list[str]:
    """Return the amounts beside the order, a line each, as words."""
    rows = [words_of(row) for row in page.one("aside", aria_label="Your order").iter("div")]
    return [row for row in rows if row.startswith(_MONEY)]


_MONEY = ("Total", "Sent back", "Need not be paid", "Paid", "Goes back", "Left to pay")


def test_what_went_back_for_one_of_two_is_a_line_of_its_own(shop: Shop, ada: Visitor) -> None:
    first, _ = paid(shop, ANA, BO)
    (order,) = {page.request.order_reference for page in shop.gateway.pages.values()}
    cancel(shop, first, back_minor=300_000)
    assert sums(ada.open(address(order))) == [
        "Total NOK 8,400",
        "Sent back −NOK 3,000",
        "Paid NOK 5,400",
    ]


def test_what_of_an_invoice_need_not_be_paid_is_taken_off(shop: Shop, ada: Visitor) -> None:
    order = register_once(shop, participants=(ANA, BO), wish=BY_INVOICE).reference
    cancel(shop, places(shop)[0].reference, back_minor=420_000)
    said = sums(ada.open(address(order)))
    assert said[:3] == ["Total NOK 8,400", "Need not be paid −NOK 4,200", "Paid NOK 0"]
    assert said[3].startswith("Left to pay NOK 4,200")


def test_what_a_cheaper_class_leaves_over_goes_back(shop: Shop, ada: Visitor) -> None:
    add_class(shop.sessions, "FA-CHEAP", prices=(("NOK", 290_000),))
    (place,) = paid(shop)
    (order,) = {page.request.order_reference for page in shop.gateway.pages.values()}
    move_registration(
        shop.sessions, reference=place, class_code="FA-CHEAP", asked_by=KIM, **around(shop)
    )
    assert sums(ada.open(address(order))) == [
        "Total NOK 2,900",
        "Paid NOK 4,200",
        "Goes back to you NOK 1,300",
    ]
    shop.refund_all()
    assert sums(ada.open(address(order))) == [
        "Total NOK 2,900",
        "Paid NOK 2,900",
        "Sent back besides NOK 1,300 It is not in the total any more, or was paid on top of it",
    ]


def test_a_voucher_that_was_given_instead_of_money_is_there_to_be_used(
    shop: Shop, ada: Visitor
) -> None:
    first, _ = paid(shop, ANA, BO)
    (order,) = {page.request.order_reference for page in shop.gateway.pages.values()}
    cancel(shop, first, back_minor=300_000, back_as=BackAs.VOUCHER)
    with reading(shop.sessions) as session:
        code = session.scalars(select(VoucherRow.shown)).one()
    said = ada.open(address(order)).words
    assert "You have a voucher worth NOK 3,000" in said
    assert f"Its code is {code}" in said
    assert "NOK 3,000 is left on it, until" in said


def test_what_stayed_owed_of_a_place_is_owed_no_more_with_the_last_one(shop: Shop) -> None:
    register_once(shop, participants=(ANA, BO), wish=BY_INVOICE)
    first, last = places(shop)
    cancel(shop, first.reference, back_minor=0)
    assert account(shop).owed == 840_000
    cancel(shop, last.reference, back_minor=100_000)
    assert account(shop).owed == 0
