"""PayPal as a gateway: orders, captures and refunds. Not here: what answers mean, webhooks."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import quote

from app.domain.account import DisputeReport, RefundThere
from app.domain.gateway import (
    CheckoutOpened,
    CheckoutRequest,
    GatewayRefused,
    GatewayUnreachable,
    RefundMade,
    RefundReport,
    RefundRequest,
)
from app.domain.money import Money
from app.domain.objection import Objection
from app.domain.payment import PaymentReport, PaymentState
from app.gateways.paypal import answers, statement
from app.gateways.paypal.amounts import AmountRefused, objects_to
from app.gateways.paypal.params import capture_key, closing_body, order_body, refund_body
from app.gateways.paypal.token import TokenDesk
from app.gateways.paypal.wire import Answer, NoAnswer, Wire
from app.gateways.paypal.words import NAME, WAY
from app.logs import log

_Read = TypeVar("_Read")
_No = GatewayRefused | GatewayUnreachable


class PayPalGateway:
    """Takes money on PayPal's own page; threads may share it.

    The buyer agrees there, and ``collect`` takes the money: nothing is taken that nobody asks for.

    Args:
        api_base: PayPal's API, or where a stand-in listens.
        time_out: for one call.
    """

    name = NAME
    way = WAY

    def __init__(
        self, *, client_id: str, client_secret: str, api_base: str, time_out: timedelta
    ) -> None:
        self._wire = Wire(api_base, time_out=time_out)
        self._tokens = TokenDesk(self._wire, client_id=client_id, client_secret=client_secret)

    def objects_to(self, money: Money) -> Objection | None:
        """Say why so much cannot be paid with PayPal; None where it can."""
        return objects_to(money)

    def open_checkout(self, request: CheckoutRequest, *, key: str) -> CheckoutOpened | _No:
        """Make an order; the same key and request give the same one.

        Refused: a currency that PayPal does not take, and another request under a used key. When
        the page is to close is ours to see to: PayPal's orders live for hours.
        """
        try:
            body = order_body(request)
        except AmountRefused as error:
            return GatewayRefused(str(error))
        return self._ask(
            "open checkout",
            *("POST", "/v2/checkout/orders"),
            body=body,
            key=key,
            about=key,
            read=answers.opened,
        )

    def look_up(self, gateway_id: str) -> PaymentReport | _No:
        """Ask how the order stands now; refused only where PayPal knows no such order (any more).

        Any other no tells nothing of the payment, and nobody may conclude from it that no money
        came: that is unreachable (promise 2).
        """
        return self._order(gateway_id, read=answers.report)

    def collect(self, gateway_id: str) -> PaymentReport | _No:
        """Take the money of an order that the buyer agreed to, once, and say how it stands."""
        approved = self._order(gateway_id, read=lambda said: answers.is_approved(said) or said)
        if approved is not True:
            return _reported(approved)
        reply = self._send(
            "capture",
            *("POST", f"/v2/checkout/orders/{quote(gateway_id, safe='')}/capture"),
            body={},
            key=capture_key(gateway_id),
            about=gateway_id,
        )
        if isinstance(reply, Answer) and reply.status == 422:
            return answers.not_taken(reply) or self.look_up(gateway_id)
        return _meaning(reply, read=answers.report, on_refusal=answers.nothing_learned)

    def close_checkout(self, gateway_id: str) -> PaymentReport | _No:
        """Mark the order as closed, so that its money is never taken, and say how it stands.

        PayPal has no word for it, and may not let an order be changed that nobody agreed to: then
        that we gave it up is known here alone, and nobody collects it either.
        """
        marked = self._send(
            "close checkout",
            *("PATCH", f"/v2/checkout/orders/{quote(gateway_id, safe='')}"),
            body=closing_body(),
            key="",
            about=gateway_id,
        )
        if isinstance(marked, GatewayUnreachable | NoAnswer):
            return GatewayUnreachable(marked.words)
        found = self.look_up(gateway_id)
        if isinstance(found, PaymentReport) and found.state is PaymentState.OPEN:
            return PaymentReport(PaymentState.EXPIRED)
        return found

    def refund(self, request: RefundRequest, *, key: str) -> RefundMade | _No:
        """Send money back; more than is left is refused, unless by the same key."""
        try:
            body = refund_body(request)
        except AmountRefused as error:
            return GatewayRefused(str(error))
        return self._ask(
            "refund",
            *("POST", f"/v2/payments/captures/{quote(request.intent_id, safe='')}/refund"),
            body=body,
            key=key,
            about=key,
            read=answers.refunded,
        )

    def look_up_refund(self, gateway_id: str) -> RefundReport | _No:
        """Ask how a refund stands now; a bank may send it back days later."""
        return self._ask(
            "look up refund",
            *("GET", f"/v2/payments/refunds/{quote(gateway_id, safe='')}"),
            about=gateway_id,
            read=answers.refund_report,
            on_refusal=answers.nothing_learned,
        )

    def refunds_of(self, intent_id: str) -> tuple[RefundThere, ...] | _No:
        """Ask for every refund of one capture: PayPal lists them with its order."""
        order = self._ask(
            "look up capture",
            *("GET", f"/v2/payments/captures/{quote(intent_id, safe='')}"),
            about=intent_id,
            read=statement.order_of,
            on_refusal=answers.nothing_learned,
        )
        if isinstance(order, GatewayRefused | GatewayUnreachable):
            return order
        return self._order(
            order, read=lambda said: statement.refunds_from(said, capture_id=intent_id)
        )

    def look_up_dispute(self, dispute_id: str) -> DisputeReport | _No:
        """Ask how a dispute stands now; refused where PayPal knows no such dispute of ours."""
        return self._ask(
            "look up dispute",
            *("GET", f"/v1/customer/disputes/{quote(dispute_id, safe='')}"),
            about=dispute_id,
            read=statement.dispute_from,
            on_refusal=answers.nothing_learned,
        )

    def is_genuine(self, question: bytes) -> bool | GatewayUnreachable:
        """Ask whether PayPal sent an event; ``question`` is the whole body of the call."""
        said = self._ask(
            "verify webhook",
            *("POST", "/v1/notifications/verify-webhook-signature"),
            body=question,
            about="",
            read=answers.is_verified,
        )
        # What PayPal cannot even read as a question, it did not send.
        return False if isinstance(said, GatewayRefused) else said

    def greet(self) -> GatewayUnreachable | None:
        """Ask for a token, which changes nothing; None where our credentials are good."""
        token = self._tokens.token()
        return token if isinstance(token, GatewayUnreachable) else None

    def _order(self, gateway_id: str, *, read: Callable[[Any], _Read]) -> _Read | _No:
        return self._ask(
            "look up",
            *("GET", f"/v2/checkout/orders/{quote(gateway_id, safe='')}"),
            about=gateway_id,
            read=read,
            on_refusal=answers.nothing_learned,
        )

    def _ask(
        self,
        call: str,
        method: str,
        path: str,
        *,
        read: Callable[[Any], _Read],
        about: str,
        body: Any = None,
        key: str = "",
        on_refusal: Callable[[Answer], _No] = answers.refusal,
    ) -> _Read | _No:
        reply = self._send(call, method, path, body=body, key=key, about=about)
        return _meaning(reply, read=read, on_refusal=on_refusal)

    def _send(
        self, call: str, method: str, path: str, *, body: Any, key: str, about: str
    ) -> Answer | NoAnswer | GatewayUnreachable:
        """Send with a token, once more with a new one after 401, and log that we did."""
        content = body if isinstance(body, bytes) else b"" if body is None else _json(body)
        started, refused = time.monotonic(), ""
        while True:
            token = self._tokens.token(refused=refused)
            if isinstance(token, GatewayUnreachable):
                reply: Answer | NoAnswer | GatewayUnreachable = token
                break
            headers = {"Authorization": f"Bearer {token}", "Prefer": "return=representation"}
            headers |= {"Content-Type": "application/json"} if content else {}
            headers |= {"PayPal-Request-Id": key} if key else {}
            reply = self._wire.send(method, path, headers=headers, body=content)
            if refused or not (isinstance(reply, Answer) and reply.status == 401):
                break
            refused = token
        log().info(
            "called out",
            gateway=NAME,
            call=call,
            key=about,
            status=reply.status if isinstance(reply, Answer) else type(reply).__name__,
            milliseconds=round((time.monotonic() - started) * 1000),
        )
        return reply


def _meaning(
    reply: Answer | NoAnswer | GatewayUnreachable,
    *,
    read: Callable[[Any], _Read],
    on_refusal: Callable[[Answer], _No],
) -> _Read | _No:
    if isinstance(reply, NoAnswer):
        return GatewayUnreachable(reply.words)
    if isinstance(reply, GatewayUnreachable):
        return reply
    if not reply.ok:
        return on_refusal(reply)
    try:
        return read(reply.said)
    except ValueError as error:
        return GatewayUnreachable(f"PayPal's answer cannot be read ({type(error).__name__})")


def _reported(order: Any) -> PaymentReport | _No:
    """Report an order that was looked up, unless it could not be."""
    if isinstance(order, GatewayRefused | GatewayUnreachable):
        return order
    return _meaning(Answer(200, order), read=answers.report, on_refusal=answers.nothing_learned)


def _json(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
