"""What is Stripe's own about the gateway: what it is sent, and what is said of it in the log."""

import logging

import pytest
import stripe
import structlog
from pytest_httpserver import HTTPServer

from app.domain.gateway import CheckoutRequest, RefundRequest
from app.domain.money import Money
from app.domain.payment import PaymentReport, PaymentState
from app.gateways.stripe.client import API_VERSION, StripeGateway
from app.gateways.stripe.params import refund_params, session_params
from tests.gateways.conftest import an_order
from tests.gateways.stripe.conftest import says
from tests.gateways.worlds import SandboxWorld, opened
from tests.stripe_shapes import check_request

CHALLENGED = "4000002500003155"


# -- what Stripe is sent ---------------------------------------------------------------------------


def test_the_sdk_speaks_the_version_this_was_written_for() -> None:
    assert stripe.api_version == API_VERSION


def test_the_version_is_pinned_in_every_call(httpserver: HTTPServer, odd: StripeGateway) -> None:
    says(httpserver, 500, b"")
    odd.look_up("cs_1")
    assert {request.headers["Stripe-Version"] for request, _ in httpserver.log} == {API_VERSION}


@pytest.mark.parametrize(
    "request_",
    [
        an_order(),
        an_order(Money(5, "ISK"), Money(5, "ISK")),
        an_order(Money(5120, "KWD"), email=""),
    ],
)
def test_what_is_sent_fits_stripes_specification(request_: CheckoutRequest) -> None:
    check_request(dict(session_params(request_)), "checkout.SessionCreateParams")
    refund = RefundRequest("pi_1", Money(100, "NOK"), "refund-1")
    check_request(dict(refund_params(refund)), "RefundCreateParams")


def test_stripe_holds_everything_needed_to_find_the_order(stripe_world: SandboxWorld) -> None:
    request = an_order(Money(420000, "NOK"), Money(50000, "NOK"))
    page = opened(stripe_world.gateway, request)
    stripe_world.pay(page)
    session = stripe_world.session(page)
    names = {"order": request.order_reference, "payment": request.payment_uid}
    assert session["client_reference_id"] == request.order_reference
    assert session["customer_email"] == "ada@example.org"
    assert session["metadata"] == names
    assert session["success_url"] == request.success_url
    assert session["cancel_url"] == request.cancel_url
    assert session["expires_at"] == request.expires_at.timestamp()
    assert (session["amount_total"], session["currency"]) == (470000, "nok")
    intents = {intent["id"]: intent for intent in stripe_world.held("intents")}
    assert intents[session["payment_intent"]]["metadata"] == names


def test_a_refund_carries_our_name_for_it(stripe_world: SandboxWorld) -> None:
    page = opened(stripe_world.gateway, an_order())
    stripe_world.pay(page)
    report = stripe_world.gateway.look_up(page)
    assert isinstance(report, PaymentReport)
    assert report.intent_id is not None
    request = RefundRequest(report.intent_id, Money(420000, "NOK"), "refund-77")
    stripe_world.gateway.refund(request, key=f"{report.intent_id} back")
    (refund,) = [r for r in stripe_world.held("refunds") if r["payment_intent"] == report.intent_id]
    assert refund["metadata"] == {"refund": "refund-77"}


@pytest.mark.parametrize("email", ["", "søren@example.org", "post@løkka.no"])
def test_an_address_stripe_may_not_take_is_left_for_the_buyer(
    stripe_world: SandboxWorld, email: str
) -> None:
    page = opened(stripe_world.gateway, an_order(email=email))
    assert stripe_world.session(page)["customer_email"] is None


@pytest.mark.parametrize(
    ("money", "amount"),
    [
        (Money(5000, "JPY"), 5000),
        (Money(5120, "KWD"), 5120),
        (Money(900, "ISK"), 90000),
        (Money(450000, "MGA"), 4500),
    ],
)
def test_stripe_is_asked_for_the_amount_as_it_counts(
    stripe_world: SandboxWorld, money: Money, amount: int
) -> None:
    page = opened(stripe_world.gateway, an_order(money))
    assert stripe_world.session(page)["amount_total"] == amount


# -- how a payment stands --------------------------------------------------------------------------


def test_a_card_that_wants_3d_secure_keeps_the_page_open_until_it_passed(
    stripe_world: SandboxWorld,
) -> None:
    page = opened(stripe_world.gateway, an_order())
    stripe_world.pay_with(page, card=CHALLENGED)
    assert stripe_world.gateway.look_up(page) == PaymentReport(PaymentState.OPEN)
    stripe_world.pay_with(page, card=CHALLENGED, authentication="complete")
    report = stripe_world.gateway.look_up(page)
    assert isinstance(report, PaymentReport)
    assert report.state is PaymentState.PAID


# -- what is logged --------------------------------------------------------------------------------


def test_a_call_is_logged_without_what_was_in_it(
    stripe_world: SandboxWorld, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    request = an_order(label="A secret class")
    with structlog.testing.capture_logs() as lines:
        page = opened(stripe_world.gateway, request)
        stripe_world.gateway.look_up(page)
    assert [(line["event"], line["call"], line["key"], line["outcome"]) for line in lines] == [
        ("called out", "open checkout", request.payment_uid, "CheckoutOpened"),
        ("called out", "look up", page, "PaymentReport"),
    ]
    said = f"{lines}{caplog.text}"
    for private in ("ada@example.org", "A secret class", "sk_test", "token=", request.success_url):
        assert private not in said


def test_what_stripe_takes_is_known_without_asking_it(odd: StripeGateway) -> None:
    # Nothing is listened to here: a call would be unreachable.
    assert odd.objects_to(Money(300, "NOK")) is None
    assert odd.objects_to(Money(299, "NOK")) is not None
