"""Disputes: a bank takes the money back, evidence goes in, one side wins."""

from typing import Any

from app.sandbox.stripe import ledger, money
from app.sandbox.stripe.errors import invalid
from app.sandbox.stripe.events import emit
from app.sandbox.stripe.world import Document, World, merged, new_id, nothing

Params = dict[str, Any]
OPEN = ("needs_response", "warning_needs_response", "under_review", "warning_under_review")
TO_ANSWER = 7 * 86400
TEXTS = (
    "access_activity_log billing_address cancellation_policy cancellation_policy_disclosure "
    "cancellation_rebuttal customer_communication customer_email_address customer_name "
    "customer_purchase_ip customer_signature duplicate_charge_documentation "
    "duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy "
    "refund_policy_disclosure refund_refusal_explanation service_date service_documentation "
    "shipping_address shipping_carrier shipping_date shipping_documentation "
    "shipping_tracking_number uncategorized_file uncategorized_text"
).split()


def open_dispute(world: World, charge: Document, *, reason: str = "fraudulent") -> Document:
    """Take the money of a good charge back; raises StripeError when it cannot be disputed."""
    if not charge["paid"] or charge["disputed"] or charge["refunded"]:
        raise invalid(f"Charge {charge['id']} cannot be disputed.", param="charge")
    key = new_id("du")
    amount = charge["amount"] - charge["amount_refunded"]
    dispute: Document = {
        "id": key,
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [_row(world, key, charge, -amount)],
        "charge": charge["id"],
        "created": world.now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": nothing(*TEXTS) | {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": world.now() + TO_ANSWER,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "network_reason_code": "10.4",
        "payment_intent": charge["payment_intent"],
        "payment_method_details": _method(charge),
        "reason": reason,
        "status": "needs_response",
    }
    world.keep(charge | {"disputed": True})
    world.keep(dispute)
    emit(world, "charge.dispute.created", dispute)
    emit(world, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def end(world: World, dispute: Document, *, status: str) -> Document:
    """Close an open dispute as ``won`` or ``lost``; raises StripeError when it is over."""
    if dispute["status"] not in OPEN:
        raise invalid(f"This dispute is already closed: {dispute['status']}.")
    ended = dispute | {"status": status}
    if status == "won":
        charge = world.get("charge", dispute["charge"])
        back = _row(world, dispute["id"], charge, dispute["amount"])
        ended["balance_transactions"] = [*dispute["balance_transactions"], back]
        world.keep(charge | {"disputed": False})
    world.keep(ended)
    if status == "won":
        emit(world, "charge.dispute.funds_reinstated", ended)
    emit(world, "charge.dispute.closed", ended)
    return ended


def update(world: World, key: str, params: Params) -> Document:
    """Take evidence in; ``winning_evidence`` and ``losing_evidence`` end it, as in test mode."""
    dispute = world.get("dispute", key, param="dispute")
    if dispute["status"] not in OPEN:
        raise invalid("This dispute is already closed.")
    evidence = dispute["evidence"] | params.get("evidence", {})
    given = any(evidence[name] for name in TEXTS)
    submitted = given and params.get("submit", True)
    details = dispute["evidence_details"] | {"has_evidence": given}
    if submitted:
        count = details["submission_count"] + 1
        details |= {"submission_count": count, "submission_method": "manual"}
    changed = dispute | {
        "evidence": evidence,
        "evidence_details": details,
        "metadata": merged(dispute["metadata"], params.get("metadata", {})),
        "status": "under_review" if submitted else dispute["status"],
    }
    emit(world, "charge.dispute.updated", world.keep(changed))
    word = evidence["uncategorized_text"] if submitted else None
    if word in ("winning_evidence", "losing_evidence"):
        return end(world, changed, status="won" if word == "winning_evidence" else "lost")
    return changed


def close(world: World, key: str, _params: Params) -> Document:
    """Give up: the dispute is lost."""
    return end(world, world.get("dispute", key, param="dispute"), status="lost")


def filtered(world: World, params: Params) -> list[Document]:
    """Return disputes by charge and payment intent, oldest first."""
    found = world.all("dispute")
    for name in ("charge", "payment_intent"):
        if name in params:
            found = [d for d in found if d[name] == params[name]]
    return found


def _row(world: World, key: str, charge: Document, amount: int) -> Document:
    withdrawn = amount < 0
    return ledger.book(
        world,
        "adjustment",
        category="dispute" if withdrawn else "dispute_reversal",
        amount=amount,
        currency=charge["currency"],
        source=key,
        description=f"Chargeback {'withdrawal' if withdrawn else 'reversal'} for {charge['id']}",
        fee=money.DISPUTE_FEE.get(charge["currency"], 0) if withdrawn else 0,
        fee_description="Dispute fee",
    )


def _method(charge: Document) -> Document | None:
    details = charge["payment_method_details"]
    if details["type"] != "card":
        return None
    return {
        "type": "card",
        "card": {
            "brand": details["card"]["brand"],
            "case_type": "chargeback",
            "network": details["card"]["network"],
            "network_reason_code": "10.4",
        },
    }
