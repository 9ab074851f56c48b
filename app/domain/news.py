"""News a gateway or a partner sends of its own accord. Not here: whether it is genuine."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from app.domain.money import Money


@dataclass(frozen=True, slots=True)
class GatewayNews:
    """One verified notice from a gateway: a nudge to look something up, never a fact in itself.

    ``event_id`` is the same for repeats. ``gateway_id`` is the payment it is about, as in
    ``payment.gateway_id``, or None when it is about nothing that we keep by that name. ``body`` is
    what came, byte for byte. ``refund_id`` is the refund it is about, if it is about one of ours,
    and ``refund_uid`` the key under which we asked for that. ``intent_id`` is the gateway's name
    for the money where some of it went back there, ``dispute_id`` the dispute it is about.
    """

    gateway: str
    event_id: str
    kind: str
    gateway_id: str | None
    body: bytes
    refund_id: str | None = None
    refund_uid: str = ""
    intent_id: str = ""
    dispute_id: str = ""


class NewsKind(StrEnum):
    """What a partner's news may lead to here; everything else is only noted."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    PAID = "paid"
    REFUNDED = "refunded"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class PartnerNews:
    """One kept notice of a partner in our words, nothing personal in it (iso.md S11).

    ``registration_id`` and ``payment_id`` are the partner's own. ``amount`` is None where it said
    none that can be money. ``words`` say for a person what came.
    """

    kind: NewsKind
    words: str
    registration_id: str = ""
    payment_id: str = ""
    refund_id: str = ""
    amount: Money | None = None


@runtime_checkable
class NewsDesk(Protocol):
    """A partner that sends us news."""

    def news(self, kind: str, body: bytes) -> PartnerNews:
        """Read a notice that was kept; ``kind`` is the partner's own name for it."""
