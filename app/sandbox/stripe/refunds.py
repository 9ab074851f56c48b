"""Refunds: money back, whole or in part, at once, later, or taken back again."""

from typing import Any

from app.sandbox.stripe import agenda, ledger, money
from app.sandbox.stripe.cards import Aftermath
from app.sandbox.stripe.errors import StripeError, invalid
from app.sandbox.stripe.events import emit
from app.sandbox.stripe.methods import card_of
from app.sandbox.stripe.world import Document, World, merged, new_id, nothing

Params = dict[str, Any]
CHANGES_AFTER = 30
PLAYED = frozenset("amount charge currency expand metadata payment_intent reason".split())


def create(world: World, params: Params) -> Document:
    """Refund a charge; raises StripeError for too much, twice, disputed or nothing to refund."""
    charge = _charge(world, params)
    amount = _amount(charge, params)
    method = world.get("payment_method", charge["payment_method"])
    waits = _aftermath(world, method) is Aftermath.REFUND_WAITS
    key = new_id("re" if method["type"] == "card" else "pyr")
    row = ledger.book(
        world,
        "refund" if method["type"] == "card" else "payment_refund",
        category="refund",
        amount=-amount,
        currency=charge["currency"],
        source=key,
        description=f"REFUND FOR CHARGE ({charge['description'] or charge['id']})",
    )
    refund: Document = {
        "id": key,
        "object": "refund",
        "amount": amount,
        "balance_transaction": row["id"],
        "charge": charge["id"],
        "created": world.now(),
        "currency": charge["currency"],
        "destination_details": _destination(method),
        "metadata": merged({}, params.get("metadata") or {}),
        "payment_intent": charge["payment_intent"],
        "payment_method": method["id"],
        "pending_reason": "processing" if waits else None,
        "reason": params.get("reason"),
        "status": "pending" if waits else "succeeded",
        **nothing("receipt_number", "source_transfer_reversal", "transfer_reversal"),
    }
    world.keep(refund)
    _told(world, refund, charge | {"amount_refunded": charge["amount_refunded"] + amount})
    if _aftermath(world, method) is Aftermath.REFUND_FAILS:
        agenda.plan(world, "refund_fails", key, at=world.now() + CHANGES_AFTER)
    if waits:
        agenda.plan(world, "refund_succeeds", key, at=world.now() + CHANGES_AFTER)
    return refund


def update(world: World, key: str, params: Params) -> Document:
    """Change the metadata."""
    refund = world.get("refund", key, param="refund")
    changed = refund | {"metadata": merged(refund["metadata"], params.get("metadata", {}))}
    emit(world, "refund.updated", world.keep(changed))
    return changed


def cancel(world: World, key: str, _params: Params) -> Document:
    """Raise StripeError: only refunds that wait for the customer can be cancelled, and none do."""
    refund = world.get("refund", key, param="refund")
    raise invalid(
        f"Refunds with status {refund['status']} cannot be canceled; only those that require "
        "action can."
    )


def succeed(world: World, refund: Document) -> Document:
    """End a pending refund well."""
    agenda.drop(world, "refund_succeeds", refund["id"])
    done = world.keep(refund | {"status": "succeeded", "pending_reason": None})
    emit(world, "refund.updated", done, previous={"status": refund["status"]})
    emit(world, "charge.refund.updated", done, previous={"status": refund["status"]})
    return done


def fail(world: World, refund: Document, *, reason: str = "expired_or_canceled_card") -> Document:
    """Let a refund fail, also one that had succeeded: the money is ours again.

    Raises StripeError when it has failed already.
    """
    if refund["status"] not in ("succeeded", "pending"):
        raise invalid(f"Refund {refund['id']} has status {refund['status']} and cannot fail.")
    for what in ("refund_fails", "refund_succeeds"):
        agenda.drop(world, what, refund["id"])
    charge = world.get("charge", refund["charge"])
    row = ledger.book(
        world,
        "refund_failure",
        category="refund_failure",
        amount=refund["amount"],
        currency=refund["currency"],
        source=refund["id"],
        description=f"REFUND FAILURE FOR {refund['id']}",
    )
    failed = world.keep(
        refund
        | {
            "status": "failed",
            "failure_reason": reason,
            "failure_balance_transaction": row["id"],
            "pending_reason": None,
        }
    )
    left = charge["amount_refunded"] - refund["amount"]
    world.keep(charge | {"amount_refunded": left, "refunded": False})
    for kind in ("refund.failed", "refund.updated", "charge.refund.updated"):
        emit(world, kind, failed, previous={"status": refund["status"]})
    return failed


def filtered(world: World, params: Params) -> list[Document]:
    """Return refunds by charge and payment intent, oldest first."""
    found = world.all("refund")
    for name in ("charge", "payment_intent"):
        if name in params:
            found = [r for r in found if r[name] == params[name]]
    return found


def _charge(world: World, params: Params) -> Document:
    if ("charge" in params) == ("payment_intent" in params):
        both = "charge" in params
        raise invalid(
            "You may only specify one of these parameters: charge, payment_intent."
            if both
            else "One of the following params should be provided for this request: "
            "payment_intent or charge.",
            code="parameters_exclusive" if both else "parameter_missing",
        )
    if "charge" in params:
        charge = world.get("charge", params["charge"], param="charge", status=404)
    else:
        intent = world.get("payment_intent", params["payment_intent"], param="payment_intent")
        found = world.find("charge", intent["latest_charge"] or "")
        if found is None or found["status"] == "failed":
            raise invalid(
                f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
                param="payment_intent",
            )
        charge = found
    _refundable(charge)
    return charge


def _refundable(charge: Document) -> None:
    key = charge["id"]
    if charge["refunded"]:
        raise StripeError(
            400, f"Charge {key} has already been refunded.", code="charge_already_refunded"
        )
    if charge["disputed"]:
        raise StripeError(400, f"Charge {key} has been charged back.", code="charge_disputed")
    if charge["status"] != "succeeded":
        raise invalid(f"Charge {key} has status {charge['status']} and cannot be refunded.")


def _amount(charge: Document, params: Params) -> int:
    currency = charge["currency"]
    if params.get("currency", currency) != currency:
        raise invalid("The currency does not match the charge's.", param="currency")
    left: int = charge["amount"] - charge["amount_refunded"]
    amount: int = params.get("amount", left)
    if amount < 1:
        raise invalid("Invalid positive integer", param="amount", code="parameter_invalid_integer")
    if amount > left:
        raise invalid(
            f"Refund amount ({money.shown(amount, currency)}) is greater than unrefunded amount "
            f"on charge ({money.shown(left, currency)})",
            param="amount",
        )
    money.rounded(amount, currency, param="amount")
    return amount


def _aftermath(world: World, method: Document) -> Aftermath:
    return card_of(world, method).aftermath if method["type"] == "card" else Aftermath.NONE


def _destination(method: Document) -> Document:
    if method["type"] != "card":
        return {"type": method["type"]}
    card = {"reference_status": "pending", "reference_type": "acquirer_reference_number",
            "type": "refund"}  # fmt: skip
    return {"type": "card", "card": card}


def _told(world: World, refund: Document, charge: Document) -> None:
    whole = charge["amount_refunded"] == charge["amount"]
    charge = world.keep(charge | {"refunded": whole})
    emit(world, "refund.created", refund)
    before = charge["amount_refunded"] - refund["amount"]
    emit(world, "charge.refunded", charge, previous={"amount_refunded": before})
