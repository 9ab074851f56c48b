"""Stripe's events: whether one is genuine, and what it nudges us to look up.

Nothing else in an event is believed: it may be old, repeated or out of order (stripe.md). Not here:
the address they come to, and acting on them.
"""

import json
from dataclasses import dataclass
from typing import Any

from app.domain.news import GatewayNews

TOLERANCE = 300  # seconds
_NO_EVENT = "not an event"
_NUDGES = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
    }
)
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
    one that carries our key. ``intent_id`` is set where another one was made, or moved.

    Raises:
        NewsRefused: not signed, signed too long ago, or not an event, with what it lacks.
    """
    if not any(_signed(body, signature, secret) for secret in secrets):
        raise NewsRefused("no valid signature")
    try:
        event = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NewsRefused(_NO_EVENT) from error
    if not isinstance(event, dict):
        raise NewsRefused(_NO_EVENT)
    kind = _text(event, "type", limit=80)
    known = kind in _NUDGES | _OF_REFUNDS | _OF_RETURNS | _OF_DISPUTES
    about = (_text(event, "data", "object", "id") if known else None) or ""
    refund_uid = _our_key(event) if kind in _OF_REFUNDS | _OF_RETURNS else ""
    moved = kind in _OF_REFUNDS and bool(refund_uid)
    theirs = kind in _OF_REFUNDS | _OF_RETURNS and not refund_uid
    return GatewayNews(
        gateway="stripe",
        event_id=_text(event, "id"),
        kind=kind,
        gateway_id=about if kind in _NUDGES else None,
        body=body,
        refund_id=about if moved else None,
        refund_uid=refund_uid if moved else "",
        intent_id=_intent(event) if theirs else "",
        dispute_id=about if kind in _OF_DISPUTES else "",
    )


def _our_key(event: object) -> str:
    """Return the key that we gave a refund, or nothing where somebody made it at Stripe."""
    key = _found(event, "data", "object", "metadata", "refund")
    return "" if key is None else _name(key, "data.object.metadata.refund")


def _intent(event: object) -> str:
    """Return the intent whose money went back, or nothing: charges without one are none of ours."""
    intent = _found(event, "data", "object", "payment_intent")
    return "" if intent is None else _name(intent, "data.object.payment_intent")


def _signed(body: bytes, signature: str, secret: str) -> bool:
    # The SDK compares in constant time, and cannot compare what is not ASCII.
    if not signature.isascii():
        return False
    import stripe

    try:
        return bool(stripe.WebhookSignature.verify_header(body, signature, secret, TOLERANCE))
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False


def _text(event: object, *path: str, limit: int = 255) -> str:
    """Return the text at a path of names; NewsRefused where it is missing or no name."""
    value = _found(event, *path)
    if value is None:
        raise NewsRefused(f"{_NO_EVENT}: {'.'.join(path)} is missing")
    return _name(value, ".".join(path), limit=limit)


def _found(event: object, *path: str) -> object:
    value: Any = event
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _name(value: object, path: str, *, limit: int = 255) -> str:
    # Half a surrogate pair or a NUL is kept by no database, nor is more than a column's length.
    if not isinstance(value, str) or len(value) > limit or not value.isprintable():
        raise NewsRefused(f"{_NO_EVENT}: {path} is no name")
    return value
