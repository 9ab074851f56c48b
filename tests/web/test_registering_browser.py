"""Registering in a real browser: by keyboard alone, back and forth, without scripts, narrow."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from app.domain.link import order_token
from tests.accessible import assert_good, assert_good_at
from tests.fakes.gateway import FakeGateway
from tests.usecases.later import EVERY_WAY
from tests.web.visitor import SECRET
from tests.worlds import CLASS, Desk, add_class, register_once, states

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
FORM = f"/classes/{CLASS}/register"
WIDTHS = (320, 768, 1440)


def fill_in(page: Page) -> None:
    """Write Ada's details."""
    page.get_by_label("Full name").first.fill("Ada Lovelace")
    page.get_by_label("Email address").first.fill("ada@example.org")
    page.get_by_label("Phone number").first.fill("22 12 34 56")


def type_along(page: Page, *texts: str) -> None:
    """Type one text a field, going on with the Tab key."""
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Tab")


def test_the_keyboard_alone_registers(desk: Desk, site: str, page: Page) -> None:
    add_class(desk.sessions, prices=())
    page.goto(site + FORM)
    page.get_by_label("Full name").first.focus()
    type_along(page, "Ada Lovelace", "ada@example.org", "22 12 34 56")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    button = page.get_by_role("button", name="Confirm registration")
    for _ in range(30):
        if button.evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your registration is confirmed")
    assert states(desk.sessions) == ["confirmed"]


def test_the_error_summary_has_the_focus_and_leads_to_the_field(
    desk: Desk, site: str, page: Page
) -> None:
    add_class(desk.sessions)
    page.goto(site + FORM)
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title(re.compile("^Error: Register for First aid"))
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="Enter a phone number").click()
    expect(page.get_by_label("Phone number").first).to_be_focused()
    assert_good(page)


def test_taking_part_oneself_hides_what_is_known_already(desk: Desk, site: str, page: Page) -> None:
    add_class(desk.sessions)
    page.goto(site + FORM)
    participant = page.get_by_role("group", name="Participant 1")
    expect(participant.get_by_label("Full name")).to_be_hidden()
    page.get_by_label("I take part myself").uncheck()
    expect(participant.get_by_label("Full name")).to_be_visible()
    assert_good(page)


def test_another_participant_is_where_one_goes_on_typing(desk: Desk, site: str, page: Page) -> None:
    add_class(desk.sessions)
    page.goto(site + FORM)
    fill_in(page)
    page.get_by_role("button", name="Add another participant").click()
    expect(page.get_by_role("group", name="Participant 2")).to_be_in_viewport()
    page.keyboard.press("Tab")
    page.keyboard.type("Bo Berg")
    second = page.get_by_role("group", name="Participant 2").get_by_label("Full name")
    expect(second).to_have_value("Bo Berg")
    expect(page.get_by_label("Full name").first).to_have_value("Ada Lovelace")


