"""The gateway's hosted page, as the sandbox shows it."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.e2e.pages.order import OrderPage

PAID = "4242 4242 4242 4242"
ASKS_THE_BANK = "4000 0025 0000 3155"
DECLINED = "4000 0000 0000 0002"


@dataclass(frozen=True, slots=True)
class StripePage:
    """Where money is taken."""

    page: Page

    @property
    def button(self) -> Locator:
        """Return the button that pays; it says how much."""
        return self.page.get_by_role("button", name="Pay")

    def try_card(self, number: str) -> "StripePage":
        """Write a card and press the button."""
        self.page.get_by_label("Card number").fill(number)
        self.page.get_by_label("Expiry").fill("12 / 34")
        self.page.get_by_label("CVC").fill("123")
        self.page.get_by_label("Name on card").fill("Card Holder")
        self.button.click()
        return self

    def pay(self, number: str = PAID) -> OrderPage:
        """Pay, and be led back."""
        self.try_card(number)
        return OrderPage(self.page)

    def answer_the_bank(self, word: str) -> OrderPage:
        """Answer the bank's question: Complete or Fail."""
        self.page.get_by_role("button", name=word).click()
        return OrderPage(self.page)

    def go_back(self) -> OrderPage:
        """Leave without paying."""
        self.page.get_by_role("link", name="Back").click()
        return OrderPage(self.page)
