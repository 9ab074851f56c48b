"""For everybody: by keyboard alone, without scripts, on a narrow phone, for a screen reader."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.accessible import assert_fits, assert_good_at, assert_good_everywhere
from tests.e2e.conftest import Window
from tests.e2e.pages.catalogue import Catalogue, ClassPage
from tests.e2e.pages.paying import OrderPage, StripePage
from tests.e2e.pages.registering import CheckPage, Form, Guest
from tests.e2e.pages.staff import StaffArea
from tests.e2e.product import STAFF, Product

MakeGuest = Callable[[str], Guest]
# A journey is driven in the narrow window; what is asked of a page holds in both.
NARROW, WIDE = 320, 1920
NAME_OF_FOCUSED = """() => {
    const each = document.activeElement;
    return each === document.body ? "" : (each.labels?.[0] ?? each).innerText;
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control with this name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if name in page.evaluate(NAME_OF_FOCUSED):
            return
    raise AssertionError(f"no way to {name!r} by the Tab key")


def test_the_keyboard_alone_finds_registers_and_pays(
    product: Product, window: Window, guest: MakeGuest
) -> None:
    solveig = guest("Solveig Fossum")
    page = window()
    keyboard = page.keyboard
    page.goto(product.url)
    tab_to(page, "What would you like to learn?")
    keyboard.type("hygiene")
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Programs and courses")
    tab_to(page, "London")
    keyboard.press("Enter")
    ClassPage(page, product.url).arrived()
    tab_to(page, "Register")
    keyboard.press("Enter")
    Form(page).arrived()
    for label, text in (
        ("Full name", solveig.name),
        ("Email address", solveig.email),
        ("Phone number", solveig.phone),
        ("Do you have an allergy yourself?", "Sesame"),
    ):
        tab_to(page, label)
        keyboard.type(text)
    tab_to(page, "Continue")
    keyboard.press("Enter")
    check = CheckPage(page).arrived()
    expect(check.answers("Participant")).to_contain_text("Sesame")
    tab_to(page, "Pay £210")
    keyboard.press("Enter")
    StripePage(page).arrived()
    for label, text in (
        ("Card number", "4242424242424242"),
        ("Expiry", "1234"),
        ("CVC", "123"),
        ("Name on card", solveig.name),
    ):
        tab_to(page, label)
        keyboard.type(text)
    keyboard.press("Enter")
    OrderPage(page).says("confirmed")


def test_without_scripts_the_whole_way_is_open(
    mended: Product, window: Window, guest: MakeGuest
) -> None:
    henrik = guest("Henrik Krüger")
    # So that the page is seen whose button asks what became of the payment.
    mended.turn_stripe(paused=True)
    plain = Catalogue(window(java_script_enabled=False), mended.url)
    plain.open().open_programs().search("kitchens", place="London")
    form = plain.choose("Food hygiene for small kitchens", "London").register()
    form.buyer(henrik).add(guest("Zofia Zielińska"))
    form.choose(1, "For whom do you cook?", "Guests")
    order = form.go_on().pay().pay()
    expect(order.heading).to_have_text("We are checking your payment")
    order.page.get_by_role("button", name="Check now").click()
    order.says("confirmed")
    staff = StaffArea(window(java_script_enabled=False), mended.url)
    staff.sign_in(STAFF, mended.staff_password)
    story = staff.open_story(henrik.email)
    story.wait_for("iso", "in step")


PUBLIC = [
    "/",
    "/programs",
    "/programs?q=nothing+like+it",
    "/programs?q=marine&place=oslo&free=1",
    "/programs?page=2",
    "/programs/new-managers",
    "/classes/NM-LONDON-1",
    "/classes/HT-OSLO-1",
    "/classes/FH-OSLO-1",
    "/classes/PY-OSLO-1",
    "/classes/HT-OSLO-1/register",
    "/classes/FH-OSLO-1/register",
    "/classes/NM-LONDON-1/register",
    "/classes/DD-ONLINE-2/register",
    "/classes/nothing/register",
    "/classes/SD-ONLINE-1",
    "/orders",
    "/orders/code/anything",
    "/orders/CD-00000-00000",
    "/embed/FH-BERGEN-1",
    "/embed/NOTHING",
    "/embed/FH-BERGEN-1?site=https://elsewhere.example",
    "/certificates/C-NOBODY",
    "/nowhere",
    "/staff/sign-in",
]


def test_every_public_page_is_accessible_and_fits_in_light_and_in_the_dark(
    product: Product, window: Window
) -> None:
    page = window()
    for address in PUBLIC:
        page.goto(product.url + address)
        assert_good_everywhere(page, WIDE, NARROW)


def test_every_step_of_registering_is_accessible_and_fits(
    product: Product, window: Window, guest: MakeGuest
) -> None:
    page = window(NARROW, 800)
    form = Catalogue(page, product.url).open_class("NM-LONDON-1").register()
    form.be_stopped()
    assert_good_everywhere(page, WIDE, NARROW)
    daniel = guest("Daniel Marlowe-Featherstonehaugh von und zu Hohenlohe")
    form.buyer(daniel).write(1, "How many people do you lead?", "7")
    form.write(1, "What should be different", "Everything" * 12)
    form.add(guest("Eirin Tveit"))
    assert_good_everywhere(page, WIDE, NARROW)
    form.write(2, "How many people do you lead?", "12").write(2, "What should be different", "Less")
    check = form.go_on()
    assert_good_everywhere(page, WIDE, NARROW)
    order = check.pay().go_back().says("waiting for payment")
    assert_good_everywhere(page, WIDE, NARROW)
    order.ask_to_cancel()
    assert_good_everywhere(page, WIDE, NARROW)
    order.keep().pay_again()
    page.go_back()
    order.says("waiting for payment").ask_to_cancel().cancel()
    assert_good_everywhere(page, WIDE, NARROW)
    form = Catalogue(page, product.url).open_class("SD-ONLINE-2").register()
    form.buyer(daniel).go_on().confirm()
    assert_good_everywhere(page, WIDE, NARROW)


def test_every_page_of_staff_is_accessible_and_fits(
    mended: Product, window: Window, guest: MakeGuest
) -> None:
    paulo = guest("Paulo Moreira")
    mended.turn("iso", mode="lost", call="/registrations", times=1)
    public = Catalogue(window(), mended.url)
    public.open_class("SD-ONLINE-2").register().buyer(paulo).go_on().confirm()
    page = window(NARROW, 800)
    staff = StaffArea(page, mended.url).sign_in(STAFF, mended.staff_password)
    assert_good_at(page, WIDE, NARROW)
    staff.go_to("Registrations")
    assert_good_at(page, WIDE, NARROW)
    staff.go_to("Deliveries")
    assert_good_at(page, WIDE, NARROW)
    staff.open_password()
    assert_good_at(page, WIDE, NARROW)
    story = staff.open_story(paulo.email)
    story.wait_for("iso", "unknown")
    assert_good_at(page, WIDE, NARROW)
    story.lamp("iso").get_by_text("Skip …").click()
    assert_good_at(page, WIDE, NARROW)
    story.lamp("iso").get_by_label("Why need").fill("Looked at their site: it is there")
    story.lamp("iso").get_by_role("button", name="Skip it").click()
    expect(page.get_by_role("status").first).to_be_visible()
    assert_fits(page)


# What names one thing in an address of staff's: a number, code, reference, letter or language.
NAMED = re.compile(r"[0-9]|[A-Z]{2}|\.|^[a-z]{2}$")
# Files, and what leads out of the area.
NO_PAGES = (".csv", ".pdf", ".xlsx", ".json")


def kind_of(address: str) -> str:
    """Return what kind of page is there: what it is of does not count, nor how it is asked for."""
    return "/".join(
        "…" if NAMED.search(each) else each for each in urlsplit(address).path.split("/")
    )


def test_whatever_staff_can_follow_a_link_to_is_accessible_and_fits(
    mended: Product, staff: StaffArea
) -> None:
    page = staff.page
    waiting, seen = ["/staff/"], set[str]()
    while waiting:
        address = waiting.pop()
        if kind_of(address) in seen:
            continue
        seen.add(kind_of(address))
        page.goto(mended.url + address)
        assert_good_everywhere(page, WIDE, NARROW)
        links = page.evaluate("[...document.links].map(each => each.getAttribute('href'))")
        waiting += [
            each
            for each in links
            if each.startswith("/staff/") and not urlsplit(each).path.endswith(NO_PAGES)
        ]
    assert len(seen) > 30, sorted(seen)
