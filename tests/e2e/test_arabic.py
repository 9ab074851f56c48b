"""A whole way in Arabic, from right to left: registering, paying, the order's pages."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from app.languages import language_of
from tests.accessible import assert_good_everywhere
from tests.e2e.conftest import Window
from tests.e2e.pages.paying import WITHIN, StripePage
from tests.e2e.pages.registering import Guest
from tests.e2e.product import Product

MakeGuest = Callable[[str], Guest]
ARABIC = language_of("ar")
CLASS = "FH-LONDON-1"
NARROW, WIDE = 320, 1440
RIGHT_OF_TITLE = """() => {
    const words = document.createRange();
    words.selectNodeContents(document.querySelector("h1"));
    return Math.round(words.getBoundingClientRect().right);
}"""
RIGHT_OF_PAGE = """() => Math.round(
    document.querySelector("main").getBoundingClientRect().right
)"""


def said(sentence: str) -> str:
    """Return one of our sentences as its Arabic reader has it."""
    arabic = ARABIC.look_up(sentence)
    assert arabic != sentence, f"not said in Arabic: {sentence}"
    return arabic


def assert_arabic(page: Page, heading: str) -> None:
    """See that the page is the one of that heading, from right to left, and good."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(said(heading), timeout=WITHIN)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert_good_everywhere(page, WIDE, NARROW)


def test_somebody_who_reads_arabic_registers_and_pays(
    product: Product, window: Window, guest: MakeGuest
) -> None:
    layla = guest("Layla Haddad")
    page = window(locale="ar")
    page.goto(f"{product.url}/classes/{CLASS}")
    # What the organiser wrote stands where the page begins.
    assert page.evaluate(RIGHT_OF_TITLE) == page.evaluate(RIGHT_OF_PAGE)
    assert_good_everywhere(page, WIDE, NARROW)
    page.get_by_role("link", name=said("Register"), exact=True).click()

    # With mistakes, then without.
    page.get_by_role("button", name=said("Continue")).click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert_good_everywhere(page, WIDE, NARROW)
    details = page.get_by_role("group", name=said("Your details"))
    details.get_by_label(said("Full name")).fill(layla.name)
    details.get_by_label(said("Email address")).fill(layla.email)
    details.get_by_label(said("Phone number")).fill(layla.phone)
    page.get_by_role("button", name=said("Continue")).click()
    assert_arabic(page, "Check your answers")

    page.get_by_role("button", name=re.compile("UK£")).first.click()
    StripePage(page).arrived().leave()
    assert_arabic(page, "Your registration is waiting for payment")
    page.get_by_role("button", name=re.compile("UK£")).first.click()
    StripePage(page).arrived().send()
    assert_arabic(page, "Your registration is confirmed")

    own = page.url
    for where, heading in (
        ("/data", "Your data"),
        ("/data/erase", "Have your data erased"),
        ("/answers", "Change your answers"),
        ("/questions", "Thank you"),
    ):
        page.goto(re.sub(r"(/orders/[^?/]+)", rf"\1{where}", own))
        assert_arabic(page, heading)
    page.goto(f"{product.url}/orders")
    assert_arabic(page, "Find your order")
