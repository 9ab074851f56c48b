"""The page's buttons in a real browser, which names its origin and obeys the policy."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from app.sandbox.server import Sandbox
from tests.accessible import assert_good
from tests.sandbox.callers import Connector, Trainingportal, person

pytestmark = pytest.mark.e2e


@pytest.fixture
def errors(page: Page) -> list[str]:
    """Collect what the browser complains about."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text))
    return found


def test_a_partner_is_broken_and_mended_by_hand(
    sandbox: Sandbox, http: httpx.Client, page: Page, errors: list[str]
) -> None:
    page.goto(sandbox.url)
    page.get_by_role("button", name="Down at Connector").click()
    expect(page.locator("#connector").get_by_text("Down", exact=True).first).to_be_visible()
    with pytest.raises(httpx.TransportError):
        Connector(http).save("/user", person("p-1"))
    page.get_by_role("button", name="Mend Connector").click()
    expect(page.locator("#connector").get_by_text("Works")).to_be_visible()
    assert Connector(http).save("/user", person("p-1")).status_code == 200
    assert errors == []


def test_a_fault_for_two_calls_is_set_by_hand(sandbox: Sandbox, page: Page) -> None:
    page.goto(sandbox.url)
    panel = page.locator("#iso")
    panel.get_by_text("More ways to break it").click()
    panel.get_by_label("Fault").select_option("Maintenance page")
    panel.get_by_label("For how many calls").fill("2")
    panel.get_by_role("button", name="Break ISO website").click()
    expect(panel.get_by_text("Maintenance page, 2 more times")).to_be_visible()


def test_a_seat_is_asked_for_by_hand_and_the_answer_shown(
    sandbox: Sandbox, http: httpx.Client, page: Page
) -> None:
    Trainingportal(http).add()
    page.goto(sandbox.url)
    panel = page.locator("#trainingportal")
    panel.get_by_text("Act as Trainingportal").click()
    panel.get_by_label("Class code").fill("FA-1")
    panel.get_by_role("button", name="Reserve a seat").click()
    expect(panel.get_by_text("What the product answered")).to_be_visible()


def test_a_class_is_changed_and_withdrawn_behind_the_products_back(
    sandbox: Sandbox, http: httpx.Client, page: Page
) -> None:
    Trainingportal(http).add()
    page.goto(sandbox.url)
    panel = page.locator("#trainingportal")
    panel.get_by_text("behind the product's back").click()
    form = panel.get_by_role("group", name="One of the classes")
    form.get_by_label("Number").fill("FA-1")
    form.get_by_label("Field").select_option("availableSeats")
    form.get_by_label("To").fill("77")
    panel.get_by_role("button", name="Change it among the classes").click()
    expect(panel.get_by_text("77 free")).to_be_visible()
    panel.get_by_role("button", name="Withdraw FA-1").click()
    expect(panel.get_by_text("77 free")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 1600])
def test_the_page_fits_and_is_accessible(
    sandbox: Sandbox, http: httpx.Client, page: Page, errors: list[str], width: int
) -> None:
    Trainingportal(http).add(location="A" * 60)
    Connector(http).save("/user", person("p-" + "1" * 60, country="Canada"))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(sandbox.url)
    assert_good(page)
    expect(page).to_have_title(re.compile("Sandbox"))
    assert errors == []
