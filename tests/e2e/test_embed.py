"""A form inside somebody else's site: another origin, no third-party cookie, a strict policy."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, FrameLocator, Page, Response, expect

from tests.accessible import assert_good_at
from tests.e2e.conftest import PATIENCE
from tests.e2e.pages.paying import OrderPage, StripePage
from tests.e2e.pages.registering import Form, Guest
from tests.e2e.pages.staff import StaffArea
from tests.e2e.product import Product
from tests.e2e.watch import Watch
from tests.fixtures.browser import FLAGS

MakeGuest = Callable[[str], Guest]
PAID, FREE, ON_INVOICE, NOT_ALLOWED = "FH-BERGEN-1", "SD-ONLINE-1", "FH-LONDON-1", "FW-BERGEN-1"
NARROW, WIDE = 320, 1440


def website_of(product: Product) -> str:
    """Return the origin of a website that is another site than the desk: it has another host."""
    return product.sandbox_url.replace("127.0.0.1", "localhost")


@pytest.fixture(scope="session")
def blocking(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> Iterator[Browser]:
    """Return a browser that lets no other site's page have a cookie."""
    flags = [each for each in FLAGS if not each.startswith("--host-resolver-rules")]
    flags += [
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        "--test-third-party-cookie-phaseout",
    ]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": flags})
    yield browser
    browser.close()


class Reader:
    """Somebody who reads the website, and every answer that they got."""

    def __init__(self, browser: Browser, product: Product, **how: Any) -> None:
        self.website = website_of(product)
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, **how)
        ours = (product.url, product.sandbox_url, self.website)
        self.watch = Watch(self.context, ours=ours)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self._answers: list[Response] = []
        self.page.on("response", lambda response: self._answers.append(response))

    @property
    def set_a_cookie(self) -> list[str]:
        """Return the addresses that answered with one, kept or not."""
        return [each.url for each in self._answers if "set-cookie" in each.all_headers()]

    def open(self, code: str, kind: str = "class") -> FrameLocator:
        """Go to the website's page with what is embedded, and return the frame."""
        self.page.goto(f"{self.website}/website/?of={kind}&code={code}")
        return self.page.frame_locator("iframe")

    def told(self, *lines: str) -> None:
        """Wait until the form told the page these things, and nothing else."""
        expect(self.page.locator("#told li")).to_have_text(list(lines))


@pytest.fixture
def reader(product: Product, blocking: Browser) -> Iterator[Reader]:
    """Return somebody whose browser blocks the cookies of other sites."""
    reading = Reader(blocking, product)
    yield reading
    reading.context.close()
    assert reading.watch.complaints == []


def heading(frame: FrameLocator, words: str) -> None:
    expect(frame.get_by_role("heading", level=1)).to_have_text(words)


def fits(page: Page) -> None:
    """Wait until the frame is as high as what is in it."""
    page.wait_for_function(
        "() => Number.parseFloat(document.querySelector('iframe').style.height) > 200"
    )
    expect(page.locator("iframe")).to_have_css("visibility", "visible")
    inside = page.frames[1]
    inside.wait_for_function(
        "() => Math.abs(innerHeight - document.documentElement.getBoundingClientRect().height) <= 1"
    )


def write(page: Page, frame: FrameLocator, guest: Guest) -> None:
    """Fill the form in and go on to the check."""
    own = frame.get_by_role("group", name="Your details")
    own.get_by_label("Full name").fill(guest.name)
    own.get_by_label("Email address").fill(guest.email)
    own.get_by_label("Phone number").fill(guest.phone)
    frame.get_by_role("button", name="Continue").click()
    heading(frame, "Check your answers")
    # Until then the page moves it, and a click may miss.
    fits(page)


