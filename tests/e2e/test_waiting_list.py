"""A waiting list as people meet it: joined and accepted on a phone, and what staff see of it."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.accessible import assert_good, assert_good_at
from tests.e2e.conftest import Window
from tests.e2e.pages.catalogue import Catalogue
from tests.e2e.pages.paying import OrderPage
from tests.e2e.pages.registering import Guest
from tests.e2e.pages.staff import StaffArea
from tests.e2e.product import WITHIN, Product
from tests.fixtures.ports import wait_until

MakeGuest = Callable[[str], Guest]
# It has one place left, and asks nothing that must be answered.
LAST_PLACE = "WW-BERLIN-1"
# The demo has people in line for it.
IN_LINE = "FA-BERGEN-1"
PHONE = {"width": 390, "height": 844, "is_mobile": True, "has_touch": True}


def subjects(product: Product, guest: Guest) -> list[str]:
    return [letter["subject"] for letter in product.letters_to(guest.email)]


def test_an_offer_from_the_waiting_list_is_accepted_on_a_phone(
    product: Product, catalogue: Catalogue, window: Window, guest: MakeGuest
) -> None:
    form = catalogue.open_class(LAST_PLACE).register().buyer(guest("Mateus Antunes"))
    last = form.go_on().pay().go_back().says("waiting for payment")

    leonor = guest("Leonor Figueiredo")
    page = window(**PHONE)
    phone = Catalogue(page, product.url)
    ticket = phone.open_class(LAST_PLACE).ticket
    expect(ticket).to_contain_text("This class is full")
    assert_good(page)
    form = phone.open_class(LAST_PLACE).join()
    assert_good(page)
    check = form.buyer(leonor).go_on()
    expect(page.get_by_role("main")).to_contain_text("You pay nothing now")
    assert_good(page)
    order = check.join()
    expect(page.get_by_role("main")).to_contain_text("You are number 1 in line.")
    assert_good(page)

    last.ask_to_cancel().cancel()
    wait_until(lambda: len(subjects(product, leonor)) == 2, within=WITHIN, what="the offer")
    assert [each.partition(":")[0] for each in subjects(product, leonor)] == [
        "On the waiting list",
        "A place is free for you",
    ]
    [link] = set(re.findall(r"http://\S+/orders/\S+", product.letters_to(leonor.email)[1]["text"]))
    page.goto(link)
    order = OrderPage(page).is_offered()
    expect(order.timer).to_contain_text(re.compile(r"23 hrs? 5\d mins? left"))
    assert_good(page)
    order.pay_again().pay().says("confirmed")
    assert_good(page)
    wait_until(
        lambda: [r["status"] for r in product.registrations_at_iso(leonor.email)] == ["confirmed"],
        within=WITHIN,
        what="ISO",
    )


def test_staff_see_the_line_on_any_screen(product: Product, staff: StaffArea) -> None:
    page = staff.page
    page.goto(f"{product.url}/staff/classes/{IN_LINE}")
    page.get_by_role("link", name="in line on the waiting list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Waiting list of "))
    lines = page.get_by_role("region", name="In line").get_by_role("row")
    expect(lines).to_have_count(4)
    assert_good_at(page, 1440, 768, 320)
