"""What PayPal's answers mean, as values of the contract. Not here: asking."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from app.domain.gateway import (
    CheckoutOpened,
    GatewayRefused,
    GatewayUnreachable,
    RefundMade,
    RefundReport,
)
from app.domain.payment import PaymentReport, PaymentState, RefundState
from app.gateways.paypal.amounts import from_paypal
from app.gateways.paypal.params import CLOSED
from app.gateways.paypal.wire import Answer

LONGEST_WORDS = 300
# PayPal may quote what it was sent, and our words are kept and logged.
_ADDRESS = re.compile(r"\S+@\S+")
_WAYS_ON = ("payer-action", "approve")
_CAME = frozenset({"COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"})
_NEVER_COMES = frozenset({"DECLINED", "FAILED"})
_CAN_BE_PAID = frozenset({"CREATED", "SAVED", "PAYER_ACTION_REQUIRED", "APPROVED"})
_TAKEN_ALREADY = frozenset(
    {"ORDER_ALREADY_CAPTURED", "ORDER_ALREADY_COMPLETED", "ORDER_COMPLETION_IN_PROGRESS"}
)
_NOT_APPROVED = frozenset(
    {"ORDER_NOT_APPROVED", "ORDER_IS_PENDING_APPROVAL", "PAYER_ACTION_REQUIRED"}
)


class Garbled(ValueError):
    """An answer that says success but is not what was asked for."""


def opened(said: Any) -> CheckoutOpened:
    """Read an order just made; raises Garbled."""
    order = as_object(said)
    for link in as_list(order.get("links")):
        if isinstance(link, dict) and link.get("rel") in _WAYS_ON:
            url = as_text(link.get("href"))
            if urlsplit(url).scheme not in ("http", "https"):
                raise Garbled("a page that is no page")
            return CheckoutOpened(gateway_id=as_text(order.get("id")), url=url)
    raise Garbled("an order without a page")


def is_approved(said: Any) -> bool:
    """Say whether the buyer agreed to pay and nobody took the money yet, nor closed the order."""
    order = as_object(said)
    return order.get("status") == "APPROVED" and not _captures(order) and not _is_closed(order)


def report(said: Any) -> PaymentReport:
    """Say how an order stands; raises Garbled.

    What was captured goes before the order's own status. One that was agreed to is open as long as
    its money was not taken.
    """
    order = as_object(said)
    captures = _captures(order)
    if captures:
        return _captured(captures[-1])
    if order.get("status") == "VOIDED" or _is_closed(order):
        return PaymentReport(PaymentState.EXPIRED)
    if order.get("status") in _CAN_BE_PAID:
        return PaymentReport(PaymentState.OPEN)
    raise Garbled("an order in no state")


def not_taken(answer: Answer) -> PaymentReport | None:
    """Say what it means that PayPal would not take the money; None where it was taken before."""
    issues = issues_of(answer.said)
    if issues & _TAKEN_ALREADY:
        return None
    if issues & _NOT_APPROVED:
        return PaymentReport(PaymentState.OPEN)
    # The instrument was declined, or the account may not: no money moved, and none will here.
    return PaymentReport(PaymentState.FAILED)


def refunded(said: Any) -> RefundMade | GatewayRefused:
    """Read a refund just made; raises Garbled."""
    refund = as_object(said)
    status = as_text(refund.get("status"))
    if status in ("FAILED", "CANCELLED"):
        return GatewayRefused(f"PayPal could not refund: {_why(refund)}")
    return RefundMade(gateway_id=as_text(refund.get("id")), pending=status != "COMPLETED")


def refund_report(said: Any) -> RefundReport:
    """Say how a refund stands; raises Garbled."""
    refund = as_object(said)
    status = as_text(refund.get("status"))
    if status in ("FAILED", "CANCELLED"):
        return RefundReport(
            RefundState.REFUSED, f"The refund came back to us: {_why(refund)}"[:LONGEST_WORDS]
        )
    return RefundReport(RefundState.MADE if status == "COMPLETED" else RefundState.PENDING)


def refusal(answer: Answer) -> GatewayRefused | GatewayUnreachable:
    """Say what an answer without success means, and whether asking again could help.

    After 5xx, 429, a busy key (409) it could; so it could once our credentials are right.
    """
    if answer.status in (401, 403):
        return GatewayUnreachable(f"PayPal does not let us ({answer.status})")
    if answer.status in (400, 404, 422):
        return GatewayRefused(f"PayPal: {_words(answer.said)}"[:LONGEST_WORDS])
    return GatewayUnreachable(f"PayPal gives no usable answer ({answer.status})")


def nothing_learned(answer: Answer) -> GatewayRefused | GatewayUnreachable:
    """Say what it means where we only asked: refused where PayPal knows no such thing."""
    meant = refusal(answer)
    if isinstance(meant, GatewayRefused) and answer.status != 404:
        return GatewayUnreachable(meant.words)
    return meant


def issues_of(said: Any) -> frozenset[str]:
    """Return what PayPal has against a request, in its codes."""
    details = as_list(said.get("details")) if isinstance(said, dict) else []
    return frozenset(str(each.get("issue")) for each in details if isinstance(each, dict))


def _words(said: Any) -> str:
    known = said if isinstance(said, dict) else {}
    first = next((each for each in as_list(known.get("details")) if isinstance(each, dict)), {})
    words = [first.get("issue") or known.get("name"), first.get("description")]
    line = " ".join(": ".join(str(each) for each in words if each).split())
    return _ADDRESS.sub("(address)", line) or "no reason given"


def _why(refund: Mapping[str, Any]) -> str:
    details = refund.get("status_details")
    reason = details.get("reason") if isinstance(details, dict) else None
    return str(reason or refund.get("status"))


def _captured(capture: Mapping[str, Any]) -> PaymentReport:
    status = capture.get("status")
    if status in _CAME:
        return PaymentReport(
            PaymentState.PAID,
            received=from_paypal(capture.get("amount")),
            intent_id=as_text(capture.get("id")),
        )
    if status in _NEVER_COMES:
        return PaymentReport(PaymentState.FAILED)
    if status == "PENDING":
        return PaymentReport(PaymentState.PROCESSING)
    raise Garbled("a capture in no state")


def _captures(order: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what was captured; one that came goes last, whatever was declined before or after."""
    payments = _unit(order).get("payments")
    held = as_list(payments.get("captures")) if isinstance(payments, dict) else []
    return sorted((as_object(each) for each in held), key=lambda each: each.get("status") in _CAME)


def _is_closed(order: Mapping[str, Any]) -> bool:
    return _unit(order).get("custom_id") == CLOSED


def _unit(order: Mapping[str, Any]) -> Mapping[str, Any]:
    units = as_list(order.get("purchase_units"))
    return as_object(units[0]) if units else {}


def as_object(said: Any) -> Mapping[str, Any]:
    """Return an object; raises Garbled."""
    if not isinstance(said, dict):
        raise Garbled("not an object")
    return said


def as_list(said: Any) -> list[Any]:
    """Return a list; empty where it is none."""
    return said if isinstance(said, list) else []


def as_text(said: Any) -> str:
    """Return a text that can be a name; raises Garbled."""
    if not isinstance(said, str) or not said or not said.isprintable():
        raise Garbled("not a text")
    return said


def is_verified(said: Any) -> bool:
    """Say whether PayPal vouches for an event; raises Garbled."""
    return as_text(as_object(said).get("verification_status")) == "SUCCESS"
