"""How a client wants its registration paid: on our page, or in a form of its own (Stripe intents).

Not here: what a payment means, nor a registration's own body.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.api.refused import invalid
from app.domain.envelope import Problem
from app.domain.gateway import IntentGateway, IntentOpened
from app.parts import Parts
from app.queries.api.registrations import Made
from app.usecases.open_checkout import open_intent

FIELD = "payment.method"


class Method(StrEnum):
    """Where the participant pays."""

    PAGE = "page"
    INTENT = "intent"


def read_method(body: Mapping[str, Any], parts: Parts) -> Method:
    """Return how it is to be paid; on our page where nothing is said.

    Raises:
        CallRefused: 400, no such method, or one that this desk does not offer.
    """
    asked = body.get("payment")
    if asked is None:
        return Method.PAGE
    if not isinstance(asked, dict):
        raise invalid(Problem("payment", "payment must be an object"))
    method = asked.get("method")
    if method is None:
        return Method.PAGE
    if method not in list(Method):
        raise invalid(Problem(FIELD, f"{FIELD} must be one of {', '.join(Method)}"))
    if method == Method.INTENT and not offers_intents(parts):
        raise invalid(Problem(FIELD, f"{FIELD} cannot be intent: it is not offered here"))
    return Method(method)


def offers_intents(parts: Parts) -> bool:
    """Say whether a form of the client's own can be paid at this desk."""
    return _gateway(parts) is not None


def intent_for(parts: Parts, made: Made, method: Method) -> Mapping[str, str | None]:
    """Return what ``payment`` says besides, nothing where it is paid on our page.

    All of it is null where there is no intent (any more, or while the gateway cannot be reached):
    the page can be paid at all the same, and the same key asks again.
    """
    if method is Method.PAGE or made.total.minor == 0:
        return {}
    gateway, opened = _gateway(parts), None
    if gateway is not None and gateway.objects_to(made.total) is None:
        opened = open_intent(
            parts.sessions,
            reference=made.order_reference,
            gateway=gateway,
            now=parts.clock(),
        )
    if not isinstance(opened, IntentOpened):
        return dict.fromkeys(("intentId", "clientSecret", "publishableKey"))
    return {
        "intentId": opened.gateway_id,
        "clientSecret": opened.client_secret,
        "publishableKey": opened.publishable_key,
    }


def _gateway(parts: Parts) -> IntentGateway | None:
    on = (each for each in parts.gateways.values() if isinstance(each, IntentGateway))
    return next(on, None)
