"""Where a gateway's events come in: ``POST /webhooks/<gateway>``. Not here: what they lead to."""

from collections.abc import Mapping
from typing import Protocol

from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from app.domain.caller import counted_as
from app.domain.guard import guarded
from app.domain.news import GatewayNews
from app.gateways.news import NewsReader, NewsRefused, NewsUnproven
from app.logs import request_id
from app.parts import Parts
from app.usecases.hear_of_dispute import DisputeHeard, hear_of_dispute
from app.usecases.hear_of_refund import Heard, hear_of_refund
from app.usecases.hear_of_return import ReturnHeard, hear_of_return
from app.usecases.settle_payment import Settled, settle_payment

# Many times the largest event that a gateway sends about a payment.
LARGEST_BODY = 512 * 1024
# In a minute, from one address: each may cost a question to the gateway.
MOST_REFUSED = 20
# 200 ends it; with anything else a gateway comes again, for three days.
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


class Count(Protocol):
    """Counts in the minute (``jobs.tally``)."""

    def __call__(self, what: str, *, more: int) -> int:
        """Count so many more, and return how many there are in this minute."""


def uncounted(what: str, *, more: int) -> int:
    """Count nothing: a signature that is checked here costs nobody a call, however many come."""
    return 0


def gateway_webhook(parts: Parts, *, name: str, read: NewsReader, count: Count) -> Blueprint:
    """Return the gateway's blueprint; it needs no CSRF token, its callers sign instead.

    Answers 400 to what the gateway did not send, and keeps nothing of it; 409 to news of a payment
    or a refund not known here (yet), 503 while the gateway cannot be asked. ``read`` may call out:
    no transaction is open meanwhile. An address that by ``count`` sends much that was forged is
    answered 429 for the rest of the minute, and nothing of it is looked at.
    """
    blueprint = Blueprint(f"{name}_webhook", __name__)

    @blueprint.post(f"/webhooks/{name}", provide_automatic_options=False)
    @guarded("signature")
    def take_event() -> ResponseReturnValue:
        request.max_content_length = LARGEST_BODY
        # Counted first and taken back after, so that many at once are no way round it.
        sender = f"webhook:{name}:{counted_as(request.remote_addr)}"
        if count(sender, more=1) > MOST_REFUSED:
            return _refusal("too_many", "too much of this was not sent by the gateway"), 429
        try:
            news = read(request.get_data(), lambda name: request.headers.get(name, ""))
        except RequestEntityTooLarge:
            return _refusal("too_large", "the body is too large"), 413
        except NewsRefused as refusal:
            return _refusal("invalid_event", refusal.reason), 400
        except NewsUnproven as unproven:
            count(sender, more=-1)
            return _refusal("unproven_event", str(unproven)), 503
        count(sender, more=-1)
        g.let_in = True
        ended = _take(parts, news)
        return jsonify(result=ended.value), _STATUS[ended]

    return blueprint


def _take(parts: Parts, news: GatewayNews) -> Settled | Heard | ReturnHeard | DisputeHeard:
    if news.dispute_id:
        return hear_of_dispute(
            parts.sessions,
            news=news,
            gateways=parts.gateways,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
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
    return hear_of_refund(
        parts.sessions,
        news=news,
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def _refusal(code: str, message: str) -> Response:
    return jsonify(error={"code": code, "message": message})
