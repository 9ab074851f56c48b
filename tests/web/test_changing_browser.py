"""What buyers change themselves, in a real browser: every page is good, with scripts or without."""

import pytest
from playwright.sync_api import Browser, Page, expect

from app.domain.form.condition import Compare, How
from app.domain.form.question import Question, QuestionKind
from tests.accessible import assert_good_at, assert_readable_in_the_dark
from tests.answered import answer_all, answers, order_of, places_of
from tests.web.ordering import address
from tests.web.test_registering_browser import WIDTHS
from tests.worlds import ANA, BO, Desk, add_class, register_once

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
K = QuestionKind
DRIVES = Question("drives", K.YES_NO, "Do you drive?", required=True)
PLATE = Question(
    "plate", K.TEXT, "Plate", required=True, condition=Compare("drives", How.EQUALS, ("yes",))
)
HEALTH = Question("health", K.TEXT, "Allergies", sensitive=True)
KEEP = "Keep these answers"


@pytest.fixture
def order(desk: Desk) -> str:
    """Give an order of two for a free class, with another date to go to; return its reference."""
    add_class(desk.sessions, prices=())
    add_class(desk.sessions, "FA-2031-09", prices=())
    register_once(desk, participants=(ANA, BO), currency="")
    answer_all(desk.sessions, (DRIVES, PLATE, HEALTH), {"drives": False, "health": "sealed:x"})
    return order_of(desk.sessions)


def test_a_question_comes_up_as_it_is_answered_and_what_changed_is_checked(
    desk: Desk, site: str, page: Page, order: str
) -> None:
    page.goto(f"{site}{address(order)}")
    assert_good_at(page, *WIDTHS)
    page.get_by_role("link", name="See and change them").click()
    expect(page.get_by_label("Plate")).to_have_count(2)
    expect(page.get_by_label("Plate").first).to_be_hidden()
    page.get_by_role("group", name="Do you drive?").first.get_by_label("Yes").check()
    page.get_by_label("Plate").first.fill("AB 1")
    assert_good_at(page, *WIDTHS)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Check what you changed")).to_be_visible()
    assert_good_at(page, *WIDTHS)
    assert_readable_in_the_dark(page)
    page.get_by_role("button", name="Change Plate").click()
    expect(page.get_by_label("Plate").first).to_have_value("AB 1")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name=KEEP).click()
    expect(page.get_by_text("Your answers are changed")).to_be_visible()
    assert answers(desk.sessions)[0] == {"drives": True, "plate": "AB 1", "health": "sealed:x"}


def test_without_scripts_the_same_is_asked_page_by_page(
    desk: Desk, site: str, browser: Browser, order: str
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}{address(order, page='/answers')}")
    page.get_by_role("group", name="Do you drive?").first.get_by_label("Yes").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Plate").first.fill("AB 1")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name=KEEP).click()
    assert answers(desk.sessions)[0]["plate"] == "AB 1"
    page.context.close()


def test_giving_a_place_away_and_moving_it_are_good_pages(
    desk: Desk, site: str, page: Page, order: str
) -> None:
    first, _ = places_of(desk.sessions)
    page.goto(f"{site}{address(order, page=f'/places/{first}/name')}")
    assert_good_at(page, *WIDTHS)
    page.get_by_role("button", name="Change who comes").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert_good_at(page, *WIDTHS)
    page.goto(f"{site}{address(order, page=f'/places/{first}/move')}")
    assert_good_at(page, *WIDTHS)
    page.get_by_role("link", name="Choose FA-2031-09").click()
    assert_good_at(page, *WIDTHS)
    page.get_by_role("button", name="Yes, move it").click()
    expect(page.get_by_text("The place is in the other class now")).to_be_visible()
    assert_good_at(page, *WIDTHS)
    assert_readable_in_the_dark(page)
