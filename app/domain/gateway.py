"""The contract of a gateway: what it promises and how it answers. Not here: paying (payment.py)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from app.domain.money import Money
from app.domain.objection import Objection
from app.domain.payment import PaymentReport, PaymentState, RefundState


@dataclass(frozen=True, slots=True)
class CheckoutLine:
    """One line of what is paid for."""

    label: str
    quantity: int
    each: Money


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """What a gateway needs to take a payment; both addresses are absolute, times UTC."""

    order_reference: str
    payment_uid: str
    email: str
    lines: tuple[CheckoutLine, ...]
    expires_at: datetime
    success_url: str
    cancel_url: str


@dataclass(frozen=True, slots=True)
class CheckoutOpened:
    """The gateway's page is ready at ``url``; ``gateway_id`` is its name for the payment."""

    gateway_id: str
    url: str


@dataclass(frozen=True, slots=True)
class IntentOpened:
    """Money that a client's own form can take, by what both it and the gateway need to know.

    ``client_secret`` lets whoever has it pay, and see how the payment stands: it is handed on,
    never kept.
    """

    gateway_id: str
    client_secret: str = field(repr=False)
    publishable_key: str


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Money to send back from one payment; ``intent_id`` is the gateway's name for the money."""

    intent_id: str
    amount: Money
    refund_uid: str


@dataclass(frozen=True, slots=True)
class RefundMade:
    """The gateway took the refund on; ``pending`` when the money is still on its way."""

    gateway_id: str
    pending: bool


@dataclass(frozen=True, slots=True)
class RefundReport:
    """How a refund stands at the gateway: pending, made, or refused after all."""

    state: RefundState
    words: str = ""


@dataclass(frozen=True, slots=True)
class GatewayRefused:
    """The gateway said no, and would say so again."""

    words: str


@dataclass(frozen=True, slots=True)
class GatewayUnreachable:
    """No usable answer; asking again with the same key is safe."""

    words: str


class Gateway(Protocol):
    """A way of taking money."""

    @property
    def name(self) -> str:
        """The gateway's word, as in ``payment.gateway``."""

    @property
    def way(self) -> str:
        """How one pays, for a button that says "Pay 100.00 NOK …": by card, with PayPal."""

    def objects_to(self, money: Money) -> Objection | None:
        """Say why so much cannot be paid here; None where it can. Asks nobody."""

    def open_checkout(
        self, request: CheckoutRequest, *, key: str
    ) -> CheckoutOpened | GatewayRefused | GatewayUnreachable:
        """Make ready the page where the buyer pays; the same key gives the same page."""

    def look_up(self, gateway_id: str) -> PaymentReport | GatewayRefused | GatewayUnreachable:
        """Ask how the payment stands now; moves no money."""

    def collect(self, gateway_id: str) -> PaymentReport | GatewayRefused | GatewayUnreachable:
        """Take the money that the buyer agreed to pay, once, and report how the payment stands.

        Where paying is one step for the buyer there is nothing left to take: it is a look-up.
        """

    def close_checkout(
        self, gateway_id: str
    ) -> PaymentReport | GatewayRefused | GatewayUnreachable:
        """Make the page unpayable if it is still open, and report how the payment stands then."""

    def refund(
        self, request: RefundRequest, *, key: str
    ) -> RefundMade | GatewayRefused | GatewayUnreachable:
        """Send money back; the same key never sends it twice."""

    def look_up_refund(self, gateway_id: str) -> RefundReport | GatewayRefused | GatewayUnreachable:
        """Ask how a refund stands now."""


def closed(gateway: Gateway | None, page: str | None) -> PaymentReport | None:
    """Have a page closed; return how its payment stands then, or None while nobody can say.

    A page we have no name for was never shown to anybody; one the gateway does not know cannot be
    paid at.
    """
    if page is None:
        return PaymentReport(state=PaymentState.EXPIRED)
    if gateway is None:
        return None
    answer = gateway.close_checkout(page)
    if isinstance(answer, GatewayUnreachable):
        return None
    if isinstance(answer, GatewayRefused):
        return PaymentReport(state=PaymentState.EXPIRED)
    return answer


@runtime_checkable
class IntentGateway(Gateway, Protocol):
    """A gateway that can also be paid in a client's own form."""

    def open_intent(
        self, request: CheckoutRequest, *, key: str
    ) -> IntentOpened | GatewayRefused | GatewayUnreachable:
        """Make ready a payment without a page; the same key gives the same one.

        Its ``gateway_id`` is good for everything a page's is.
        """
