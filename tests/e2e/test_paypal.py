"""Paying with PayPal as it really goes: agreed to, declined, cancelled, news that never comes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.accessible import assert_good_at
from tests.e2e.pages.catalogue import Catalogue
from tests.e2e.pages.registering import Guest
from tests.e2e.product import WITHIN, Product
from tests.e2e.test_paying import to_check
from tests.fixtures.ports import wait_until

MakeGuest = Callable[[str], Guest]


def captures_of(product: Product, reference: str) -> list[str]:
    """Return how the money that PayPal took for an order stands."""
    held = product.holdings()["paypal"]["captures"]
    return [each["status"] for each in held if each["invoice_id"].startswith(reference)]


def test_paid_with_paypal_is_confirmed_and_the_money_taken_once(
    product: Product, catalogue: Catalogue, guest: MakeGuest
) -> None:
    ingrid = guest("Ingrid Solberg")
    check = to_check(catalogue, ingrid)
    assert_good_at(check.page, 320, 1440)
    paypal = check.pay_with_paypal()
    assert_good_at(paypal.page, 320, 1440)
    order = paypal.be_refused().agree().says("confirmed")
    assert captures_of(product, order.reference) == ["COMPLETED"]
    wait_until(lambda: product.letters_to(ingrid.email), within=WITHIN, what="the letter")
    wait_until(
        lambda: product.holdings()["paypal"]["undelivered"] == [],
        within=WITHIN,
        what="PayPal's news",
    )
    assert captures_of(product, order.reference) == ["COMPLETED"]


def test_cancelled_at_paypal_and_then_paid_by_card(
    product: Product, catalogue: Catalogue, guest: MakeGuest
) -> None:
    paypal = to_check(catalogue, guest("Mateo Silva")).pay_with_paypal()
    order = paypal.cancel().says("waiting for payment")
    assert_good_at(order.page, 320, 1440)
    order = order.pay_again().pay().says("confirmed")
    assert captures_of(product, order.reference) == []


def test_declined_as_the_money_is_taken_says_so_and_can_be_paid_otherwise(
    product: Product, catalogue: Catalogue, guest: MakeGuest
) -> None:
    paypal = to_check(catalogue, guest("Chidi Eze")).pay_with_paypal()
    order = paypal.agree("A card that is declined once the shop takes the money")
    order.says("waiting for payment")
    expect(order.page.get_by_role("main")).to_contain_text("Your payment did not go through")
    order = order.pay_with_paypal().agree().says("confirmed")
    assert captures_of(product, order.reference) == ["COMPLETED"]


@pytest.mark.parametrize("habit", ["hold_back", "sign_badly"])
def test_without_paypals_news_whoever_comes_back_is_confirmed_all_the_same(
    mended: Product, catalogue: Catalogue, guest: MakeGuest, habit: str
) -> None:
    mended.turn("paypal", **{habit: True})
    try:
        order = to_check(catalogue, guest("Freya Lind")).pay_with_paypal().agree()
        order.says("confirmed")
    finally:
        mended.turn("paypal", **{habit: False})
