"""What PayPal says of money that went without us: refunds and disputes. Not here: asking."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.domain.account import DisputeReport, DisputeState, RefundThere
from app.domain.money import Money
from app.domain.payment import RefundState
from app.gateways.paypal.amounts import from_paypal
from app.gateways.paypal.answers import Garbled, as_list, as_object, as_text
from app.gateways.paypal.params import our_refund

_REFUNDS = {
    "COMPLETED": RefundState.MADE,
    "PENDING": RefundState.PENDING,
    "FAILED": RefundState.REFUSED,
    "CANCELLED": RefundState.REFUSED,
}
# PayPal's page "Show dispute details", ``outcome_code``. Where it pays the buyer itself, or closes
# the case without a decision, the money stays.
_OUTCOMES = {
    "RESOLVED_BUYER_FAVOUR": DisputeState.LOST,
    "ACCEPTED": DisputeState.LOST,
    "RESOLVED_SELLER_FAVOUR": DisputeState.WON,
    "RESOLVED_WITH_PAYOUT": DisputeState.WON,
    "CANCELED_BY_BUYER": DisputeState.WON,
    "DENIED": DisputeState.WON,
    "NONE": DisputeState.WON,
}


def order_of(said: Any) -> str:
    """Return the order that a capture belongs to; raises Garbled."""
    related = as_object(as_object(said).get("supplementary_data")).get("related_ids")
    return as_text(as_object(related).get("order_id"))


def refunds_from(said: Any, *, capture_id: str) -> tuple[RefundThere, ...]:
    """Return every refund of a capture that its order shows; raises Garbled or MoneyError."""
    found: list[RefundThere] = []
    for unit in as_list(as_object(said).get("purchase_units")):
        payments = as_object(as_object(unit).get("payments") or {})
        refunds = [as_object(each) for each in as_list(payments.get("refunds"))]
        found += [_refund(each, capture_id) for each in refunds if _is_of(each, capture_id)]
    return tuple(found)


def dispute_from(said: Any) -> DisputeReport:
    """Read a dispute; raises Garbled or MoneyError.

    Of one that is lost, the amount is what the buyer got.
    """
    found = as_object(said)
    outcome = as_object(found.get("dispute_outcome") or {})
    state = DisputeState.OPEN
    if found.get("status") == "RESOLVED":
        state = _OUTCOMES.get(str(outcome.get("outcome_code")), DisputeState.OPEN)
    due = found.get("seller_response_due_date")
    (transaction, *_) = as_list(found.get("disputed_transactions")) or [None]
    return DisputeReport(
        dispute_id=as_text(found.get("dispute_id")),
        intent_id=as_text(as_object(transaction).get("seller_transaction_id")),
        amount=_amount(found, outcome, state),
        reason=as_text(found.get("reason")).replace("_", " ").lower(),
        state=state,
        opened_at=_time(found.get("create_time")),
        due_at=_time(due) if due and state is DisputeState.OPEN else None,
    )


def _amount(found: Mapping[str, Any], outcome: Mapping[str, Any], state: DisputeState) -> Money:
    gone = outcome.get("amount_refunded") if state is DisputeState.LOST else None
    return from_paypal(gone or found.get("dispute_amount"))


def _refund(found: Mapping[str, Any], capture_id: str) -> RefundThere:
    return RefundThere(
        refund_id=as_text(found.get("id")),
        intent_id=capture_id,
        amount=from_paypal(found.get("amount")),
        state=_REFUNDS.get(str(found.get("status")), RefundState.PENDING),
        made_at=_time(found.get("create_time")),
        refund_uid=our_refund(found.get("custom_id")),
    )


def _is_of(refund: Mapping[str, Any], capture_id: str) -> bool:
    links = [each for each in as_list(refund.get("links")) if isinstance(each, dict)]
    up = [str(each.get("href")) for each in links if each.get("rel") == "up"]
    return not up or any(each.rpartition("/")[2] == capture_id for each in up)


def _time(said: object) -> datetime:
    try:
        time = datetime.fromisoformat(as_text(said))
    except ValueError as error:
        raise Garbled("not a time") from error
    return time if time.tzinfo else time.replace(tzinfo=UTC)
