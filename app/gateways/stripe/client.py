"""Stripe as a gateway: sessions, intents and refunds. Not here: what answers mean, webhooks."""

import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import stripe

from app.domain.gateway import (
    CheckoutOpened,
    CheckoutRequest,
    GatewayRefused,
    GatewayUnreachable,
    IntentOpened,
    RefundMade,
    RefundReport,
    RefundRequest,
)
from app.domain.money import Money
from app.domain.objection import Objection
from app.domain.payment import PaymentReport
from app.gateways.stripe.account import StripeAccount
from app.gateways.stripe.amounts import AmountRefused, objects_to
from app.gateways.stripe.answers import (
    UNREADABLE,
    intent_opened,
    intent_report,
    not_refunded,
    nothing_learned,
    opened,
    outcome,
    refund_report,
    refunded,
    report,
)
from app.gateways.stripe.params import intent_params, refund_params, session_params
from app.gateways.stripe.words import NAME, WAY
from app.logs import log

# What this code was written for; a test fails when the SDK moves on (stripe.md, alf.io#1159).
API_VERSION = "2026-10-28.endive"
# One more try inside the call mends a dropped connection. All further ones are ours to make: they
# outlive this process. Each POST carries its key, so none takes effect twice.
TRIES_AGAIN = 1
LONGEST_CONNECT = 5.0

_Read = TypeVar("_Read")


class StripeGateway(StripeAccount):
    """Takes money on Stripe's own page; threads may share it.

    Args:
        api_base: where a stand-in listens; None is Stripe itself.
        time_out: seconds of silence in one try.
        publishable_key: what a client's own form shows Stripe; empty where none is to be made.
    """

    name = NAME
    way = WAY

    def __init__(
        self,
        *,
        secret_key: str,
        api_base: str | None,
        time_out: float,
        publishable_key: str = "",
    ) -> None:
        client = stripe.StripeClient(
            secret_key,
            stripe_version=API_VERSION,
            base_addresses={"api": api_base} if api_base else {},
            max_network_retries=TRIES_AGAIN,
            http_client=stripe.RequestsClient(
                timeout=(min(time_out, LONGEST_CONNECT), time_out),
                # A stand-in is on loopback: no proxy of the environment leads there.
                proxy={"http": "", "https": ""} if api_base else None,
            ),
        )
        super().__init__(client)
        self._sessions = client.v1.checkout.sessions
        self._intents = client.v1.payment_intents
        self._refunds = client.v1.refunds
        self._publishable_key = publishable_key

    def objects_to(self, money: Money) -> Objection | None:
        """Say why so much cannot be paid at Stripe; None where it can."""
        return objects_to(money)

    def open_checkout(
        self, request: CheckoutRequest, *, key: str
    ) -> CheckoutOpened | GatewayRefused | GatewayUnreachable:
        """Make ready Stripe's page; the same key and request give the same page.

        Refused: another request under a used key, and a page that is to live for less than 30
        minutes or more than 24 hours.
        """
        try:
            params = session_params(request)
        except AmountRefused as error:
            return GatewayRefused(str(error))
        return _ask(
            "open checkout",
            lambda: self._sessions.create(params, {"idempotency_key": key}),
            read=opened,
            about=key,
        )

    def open_intent(
        self, request: CheckoutRequest, *, key: str
    ) -> IntentOpened | GatewayRefused | GatewayUnreachable:
        """Make an intent for a client's own form; the same key and request give the same one."""
        try:
            params = intent_params(request)
        except AmountRefused as error:
            return GatewayRefused(str(error))
        return _ask(
            "open intent",
            lambda: self._intents.create(params, {"idempotency_key": key}),
            read=partial(intent_opened, publishable_key=self._publishable_key),
            about=key,
        )

    def look_up(self, gateway_id: str) -> PaymentReport | GatewayRefused | GatewayUnreachable:
        """Ask how the session stands now; refused only where Stripe knows no such session.

        Any other no (a wrong key, say) tells nothing of the payment, and nobody may conclude from
        it that no money came: that is unreachable (promise 2).
        """
        if _is_intent(gateway_id):
            return _ask(
                "look up intent",
                lambda: self._intents.retrieve(gateway_id),
                read=intent_report,
                on_error=nothing_learned,
                about=gateway_id,
            )
        return _ask(
            "look up",
            lambda: self._sessions.retrieve(gateway_id, {"expand": ["payment_intent"]}),
            read=report,
            on_error=nothing_learned,
            about=gateway_id,
        )

    def collect(self, gateway_id: str) -> PaymentReport | GatewayRefused | GatewayUnreachable:
        """Ask how the session stands: Stripe takes the money as soon as the buyer pays."""
        return self.look_up(gateway_id)

    def close_checkout(
        self, gateway_id: str
    ) -> PaymentReport | GatewayRefused | GatewayUnreachable:
        """Expire the session, or cancel the intent.

        Where Stripe will not (it is paid, or over), say how it stands.
        """
        if _is_intent(gateway_id):
            closed = _ask(
                "cancel intent",
                lambda: self._intents.cancel(gateway_id),
                read=intent_report,
                about=gateway_id,
            )
        else:
            closed = _ask(
                "close checkout",
                lambda: self._sessions.expire(gateway_id),
                read=report,
                about=gateway_id,
            )
        return self.look_up(gateway_id) if isinstance(closed, GatewayRefused) else closed

    def refund(
        self, request: RefundRequest, *, key: str
    ) -> RefundMade | GatewayRefused | GatewayUnreachable:
        """Send money back; a payment given back already is refused, unless by the same key.

        While our key is wrong it is unreachable: money that is owed is tried until it is sent.
        """
        try:
            params = refund_params(request)
        except AmountRefused as error:
            return GatewayRefused(str(error))
        return _ask(
            "refund",
            lambda: self._refunds.create(params, {"idempotency_key": key}),
            read=refunded,
            on_error=not_refunded,
            about=key,
        )

    def look_up_refund(self, gateway_id: str) -> RefundReport | GatewayRefused | GatewayUnreachable:
        """Ask how a refund stands now; a bank may send it back days later."""
        return _ask(
            "look up refund",
            lambda: self._refunds.retrieve(gateway_id),
            read=refund_report,
            on_error=nothing_learned,
            about=gateway_id,
        )


def _is_intent(gateway_id: str) -> bool:
    return gateway_id.startswith("pi_")


def _ask(
    call: str,
    ask: Callable[[], object],
    *,
    read: Callable[[object], _Read],
    on_error: Callable[[stripe.StripeError], GatewayRefused | GatewayUnreachable] = outcome,
    about: str,
) -> _Read | GatewayRefused | GatewayUnreachable:
    """Ask Stripe, log that we did (never what), and return what came of it."""
    started = time.monotonic()
    answer: _Read | GatewayRefused | GatewayUnreachable
    try:
        answer = read(ask())
    except stripe.StripeError as error:
        answer = on_error(error)
    except UNREADABLE as error:
        answer = GatewayUnreachable(f"Stripe's answer cannot be read ({type(error).__name__})")
    log().info(
        "called out",
        gateway="stripe",
        call=call,
        key=about,
        outcome=type(answer).__name__,
        milliseconds=round((time.monotonic() - started) * 1000),
    )
    return answer
