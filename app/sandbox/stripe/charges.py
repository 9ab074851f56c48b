"""Charges: one attempt to take money with a payment method, and what it leaves in the ledger.

Here: making charges, good, pending and failed, and changing them. Not here: the intent they
belong to, see paying.py, nor refunds.
"""

from typing import Any

from app.sandbox.stripe import ledger, money
from app.sandbox.stripe.cards import Aftermath, Decline, Fate
from app.sandbox.stripe.events import emit
from app.sandbox.stripe.methods import card_of
from app.sandbox.stripe.world import Document, World, merged, new_id, nothing

Params = dict[str, Any]


def make(
    world: World, intent: Document, method: Document, *, status: str, decline: Decline | None = None
) -> Document:
    """Keep a charge that is ``succeeded`` (then booked), ``pending`` or ``failed``, and tell it."""
    good = status == "succeeded"
    charge: Document = {
        "id": new_id("ch" if method["type"] == "card" else "py"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if status != "failed" else 0,
        "amount_refunded": 0,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "COURSEDESK SANDBOX",
        "captured": status != "failed",
        "created": world.now(),
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_code": decline.code if decline else None,
        "failure_message": decline.message if decline else None,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "outcome": _outcome(status, decline),
        "paid": good,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": _method_details(world, intent, method),
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "refunded": False,
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": status,
        **nothing("application", "application_fee", "application_fee_amount",
                  "balance_transaction", "failure_balance_transaction", "on_behalf_of",
                  "receipt_number", "receipt_url", "review", "shipping", "source",
                  "source_transfer", "transfer_data", "transfer_group"),
    }  # fmt: skip
    kept = world.keep(_booked(world, charge, method) if good else charge)
    emit(world, f"charge.{status}", kept)
    return kept


def settle(world: World, charge: Document, *, status: str) -> Document:
    """End a pending charge: ``succeeded`` books the money, ``failed`` says why."""
    method = world.get("payment_method", charge["payment_method"])
    if status == "succeeded":
        ended = _booked(world, charge | {"paid": True, "status": status}, method)
    else:
        ended = charge | {
            "status": status,
            "amount_captured": 0,
            "captured": False,
            "failure_code": "insufficient_funds",
            "failure_message": "The customer's account has insufficient funds.",
        }
    ended["outcome"] = _outcome(status, None)
    world.keep(ended)
    emit(world, f"charge.{status}", ended)
    return ended


def update(world: World, key: str, params: Params) -> Document:
    """Change description, receipt address and metadata."""
    charge = world.get("charge", key, param="charge")
    changes = {name: params[name] for name in ("description", "receipt_email") if name in params}
    metadata = merged(charge["metadata"], params.get("metadata", {}))
    changed = world.keep(charge | changes | {"metadata": metadata})
    emit(world, "charge.updated", changed)
    return changed


def filtered(world: World, params: Params) -> list[Document]:
    """Return charges by customer and payment intent, oldest first."""
    found = world.all("charge")
    for name in ("customer", "payment_intent"):
        if name in params:
            found = [c for c in found if c[name] == params[name]]
    return found


def _booked(world: World, charge: Document, method: Document) -> Document:
    is_card = method["type"] == "card"
    at_once = is_card and card_of(world, method).aftermath is Aftermath.AVAILABLE_AT_ONCE
    row = ledger.book(
        world,
        "charge" if is_card else "payment",
        category="charge",
        amount=charge["amount"],
        currency=charge["currency"],
        source=charge["id"],
        description=charge["description"],
        fee=money.fee(charge["amount"], charge["currency"]),
        wait=0 if at_once else ledger.TWO_DAYS,
    )
    return charge | {"balance_transaction": row["id"]}


def _outcome(status: str, decline: Decline | None) -> Document:
    outcome: Document = {
        **nothing("network_advice_code", "network_decline_code", "reason", "rule"),
        "advice_code": None,
        "network_status": "approved_by_network",
        "risk_level": "normal",
        "risk_score": 12,
        "seller_message": "Payment complete.",
        "type": "authorized",
    }
    if decline is not None:
        outcome |= {
            "advice_code": decline.advice,
            "network_decline_code": "01",
            "network_status": "declined_by_network",
            "reason": decline.decline_code,
            "seller_message": "The bank did not accept this payment.",
            "type": "issuer_declined",
        }
    elif status == "failed":
        outcome |= {"network_status": "declined_by_network", "type": "issuer_declined"}
    return outcome


def _method_details(world: World, intent: Document, method: Document) -> Document:
    known = method[method["type"]]
    if method["type"] == "sepa_debit":
        details = {k: known[k] for k in ("bank_code", "branch_code", "country", "fingerprint",
                                         "last4")}  # fmt: skip
        return {"type": "sepa_debit", "sepa_debit": details | nothing("mandate")}
    names = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding",
             "last4", "regulated_status", "wallet")  # fmt: skip
    challenged = card_of(world, method).fate in (Fate.CHALLENGED, Fate.CHALLENGED_THEN_DECLINED)
    return {
        "type": "card",
        "card": {
            **{name: known[name] for name in names},
            **nothing("authorization_code", "installments", "mandate", "network_token"),
            "amount_authorized": intent["amount"],
            "extended_authorization": {"status": "disabled"},
            "incremental_authorization": {"status": "unavailable"},
            "multicapture": {"status": "unavailable"},
            "network": known["brand"],
            "network_transaction_id": new_id("ntx")[4:19],
            "overcapture": {"maximum_amount_capturable": intent["amount"], "status": "unavailable"},
            "three_d_secure": _challenge() if challenged else None,
        },
    }


def _challenge() -> Document:
    return {
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": None,
        "result": "authenticated",
        "result_reason": None,
        "transaction_id": new_id("tds")[4:],
        "version": "2.2.0",
    }