def test_the_back_button_brings_back_what_was_written(desk: Desk, site: str, page: Page) -> None:
    add_class(desk.sessions)
    page.goto(site + FORM)
    fill_in(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    page.go_back()
    expect(page.get_by_label("Full name").first).to_have_value("Ada Lovelace")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    page.get_by_role("link", name="Change Email address").first.click()
    expect(page.get_by_label("Email address").first).to_have_value("ada@example.org")


def test_going_back_after_sending_shows_the_order_and_sends_nothing_twice(
    desk: Desk, site: str, page: Page
) -> None:
    add_class(desk.sessions, prices=())
    page.goto(site + FORM)
    fill_in(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Confirm registration").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your registration is confirmed")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your registration is confirmed")
    assert states(desk.sessions) == ["confirmed"]


def test_the_time_left_ticks_without_moving_the_page(desk: Desk, site: str, page: Page) -> None:
    add_class(desk.sessions)
    reference = register_once(desk).reference
    page.goto(f"{site}/orders/{reference}?token={order_token(SECRET, reference)}")
    timer = page.get_by_role("timer")
    expect(timer).to_contain_text("29 min")
    assert page.evaluate(
        "performance.getEntriesByType('layout-shift').every(each => each.value < 0.01)"
    )
    assert_good(page)


def test_coming_back_paid_asks_at_once_and_shows_the_end(
    desk: Desk, site: str, page: Page, gateway: FakeGateway
) -> None:
    add_class(desk.sessions)
    reference = register_once(desk).reference
    address = f"{site}/orders/{reference}?token={order_token(SECRET, reference)}"
    page.goto(address)
    # Nobody answers where it is paid.
    with page.expect_request("https://pay.example.test/**") as leaving:
        page.get_by_role("button", name="Pay NOK 4,200").click()
    page.wait_for_url("chrome-error://chromewebdata/")
    gateway.pay(leaving.value.url.rpartition("/")[2])
    page.goto(f"{address}&paid=1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your registration is confirmed")


def test_every_page_fits_and_is_accessible(desk: Desk, site: str, page: Page) -> None:
    questions: tuple[dict[str, object], ...] = (
        {"key": "born", "kind": "date", "label": "Date of birth", "help": "As in your passport"},
        {"key": "meal", "kind": "choice", "label": "Meal", "options": ["Fish", "Bean"]},
        {"key": "days", "kind": "choices", "label": "Days", "options": ["One", "Two"]},
        {"key": "boat", "kind": "yes_no", "label": "Do you own a boat?"},
        {"key": "why", "kind": "long_text", "label": "Why do you come?"},
        {"key": "size", "kind": "number", "label": "Boot size"},
    )
    add_class(desk.sessions, questions=questions, prices=(("NOK", 420000), ("EUR", 38050)))
    add_class(desk.sessions, "FULL", capacity=0)
    reference = register_once(desk).reference
    order = f"/orders/{reference}?token={order_token(SECRET, reference)}"
    addresses = (FORM, "/classes/FULL/register", "/classes/NOPE/register", f"{FORM}/nope", order)
    for address in (*addresses, order.replace("?", "/cancel?"), "/orders/CD-X?token=x"):
        page.goto(site + address)
        assert_good_at(page, *WIDTHS)
    page.goto(site + FORM)
    fill_in(page)
    page.get_by_label("NOK 4,200 per place").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Pay NOK 4,200")).to_be_visible()
    assert_good_at(page, *WIDTHS)


def test_the_last_button_says_what_happens_next_without_scripts(
    desk: Desk, site: str, browser: Browser
) -> None:
    add_class(desk.sessions, ways=EVERY_WAY)
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site + FORM)
        fill_in(page)
        page.get_by_role("button", name="Continue").click()
        next_steps = page.get_by_role("heading", name="What happens next")
        company = page.get_by_label("Company or organisation")
        for way, says, follows, asks in (
            ("All of it now", "Pay NOK 4,200", "as soon as the payment is in", False),
            ("By invoice", "Send the order on invoice", "until the invoice is due", True),
            ("A deposit", "Pay NOK 840", "You pay NOK 840", False),
            ("At the door", "Confirm", "when you come", False),
        ):
            page.get_by_role("radio", name=re.compile(f"^{way}")).check()
            button = page.get_by_role("main").get_by_role("button").last
            expect(button).to_have_accessible_name(says)
            expect(next_steps).to_have_count(1)
            expect(page.get_by_role("list").filter(has_text=follows)).to_be_visible()
            expect(company).to_be_visible(visible=asks)


def test_a_browser_without_scripts_registers_two(desk: Desk, site: str, browser: Browser) -> None:
    add_class(desk.sessions, prices=())
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site + FORM)
        fill_in(page)
        page.get_by_role("button", name="Add another participant").click()
        second = page.get_by_role("group", name="Participant 2")
        second.get_by_label("Full name").fill("Bo Berg")
        second.get_by_label("Email address").fill("bo@example.org")
        second.get_by_label("Phone number").fill("+44 20 7946 0958")
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("button", name="Confirm registration").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your registration is confirmed")
    assert states(desk.sessions) == ["confirmed", "confirmed"]
