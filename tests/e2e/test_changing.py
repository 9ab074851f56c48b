"""Changing what was paid for: staff or its buyer cancel one of two places, and money goes back."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.accessible import assert_good_at
from tests.e2e.conftest import Window
from tests.e2e.pages.catalogue import Catalogue
from tests.e2e.pages.registering import Guest
from tests.e2e.pages.staff import StaffArea
from tests.e2e.product import WITHIN, Product
from tests.fixtures.ports import wait_until

MakeGuest = Callable[[str], Guest]
CLASS = "FH-BERGEN-1"
BACK = "500"
# What the link beside his name says to whoever hears the page.
CANCEL_OLAV = re.compile("Olav Strand ?: Cancel a place")


def test_one_of_two_is_cancelled_and_a_part_of_its_price_goes_back(
    product: Product,
    catalogue: Catalogue,
    staff: StaffArea,
    window: Window,
    guest: MakeGuest,
) -> None:
    nora, emil = guest("Nora Lind"), guest("Emil Strand")
    form = catalogue.open_class(CLASS).register()
    order = form.buyer(nora).add(emil).go_on().pay().pay().says("confirmed")
    before = refunds(product)

    # Staff find Emil's place, cancel it, and decide what goes back.
    story = staff.open_story(emil.email)
    story.page.get_by_role("link", name="Change, move, cancel or give money back").click()
    cancelling = story.page.get_by_role("region", name="Cancel this place")
    cancelling.get_by_label("Why").fill("broke a leg")
    cancelling.get_by_label("Money back").fill(BACK)
    cancelling.get_by_role("button", name="Cancel the place").click()
    expect(story.page.get_by_role("main")).to_contain_text("cancelled")

    # It goes back at Stripe, once, and both are written to.
    wait_until(lambda: len(refunds(product)) > len(before), within=WITHIN, what="the refund")
    assert refunds(product)[len(before) :] == [int(BACK) * 100]
    wait_until(lambda: subjects(product, emil), within=WITHIN, what="the letter to Emil")
    wait_until(
        lambda: any("Money" in each for each in subjects(product, nora)),
        within=WITHIN,
        what="the letter to Nora",
    )

    # Nora's own place is as it was, and her page says what went back.
    page = window()
    page.goto(order.address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your registration is confirmed")
    main = page.get_by_role("main")
    expect(main).to_contain_text(emil.name)
    expect(main).to_contain_text("NOK 500")


def test_a_buyer_cancels_one_of_two_and_sees_before_what_comes_back(
    product: Product, catalogue: Catalogue, guest: MakeGuest
) -> None:
    ida, olav = guest("Ida Lind"), guest("Olav Strand")
    form = catalogue.open_class(CLASS).register()
    order = form.buyer(ida).add(olav).go_on().pay().pay().says("confirmed")
    page, before = order.page, refunds(product)
    page.get_by_role("link", name=CANCEL_OLAV).click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Comes back to you")
    assert_good_at(page, 320, 768, 1440)
    page.get_by_role("button", name="Yes, cancel it").click()
    expect(main).to_contain_text("The place is cancelled")
    assert_good_at(page, 320, 768, 1440)
    wait_until(lambda: len(refunds(product)) > len(before), within=WITHIN, what="the refund")
    wait_until(lambda: subjects(product, olav), within=WITHIN, what="the letter to Olav")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your registration is confirmed")
    expect(page.get_by_role("link", name=CANCEL_OLAV)).to_have_count(0)


def refunds(product: Product) -> list[int]:
    """Return what Stripe sent back, each time, in øre."""
    return [each["amount"] for each in product.holdings()["stripe"]["refund"]]


def subjects(product: Product, guest: Guest) -> list[str]:
    """Return what the letters to somebody are about."""
    return [letter["subject"] for letter in product.letters_to(guest.email)]
