"""An order's own page."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

# Whoever comes back from paying may be told to wait a moment first.
WITHIN = 60_000
_REFERENCE = re.compile("CD-[0-9A-Z-]+")


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Where an order stands."""

    page: Page

    @property
    def heading(self) -> Locator:
        """Return what the page says first."""
        return self.page.get_by_role("heading", level=1)

    def says(self, state: str) -> "OrderPage":
        """Wait until the page says that the registration is in this state."""
        expect(self.heading).to_have_text(
            re.compile(f"Your registration (is|has) {state}"), timeout=WITHIN
        )
        return self

    @property
    def timer(self) -> Locator:
        """Return the time that is left to pay."""
        return self.page.get_by_role("timer")

    @property
    def reference(self) -> str:
        """The order's reference, as the page says it."""
        found = _REFERENCE.search(self.page.get_by_role("main").inner_text())
        assert found, "the page says no reference"
        return found[0]

    @property
    def address(self) -> str:
        """The page's own address, as somebody would keep it."""
        return self.page.url

    def pay_again(self) -> None:
        """Press the button that leads to where it is paid."""
        self.page.get_by_role("button", name="Pay").click()
