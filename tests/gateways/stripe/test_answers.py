"""What Stripe's objects mean, also those the sandbox does not come by."""

from typing import Any

import pytest
import stripe

from app.domain.gateway import GatewayRefused, RefundMade
from app.domain.money import Money
from app.domain.payment import PaymentReport, PaymentState
from app.gateways.stripe.answers import (
    Garbled,
    intent_opened,
    intent_report,
    opened,
    refund_report,
    refunded,
    report,
)


def session(**facts: Any) -> stripe.checkout.Session:
    values = {
        "id": "cs_1",
        "object": "checkout.session",
        "url": None,
        "amount_total": 4200,
        "currency": "nok",
        "payment_intent": None,
    }
    made: stripe.checkout.Session = stripe.checkout.Session.construct_from(values | facts, "key")
    return made


def intent(status: str, *, received: int = 0) -> dict[str, Any]:
    return {
        "id": "pi_1",
        "object": "payment_intent",
        "status": status,
        "amount": 4200,
        "amount_received": received,
        "currency": "nok",
    }


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("processing", PaymentState.PROCESSING),
        ("requires_action", PaymentState.PROCESSING),
        ("requires_confirmation", PaymentState.PROCESSING),
        ("requires_capture", PaymentState.PROCESSING),
        ("requires_payment_method", PaymentState.FAILED),
        ("canceled", PaymentState.FAILED),
    ],
)
def test_complete_and_unpaid_is_on_its_way_unless_its_intent_began_anew(
    status: str, state: PaymentState
) -> None:
    unpaid = session(status="complete", payment_status="unpaid", payment_intent=intent(status))
    assert report(unpaid) == PaymentReport(state)


@pytest.mark.parametrize("known", [None, "pi_1"])
def test_unpaid_with_an_intent_nobody_told_of_is_on_its_way(known: str | None) -> None:
    unpaid = session(status="complete", payment_status="unpaid", payment_intent=known)
    assert report(unpaid) == PaymentReport(PaymentState.PROCESSING)


def test_what_was_received_is_the_intents_word_not_the_sessions() -> None:
    paid = session(
        status="complete",
        payment_status="paid",
        payment_intent=intent("succeeded", received=4100) | {"currency": "sek"},
    )
    assert report(paid) == PaymentReport(PaymentState.PAID, Money(4100, "SEK"), "pi_1")


@pytest.mark.parametrize(
    ("status", "known", "total"),
    [("paid", "pi_1", 4200), ("no_payment_required", None, 0)],
)
def test_without_the_intent_the_sessions_total_counts(
    status: str, known: str | None, total: int
) -> None:
    paid = session(
        status="complete", payment_status=status, payment_intent=known, amount_total=total
    )
    assert report(paid) == PaymentReport(PaymentState.PAID, Money(total, "NOK"), known)


@pytest.mark.parametrize("missing", ["amount_total", "currency"])
def test_a_paid_session_without_an_amount_cannot_be_read(missing: str) -> None:
    with pytest.raises(Garbled):
        report(session(status="complete", payment_status="paid", **{missing: None}))


def test_a_session_without_a_page_is_not_opened() -> None:
    with pytest.raises(Garbled):
        opened(session(status="open"))


@pytest.mark.parametrize("answer", [None, [], "open", {"status": "open"}])
def test_what_is_not_a_session_or_a_refund_cannot_be_read(answer: object) -> None:
    for read in (opened, report, refunded, refund_report):
        with pytest.raises(Garbled):
            read(answer)


def refund(status: str, reason: str | None = None) -> stripe.Refund:
    values = {"id": "re_1", "object": "refund", "status": status, "failure_reason": reason}
    made: stripe.Refund = stripe.Refund.construct_from(values, "key")
    return made


@pytest.mark.parametrize(
    ("status", "pending"), [("succeeded", False), ("pending", True), ("requires_action", True)]
)
def test_a_refund_is_pending_until_it_succeeded(status: str, pending: bool) -> None:
    assert refunded(refund(status)) == RefundMade("re_1", pending=pending)


@pytest.mark.parametrize(
    ("status", "reason", "words"),
    [
        (
            "failed",
            "lost_or_stolen_card",
            "Stripe could not refund: the card was reported lost or stolen",
        ),
        ("failed", "a_new_code", "Stripe could not refund: a_new_code"),
        ("canceled", None, "Stripe could not refund: it was cancelled at Stripe"),
    ],
)
def test_a_refund_that_failed_at_once_is_refused(
    status: str, reason: str | None, words: str
) -> None:
    assert refunded(refund(status, reason)) == GatewayRefused(words)


def test_an_intent_that_nobody_can_pay_or_that_is_none_is_garbled() -> None:
    unpayable = stripe.PaymentIntent.construct_from(
        intent("canceled") | {"client_secret": None}, "k"
    )
    with pytest.raises(Garbled, match="nobody can pay"):
        intent_opened(unpayable, publishable_key="pk_test_1")
    answers: tuple[object, ...] = (None, {}, session(status="open"))
    for answer in answers:
        with pytest.raises(Garbled, match="not an intent"):
            intent_report(answer)
