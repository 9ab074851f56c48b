"""The hosted page: plain HTTP for what it answers, a real browser for what a person does."""

import re
from dataclasses import dataclass

import html5lib
import pytest
from playwright.sync_api import Page, expect
from pytest_httpserver import HTTPServer

from tests.accessible import assert_good
from tests.sandbox.stripe.conftest import Desk


def filled(page: Page, number: str) -> None:
    """Fill the card form in and pay, as a person who reads labels."""
    if page.get_by_label("Email").is_editable():
        page.get_by_label("Email").fill("kari@example.org")
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Expiry").fill("12 / 34")
    page.get_by_label("CVC").fill("123")
    page.get_by_label("Name on card").fill("Kari Nordmann")
    page.get_by_role("button", name="Pay NOK 4,200.00").click()


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop that is there to come back to."""

    address: str

    @property
    def addresses(self) -> dict[str, str]:
        """Where its buyers come back to, paid or not."""
        paid = f"{self.address}?session={{CHECKOUT_SESSION_ID}}"
        return {"success_url": paid, "cancel_url": self.address}

    @property
    def paid(self) -> re.Pattern[str]:
        """Where a buyer is who has paid."""
        return re.compile(rf"^{re.escape(self.address)}\?session=cs_test_\w+$")


@pytest.fixture
def shop(httpserver: HTTPServer) -> Shop:
    """Return a shop with a page of its own."""
    httpserver.expect_request("/orders/A1").respond_with_data("the shop", content_type="text/html")
    return Shop(f"http://127.0.0.1:{httpserver.port}/orders/A1")


@pytest.mark.e2e
def test_a_person_pays_by_card_and_is_back_at_the_shop(desk: Desk, page: Page, shop: Shop) -> None:
    session = desk.session(**shop.addresses)
    page.goto(session.url or "")
    expect(page.get_by_text("Sandbox – no real money")).to_be_visible()
    filled(page, "4242 4242 4242 4242")
    page.wait_for_url(shop.paid)
    assert desk.api.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


@pytest.mark.e2e
def test_a_decline_is_shown_beside_the_field_and_another_card_pays(
    desk: Desk, page: Page, shop: Shop
) -> None:
    session = desk.session(**shop.addresses)
    page.goto(session.url or "")
    filled(page, "4000 0000 0000 0002")
    expect(page.get_by_role("alert")).to_contain_text("Your card was declined.")
    number = page.get_by_label("Card number")
    expect(number).to_have_accessible_description("Your card was declined.")
    expect(number).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Name on card")).to_have_value("Kari Nordmann")
    filled(page, "4242 4242 4242 4242")
    page.wait_for_url(shop.paid)


@pytest.mark.e2e
def test_three_d_secure_can_be_failed_and_then_completed(
    desk: Desk, page: Page, shop: Shop
) -> None:
    session = desk.session(customer_email="kari@example.org", **shop.addresses)
    page.goto(session.url or "")
    expect(page.get_by_label("Email")).to_have_value("kari@example.org")
    filled(page, "4000 0025 0000 3155")
    page.get_by_role("button", name="Fail").click()
    expect(page.get_by_role("alert")).to_contain_text("unable to authenticate")
    filled(page, "4000 0025 0000 3155")
    page.get_by_role("button", name="Complete").click()
    page.wait_for_url(shop.paid)


@pytest.mark.e2e
def test_a_person_pays_by_bank_debit_and_another_goes_back(
    desk: Desk, page: Page, shop: Shop
) -> None:
    session = desk.session(**shop.addresses)
    page.goto(session.url or "")
    page.get_by_label("Bank debit").check()
    expect(page.get_by_label("Card number")).to_be_hidden()
    page.get_by_label("Email").fill("kari@example.org")
    page.get_by_label("IBAN").fill("AT61 1904 3002 3457 3201")
    page.get_by_label("Account holder").fill("Kari Nordmann")
    page.get_by_role("button", name="Pay NOK 4,200.00").click()
    page.wait_for_url(shop.paid)
    page.goto(desk.session(**shop.addresses).url or "")
    page.get_by_role("link", name="Back", exact=True).click()
    page.wait_for_url(shop.address)


@pytest.mark.e2e
@pytest.mark.parametrize("width", [320, 1200])
def test_every_page_is_accessible_and_fits(desk: Desk, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    session = desk.session()
    url = session.url or ""
    page.goto(url)
    _fits(page)
    page.get_by_role("button", name="Pay NOK 4,200.00").click()
    expect(page.get_by_role("alert")).to_be_visible()
    _fits(page)
    filled(page, "4000 0025 0000 3155")
    expect(page.get_by_role("heading", name="3-D Secure")).to_be_visible()
    _fits(page)
    desk.api.v1.checkout.sessions.expire(session.id)
    page.goto(url)
    expect(page.get_by_role("heading", name="expired")).to_be_visible()
    _fits(page)


def _fits(page: Page) -> None:
    assert_good(page)
    assert page.get_by_role("heading", level=1).count() == 1


def test_the_page_is_sound_and_guarded(desk: Desk) -> None:
    answer = desk.web.get(f"/pay/{desk.session().id}")
    html5lib.HTMLParser(strict=True).parse(answer.text)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "form-action 'self' http://127.0.0.1:8000" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    assert desk.web.get("/pay/static/pay.css").status_code == 200


@pytest.mark.parametrize(
    ("typed", "field", "text"),
    [
        ({"email": "nobody"}, "email", "Enter an e-mail address"),
        ({"number": "4242 4242 4242 4241"}, "number", "Your card number is invalid."),
        ({"expiry": "01 / 20"}, "expiry", "is in the past"),
        ({"expiry": "13 / 40"}, "expiry", "Enter the expiry date"),
        ({"expiry": "soon"}, "expiry", "Enter the expiry date"),
        ({"cvc": "12"}, "cvc", "Enter the 3 or 4 digits"),
        ({"name": " "}, "name", "Enter the name on your card"),
        ({"method": "sepa_debit", "iban": "AT00", "holder": "K"}, "iban", "Enter a valid IBAN"),
        ({"method": "sepa_debit", "iban": "AT611904300234573201"}, "holder", "account holder"),
    ],
)
def test_mistakes_are_told_at_their_field_and_nothing_is_charged(
    desk: Desk, typed: dict[str, str], field: str, text: str
) -> None:
    answer = desk.fill(desk.session(), **typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert text in answer.text
    assert desk.api.v1.payment_intents.list().data == []


@pytest.mark.parametrize(
    ("number", "field"),
    [
        ("4000000000000002", "number"),
        ("4000000000000069", "expiry"),
        ("4000000000000127", "cvc"),
        ("4000000000009995", "number"),
    ],
)
def test_a_decline_is_told_at_the_field_it_is_about(desk: Desk, number: str, field: str) -> None:
    answer = desk.fill(desk.session(), number=number)
    assert answer.status_code == 402
    assert f'id="{field}-error"' in answer.text


def test_what_a_payer_types_is_shown_as_text(desk: Desk) -> None:
    answer = desk.fill(desk.session(), name='"><script>', number="1")
    assert "<script>" not in answer.text


def test_an_address_given_by_the_shop_cannot_be_changed(desk: Desk) -> None:
    session = desk.session(customer_email="kari@example.org")
    desk.fill(session, email="other@example.org")
    paid = desk.api.v1.checkout.sessions.retrieve(session.id)
    assert paid.customer_details is not None
    assert paid.customer_details.email == "kari@example.org"


def test_only_the_methods_allowed_are_offered(desk: Desk) -> None:
    session = desk.session(allowed_payment_method_types=["card"])
    assert "IBAN" not in desk.web.get(f"/pay/{session.id}").text
    assert desk.fill(session, method="sepa_debit").status_code == 303
    paid = desk.api.v1.checkout.sessions.retrieve(session.id)
    assert paid.payment_status == "paid"


def test_what_is_over_says_so(desk: Desk) -> None:
    paid = desk.paid()
    over = desk.web.get(f"/pay/{paid.id}")
    assert (over.status_code, "This payment is complete" in over.text) == (200, True)
    assert desk.web.get("/pay/cs_test_none").status_code == 404
    assert desk.web.post("/pay/cs_test_none").status_code == 404
    assert desk.web.get("/pay/authenticate/pi_none").status_code == 404


def test_words_on_the_button_follow_the_shop(desk: Desk) -> None:
    book = desk.web.get(f"/pay/{desk.session(submit_type='book').id}").text
    assert "Book NOK 4,200.00" in book
