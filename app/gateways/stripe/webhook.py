"""Where Stripe's events come in: ``POST /webhooks/stripe``. Not here: what they lead to."""

from collections.abc import Mapping

from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from app.domain.guard import guarded
from app.domain.news import GatewayNews
from app.gateways.stripe.events import NewsRefused, read_news
from app.logs import request_id
from app.parts import Parts
from app.usecases.hear_of_dispute import DisputeHeard, hear_of_dispute
from app.usecases.hear_of_refund import Heard, hear_of_refund
from app.usecases.hear_of_return import ReturnHeard, hear_of_return
from app.usecases.settle_payment import Settled, settle_payment

# Many times the largest event that Stripe sends about a payment.
LARGEST_BODY = 512 * 1024
# 200 ends it; with anything else Stripe comes again, for three days.
# Words that both ends have in common mean the same.
_STATUS: Mapping[str, int] = {
    Settled.SETTLED: 200,
    Settled.ALREADY: 200,
    Settled.IGNORED: 200,
    Settled.UNKNOWN_PAYMENT: 409,
    Settled.GATEWAY_UNREACHABLE: 503,
    Heard.UNKNOWN_REFUND: 409,
    ReturnHeard.NOT_PAID_YET: 409,
}


def stripe_webhook(parts: Parts, *, secrets: tuple[str, ...]) -> Blueprint:
    """Return the blueprint; it needs no CSRF token, its callers sign instead.

    Answers 400 to what is not signed by Stripe within 300 s, and keeps nothing of it; 409 to news
    of a session or a refund not known here (yet), 503 while Stripe cannot be asked.
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
        ended = _take(parts, news)
        return jsonify(result=ended.value), _STATUS[ended]

    return blueprint


def _take(parts: Parts, news: GatewayNews) -> Settled | Heard | ReturnHeard | DisputeHeard:
    if news.dispute_id:
        return hear_of_dispute(
            parts.sessions, news=news, gateways=parts.gateways, now=parts.clock()
        )
    if news.intent_id:
        return hear_of_return(
            parts.sessions,
            news=news,
            gateways=parts.gateways,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
        )
    return _hear(parts, news) if news.refund_id is not None else _settle(parts, news)


def _settle(parts: Parts, news: GatewayNews) -> Settled:
    return settle_payment(
        parts.sessions,
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
        news=news,
        request_id=request_id() or "",
    )


def _hear(parts: Parts, news: GatewayNews) -> Heard:
    return hear_of_refund(parts.sessions, news=news, gateways=parts.gateways, now=parts.clock())


def _refusal(code: str, message: str) -> Response:
    return jsonify(error={"code": code, "message": message})
