"""What partners and gateways do in a story of their own accord. Not here: when (outside.py)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from app.domain.booking import Reserved, ReserveRequest
from app.domain.gateway import (
    CheckoutOpened,
    CheckoutRequest,
    Gateway,
    GatewayRefused,
    GatewayUnreachable,
)
from app.parts import Parts
from app.sandbox.paypal.payments import settle_capture, settle_refund
from app.sandbox.server import Sandbox
from app.usecases.cancel_booking import cancel_booking
from app.usecases.reserve_booking import reserve_booking
from tests.jobs.live import LiveDesk


def reserve(parts: Parts, sandbox: Sandbox, request: ReserveRequest, *, booked: bool) -> None:
    """Reserve a seat; it is booked there only where somebody goes through with it."""
    answer = reserve_booking(
        parts.sessions, request, partners=parts.partners, wake=parts.wake, now=parts.clock()
    )
    if booked and isinstance(answer, Reserved):
        first, _, last = request.name.partition(" ")
        who = {"studentFirstName": first, "studentLastName": last, "studentEmail": request.email}
        fields = who | {"class": request.class_code, "studentPhone": "22123456"}
        sandbox.world.trainingportal.bookings.store(answer.reference, fields)


def cancel(parts: Parts, reference: str) -> None:
    """Give a seat back."""
    cancel_booking(
        parts.sessions,
        reference=reference,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


class SameClock:
    """Stripe, for a desk whose clock a story winds on.

    Its stand-in takes the desk's clock for the real one, and would refuse any page that is to close
    later than a day after that.
    """

    def __init__(self, stripe: Gateway, desk: LiveDesk) -> None:
        self._stripe = stripe
        self._desk = desk
        # Asked again under a key it has to be asked the same.
        self._closes: dict[str, datetime] = {}

    def open_checkout(
        self, request: CheckoutRequest, *, key: str
    ) -> CheckoutOpened | GatewayRefused | GatewayUnreachable:
        """Make a page that closes as long from now as it would by the desk's clock."""
        closes = self._closes.setdefault(key, request.expires_at - self._desk.ahead)
        return self._stripe.open_checkout(replace(request, expires_at=closes), key=key)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stripe, name)


def settle_captures(sandbox: Sandbox, status: str) -> None:
    """Have PayPal decide about all money on its way to us."""
    paypal = sandbox.world.paypal
    for capture in paypal.holdings()["captures"]:
        if capture["status"] == "PENDING":
            settle_capture(paypal.world, capture["id"], status)


def settle_refunds(sandbox: Sandbox) -> None:
    """Have all money on its way back from PayPal arrive."""
    paypal = sandbox.world.paypal
    for refund in paypal.holdings()["refunds"]:
        if refund["status"] == "PENDING":
            settle_refund(paypal.world, refund["id"], "COMPLETED")
