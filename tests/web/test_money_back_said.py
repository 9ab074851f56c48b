"""What an order's page says of money that goes back is what its letters say."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.refund_rule import RefundStep
from app.store.database import Database
from app.usecases.cancel_class import cancel_class
from app.usecases.cancel_places import cancel_places
from tests.usecases.later import BY_INVOICE, EVERY_WAY, PRICE, deposited, order_by, record
from tests.usecases.places import paid, places
from tests.usecases.shop import Shop
from tests.usecases.test_cancel_by_rule import cancel, rule, shown
from tests.watching import words_of
from tests.web.ordering import address
from tests.web.test_cancelling import claim, give, order
from tests.web.visitor import Visitor, open_site
from tests.worlds import ANA, BO, CLASS, add_class, seats


@pytest.fixture
def shop(sessions: Database) -> Iterator[Shop]:
    shop = Shop(sessions)
    add_class(sessions, ways=EVERY_WAY)
    yield shop
    assert seats(sessions).agree


@pytest.fixture
def ada(shop: Shop, tmp_path: Path) -> Visitor:
    return Visitor(open_site(shop, tmp_path))


def give_up(shop: Shop, *places: str) -> None:
    """Cancel them as their buyer does, an hour apart."""
    for place in places:
        cancel(shop, place, shown(shop, place))
        shop.later(minutes=60)


def test_what_came_by_hand_goes_back_by_hand_on_the_page_too(shop: Shop, ada: Visitor) -> None:
    reference = order_by(shop, BY_INVOICE)
    record(shop, reference, PRICE)
    around: dict[str, Any] = {"partners": shop.partners, "wake": shop.wake, "now": shop.now}
    cancel_class(shop.sessions, code=CLASS, reason="snow", **around)
    cancel_places(shop.sessions, order_reference=reference, **around)
    said = ada.open(address(reference)).words
    assert "NOK 4,200 goes back, but not by itself, because of how you paid: we see to it" in said
    assert "how much" not in said


def test_a_place_given_up_while_a_bank_claims_its_money_waits_for_the_bank(
    shop: Shop, ada: Visitor
) -> None:
    rule(shop, RefundStep(0, 100))
    (place,) = paid(shop)
    claim(shop)
    give_up(shop, place)
    said = ada.open(address(order(shop))).words
    assert "NOK 4,200 goes back once your bank has decided" in said
    assert "Nothing goes back until the bank has decided." in said
    assert "Your place stays as it is" not in said
    assert "how much" not in said


def test_a_place_that_stands_while_a_bank_claims_its_money_stays(shop: Shop, ada: Visitor) -> None:
    paid(shop)
    claim(shop)
    said = ada.open(address(order(shop))).words
    assert "Your place stays as it is until the bank has decided." in said


def test_what_no_rule_decides_is_said_as_open(shop: Shop, ada: Visitor) -> None:
    rule(shop, cancellation_deadline=None)
    (place,) = paid(shop)
    give_up(shop, place)
    said = ada.open(address(order(shop))).words
    assert "NOK 4,200 may go back, or a part of it: we decide that and write to you." in said


def test_refunds_of_two_places_are_told_apart_by_whose_they_are(shop: Shop, ada: Visitor) -> None:
    rule(shop, RefundStep(0, 100))
    first, second, _ = paid(shop, ANA, BO, ANA)
    give_up(shop, first, second)
    shop.refund_all()
    page = ada.open(address(order(shop)))
    notices = [words_of(each) for each in page.all("p") if "sent NOK" in words_of(each)]
    sent = "We have sent NOK 4,200 back."
    assert notices == [
        f"{sent} This is for the place of Ana Lind.",
        f"{sent} This is for the place of Bo Berg.",
    ]


def test_one_place_alone_is_not_named(shop: Shop, ada: Visitor) -> None:
    rule(shop, RefundStep(0, 100))
    (place,) = paid(shop)
    give_up(shop, place)
    shop.refund_all()
    said = ada.open(address(order(shop))).words
    assert "We have sent NOK 4,200 back" in said
    assert "This is for" not in said


def test_what_of_a_deposit_is_kept_if_the_rest_stays_unpaid_is_said(
    shop: Shop, ada: Visitor
) -> None:
    reference = deposited(shop, participants=(ANA, BO))
    kept = "to others. NOK 1,680 of what you paid does not come back then."
    assert f"your places go {kept}" in ada.open(address(reference)).words
    give_up(shop, places(shop)[0].reference)
    said = ada.open(address(reference)).words
    assert f"your place goes {kept}" in said


def test_what_was_shown_as_open_is_open_on_the_page(shop: Shop, ada: Visitor) -> None:
    rule(shop, RefundStep(0, 100))
    first, _ = paid(shop, ANA, BO)
    give(shop)
    shop.later(minutes=60)
    give_up(shop, first)
    said = ada.open(address(order(shop))).words
    assert "NOK 4,200 may go back, or a part of it" in said
