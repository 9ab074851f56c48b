"""Where Stripe's events come in: ``POST /webhooks/stripe``. Not here: what they lead to."""

from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from app.domain.guard import guarded
from app.gateways.stripe.events import NewsRefused, read_news
from app.logs import request_id
from app.parts import Parts
from app.usecases.settle_payment import Settled, settle_payment

# Many times the largest event that Stripe sends about a payment.
LARGEST_BODY = 512 * 1024
# 200 ends it; with anything else Stripe comes again, for three days.
_STATUS = {
    Settled.SETTLED: 200,
    Settled.ALREADY: 200,
    Settled.IGNORED: 200,
    Settled.UNKNOWN_PAYMENT: 409,
    Settled.GATEWAY_UNREACHABLE: 503,
}


def stripe_webhook(parts: Parts, *, secrets: tuple[str, ...]) -> Blueprint:
    """Return the blueprint; it needs no CSRF token, its callers sign instead.

    Answers 400 to what is not signed by Stripe within 300 s, and keeps nothing of it; 409 to news
    of a session not known here (yet), 503 while Stripe cannot be asked.
    """
    blueprint = Blueprint("stripe_webhook", __name__)

    @blueprint.post("/webhooks/stripe", provide_automatic_options=False)
    @guarded("signature")
    def take_event() -> ResponseReturnValue:
        request.max_content_length = LARGEST_BODY
        try:
            body = request.get_data()
            signature = request.headers.get("Stripe-Signature", "")
            news = read_news(body, signature, secrets=secrets)
        except RequestEntityTooLarge:
            return _refusal("too_large", "the body is too large"), 413
        except NewsRefused as refusal:
            return _refusal("invalid_event", refusal.reason), 400
        g.let_in = True
        settled = settle_payment(
            parts.sessions,
            gateways=parts.gateways,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
            news=news,
            request_id=request_id() or "",
        )
        return jsonify(result=settled.value), _STATUS[settled]

    return blueprint


def _refusal(code: str, message: str) -> Response:
    return jsonify(error={"code": code, "message": message})
