"""What Stripe's account says, in our words: each function reads one JSON object. Not here: asking.

Raises one of ``UNREADABLE`` where a field is missing or impossible.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from app.domain.account import (
    DisputeReport,
    DisputeState,
    Entry,
    EntryKind,
    Payout,
    PayoutState,
    RefundThere,
)
from app.domain.money import Money
from app.domain.payment import RefundState
from app.gateways.stripe.amounts import from_stripe, nearest_from_stripe

UNREADABLE = (AttributeError, LookupError, TypeError, ValueError, OverflowError)
Found = Mapping[str, Any]

# By Stripe's reporting category, which is made for accounting; all others are adjustments.
_KINDS = {
    "charge": EntryKind.PAYMENT,
    "charge_failure": EntryKind.PAYMENT,
    "refund": EntryKind.REFUND,
    "refund_failure": EntryKind.REFUND,
    "dispute": EntryKind.DISPUTE,
    "dispute_reversal": EntryKind.DISPUTE,
    "fee": EntryKind.FEE,
    "network_cost": EntryKind.FEE,
    "payout": EntryKind.PAYOUT,
    "payout_reversal": EntryKind.PAYOUT,
}
_PAYOUTS = {"paid": PayoutState.PAID, "failed": PayoutState.FAILED, "canceled": PayoutState.FAILED}
# While a bank only asks (warning_…) and when the claim was prevented, no money is lost.
_DISPUTES = {
    "lost": DisputeState.LOST,
    "won": DisputeState.WON,
    "warning_closed": DisputeState.WON,
    "prevented": DisputeState.WON,
}
_REFUNDS = {
    "succeeded": RefundState.MADE,
    "failed": RefundState.REFUSED,
    "canceled": RefundState.REFUSED,
}


def entry_from(found: Found) -> Entry:
    """Read a balance transaction whose source is expanded.

    The source says what the payer paid, in their currency; the transaction what the account got.
    """
    amount = nearest_from_stripe(found["amount"], found["currency"])
    source = found["source"]
    source = source if isinstance(source, dict) else {"id": source or ""}
    metadata = source.get("metadata") or {}
    kind = _KINDS.get(found["reporting_category"], EntryKind.ADJUSTMENT)
    return Entry(
        entry_id=found["id"],
        kind=kind,
        amount=amount,
        fee_minor=nearest_from_stripe(found["fee"], found["currency"]).minor,
        net_minor=nearest_from_stripe(found["net"], found["currency"]).minor,
        payer=_payer(source, amount),
        occurred_at=_time(found["created"]),
        available_on=_day(found["available_on"]),
        source_id=source["id"],
        intent_id=source.get("payment_intent") or "",
        payment_uid=metadata.get("payment") or "",
        refund_uid=metadata.get("refund") or "",
        words=found["description"] or found["type"],
    )


def _payer(source: Found, amount: Money) -> Money:
    if source.get("object") not in ("charge", "refund", "dispute"):
        return amount
    paid = from_stripe(source["amount"], source["currency"])
    return paid if amount.minor >= 0 else paid * -1


def payout_from(found: Found) -> Payout:
    """Read a payout; Stripe says which entries are in an automatic one, once it is sorted out."""
    return Payout(
        payout_id=found["id"],
        amount=from_stripe(found["amount"], found["currency"]),
        state=_PAYOUTS.get(found["status"], PayoutState.ON_ITS_WAY),
        arrives_on=_day(found["arrival_date"]),
        made_at=_time(found["created"]),
        itemised=bool(found["automatic"]) and found["reconciliation_status"] == "completed",
    )


def dispute_from(found: Found) -> DisputeReport:
    """Read a dispute."""
    state = _DISPUTES.get(found["status"], DisputeState.OPEN)
    due = (found.get("evidence_details") or {}).get("due_by")
    return DisputeReport(
        dispute_id=found["id"],
        intent_id=found["payment_intent"] or "",
        amount=from_stripe(found["amount"], found["currency"]),
        reason=found["reason"].replace("_", " "),
        state=state,
        opened_at=_time(found["created"]),
        due_at=_time(due) if due and state is DisputeState.OPEN else None,
    )


def refund_from(found: Found) -> RefundThere:
    """Read a refund; our key is in its metadata where we asked for it."""
    return RefundThere(
        refund_id=found["id"],
        intent_id=found["payment_intent"] or "",
        amount=from_stripe(found["amount"], found["currency"]),
        state=_REFUNDS.get(found["status"], RefundState.PENDING),
        made_at=_time(found["created"]),
        refund_uid=(found["metadata"] or {}).get("refund") or "",
    )


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _day(seconds: int) -> date:
    return _time(seconds).date()
