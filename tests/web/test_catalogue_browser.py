"""The public pages in a real browser: by axe, narrow and wide, light and dark, without scripts."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from app.domain.course_class import ClassState
from tests.accessible import assert_good_at, assert_readable_in_the_dark
from tests.catalogue_world import NOW, Option, add_class, add_program
from tests.web.serving import serving
from tests.worlds import Desk

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.usefixtures("database_url"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
LONG = "Sikkerhetskursforinstruktørerogarbeidsmiljørepresentanter"
ADDRESSES = (
    "/",
    "/programs",
    "/programs?q=aid&type=safety&place=Oslo&free=1",
    "/programs?q=zebra&place=Oslo",
    "/programs/first-aid",
    "/programs/long",
    "/classes/FA-1",
    "/classes/FA-FULL",
    "/classes/FA-OFF",
    "/nowhere",
)


@pytest.fixture
def site(desk: Desk, tmp_path: Path) -> Iterator[str]:
    """Serve the real application with a catalogue of every kind of class; return its address."""
    sessions = desk.sessions
    add_program(sessions, description="# Why\n\nSome `code`.\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    add_class(sessions, "FA-1", taken=11, days=3, prices=[Option(420000), Option(36000, "EUR")])
    add_class(sessions, "FA-FULL", city="Oslo", capacity=2, taken=2)
    add_class(sessions, "FA-OFF", state=ClassState.CANCELLED, city="")
    add_class(sessions, "FA-OLD", starts_at=NOW.replace(year=2030))
    add_program(sessions, "LONG", title=LONG, summary=LONG * 3, description=LONG * 4)
    add_class(sessions, "L" * 60, program="LONG", city=LONG[:40], prices=[Option(10**9, "KWD")])
    with serving(desk, tmp_path) as address:
        yield address


def test_every_page_is_accessible_and_fits_in_light_and_in_the_dark(site: str, page: Page) -> None:
    for address in (*ADDRESSES, f"/classes/{'L' * 60}"):
        page.goto(site + address)
        assert_good_at(page, 320, 768, 1440)
        assert_readable_in_the_dark(page)


def test_everything_comes_from_here_and_the_policy_refuses_nothing(site: str, page: Page) -> None:
    hosts: set[str] = set()
    said: list[str] = []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in ADDRESSES[:-1]:
        page.goto(site + address, wait_until="networkidle")
    assert hosts == {urlsplit(site).netloc}
    assert said == []


def test_somebody_without_scripts_finds_a_class(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.get_by_label("What would you like to learn?").fill("first aid")
    page.get_by_role("button", name="Search").click()
    page.get_by_label("Place", exact=True).select_option("Bergen")
    page.get_by_label("Only with free places").check()
    page.get_by_role("button", name="Show results").click()
    page.get_by_role("link", name="1 place left").click()
    expect(page.get_by_role("link", name="Register", exact=True)).to_be_visible()
    assert urlsplit(page.url).path == "/classes/FA-1"
    context.close()


def test_the_keyboard_skips_to_the_content(site: str, page: Page) -> None:
    page.goto(site + "/programs")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Title, subject, place or code")).to_be_focused()


def test_a_list_fits_on_paper(site: str, page: Page) -> None:
    page.goto(site + "/classes/FA-1")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
