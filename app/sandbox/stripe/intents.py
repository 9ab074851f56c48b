"""The API's calls on payment intents. Not here: how one is paid, see paying.py."""

from typing import Any

from app.sandbox.stripe import money, paying
from app.sandbox.stripe.errors import StripeError, invalid, unplayed
from app.sandbox.stripe.methods import create as create_method
from app.sandbox.stripe.methods import usable
from app.sandbox.stripe.world import Document, World, merged

Params = dict[str, Any]
KINDS = ("card", "sepa_debit")
TEXTS = ("description", "receipt_email", "statement_descriptor", "statement_descriptor_suffix")
PLAYED = frozenset(
    ["allowed_payment_method_types", "amount", "automatic_payment_methods", "capture_method",
     "confirm", "currency", "customer", "expand", "metadata", "off_session", "payment_method",
     "payment_method_data", "return_url", *TEXTS]
)  # fmt: skip
CONFIRM_PLAYED = frozenset(
    "expand off_session payment_method payment_method_data return_url receipt_email".split()
)
UPDATE_PLAYED = frozenset(
    ["amount", "currency", "customer", "expand", "metadata", "payment_method", *TEXTS]
)
BEFORE = ("requires_payment_method", "requires_confirmation", "requires_action")


def create(world: World, params: Params) -> Document:
    """Make an intent and, with ``confirm``, pay it."""
    currency = money.known_currency(params["currency"], param="currency")
    amount = money.chargeable(params["amount"], currency, param="amount")
    if params.get("capture_method") == "manual":
        raise unplayed("capture_method=manual")
    allowed = params.get("allowed_payment_method_types", KINDS)
    facts: Document = {name: params[name] for name in TEXTS if name in params}
    facts["metadata"] = merged({}, params.get("metadata", {}))
    facts["payment_method_types"] = [k for k in KINDS if k in allowed]
    if "allowed_payment_method_types" in params:
        facts["allowed_payment_method_types"] = params["allowed_payment_method_types"]
    else:
        facts["automatic_payment_methods"] = {"allow_redirects": "always", "enabled": True} | (
            params.get("automatic_payment_methods", {})
        )
    if "customer" in params:
        customer = world.get("customer", params["customer"], param="customer", status=400)
        facts["customer"] = customer["id"]
    method = _method(world, params)
    if method is not None:
        facts |= {"payment_method": method["id"], "status": "requires_confirmation"}
    intent = paying.new_intent(world, amount=amount, currency=currency, **facts)
    return _confirmed(world, intent, params) if params.get("confirm") else intent


def confirm(world: World, key: str, params: Params) -> Document:
    """Pay the intent; raises StripeError 402 for a declined card."""
    intent = world.get("payment_intent", key, param="intent")
    _not_of_a_session(world, intent, "confirm")
    if intent["status"] not in BEFORE:
        raise _unexpected(intent, "confirm", BEFORE)
    method = _method(world, params)
    if method is not None:
        intent = intent | {"payment_method": method["id"]}
    return _confirmed(world, intent, params)


def update(world: World, key: str, params: Params) -> Document:
    """Change an intent that was not paid yet; metadata and texts may always change."""
    intent = world.get("payment_intent", key, param="intent")
    money_moves = params.keys() & {"amount", "currency", "customer", "payment_method"}
    if money_moves and intent["status"] not in BEFORE:
        raise _unexpected(intent, "update", BEFORE)
    changes: Document = {name: params[name] or None for name in TEXTS if name in params}
    changes["metadata"] = merged(intent["metadata"], params.get("metadata", {}))
    if "customer" in params:
        changes["customer"] = world.get(
            "customer", params["customer"], param="customer", status=400
        )["id"]
    currency = params["currency"] if "currency" in params else intent["currency"]
    changes["currency"] = money.known_currency(currency, param="currency")
    if "amount" in params:
        changes["amount"] = money.chargeable(params["amount"], changes["currency"], param="amount")
    method = _method(world, params)
    if method is not None:
        changes |= {"payment_method": method["id"], "status": "requires_confirmation"}
    return world.keep(intent | changes)


def cancel(world: World, key: str, params: Params) -> Document:
    """Cancel an intent that was not paid."""
    intent = world.get("payment_intent", key, param="intent")
    _not_of_a_session(world, intent, "cancel")
    if intent["status"] not in BEFORE:
        raise _unexpected(intent, "cancel", BEFORE)
    return paying.cancel(world, intent, reason=params.get("cancellation_reason"))


def filtered(world: World, params: Params) -> list[Document]:
    """Return intents by customer, oldest first."""
    found = world.all("payment_intent")
    if "customer" in params:
        found = [i for i in found if i["customer"] == params["customer"]]
    return found


def _confirmed(world: World, intent: Document, params: Params) -> Document:
    if intent["payment_method"] is None:
        raise invalid(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            code="payment_intent_unexpected_state",
        )
    redirects = (intent["automatic_payment_methods"] or {}).get("allow_redirects") == "always"
    if redirects and "return_url" not in params:
        raise invalid(
            "This PaymentIntent is configured to accept payment methods that may redirect. You "
            "must provide a `return_url`.",
            param="return_url",
        )
    method = world.get("payment_method", intent["payment_method"])
    paid = paying.pay(world, intent, method, challenge_url=params.get("return_url"))
    error = paid["last_payment_error"]
    if error is not None:
        more = {k: v for k, v in error.items() if k not in ("type", "message", "code", "doc_url")}
        raise StripeError(
            402, error["message"], type="card_error", code=error["code"],
            more=more | {"payment_intent": paid},
        )  # fmt: skip
    return paid


def _method(world: World, params: Params) -> Document | None:
    if "payment_method_data" in params:
        return create_method(world, params["payment_method_data"])
    if "payment_method" in params:
        return usable(world, params["payment_method"])
    return None


def _not_of_a_session(world: World, intent: Document, verb: str) -> None:
    if "session" in world.backstage(intent["id"]):
        raise invalid(
            f"You cannot {verb} a PaymentIntent created by Checkout. Expire the Checkout Session "
            "instead.",
            param="intent",
        )


def _unexpected(intent: Document, verb: str, wanted: tuple[str, ...]) -> StripeError:
    return StripeError(
        400,
        f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}. Only "
        f"a PaymentIntent with one of the following statuses may be used: {', '.join(wanted)}.",
        code="payment_intent_unexpected_state",
        more={"payment_intent": intent},
    )
