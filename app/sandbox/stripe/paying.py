"""Paying a payment intent: charge, decline, 3-D Secure, and money that comes days later.

Here: how an intent moves. Not here: the API calls that ask for it (intents.py) nor the checkout
session around it (checkout.py).
"""

from typing import Any

from app.sandbox.stripe import agenda, charges, disputes
from app.sandbox.stripe.cards import Aftermath, Decline, Fate
from app.sandbox.stripe.events import emit
from app.sandbox.stripe.methods import IBAN_THAT_FAILS, card_of
from app.sandbox.stripe.world import Document, World, new_id, nothing

SETTLES_AFTER = 3 * 86400
AUTHENTICATION = Decline(
    "payment_intent_authentication_failure",
    "authentication_required",
    "We are unable to authenticate your payment method. Please choose a different payment method "
    "and try again.",
)


def new_intent(world: World, *, amount: int, currency: str, **facts: Any) -> Document:
    """Keep and return an unpaid intent; ``facts`` are further fields of it."""
    key = new_id("pi")
    intent: Document = {
        "id": key,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "automatic_payment_methods": None,
        "capture_method": "automatic_async",
        "client_secret": f"{key}_secret_{new_id('x')[2:]}",
        "confirmation_method": "automatic",
        "created": world.now(),
        "currency": currency,
        "livemode": False,
        "metadata": {},
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card", "sepa_debit"],
        "status": "requires_payment_method",
        **nothing("application", "application_fee_amount", "canceled_at", "cancellation_reason",
                  "customer", "customer_account", "description", "excluded_payment_method_types",
                  "last_payment_error", "latest_charge", "next_action", "on_behalf_of",
                  "payment_method", "payment_method_configuration_details", "processing",
                  "receipt_email", "review", "setup_future_usage", "shipping", "source",
                  "statement_descriptor", "statement_descriptor_suffix", "transfer_data",
                  "transfer_group"),
    }  # fmt: skip
    made = world.keep(intent | facts)
    emit(world, "payment_intent.created", made)
    return made


def pay(world: World, intent: Document, method: Document, *, challenge_url: str | None) -> Document:
    """Try the payment method and return the intent as it then stands.

    ``challenge_url`` is where the payer comes back to after 3-D Secure; None leaves it to the
    payer's program.
    """
    intent = world.keep(intent | {"payment_method": method["id"], "last_payment_error": None})
    if method["type"] == "sepa_debit":
        return _processing(world, intent, method)
    card = card_of(world, method)
    match card.fate:
        case Fate.PAID:
            return _succeeded(world, intent, method)
        case Fate.DECLINED:
            return declined(world, intent, method, why=card.decline)
        case _:
            return _challenged(world, intent, challenge_url)


def authenticated(world: World, intent: Document) -> Document:
    """Go on after the payer passed 3-D Secure."""
    method = world.get("payment_method", intent["payment_method"])
    card = card_of(world, method)
    if card.fate is Fate.CHALLENGED_THEN_DECLINED:
        return declined(world, intent, method, why=card.decline)
    return _succeeded(world, intent, method)


def not_authenticated(world: World, intent: Document) -> Document:
    """Go back to needing a payment method after the payer failed 3-D Secure; nothing is charged."""
    method = world.get("payment_method", intent["payment_method"])
    error = _card_error(AUTHENTICATION, method, charge=None)
    del error["decline_code"]
    return _back_to_start(world, intent, error)


def declined(world: World, intent: Document, method: Document, *, why: Decline | None) -> Document:
    """Leave a failed charge, and the intent needing another payment method."""
    reason = why or Decline("card_declined", "generic_decline", "Your card was declined.")
    charge = charges.make(world, intent, method, status="failed", decline=reason)
    intent = intent | {"latest_charge": charge["id"]}
    return _back_to_start(world, intent, _card_error(reason, method, charge=charge["id"]))


def settle(world: World, intent: Document, *, status: str) -> Document:
    """End a processing intent: ``succeeded`` or ``failed``."""
    agenda.drop(world, "settle", intent["id"])
    charge = charges.settle(world, world.get("charge", intent["latest_charge"]), status=status)
    if status == "succeeded":
        return _paid(world, intent)
    method = world.get("payment_method", charge["payment_method"])
    reason = Decline("insufficient_funds", "insufficient_funds", charge["failure_message"])
    error = _card_error(reason, method, charge=charge["id"])
    return _back_to_start(world, intent, error)


def cancel(world: World, intent: Document, *, reason: str | None) -> Document:
    """Cancel an intent that may be cancelled; the caller has judged that."""
    cancelled = world.keep(
        intent
        | {
            "status": "canceled",
            "canceled_at": world.now(),
            "cancellation_reason": reason,
            "next_action": None,
        }
    )
    emit(world, "payment_intent.canceled", cancelled)
    return cancelled


def _succeeded(world: World, intent: Document, method: Document) -> Document:
    charge = charges.make(world, intent, method, status="succeeded")
    paid = _paid(world, intent | {"latest_charge": charge["id"]})
    card = card_of(world, method)
    if card.aftermath is Aftermath.DISPUTED:
        disputes.open_dispute(world, charge, reason=card.dispute_reason)
    return paid


def _paid(world: World, intent: Document) -> Document:
    paid = world.keep(
        intent
        | {
            "status": "succeeded",
            "amount_received": intent["amount"],
            "next_action": None,
            "last_payment_error": None,
        }
    )
    emit(world, "payment_intent.succeeded", paid)
    return paid


def _processing(world: World, intent: Document, method: Document) -> Document:
    charge = charges.make(world, intent, method, status="pending")
    fails = world.backstage(method["id"]).get("iban") == IBAN_THAT_FAILS
    world.note(intent["id"], will="failed" if fails else "succeeded")
    waiting = world.keep(intent | {"status": "processing", "latest_charge": charge["id"]})
    emit(world, "payment_intent.processing", waiting)
    agenda.plan(world, "settle", intent["id"], at=world.now() + SETTLES_AFTER)
    return waiting


def _challenged(world: World, intent: Document, back: str | None) -> Document:
    action: Document = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure"}}
    if back is not None:
        world.note(intent["id"], back=back)
        url = f"{world.base_url}/pay/authenticate/{intent['id']}"
        action = {
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": back, "url": url},
        }
    waiting = world.keep(intent | {"status": "requires_action", "next_action": action})
    emit(world, "payment_intent.requires_action", waiting)
    return waiting


def _back_to_start(world: World, intent: Document, error: Document) -> Document:
    failed = world.keep(
        intent
        | {
            "status": "requires_payment_method",
            "payment_method": None,
            "next_action": None,
            "last_payment_error": error,
        }
    )
    emit(world, "payment_intent.payment_failed", failed)
    return failed


def _card_error(why: Decline, method: Document, *, charge: str | None) -> Document:
    error: Document = {
        "type": "card_error" if method["type"] == "card" else "invalid_request_error",
        "code": why.code,
        "decline_code": why.decline_code,
        "doc_url": "https://stripe.com/docs/error-codes/" + why.code.replace("_", "-"),
        "message": why.message,
        "payment_method": method,
    }
    if charge is not None:
        error |= {"charge": charge, "advice_code": why.advice, "network_decline_code": "01"}
    return error
