"""Letters that staff write into, in a real browser: drawn in a frame that runs nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from app.sandbox.server import Sandbox
from tests.accessible import assert_good_at
from tests.mail.letters import inbox
from tests.web.mailing import PAGE, mail_desk
from tests.web.serving import serving
from tests.web.staffroom import COORDINATOR, PASSWORD
from tests.worlds import Desk

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
WIDTHS = (320, 768, 1440)


@pytest.fixture
def posting(desk: Desk, sandbox: Sandbox, tmp_path: Path) -> Iterator[str]:
    """Serve a desk whose letters lie in the inbox, and return its address."""
    with serving(mail_desk(desk, sandbox.mail_port), tmp_path) as address:
        yield address


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/staff/")
    page.get_by_label("Email address").fill(COORDINATOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_are_good_at_every_width(page: Page, posting: str, width: int) -> None:
    sign_in(page, posting)
    page.goto(f"{posting}/staff/mails")
    assert_good_at(page, width)
    page.goto(f"{posting}{PAGE.replace('/en', '/ar')}")
    page.get_by_label("Subject").fill("{nobody}")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("alert")).to_contain_text("The subject has {nobody}")
    assert_good_at(page, width)
    page.get_by_label("Subject").fill("{program}")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("status")).to_have_text("It is kept. The next letter says so.")
    assert_good_at(page, width)


def test_the_letter_is_drawn_in_its_own_style_and_runs_nothing(page: Page, posting: str) -> None:
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        said.append(message.text)

    page.on("console", note)
    sign_in(page, posting)
    page.goto(f"{posting}{PAGE}")
    page.get_by_label("Heading").fill("<img src=x onerror=alert(1)>")
    page.get_by_label("Opening").fill("<script>alert(1)</script>")
    page.get_by_role("button", name="Look at it").click()
    letter = page.frame_locator("iframe[title='The letter']")
    expect(letter.get_by_role("heading", level=1)).to_have_text("<img src=x onerror=alert(1)>")
    expect(letter.get_by_text("<script>alert(1)</script>")).to_be_visible()
    expect(letter.locator(".act")).to_have_css("background-color", "rgb(10, 94, 102)")
    assert said == []


def test_a_test_letter_is_one_press_away(page: Page, posting: str, sandbox: Sandbox) -> None:
    sign_in(page, posting)
    page.get_by_role("link", name="Mails").click()
    page.get_by_role("link", name="Norsk – The class has changed (ours)", exact=True).click()
    page.get_by_label("Heading").fill("Hei {name}")
    page.get_by_role("button", name=f"Send it to {COORDINATOR}").click()
    expect(page.get_by_role("status")).to_contain_text(f"handed over for {COORDINATOR}")
    expect(page.get_by_label("Heading")).to_have_value("Hei {name}")
    (came,) = inbox(sandbox)
    assert "<h1>Hei Ada Example</h1>" in came.part("html")