def test_somebody_registers_and_pays_without_a_cookie_and_comes_back(
    product: Product, reader: Reader, guest: MakeGuest
) -> None:
    inga, page = guest("Inga Moen"), reader.page
    frame = reader.open(PAID)
    heading(frame, "Register for Food hygiene for small kitchens")
    expect(page.get_by_role("link", name="Register", exact=True)).to_be_hidden()
    expect(frame.get_by_label("Company or organisation")).to_have_value("Harbour News readers")
    fits(page)
    write(page, frame, inga)
    reader.told("ready", "step: form", "ready", "step: check")
    assert reader.set_a_cookie == []
    frame.get_by_role("button", name="Pay").first.click()
    order = StripePage(page).arrived().pay()
    order.says("confirmed")
    # Out of the frame we are the site itself, and the order's own page has a form with a cookie.
    assert [each for each in reader.set_a_cookie if "/orders/" not in each] == []
    page.get_by_role("link", name="Back to localhost").click()
    expect(page).to_have_url(f"{reader.website}/website/thanks")
    # Where they came from is kept, and told to the Connector.
    (user,) = product.users_at_the_connector(inga.email)
    assert user["leadSource"]


def test_the_browser_does_block_what_we_do_without(product: Product, reader: Reader) -> None:
    frame = reader.open(PAID)
    heading(frame, "Register for Food hygiene for small kitchens")
    address = f"{product.url}/classes/{PAID}/register"
    inside = reader.page.frames[1]
    inside.evaluate("address => fetch(address, {credentials: 'include'})", address)
    assert reader.set_a_cookie == [address], "our own site's form sets one"
    assert reader.context.cookies() == [], "and it is not kept from inside the frame"


def test_what_is_not_paid_now_stays_inside_the_frame(
    product: Product, reader: Reader, guest: MakeGuest
) -> None:
    frame = reader.open(ON_INVOICE)
    write(reader.page, frame, guest("Odd Vik"))
    way = frame.get_by_role("group", name="How do you want to pay?")
    way.get_by_label("At the door").check()
    frame.get_by_role("button", name="Confirm").click()
    heading(frame, "You are registered")
    fits(reader.page)
    done = ("ready", "step: done", "submitted: confirmed")
    reader.told("ready", "step: form", "ready", "step: check", *done)
    frame.get_by_role("link", name="See your registration").click()
    OrderPage(reader.page).says("confirmed")


def test_paying_online_where_there_are_other_ways_takes_the_window(
    reader: Reader, guest: MakeGuest
) -> None:
    frame = reader.open(ON_INVOICE)
    write(reader.page, frame, guest("Siv Dahl"))
    frame.get_by_role("button", name="Pay").click()
    StripePage(reader.page).arrived()


def test_a_list_leads_to_a_form_in_the_same_frame(reader: Reader, guest: MakeGuest) -> None:
    frame = reader.open("FOOD-HYGIENE", "program")
    heading(frame, "Food hygiene for small kitchens")
    fits(reader.page)
    frame.get_by_role("link", name="London").click()
    heading(frame, "Register for Food hygiene for small kitchens")
    write(reader.page, frame, guest("Tor Eide"))
    reader.told("ready", "step: list", "ready", "step: form", "ready", "step: check")


