"""ISO's events (iso.md 5.5, 5.6, S3): the envelope when one comes, its meaning when it is acted on.

Both shapes are read: ISO's, and that of PRS's own webhook, whose fields lie side by side. Nothing
personal is taken from them and no card data (S11).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from app.domain.money import Money, MoneyError
from app.domain.news import NewsKind, PartnerNews
from app.partners.http import one_line
from app.partners.iso.programs import LONGEST_AMOUNT, read_exactly

LONGEST_KIND = 80
LONGEST_ID = 200
_EFFECTS: Mapping[str, NewsKind] = {
    "registration.confirmed": NewsKind.CONFIRMED,
    "registration.cancelled": NewsKind.CANCELLED,
    "payment.completed": NewsKind.PAID,
    "refund.completed": NewsKind.REFUNDED,
}
# Known, and nothing follows from them here: the registration's own state says it all.
_ONLY_NOTED = frozenset(
    "registration.created registration.updated payment.initiated payment.failed "
    "refund.initiated".split()
)
_ID_NAMES = ("id", "requestId")
_EVENT_NAMES = ("event", "eventType")
_PLACES = ("data", "registration", "payment", "params", "paymentData")


@dataclass(eq=False)
class NewsRefused(ValueError):
    """What came is no event; ``field`` is what is missing or wrong, empty for the whole."""

    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.field} {self.reason}".strip()


@dataclass(frozen=True, slots=True)
class Envelope:
    """Which event it is and what happened, in ISO's words."""

    event_id: str
    kind: str


def read_envelope(body: bytes) -> Envelope:
    """Read what is needed to keep an event; all else may be missing or unknown.

    Raises:
        NewsRefused: not a JSON object in UTF-8, or without id or event.
    """
    try:
        found = json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise NewsRefused("", "the body is not JSON in UTF-8") from error
    if not isinstance(found, dict):
        raise NewsRefused("", "the body is not a JSON object")
    kind = _needed(found, _EVENT_NAMES, LONGEST_KIND)
    return Envelope(event_id=_event_id(found, kind), kind=kind)


def _event_id(found: dict[str, Any], kind: str) -> str:
    """Return what tells repeats apart: PRS names the request (5.5), of which many events come."""
    named = _needed(found, _ID_NAMES, LONGEST_ID)
    if found.get(_ID_NAMES[0]):
        return named
    whole = f"{named}:{kind}:{found.get('paymentStatus') or ''}"
    if len(whole) <= LONGEST_ID and whole.isprintable():
        return whole
    return sha256(whole.encode("utf-8", "backslashreplace")).hexdigest()


def read_news(kind: str, body: bytes) -> PartnerNews:
    """Return what a kept event means here; one that is not known is only noted (I4)."""
    effect = _EFFECTS.get(kind, NewsKind.NOTED)
    if effect is NewsKind.NOTED:
        known = kind in _ONLY_NOTED
        return PartnerNews(effect, "noted" if known else "an event that is not known here")
    found = read_exactly(body)
    places = list(_places(found))
    return PartnerNews(
        kind=effect,
        words=f"ISO says: {kind}",
        registration_id=_first(places, "registrationId") or _registration_id(kind, found),
        payment_id=_first(places, "paymentId") or _first(places, "transactionId"),
        refund_id=_first(places, "refundId"),
        amount=_amount(places),
    )


def _needed(found: Mapping[str, Any], names: tuple[str, ...], limit: int) -> str:
    for name in names:
        value = found.get(name)
        if value is None:
            continue
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        # Half a surrogate pair or a NUL is kept by no database.
        if not isinstance(text, str) or not text.strip() or not text.isprintable():
            raise NewsRefused(name, "must be a text")
        if len(text) > limit:
            raise NewsRefused(name, f"must have {limit} characters at most")
        return text
    raise NewsRefused(names[0], "is required")


def _places(found: Any, depth: int = 3) -> Iterator[Mapping[str, Any]]:
    if isinstance(found, dict) and depth:
        for name in _PLACES:
            yield from _places(found.get(name), depth - 1)
        yield found


def _first(places: list[Mapping[str, Any]], name: str) -> str:
    for place in places:
        value = place.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and value.isprintable() and 0 < len(value) <= LONGEST_ID:
            return value
    return ""


def _registration_id(kind: str, found: Any) -> str:
    """Return the id of the registration itself, where an event carries it whole."""
    data = found.get("data") if isinstance(found, dict) else None
    whole = data.get("registration", data) if isinstance(data, dict) else None
    if not isinstance(whole, dict) or (whole is data and not kind.startswith("registration.")):
        return ""
    return _first([whole], "id")


def _amount(places: list[Mapping[str, Any]]) -> Money | None:
    """Return the amount, in major units as everywhere at ISO (I14), or None where there is none."""
    for place in places:
        value, currency = place.get("amount"), place.get("currency")
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            fits = isinstance(value, int) or abs(value.adjusted()) <= LONGEST_AMOUNT
            try:
                return Money.parse(f"{value:f}" if fits else "", one_line(currency))
            except MoneyError:
                return None
    return None
