"""The order's own page and the gateway's hosted one, as the sandbox shows it.

Whatever leads to another page waits for that page's own words (as everywhere in `pages`): a click
is over when the page is on its way, and until it stands the browser refuses to go back from it.
"""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

PAID = "4242 4242 4242 4242"
ASKS_THE_BANK = "4000 0025 0000 3155"
DECLINED = "4000 0000 0000 0002"
# Whoever comes back from paying may be told to wait a moment first.
WITHIN = 60_000
BY_CARD = re.compile("^Pay .* by card$")
WITH_PAYPAL = re.compile("^Pay .* with PayPal$")
_REFERENCE = re.compile("CD-[0-9A-Z-]+")


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Where an order stands."""

    page: Page

    @property
    def heading(self) -> Locator:
        """Return what the page says first."""
        return self.page.get_by_role("heading", level=1)

    def arrived(self) -> "OrderPage":
        """Wait until an order is shown, however it stands."""
        expect(self.page.get_by_role("complementary", name="Your order")).to_be_visible()
        return self

    def says(self, state: str) -> "OrderPage":
        """Wait until the page says that the registration is in this state."""
        expect(self.heading).to_have_text(
            re.compile(f"Your registration (is|has) {state}"), timeout=WITHIN
        )
        return self

    def waits(self) -> "OrderPage":
        """Wait until the page says that it is in line."""
        expect(self.heading).to_have_text("You are on the waiting list", timeout=WITHIN)
        return self

    def is_offered(self) -> "OrderPage":
        """Wait until the page says that a place is free."""
        expect(self.heading).to_have_text(re.compile("^A place is free for you"), timeout=WITHIN)
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

    def pay_again(self) -> "StripePage":
        """Press the button that leads to where it is paid."""
        self.page.get_by_role("button", name=BY_CARD).click()
        return StripePage(self.page).arrived()

    def pay_with_paypal(self) -> "PayPalPage":
        """Press the button that leads to PayPal."""
        self.page.get_by_role("button", name=WITH_PAYPAL).click()
        return PayPalPage(self.page).arrived()

    def ask_to_cancel(self) -> "OrderPage":
        """Follow the link that cancels, and be asked whether that is meant."""
        self.page.get_by_role("link", name="Cancel registration").click()
        expect(self.heading).to_have_text("Cancel this registration?")
        return self

    def keep(self) -> "OrderPage":
        """Answer that it is not meant."""
        self.page.get_by_role("link", name="No, keep it").click()
        return self.arrived()

    def cancel(self) -> "OrderPage":
        """Answer that it is meant."""
        self.page.get_by_role("button", name="Yes, cancel it").click()
        return self.says("cancelled")


@dataclass(frozen=True, slots=True)
class StripePage:
    """Where money is taken."""

    page: Page

    @property
    def button(self) -> Locator:
        """Return the button that pays; it says how much."""
        return self.page.get_by_role("button", name="Pay")

    @property
    def alert(self) -> Locator:
        """Return what is said of what went wrong."""
        return self.page.get_by_role("alert")

    def arrived(self) -> "StripePage":
        """Wait until the page is there."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Payment")
        return self

    def pay(self, number: str = PAID) -> OrderPage:
        """Pay, and be led back."""
        self.send(number)
        return OrderPage(self.page).arrived()

    def be_declined(self, number: str) -> Locator:
        """Try a card that is not taken, and return what is said of it."""
        self.send(number)
        expect(self.alert).to_be_visible()
        return self.alert

    def be_asked(self, number: str) -> "Challenge":
        """Try a card whose bank has a question."""
        self.send(number)
        return Challenge(self.page).arrived()

    def go_back(self) -> OrderPage:
        """Leave without paying."""
        self.leave()
        return OrderPage(self.page).arrived()

    def leave(self) -> None:
        """Follow the link that leads back."""
        self.page.get_by_role("link", name="Back").click()

    def send(self, number: str = PAID) -> None:
        """Write a card and press the button."""
        self.page.get_by_label("Card number").fill(number)
        self.page.get_by_label("Expiry").fill("12 / 34")
        self.page.get_by_label("CVC").fill("123")
        self.page.get_by_label("Name on card").fill("Card Holder")
        self.button.click()


@dataclass(frozen=True, slots=True)
class PayPalPage:
    """Where one agrees to pay with PayPal."""

    page: Page

    @property
    def alert(self) -> Locator:
        """Return what is said of what went wrong."""
        return self.page.get_by_role("alert")

    def arrived(self) -> "PayPalPage":
        """Wait until the page is there."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Pay with PayPal")
        return self

    def agree(self, how: str = "PayPal balance") -> OrderPage:
        """Agree to pay, and be led back."""
        self._send(how)
        return OrderPage(self.page).arrived()

    def be_refused(self) -> "PayPalPage":
        """Try a card that PayPal does not accept."""
        self._send("A card that PayPal does not accept")
        expect(self.alert).to_be_visible()
        return self

    def cancel(self) -> OrderPage:
        """Leave without paying."""
        self.page.get_by_role("link", name="Cancel and return to the shop").click()
        return OrderPage(self.page).arrived()

    def _send(self, how: str) -> None:
        self.page.get_by_label(how, exact=True).check()
        self.page.get_by_role("button", name="Pay now").click()


@dataclass(frozen=True, slots=True)
class Challenge:
    """The bank's question."""

    page: Page

    def arrived(self) -> "Challenge":
        """Wait until the question is asked."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text("3-D Secure")
        return self

    def complete(self) -> OrderPage:
        """Give the right answer, and be led back."""
        self.page.get_by_role("button", name="Complete").click()
        return OrderPage(self.page).arrived()

    def fail(self) -> StripePage:
        """Give a wrong one, and be told so."""
        self.page.get_by_role("button", name="Fail").click()
        expect(StripePage(self.page).alert).to_be_visible()
        return StripePage(self.page)
