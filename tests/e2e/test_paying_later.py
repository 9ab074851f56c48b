"""Paying later as it really goes: six colleagues on invoice, and a deposit and then the rest."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.accessible import assert_good_at
from tests.e2e.pages.catalogue import Catalogue
from tests.e2e.pages.paying import OrderPage
from tests.e2e.pages.registering import Guest
from tests.e2e.pages.staff import StaffArea
from tests.e2e.product import WITHIN, Product
from tests.fixtures.ports import wait_until

MakeGuest = Callable[[str], Guest]
CODE = "FH-LONDON-1"
NARROW, MIDDLE, WIDE = 320, 768, 1440
COLLEAGUES = ("Ines Duarte", "Tariq Aziz", "Mei Chen", "Olav Berge", "Rosa Lima")


def last_letter(product: Product, email: str, subject: str) -> dict[str, Any]:
    """Wait for a letter whose subject begins so, and return the newest one."""

    def found() -> list[dict[str, Any]]:
        letters = product.letters_to(email)
        return [each for each in letters if each["subject"].startswith(subject)]

    wait_until(found, within=WITHIN, what=f"the letter “{subject}”")
    return found()[-1]


def assert_good(page: Page) -> None:
    """See that the page is accessible and fits, from a telephone to a desk."""
    assert_good_at(page, NARROW, MIDDLE, WIDE)


def test_six_colleagues_on_invoice(
    product: Product, catalogue: Catalogue, staff: StaffArea, guest: MakeGuest
) -> None:
    booker = guest("Hanna Moe")
    form = catalogue.open_class(CODE).register().buyer(booker)
    for name in COLLEAGUES:
        form.add(guest(name))
    check = form.go_on().choose_to_pay("By invoice")
    assert_good(check.page)

    # Whom the invoice is for has to be said.
    check.button.click()
    expect(check.page.get_by_role("alert")).to_contain_text("Enter address")
    check.write_invoice("Moe Shipping Ltd", "1 Wharf Road\nLondon E1", "PO 4711")
    order = check.choose_to_pay("By invoice").send().says("waiting for payment")
    expect(order.page.get_by_role("region", name="Pay by invoice")).to_contain_text("£1,260")
    expect(order.page.get_by_role("main")).to_contain_text("We keep your places for you")
    assert_good(order.page)
    letter = last_letter(product, booker.email, "Your places are held, to be paid by invoice")
    assert order.reference in letter["text"]
    assert "Please pay £1,260 by" in letter["text"]

    staff.go_to("Money")
    assert_good(staff.page)
    staff.page.get_by_role("link", name=order.reference).click()
    write_down(staff.page, "260")
    expect(staff.page.get_by_role("status")).to_contain_text("The payment is written down.")
    assert_good(staff.page)
    order.page.reload()
    order.says("waiting for payment")
    expect(order.page.get_by_role("main")).to_contain_text("A part of it is paid")
    write_down(staff.page, "1000")
    expect(staff.page.get_by_role("status")).to_contain_text("the order is confirmed")
    order.page.reload()
    order.says("confirmed")
    expect(order.page.get_by_role("main")).not_to_contain_text("left to pay")
    last_letter(product, booker.email, "Confirmed")


def write_down(page: Page, amount: str) -> None:
    """Write a transfer down that came today."""
    page.get_by_label("Bank transfer").check()
    page.get_by_label("Amount").fill(amount)
    page.get_by_label("Reference").fill("statement 12")
    page.get_by_role("button", name="Write it down").click()


def test_a_deposit_and_then_the_rest(
    product: Product, catalogue: Catalogue, guest: MakeGuest
) -> None:
    nora = guest("Nora Falk")
    check = catalogue.open_class(CODE).register().buyer(nora).go_on().choose_to_pay("A deposit")
    stripe = check.pay()
    expect(stripe.button).to_contain_text("52.50")
    order = stripe.pay().says("confirmed")
    expect(order.page.get_by_role("main")).to_contain_text("£157.50 is left to pay")
    assert_good(order.page)
    letter = last_letter(product, nora.email, "Confirmed")
    assert "Please pay £157.50 by" in letter["text"]

    # Later, from the letter.
    [link] = set(re.findall(r"http://\S+/orders/\S+", letter["text"]))
    order.page.goto(link)
    rest = OrderPage(order.page).pay_again()
    expect(rest.button).to_contain_text("157.50")
    done = rest.pay().says("confirmed")
    expect(done.page.get_by_role("main")).not_to_contain_text("left to pay", timeout=60_000)
    received = last_letter(product, nora.email, "We received your payment")
    assert "Nothing is left to pay." in received["text"]
