"""News a gateway sends of its own accord. Not here: whether it is genuine, what follows from it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GatewayNews:
    """One verified notice from a gateway: a nudge to look a payment up, never a fact in itself.

    ``event_id`` is the same for repeats. ``gateway_id`` is the payment it is about, as in
    ``payment.gateway_id``, or None when it is about nothing that we keep by that name. ``body`` is
    what came, byte for byte.
    """

    gateway: str
    event_id: str
    kind: str
    gateway_id: str | None
    body: bytes