def test_mistakes_are_said_and_the_page_leads_to_them(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": NARROW, "height": 500})
    frame = reader.open(PAID)
    frame.get_by_role("button", name="Continue").click()
    expect(frame.get_by_role("alert")).to_be_in_viewport()
    expect(frame.get_by_role("alert")).to_contain_text("Enter")
    fits(reader.page)


def test_without_scripts_the_link_leads_to_the_form_on_our_own_site(
    product: Product, blocking: Browser, guest: MakeGuest
) -> None:
    plain = Reader(blocking, product, java_script_enabled=False)
    page = plain.page
    page.goto(f"{plain.website}/website/?of=class&code={PAID}")
    expect(page.locator("iframe")).to_have_count(0)
    page.get_by_role("link", name="Register", exact=True).click()
    stripe = Form(page).arrived().buyer(guest("Eli Sund")).go_on().pay()
    expect(stripe.button).to_be_visible()
    page.goto(f"{plain.website}/website/")
    page.get_by_role("link", name="Register", exact=True).click()
    page.get_by_role("link", name="London").click()
    expect(page.locator("input[name=source]")).to_have_value("website")
    plain.context.close()
    assert plain.watch.complaints == []


def test_a_site_that_is_not_allowed_shows_the_link_and_no_form(
    product: Product, blocking: Browser
) -> None:
    # No watch: what the browser says of the frame is what is meant to happen.
    page = blocking.new_context().new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with page.expect_response(lambda each: f"/embed/{NOT_ALLOWED}" in each.url) as refused:
        page.goto(f"{website_of(product)}/website/?of=class&code={NOT_ALLOWED}")
    assert refused.value.status == 403
    expect(page.get_by_role("link", name="Register", exact=True)).to_be_visible()
    expect(page.locator("iframe")).to_be_hidden()
    expect(page.locator("#told li")).to_have_count(0)
    page.wait_for_function("() => true")
    assert any("frame-ancestors" in each or "403" in each for each in said), said
    page.context.close()


# As the browser hands a message over, from whom a test says; the last of them is the real one.
_SAY = """([origin, own]) => {
    const frame = document.querySelector("iframe");
    const data = {coursedesk: 1, type: "height", height: 4321};
    const source = own ? frame.contentWindow : window;
    dispatchEvent(new MessageEvent("message", {data, origin, source}));
    return frame.style.height === "4321px";
}"""


def test_the_page_hears_the_frame_and_nobody_else(product: Product, reader: Reader) -> None:
    frame, page = reader.open(PAID), reader.page
    heading(frame, "Register for Food hygiene for small kitchens")
    fits(page)
    assert not page.evaluate(_SAY, [reader.website, True]), "another site in the frame"
    assert not page.evaluate(_SAY, [product.url, False]), "another window of the desk"
    assert page.evaluate(_SAY, [product.url, True])


def test_the_frame_is_filled_in_by_the_page_and_nobody_else(reader: Reader) -> None:
    frame, page = reader.open(PAID), reader.page
    heading(frame, "Register for Food hygiene for small kitchens")
    fits(page)
    said = "{coursedesk: 1, type: 'fill', values: {%s}}"
    page.frames[1].evaluate(f"() => postMessage({said % 'name: 1'}, location.origin)")
    # Messages keep their order, so that the other one came before what is seen now.
    send = "document.querySelector('iframe').contentWindow.postMessage"
    page.evaluate(f"() => {send}({said % 'email: 2'}, '*')")
    own = frame.get_by_role("group", name="Your details")
    expect(own.get_by_label("Email address")).to_have_value("2")
    expect(own.get_by_label("Full name")).to_have_value("")


def test_every_page_of_it_is_good_for_everybody(
    product: Product, reader: Reader, guest: MakeGuest
) -> None:
    page, frame = reader.page, reader.page
    for address in (f"/embed/{PAID}", "/embed/FOOD-HYGIENE", "/embed/NOTHING"):
        page.goto(product.url + address)
        assert_good_at(page, NARROW, WIDE)
    page.goto(f"{product.url}/embed/{PAID}?site=https://elsewhere.example")
    assert_good_at(page, NARROW, WIDE)
    page.goto(f"{product.url}/embed/{FREE}")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_good_at(page, NARROW, WIDE)
    own = frame.get_by_role("group", name="Your details")
    somebody = guest("Liv Aas")
    own.get_by_label("Full name").fill(somebody.name)
    own.get_by_label("Email address").fill(somebody.email)
    own.get_by_label("Phone number").fill(somebody.phone)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    assert_good_at(page, NARROW, WIDE)
    page.get_by_role("button", name="Confirm registration").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are registered")
    assert_good_at(page, NARROW, WIDE)


def test_staff_see_what_to_paste_the_form_itself_and_that_nothing_is_in_the_way(
    product: Product, staff: StaffArea
) -> None:
    page = staff.page
    page.goto(f"{product.url}/staff/programs/FOOD-HYGIENE/embed?what=class:{PAID}")
    frame = page.frame_locator("iframe")
    heading(frame, "Register for Food hygiene for small kitchens")
    assert_good_at(page, NARROW, WIDE)
    website = f"{product.sandbox_url}/website/?of=class&code={PAID}"
    page.get_by_label("Address of the page that shows it").fill(website)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("status")).to_contain_text("Nothing is in the way")
