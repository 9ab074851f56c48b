"""An order's own page: found again without its link, taken away, erased; for everybody to use."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.accessible import assert_good_at
from tests.e2e.conftest import Window
from tests.e2e.pages.catalogue import Catalogue
from tests.e2e.pages.registering import Guest
from tests.e2e.product import WITHIN, Product
from tests.fixtures.ports import wait_until

MakeGuest = Callable[[str], Guest]
WIDTHS = (320, 768, 1440)


def codes(product: Product, guest: Guest) -> list[str]:
    """Return the digits that were mailed to somebody."""
    letters = [each["text"] for each in product.letters_to(guest.email)]
    return [found[1] for text in letters if (found := re.search(r"Your code: ([0-9]{6})", text))]


def test_who_lost_the_link_finds_the_order_takes_its_data_away_and_has_it_erased(
    product: Product, catalogue: Catalogue, window: Window, guest: MakeGuest
) -> None:
    runa, leif = guest("Runa Dahl"), guest("Leif Moe")
    form = catalogue.open_class("FH-BERGEN-1").register()
    order = form.buyer(runa).add(leif).go_on().pay().pay().says("confirmed")
    reference = order.reference

    # In another browser there is no link.
    page = window()
    page.goto(product.url)
    page.get_by_role("link", name="Find your order").click()
    assert_good_at(page, *WIDTHS)
    page.get_by_label("E-mail address").fill(runa.email.upper())
    page.get_by_label("Reference").fill(reference.lower().replace("-", " "))
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    assert_good_at(page, *WIDTHS)
    page.get_by_label("Code").fill("nothing")
    page.get_by_role("button", name="See my order").click()
    expect(page.get_by_role("alert")).to_contain_text("This code is not right")
    assert_good_at(page, *WIDTHS)
    wait_until(lambda: codes(product, runa), within=WITHIN, what="the letter with the code")
    page.get_by_label("Code").fill(codes(product, runa)[-1])
    page.get_by_role("button", name="See my order").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your registration is confirmed")
    story = page.get_by_role("region", name="What happened")
    expect(story).to_contain_text("A code to see this page was asked for")
    assert_good_at(page, *WIDTHS)

    # All of it is a file.
    page.get_by_role("link", name="Your data").click()
    assert_good_at(page, *WIDTHS)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download your data").click()
    document = json.loads(Path(download.value.path()).read_text())
    assert [each["name"] for each in document["participants"]] == [runa.name, leif.name]

    # While the class is to come it cannot be erased; the page says so.
    page.get_by_role("link", name="Have your data erased").click()
    expect(page.get_by_role("main")).to_contain_text("Not yet: the class has not ended")
    assert_good_at(page, *WIDTHS)


def test_an_order_that_was_given_up_is_erased_and_the_connector_is_told(
    product: Product, catalogue: Catalogue, guest: MakeGuest
) -> None:
    siv = guest("Siv Aas")
    order = catalogue.open_class("SD-ONLINE-1").register().buyer(siv).go_on().confirm()
    page = order.says("confirmed").page
    wait_until(
        lambda: product.users_at_the_connector(siv.email), within=WITHIN, what="Siv at the hub"
    )
    page.get_by_role("link", name="See what comes back").click()
    page.get_by_role("button", name="Yes, cancel it").click()
    page.get_by_role("link", name="Your data").click()
    page.get_by_role("link", name="Have your data erased").click()
    assert_good_at(page, *WIDTHS)
    page.get_by_label("I know that this cannot be undone").check()
    page.get_by_role("button", name="Erase it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your data was erased")
    assert_good_at(page, *WIDTHS)
    wait_until(
        lambda: not product.users_at_the_connector(siv.email),
        within=WITHIN,
        what="the hub to be told",
    )
    page.goto(order.address)
    expect(page.get_by_role("main")).not_to_contain_text(siv.name)
    assert_good_at(page, *WIDTHS)
