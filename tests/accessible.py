"""What every page must be in a browser: free of what axe finds, and no wider than the window.

Not here: what any one page should say, and what goes wrong while it loads (`tests/e2e/watch.py`).
"""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Only the violations come back: to carry everything that passed takes longer than to find it.
_FIND = """async () => (await axe.run({resultTypes: ["violations"]})).violations.map(
    each => [each.id, each.nodes.map(node => node.html)]
)"""


def assert_good(page: Page) -> None:
    """Fail on anything axe finds, and on a page that is wider than the window."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    faults = page.evaluate(_FIND)
    assert faults == [], page.url
    assert_fits(page)


def assert_good_at(page: Page, *widths: int) -> None:
    """Fail on the same, with the window that many pixels wide in turn.

    What axe finds is asked at the first and the last width: in between only the room differs.
    """
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        if width in (widths[0], widths[-1]):
            assert_good(page)
        else:
            assert_fits(page)


def assert_fits(page: Page) -> None:
    """Fail where a person would have to scroll sideways."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= window, f"{page.url} is {wide} px wide"
