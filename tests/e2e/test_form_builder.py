"""A form is built by keyboard, seen as it will be and published; somebody registers with it."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.accessible import assert_good_at, assert_readable_in_the_dark
from tests.e2e.conftest import Window
from tests.e2e.pages.catalogue import Catalogue
from tests.e2e.pages.registering import Guest
from tests.e2e.pages.staff import StaffArea
from tests.e2e.product import Product
from tests.e2e.test_everybody import tab_to

MakeGuest = Callable[[str], Guest]
CLASS = "AD-OSLO-1"
FORM = "/staff/programs/ACCESSIBLE-DOCS/form"
WIDTHS = (320, 768, 1440)


def add(page: Page, kind: str) -> None:
    """Go from the form to the fields of a new entry of a kind, by keyboard."""
    keyboard = page.keyboard
    tab_to(page, "Add an entry")
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you want to add?")
    tab_to(page, "Short text")
    for _ in range(20):
        if page.get_by_label(kind, exact=True).is_checked():
            break
        keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Add: {kind}")


def keep(page: Page) -> None:
    """Keep the entry, by keyboard."""
    tab_to(page, "Keep it in the draft")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("kept in the draft")


def test_a_form_is_built_by_keyboard_and_somebody_registers_with_it(
    product: Product,
    staff: StaffArea,
    window: Window,
    catalogue: Catalogue,
    guest: MakeGuest,
) -> None:
    page, keyboard = staff.page, staff.page.keyboard
    page.goto(f"{product.url}/staff/classes/{CLASS}")
    tab_to(page, "The form that is asked")
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Form of Documents")

    add(page, "Yes or no")
    assert_good_at(page, *WIDTHS)
    tab_to(page, "Keep it in the draft")
    keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Enter a label")
    assert_good_at(page, *WIDTHS)
    tab_to(page, "Label")
    keyboard.type("Do you use a screen reader?")
    keep(page)
    add(page, "Short text")
    tab_to(page, "Label")
    keyboard.type("Which screen reader?")
    tab_to(page, "It must be answered")
    keyboard.press("Space")
    tab_to(page, "Answer")
    keyboard.type("Do you use")
    tab_to(page, "Value")
    keyboard.type("yes")
    keep(page)
    expect(page.get_by_role("main")).to_contain_text("Only if Do you use a screen reader? is yes")
    assert_good_at(page, *WIDTHS)
    assert_readable_in_the_dark(page)

    tab_to(page, "Preview")
    keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Participant 1")
    plain = page.get_by_label("Which screen reader?")
    expect(plain).to_be_hidden()
    page.get_by_role("group", name="Do you use a screen reader?").get_by_label("Yes").check()
    expect(plain).to_be_visible()
    assert_good_at(page, *WIDTHS)
    page.go_back()

    tab_to(page, "Publish …")
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Before you publish")
    assert_good_at(page, *WIDTHS)
    tab_to(page, "Publish it")
    keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Version 2 is published")

    tove = guest("Tove Aas")
    form = catalogue.open_class(CLASS).register().buyer(tove)
    form.participant(1).get_by_label("Word", exact=True).check()
    form.choose(1, "Do you use a screen reader?", "Yes")
    expect(form.be_stopped()).to_contain_text("Which screen reader?")
    check = form.write(1, "Which screen reader?", "Orca").go_on()
    expect(check.answers("Participant 1")).to_contain_text(re.compile("Which screen reader.*Orca"))
    check.pay().pay().says("confirmed")
    main = staff.open_story(tove.email).page.get_by_role("main")
    expect(main).to_contain_text("Orca")
