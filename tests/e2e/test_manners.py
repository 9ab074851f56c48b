"""Good manners: a class that fills up, clicks that come twice, going back, coming back."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.conftest import Window
from tests.e2e.pages.catalogue import Catalogue
from tests.e2e.pages.paying import OrderPage
from tests.e2e.pages.registering import Guest
from tests.e2e.pages.staff import StaffArea
from tests.e2e.product import Product

MakeGuest = Callable[[str], Guest]
ONE_SEAT_LEFT = "SD-LONDON-1"
FREE = "SD-ONLINE-1"


def test_a_class_that_fills_up_while_the_form_is_open_says_so_and_offers_others(
    product: Product, catalogue: Catalogue, window: Window, guest: MakeGuest
) -> None:
    slow = catalogue.open_class(ONE_SEAT_LEFT).register().buyer(guest("Sunniva Myklebust"))
    check = slow.go_on()
    quick = Catalogue(window(), product.url).open_class(ONE_SEAT_LEFT)
    quick.register().buyer(guest("Priya Raman")).go_on().confirm()

    check.button.click()
    page = check.page
    expect(check.heading).to_have_text(re.compile("full|not enough places"))
    expect(page.get_by_role("main")).to_contain_text("Nothing was sent")
    others = page.get_by_role("main").get_by_role("listitem").get_by_role("link")
    expect(others.first).to_contain_text("Security at your desk")
    others.first.click()
    expect(page.get_by_role("link", name="Register")).to_be_visible()

    # And whoever comes only now.
    catalogue.open_class(ONE_SEAT_LEFT)
    expect(page.get_by_role("main")).to_contain_text("This class is full")
    expect(page.get_by_role("link", name="Register", exact=True)).to_have_count(0)


def test_a_double_click_registers_once(
    staff: StaffArea, catalogue: Catalogue, guest: MakeGuest
) -> None:
    mateus = guest("Mateus Teixeira")
    check = catalogue.open_class(FREE).register().buyer(mateus).go_on()
    check.button.dblclick()
    OrderPage(check.page).says("confirmed")
    expect(staff.find(mateus.email)).to_have_count(1)


def test_a_double_click_without_scripts_registers_once(
    product: Product, staff: StaffArea, window: Window, guest: MakeGuest
) -> None:
    plain = Catalogue(window(java_script_enabled=False), product.url)
    kari = guest("Kari Nygård")
    check = plain.open_class(FREE).register().buyer(kari).go_on()
    check.button.dblclick()
    OrderPage(check.page).says("confirmed")
    expect(staff.find(kari.email)).to_have_count(1)


def test_the_back_button_is_harmless_at_every_step(
    staff: StaffArea, catalogue: Catalogue, guest: MakeGuest
) -> None:
    jonas = guest("Jonas Weiß")
    check = catalogue.open_class(FREE).register().buyer(jonas).go_on()
    page = check.page

    # Back from the check: the form as it was written.
    page.go_back()
    expect(page.get_by_label("Full name").first).to_have_value(jonas.name)
    page.go_forward()
    expect(check.heading).to_have_text("Check your answers")
    order = check.confirm()
    reference = order.reference

    # Back from the confirmation: what was sent leads to its order, and is not sent again.
    page.go_back()
    page.reload()
    OrderPage(page).says("confirmed")
    assert order.reference == reference
    expect(staff.find(jonas.email)).to_have_count(1)


def test_the_check_leads_back_to_the_field_that_is_to_be_changed(
    catalogue: Catalogue, guest: MakeGuest
) -> None:
    leonor = guest("Leonor Figueiredo")
    check = catalogue.open_class(FREE).register().buyer(leonor).go_on()
    form = check.change("Phone number")
    form.details.get_by_label("Phone number").fill("+351 912 345 678")
    check = form.go_on()
    expect(check.answers("Your details")).to_contain_text("+351 912 345 678")


def test_reloading_the_confirmation_changes_nothing(
    staff: StaffArea, catalogue: Catalogue, guest: MakeGuest
) -> None:
    freya = guest("Freya Ashworth")
    order = catalogue.open_class(FREE).register().buyer(freya).go_on().confirm()
    reference = order.reference
    for _ in range(3):
        order.page.reload()
        order.says("confirmed")
    assert order.reference == reference
    expect(staff.find(freya.email)).to_have_count(1)


def test_an_order_is_shown_to_nobody_without_the_whole_link(
    catalogue: Catalogue, window: Window, guest: MakeGuest
) -> None:
    anders = guest("Anders Lindqvist")
    order = catalogue.open_class(FREE).register().buyer(anders).go_on().confirm()
    stranger = window()
    stranger.goto(order.address.partition("?")[0])
    expect(stranger.get_by_role("heading", level=1)).to_have_text("We cannot show this page")
    assert anders.name not in stranger.content()


def test_mistakes_are_said_in_plain_words_where_they_are(
    catalogue: Catalogue, guest: MakeGuest
) -> None:
    chidi = Guest("", "not an address", "12")
    form = catalogue.open_class("FA-BERLIN-1").register().buyer(chidi)
    summary = form.be_stopped()
    page = form.page
    expect(page).to_have_title(re.compile("^Error: "))
    expect(summary).to_be_focused()
    for words in ("full name", "email address", "phone number", "lunch"):
        expect(summary).to_contain_text(words)
    expect(page.get_by_label("Email address").first).to_have_value("not an address")
    form.buyer(guest("Chidi Eze")).choose(1, "Lunch", "Everything")
    form.choose(1, "Can you kneel on the floor for a few minutes?", "Yes").go_on()
