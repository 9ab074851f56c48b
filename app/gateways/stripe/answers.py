"""What Stripe's answers and errors mean, as values of the contract. Not here: asking."""

import re

import stripe

from app.domain.gateway import (
    CheckoutOpened,
    GatewayRefused,
    GatewayUnreachable,
    IntentOpened,
    RefundMade,
    RefundReport,
)
from app.domain.payment import PaymentReport, PaymentState, RefundState
from app.gateways.stripe.amounts import from_stripe
from app.gateways.stripe.words import REFUND_FAILURES

# Stripe quotes what it was sent ("Invalid email address: …"), and our words are kept and logged.
_ADDRESS = re.compile(r"\S+@\S+")
LONGEST_WORDS = 300
# The key is wrong or may not do this: nothing but another key helps.
_KEY = (stripe.AuthenticationError, stripe.PermissionError)
_NO = (stripe.CardError, stripe.InvalidRequestError, stripe.IdempotencyError)


class Garbled(Exception):
    """An answer that says success but is not what was asked for."""


# How an answer that is not Stripe's (a proxy's, say) trips up the SDK, and one that lacks its
# fields or has impossible ones trips up us.
UNREADABLE = (Garbled, AttributeError, TypeError, ValueError)


def opened(answer: object) -> CheckoutOpened:
    """Read a session just made; raises Garbled."""
    session = _session(answer)
    if session.url is None:
        raise Garbled("a session without a page")
    return CheckoutOpened(gateway_id=session.id, url=session.url)


def intent_opened(answer: object, *, publishable_key: str) -> IntentOpened:
    """Read an intent just made; raises Garbled."""
    intent = _intent(answer)
    if intent.client_secret is None:
        raise Garbled("an intent that nobody can pay")
    return IntentOpened(intent.id, intent.client_secret, publishable_key)


def intent_report(answer: object) -> PaymentReport:
    """Say how an intent without a page stands; raises Garbled.

    One whose method was declined waits for another: it is open.
    """
    intent = _intent(answer)
    if intent.status == "succeeded":
        received = from_stripe(intent.amount_received, intent.currency)
        return PaymentReport(PaymentState.PAID, received=received, intent_id=intent.id)
    if intent.status == "processing":
        return PaymentReport(PaymentState.PROCESSING)
    if intent.status == "canceled":
        return PaymentReport(PaymentState.EXPIRED)
    return PaymentReport(PaymentState.OPEN)


def report(answer: object) -> PaymentReport:
    """Say how a session (its intent expanded) stands; raises Garbled.

    Complete and unpaid is money on its way, unless its intent is back where it began: then a
    delayed method (a bank debit) failed.
    """
    session = _session(answer)
    if session.status == "open":
        return PaymentReport(PaymentState.OPEN)
    if session.status == "expired":
        return PaymentReport(PaymentState.EXPIRED)
    if session.payment_status != "unpaid":
        return _paid(session)
    intent = session.payment_intent
    failed = isinstance(intent, stripe.PaymentIntent) and intent.status in (
        "requires_payment_method",
        "canceled",
    )
    return PaymentReport(PaymentState.FAILED if failed else PaymentState.PROCESSING)


def refunded(answer: object) -> RefundMade | GatewayRefused:
    """Read a refund just made; raises Garbled."""
    if not isinstance(answer, stripe.Refund):
        raise Garbled("not a refund")
    if answer.status in ("failed", "canceled"):
        return GatewayRefused(f"Stripe could not refund: {_why(answer)}")
    return RefundMade(gateway_id=answer.id, pending=answer.status != "succeeded")


def refund_report(answer: object) -> RefundReport:
    """Say how a refund stands; raises Garbled."""
    if not isinstance(answer, stripe.Refund):
        raise Garbled("not a refund")
    if answer.status in ("failed", "canceled"):
        return RefundReport(RefundState.REFUSED, f"The refund came back to us: {_why(answer)}")
    state = RefundState.MADE if answer.status == "succeeded" else RefundState.PENDING
    return RefundReport(state)


def _why(answer: stripe.Refund) -> str:
    """Return why a refund failed, in words where its code is known."""
    code = answer.failure_reason or answer.status or ""
    return REFUND_FAILURES.get(code, code)


def outcome(error: stripe.StripeError) -> GatewayRefused | GatewayUnreachable:
    """Say whether asking again could help: after silence, 5xx, 429, a busy key (409) it could."""
    status = error.http_status
    if isinstance(error, _KEY):
        return GatewayRefused(f"Stripe does not accept our key, STRIPE_SECRET_KEY ({status})")
    if isinstance(error, _NO):
        words = _ADDRESS.sub("(address)", error.user_message or "no reason given")
        return GatewayRefused(f"Stripe: {words}"[:LONGEST_WORDS])
    if status is not None:
        return GatewayUnreachable(f"Stripe gives no usable answer ({status})")
    return GatewayUnreachable(f"No answer from Stripe ({type(error.__cause__ or error).__name__})")


def nothing_learned(error: stripe.StripeError) -> GatewayRefused | GatewayUnreachable:
    """Say what an error means where we only asked: refused when Stripe knows no such thing."""
    answer = outcome(error)
    if isinstance(answer, GatewayRefused) and error.http_status != 404:
        return GatewayUnreachable(answer.words)
    return answer


def not_refunded(error: stripe.StripeError) -> GatewayRefused | GatewayUnreachable:
    """Say what an error means where money is owed: a wrong key says no to us, not to the refund."""
    answer = outcome(error)
    if isinstance(answer, GatewayRefused) and isinstance(error, _KEY):
        return GatewayUnreachable(answer.words)
    return answer


def _session(answer: object) -> stripe.checkout.Session:
    if not isinstance(answer, stripe.checkout.Session):
        raise Garbled("not a session")
    return answer


def _intent(answer: object) -> stripe.PaymentIntent:
    if not isinstance(answer, stripe.PaymentIntent):
        raise Garbled("not an intent")
    return answer


def _paid(session: stripe.checkout.Session) -> PaymentReport:
    """Report what was really received: the intent's word goes before the session's total."""
    intent = session.payment_intent
    if isinstance(intent, stripe.PaymentIntent):
        received = from_stripe(intent.amount_received, intent.currency)
        return PaymentReport(PaymentState.PAID, received=received, intent_id=intent.id)
    if session.amount_total is None or session.currency is None:
        raise Garbled("a paid session without an amount")
    received = from_stripe(session.amount_total, session.currency)
    return PaymentReport(PaymentState.PAID, received=received, intent_id=intent)
