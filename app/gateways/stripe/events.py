"""Stripe's events: whether one is genuine, and what it nudges us to look up.

Nothing else in an event is believed: it may be old, repeated or out of order (stripe.md). Not here:
the address they come to, and acting on them.
"""

import re

from app.domain.news import GatewayNews
from app.gateways.news import NewsRefused, found, name_of, read_event, text_of
from app.gateways.stripe.words import INTENT, NAME

TOLERANCE = 300  # seconds
_NUDGES = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
    }
)
# Of an intent that is no session's: those are told of by their session.
_OF_INTENTS = frozenset(
    {
        "payment_intent.succeeded",
        "payment_intent.processing",
        "payment_intent.payment_failed",
        "payment_intent.canceled",
    }
)
# Lets whoever has it pay: nothing that is kept may hold it.
_CLIENT_SECRET = re.compile(rb'("client_secret"\s*:\s*)"[^"]*"')
_OF_REFUNDS = frozenset({"refund.failed", "refund.updated"})
# Money went back; that we sent it, if we did, we know from the answer.
_OF_RETURNS = frozenset({"refund.created", "charge.refunded"})
_OF_DISPUTES = frozenset(
    {
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
    }
)


def read_news(body: bytes, signature: str, *, secrets: tuple[str, ...]) -> GatewayNews:
    """Read an event that was signed within the last 300 s with one of the secrets.

    Two secrets stand side by side while one replaces the other. ``gateway_id`` is set for the
    kinds of event that say a session or an intent of ours moved, ``refund_id`` for those that say
    a refund of ours did: one that carries our key. ``intent_id`` is set where another one was made,
    or moved.

    Raises:
        NewsRefused: not signed, signed too long ago, or not an event, with what it lacks.
    """
    if not any(_signed(body, signature, secret) for secret in secrets):
        raise NewsRefused("no valid signature")
    event = read_event(body)
    kind = text_of(event, "type", limit=80)
    nudges = kind in _NUDGES or (kind in _OF_INTENTS and _is_an_intent_of_ours(event))
    known = nudges or kind in _OF_REFUNDS | _OF_RETURNS | _OF_DISPUTES
    about = text_of(event, "data", "object", "id") if known else ""
    refund_uid = _our_key(event) if kind in _OF_REFUNDS | _OF_RETURNS else ""
    moved = kind in _OF_REFUNDS and bool(refund_uid)
    theirs = kind in _OF_REFUNDS | _OF_RETURNS and not refund_uid
    return GatewayNews(
        gateway=NAME,
        event_id=text_of(event, "id"),
        kind=kind,
        gateway_id=about if nudges else None,
        body=_CLIENT_SECRET.sub(rb'\1"(kept nowhere)"', body),
        refund_id=about if moved else None,
        refund_uid=refund_uid if moved else "",
        intent_id=_intent(event) if theirs else "",
        dispute_id=about if kind in _OF_DISPUTES else "",
    )


def _is_an_intent_of_ours(event: object) -> bool:
    return found(event, "data", "object", "metadata", "by") == INTENT


def _our_key(event: object) -> str:
    """Return the key that we gave a refund, or nothing where somebody made it at Stripe."""
    key = found(event, "data", "object", "metadata", "refund")
    return "" if key is None else name_of(key, "data.object.metadata.refund")


def _intent(event: object) -> str:
    """Return the intent whose money went back, or nothing: charges without one are none of ours."""
    intent = found(event, "data", "object", "payment_intent")
    return "" if intent is None else name_of(intent, "data.object.payment_intent")


def _signed(body: bytes, signature: str, secret: str) -> bool:
    # The SDK compares in constant time, and cannot compare what is not ASCII.
    if not signature.isascii():
        return False
    import stripe

    try:
        return bool(stripe.WebhookSignature.verify_header(body, signature, secret, TOLERANCE))
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False
