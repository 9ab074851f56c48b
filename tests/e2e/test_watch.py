"""The negative control of the journeys: what is watched for is seen, what is asked for judged."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accessible import assert_fits, assert_good
from tests.e2e.watch import Watch

SITE = "http://127.0.0.1:9"
GOOD = (
    "<!doctype html><html lang='en'><meta name='viewport' content='width=device-width'>"
    "<link rel='icon' href='data:,'><title>Good</title><main><h1>Good</h1>{}</main></html>"
)


def watched(browser: Browser, body: str) -> tuple[Page, Watch]:
    """Show a page with this body, as if our site had it, in a watched window."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    watch = Watch(context, ours=(SITE,))
    page = context.new_page()
    page.route(f"{SITE}/**", lambda route: route.fulfill(status=404))
    page.route(
        f"{SITE}/", lambda route: route.fulfill(body=GOOD.format(body), content_type="text/html")
    )
    page.goto(SITE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Good")
    return page, watch


def test_a_good_page_is_complained_of_by_nobody(browser: Browser) -> None:
    page, watch = watched(browser, "<p>Nothing to see</p>")
    assert_good(page)
    page.context.close()
    assert watch.complaints == []


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<script>console.error('oh')</script>", "console: oh"),
        ("<script>console.warn('well')</script>", "console: well"),
        ("<script>nothing.here()</script>", "script: "),
        ("<img alt='' src='/lost.png'>", "404 for"),
        ("<img alt='' src='http://127.0.0.1:10/spy.gif'>", "loaded from elsewhere"),
        ("<script src='http://cdn.example/x.js'></script>", "loaded from elsewhere"),
    ],
)
def test_what_goes_wrong_in_a_window_is_seen(browser: Browser, body: str, complaint: str) -> None:
    page, watch = watched(browser, body)
    page.wait_for_load_state("networkidle")
    page.context.close()
    assert any(complaint in each for each in watch.complaints), watch.complaints


def test_a_page_that_is_too_wide_is_seen(browser: Browser) -> None:
    page, _ = watched(browser, "<div style='width: 400px'>wide</div>")
    with pytest.raises(AssertionError, match="px wide"):
        assert_fits(page)
    page.context.close()


@pytest.mark.parametrize(
    "body", ["<img src='data:,'>", "<input>", "<p style='color:#ccc;background:#fff'>pale</p>"]
)
def test_a_page_that_is_not_accessible_is_seen(browser: Browser, body: str) -> None:
    page, _ = watched(browser, body)
    with pytest.raises(AssertionError):
        assert_good(page)
    page.context.close()
