"""What every page must be in a browser: free of what axe finds, and no wider than the window.

Not here: what any one page should say, and what goes wrong while it loads (`tests/e2e/watch.py`).
"""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Only the violations come back: to carry everything that passed takes longer than to find it. What
# is in a frame is a page of its own, and one in which no script runs cannot be asked.
_FIND = """async options => {
    const found = await axe.run({resultTypes: ["violations"], iframes: false, ...options});
    return found.violations.map(each => [each.id, each.nodes.map(node => node.html)]);
}"""
# Rejected where the browser draws nothing, so that this is said where it happens.
_DRAWN = """() => new Promise((drawn, failed) => {
    requestAnimationFrame(drawn);
    setTimeout(() => failed(new Error("nothing is drawn any more")), 30000);
})"""
# What depends on colours alone, and takes most of axe's time.
_COLOURS = ("color-contrast", "link-in-text-block")
_BUT_COLOURS = {"rules": {rule: {"enabled": False} for rule in _COLOURS}}
_ONLY_COLOURS = {"runOnly": {"type": "rule", "values": _COLOURS}}


def assert_good(page: Page) -> None:
    """Fail on anything axe finds, and on a page that is wider than the window."""
    _assert_clean(page, {})
    assert_fits(page)


def assert_readable_in_the_dark(page: Page) -> None:
    """Fail on colours that are hard to read in the dark, where nothing else differs."""
    # Without motion no colour is on its way from one to the other.
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    _assert_clean(page, _ONLY_COLOURS)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")


def assert_good_at(page: Page, *widths: int) -> None:
    """Fail on the same, with the window that many pixels wide in turn.

    What axe finds is asked at the least and the greatest width: in between only the room differs.
    Colours are asked at the least one, where a page has all that it has anywhere else; what it
    has on a wide screen is asked in the dark (``assert_readable_in_the_dark``).
    """
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(_DRAWN)
        if width in (min(widths), max(widths)):
            _assert_clean(page, {} if width == min(widths) else _BUT_COLOURS)
        assert_fits(page)


def assert_good_everywhere(page: Page, *widths: int) -> None:
    """Fail on the same at these widths, and on colours that are hard to read in the dark."""
    assert_good_at(page, *widths)
    assert_readable_in_the_dark(page)


def _assert_clean(page: Page, options: dict[str, Any]) -> None:
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    faults = page.evaluate(_FIND, options)
    assert faults == [], page.url


def assert_fits(page: Page) -> None:
    """Fail where a person would have to scroll sideways."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= window, f"{page.url} is {wide} px wide"
