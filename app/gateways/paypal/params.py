"""What PayPal is asked for, in its words. Not here: asking."""

from collections.abc import Mapping
from typing import Any

from app.domain.gateway import CheckoutRequest, RefundRequest
from app.gateways.paypal.amounts import to_paypal

_LONGEST_NAME = 127
# An order whose ``custom_id`` says so was closed by us: its money is never taken.
CLOSED = "closed"
# What the ``custom_id`` of our own refunds begins with: one that somebody makes at PayPal has that
# of the payment.
_OURS = "refund-"


def order_body(request: CheckoutRequest) -> Mapping[str, Any]:
    """Return the order to make; nothing in it depends on the clock, so a repeat is a repeat.

    The buyer's address is not handed over: whoever has an account says so there.

    Raises:
        AmountRefused: PayPal does not take the currency, or no such fraction of it.
    """
    first, *rest = [line.each * line.quantity for line in request.lines]
    total = to_paypal(sum(rest, start=first))
    unit = {
        "custom_id": request.payment_uid,
        # PayPal may take an invoice's money once only, and an order may be tried again.
        "invoice_id": f"{request.order_reference}-{request.payment_uid[:8]}",
        "description": f"Order {request.order_reference}",
        "amount": {**total, "breakdown": {"item_total": total}},
        "items": [
            {
                "name": line.label[:_LONGEST_NAME],
                "quantity": str(line.quantity),
                "unit_amount": to_paypal(line.each),
            }
            for line in request.lines
        ],
    }
    context = {
        "user_action": "PAY_NOW",
        "shipping_preference": "NO_SHIPPING",
        "return_url": request.success_url,
        "cancel_url": request.cancel_url,
    }
    return {
        "intent": "CAPTURE",
        "purchase_units": [unit],
        "payment_source": {"paypal": {"experience_context": context}},
    }


def closing_body() -> list[Mapping[str, str]]:
    """Return the change that marks an order as closed."""
    path = "/purchase_units/@reference_id=='default'/custom_id"
    return [{"op": "replace", "path": path, "value": CLOSED}]


def refund_body(request: RefundRequest) -> Mapping[str, Any]:
    """Return the refund to make.

    Raises:
        AmountRefused: PayPal does not take the currency, or no such fraction of it.
    """
    return {"amount": to_paypal(request.amount), "custom_id": f"{_OURS}{request.refund_uid}"}


def our_refund(custom_id: object) -> str:
    """Return our key of a refund; empty where we did not ask for it."""
    said = custom_id if isinstance(custom_id, str) else ""
    return said.removeprefix(_OURS) if said.startswith(_OURS) else ""


def capture_key(order_id: str) -> str:
    """Return the key under which an order's money is taken: one for each order, whoever asks."""
    return f"capture-{order_id}"
