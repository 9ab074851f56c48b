"""The form, the check-answers page, and what is shown where nobody can register."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.e2e.pages.paying import WITH_PAYPAL, OrderPage, PayPalPage, StripePage


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who registers."""

    name: str
    email: str
    phone: str = "40 61 23 45"


@dataclass(frozen=True, slots=True)
class Form:
    """The registration form."""

    page: Page

    def arrived(self) -> "Form":
        """Wait until the form is there."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(
            re.compile("^(Register|Join the waiting list) for ")
        )
        return self

    @property
    def details(self) -> Locator:
        """Return the buyer's own fields."""
        return self.page.get_by_role("group", name="Your details")

    def participant(self, number: int) -> Locator:
        """Return the fields of a participant (1, 2, …)."""
        return self.page.get_by_role("group", name=f"Participant {number}")

    def buyer(self, guest: Guest) -> "Form":
        """Write who registers."""
        _write(self.details, guest)
        return self

    def add(self, guest: Guest) -> "Form":
        """Ask for one more participant and write who it is."""
        number = self.page.get_by_role("group", name="Participant").count() + 1
        self.page.get_by_role("button", name="Add another participant").click()
        expect(self.participant(number)).to_be_visible()
        _write(self.participant(number), guest)
        return self

    def choose(self, number: int, question: str, option: str) -> "Form":
        """Answer a participant's question by choosing."""
        asked = self.participant(number).get_by_role("group", name=question)
        asked.get_by_label(option, exact=True).check()
        return self

    def write(self, number: int, question: str, text: str) -> "Form":
        """Answer a participant's question by writing."""
        self.participant(number).get_by_label(question).fill(text)
        return self

    def go_on(self) -> "CheckPage":
        """Go on to the check."""
        self.page.get_by_role("button", name="Continue").click()
        return CheckPage(self.page).arrived()

    def be_stopped(self) -> Locator:
        """Try to go on with mistakes in it, and return what is said of them."""
        self.page.get_by_role("button", name="Continue").click()
        summary = self.page.get_by_role("alert")
        expect(summary).to_be_visible()
        return summary


def _write(fields: Locator, guest: Guest) -> None:
    fields.get_by_label("Full name").fill(guest.name)
    fields.get_by_label("Email address").fill(guest.email)
    fields.get_by_label("Phone number").fill(guest.phone)


@dataclass(frozen=True, slots=True)
class CheckPage:
    """Everything once more before it is sent."""

    page: Page

    def arrived(self) -> "CheckPage":
        """Wait until everything is shown."""
        expect(self.heading).to_have_text("Check your answers")
        return self

    @property
    def heading(self) -> Locator:
        """Return what the page calls itself."""
        return self.page.get_by_role("heading", level=1)

    def answers(self, title: str) -> Locator:
        """Return the answers under a heading."""
        return self.page.get_by_role("region", name=title)

    @property
    def button(self) -> Locator:
        """Return the button that sends it."""
        return self.page.get_by_role("main").get_by_role("button").first

    def change(self, what: str) -> Form:
        """Follow the link beside an answer back to the form."""
        self.page.get_by_role("link", name=f"Change {what}").click()
        return Form(self.page).arrived()

    def pay(self) -> StripePage:
        """Send it, and be led to where it is paid."""
        self.button.click()
        return StripePage(self.page).arrived()

    def join(self) -> OrderPage:
        """Send it where one waits for a place."""
        self.page.get_by_role("button", name="Join the waiting list").click()
        return OrderPage(self.page).waits()

    def pay_with_paypal(self) -> PayPalPage:
        """Send it, and be led to PayPal."""
        self.page.get_by_role("button", name=WITH_PAYPAL).click()
        return PayPalPage(self.page).arrived()

    def choose_to_pay(self, way: str) -> "CheckPage":
        """Choose how to pay, by what its choice begins with."""
        self.page.get_by_role("group", name="How do you want to pay?").get_by_label(
            re.compile(f"^{way}")
        ).check()
        return self

    def write_invoice(self, company: str, address: str, reference: str) -> "CheckPage":
        """Write whom the invoice is for."""
        asked = self.page.get_by_role("group", name="Who is the invoice for?")
        asked.get_by_label("Company or organisation").fill(company)
        asked.get_by_label("Address of the invoice").fill(address)
        asked.get_by_label("Your reference").fill(reference)
        return self

    def send(self) -> OrderPage:
        """Send it where it is paid later."""
        self.button.click()
        return OrderPage(self.page).arrived()

    def confirm(self) -> OrderPage:
        """Send it where nothing is to be paid."""
        self.page.get_by_role("button", name="Confirm registration").click()
        return OrderPage(self.page).says("confirmed")
