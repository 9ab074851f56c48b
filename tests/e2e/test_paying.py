"""Paying as it really goes: free, declined, asked by the bank, given up, come back to."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.pages.catalogue import Catalogue
from tests.e2e.pages.paying import ASKS_THE_BANK, DECLINED, OrderPage
from tests.e2e.pages.registering import CheckPage, Guest
from tests.e2e.product import WITHIN, Product
from tests.fixtures.ports import wait_until

MakeGuest = Callable[[str], Guest]


def to_check(catalogue: Catalogue, guest: Guest, code: str = "FH-BERGEN-1") -> CheckPage:
    """Fill in the form of a class that asks nothing that must be answered."""
    return catalogue.open_class(code).register().buyer(guest).go_on()


def sessions_of(product: Product, order: OrderPage) -> list[str]:
    """Return how the pages that Stripe made for an order stand."""
    made = product.holdings()["stripe"]["checkout.session"]
    return [each["status"] for each in made if each["reference"] == order.reference]


def test_a_free_class_is_confirmed_at_once(
    product: Product, catalogue: Catalogue, guest: MakeGuest
) -> None:
    amara = guest("Amara Okafor")
    check = to_check(catalogue, amara, "SD-ONLINE-1")
    expect(check.page.get_by_role("main")).to_contain_text("Free")
    order = check.confirm()
    assert order.reference
    wait_until(lambda: product.letters_to(amara.email), within=WITHIN, what="the letter")
    [letter] = product.letters_to(amara.email)
    assert letter["subject"].startswith("Confirmed")
    assert sessions_of(product, order) == []


def test_a_declined_card_then_one_the_bank_asks_about_then_paid(
    product: Product, catalogue: Catalogue, guest: MakeGuest
) -> None:
    stripe = to_check(catalogue, guest("Lars Haugen")).pay()
    expect(stripe.be_declined(DECLINED)).to_contain_text("Your card was declined")
    stripe.be_asked(ASKS_THE_BANK).fail()
    expect(stripe.alert).to_contain_text("unable to authenticate")
    order = stripe.be_asked(ASKS_THE_BANK).complete().says("confirmed")
    assert sessions_of(product, order) == ["complete"]


def test_whoever_goes_back_is_told_how_long_the_place_is_held_and_pays_later(
    product: Product, catalogue: Catalogue, guest: MakeGuest
) -> None:
    beatriz = guest("Beatriz Carvalho")
    order = to_check(catalogue, beatriz).pay().go_back().says("waiting for payment")
    expect(order.timer).to_contain_text(re.compile(r"(29|30) min"))
    wait_until(lambda: product.letters_to(beatriz.email), within=WITHIN, what="the letter")
    held = product.letters_to(beatriz.email)[0]
    assert held["subject"].startswith("Your place is held")
    [link] = set(re.findall(r"http://\S+/orders/\S+", held["text"]))

    # Later, from the letter: the same page of Stripe's, so that nobody pays twice.
    order.page.goto(link)
    order.says("waiting for payment").pay_again().pay().says("confirmed")
    expect(order.timer).to_have_count(0)
    assert sessions_of(product, order) == ["complete"]


def test_whoever_gives_up_gives_the_place_back(
    product: Product, catalogue: Catalogue, guest: MakeGuest
) -> None:
    yusuf = guest("Yusuf Demir")
    order = to_check(catalogue, yusuf).pay().go_back().says("waiting for payment")
    order.ask_to_cancel().cancel()
    wait_until(
        lambda: [r["status"] for r in product.registrations_at_iso(yusuf.email)] == ["cancelled"],
        within=WITHIN,
        what="ISO",
    )
    assert "expired" in {
        each["status"] for each in product.holdings()["stripe"]["checkout.session"]
    }, "nobody can pay there any more"


def test_without_stripes_news_whoever_comes_back_is_confirmed_all_the_same(
    mended: Product, catalogue: Catalogue, guest: MakeGuest
) -> None:
    mended.turn_stripe(paused=True)
    to_check(catalogue, guest("Helene Brandt")).pay().pay().says("confirmed")


def test_while_stripe_is_down_the_place_is_held_and_it_says_so(
    mended: Product, catalogue: Catalogue, guest: MakeGuest
) -> None:
    check = to_check(catalogue, guest("Oliver Whitfield"))
    mended.turn("stripe", mode="down")
    check.button.click()
    order = OrderPage(check.page).says("waiting for payment")
    expect(order.page.get_by_role("main")).to_contain_text(
        "We cannot reach our payment service at the moment"
    )
    mended.mend()
    order.pay_again().pay().says("confirmed")
