"""What Stripe is asked for, in its words. Not here: asking."""

from stripe.params import PaymentIntentCreateParams, RefundCreateParams
from stripe.params.checkout import SessionCreateParams

from app.domain.gateway import CheckoutRequest, RefundRequest
from app.gateways.stripe.amounts import to_stripe
from app.gateways.stripe.words import INTENT


def session_params(request: CheckoutRequest) -> SessionCreateParams:
    """Return the session to make; nothing in it depends on the clock, so a repeat is a repeat.

    Raises:
        AmountRefused: Stripe takes no such fraction of the currency.
    """
    metadata = {"order": request.order_reference, "payment": request.payment_uid}
    params: SessionCreateParams = {
        "mode": "payment",
        "client_reference_id": request.order_reference,
        "line_items": [
            {
                "quantity": line.quantity,
                "price_data": {
                    "currency": line.each.currency.lower(),
                    "unit_amount": to_stripe(line.each),
                    "product_data": {"name": line.label},
                },
            }
            for line in request.lines
        ],
        "metadata": metadata,
        # Webhooks and exports about the money itself then name the order too.
        "payment_intent_data": {"metadata": metadata},
        "expires_at": int(request.expires_at.timestamp()),
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
    }
    # It only fills the page's field in; what Stripe may not take is left for the buyer to write.
    if request.email.isascii() and request.email:
        params["customer_email"] = request.email
    return params


def intent_params(request: CheckoutRequest) -> PaymentIntentCreateParams:
    """Return the intent to make, for a form of the client's own.

    ``by`` tells our intents from those that Stripe makes for its pages.

    Raises:
        AmountRefused: Stripe takes no such fraction of the currency.
    """
    first, *rest = [line.each * line.quantity for line in request.lines]
    total = sum(rest, start=first)
    return {
        "amount": to_stripe(total),
        "currency": total.currency.lower(),
        "automatic_payment_methods": {"enabled": True},
        "description": f"Order {request.order_reference}",
        "metadata": {
            "order": request.order_reference,
            "payment": request.payment_uid,
            "by": INTENT,
        },
    }


def refund_params(request: RefundRequest) -> RefundCreateParams:
    """Return the refund to make.

    Raises:
        AmountRefused: Stripe takes no such fraction of the currency.
    """
    return {
        "payment_intent": request.intent_id,
        "amount": to_stripe(request.amount),
        "metadata": {"refund": request.refund_uid},
    }
