"""Stripe's events: whether one is genuine, and what it nudges us to look up.

Nothing else in an event is believed: it may be old, repeated or out of order (stripe.md). Not here:
the address they come to, and acting on them.
"""

import json
from dataclasses import dataclass
from typing import Any

from app.domain.news import GatewayNews

TOLERANCE = 300  # seconds
_NUDGES = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
    }
)
_OF_REFUNDS = frozenset({"refund.failed", "refund.updated"})


@dataclass(eq=False)
class NewsRefused(ValueError):
    """What came is not an event that Stripe sent us just now; ``reason`` is for its sender."""

    reason: str

    def __str__(self) -> str:
        return self.reason


def read_news(body: bytes, signature: str, *, secrets: tuple[str, ...]) -> GatewayNews:
    """Read an event that was signed within the last 300 s with one of the secrets.

    Two secrets stand side by side while one replaces the other. ``gateway_id`` is set for the four
    kinds of event that say a session moved, ``refund_id`` for those that say a refund of ours did:
    one that carries our key.

    Raises:
        NewsRefused: not signed, signed too long ago, or not an event.
    """
    if not any(_signed(body, signature, secret) for secret in secrets):
        raise NewsRefused("no valid signature")
    try:
        event = json.loads(body)
        kind = _text(event["type"], limit=80)
        refund_uid = _our_key(event["data"]["object"]) if kind in _OF_REFUNDS else ""
        return GatewayNews(
            gateway="stripe",
            event_id=_text(event["id"]),
            kind=kind,
            gateway_id=_text(event["data"]["object"]["id"]) if kind in _NUDGES else None,
            body=body,
            refund_id=_text(event["data"]["object"]["id"]) if refund_uid else None,
            refund_uid=refund_uid,
        )
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise NewsRefused("not an event") from error


def _our_key(refund: Any) -> str:
    """Return the key that we gave a refund, or nothing where somebody made it at Stripe."""
    metadata = dict(refund).get("metadata")
    return _text(metadata.get("refund", "")) if isinstance(metadata, dict) else ""


def _signed(body: bytes, signature: str, secret: str) -> bool:
    # The SDK compares in constant time, and cannot compare what is not ASCII.
    if not signature.isascii():
        return False
    import stripe

    try:
        return bool(stripe.WebhookSignature.verify_header(body, signature, secret, TOLERANCE))
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False


def _text(value: object, *, limit: int = 255) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    # Half a surrogate pair or a NUL is kept by no database, nor is more than a column's length.
    if len(value) > limit or not value.isprintable():
        raise ValueError("not a name")
    return value
