"""Disputes: a buyer claims the money back, PayPal decides, now and then anew. Not here: HTTP."""

from decimal import Decimal

from app.sandbox.paypal import events
from app.sandbox.paypal.errors import PayPalError
from app.sandbox.paypal.world import CAPTURES, DISPUTES, PREFIX, World, new_id
from app.sandbox.shelf import Document

# PayPal's words for how one ends.
OUTCOMES = (
    "RESOLVED_BUYER_FAVOUR",
    "RESOLVED_SELLER_FAVOUR",
    "RESOLVED_WITH_PAYOUT",
    "CANCELED_BY_BUYER",
    "ACCEPTED",
    "DENIED",
)
_LOST = ("RESOLVED_BUYER_FAVOUR", "ACCEPTED")
_TO_ANSWER = 10 * 86400


def dispute(world: World, capture_id: str, reason: str) -> Document:
    """Have the buyer claim back what is left of a capture."""
    with world.shelf.together():
        taken = world.find(CAPTURES, capture_id)
        left = Decimal(taken["amount"]["value"]) - Decimal(
            world.backstage(capture_id).get("gone", "0")
        )
        if taken["status"] not in ("COMPLETED", "PARTIALLY_REFUNDED"):
            raise PayPalError(422, "CAPTURE_STATUS_NOT_VALID", "There is nothing to dispute.")
        number = f"PP-D-{new_id()}"
        amount = taken["amount"] | {"value": str(left)}
        made: Document = {
            "id": number,
            "dispute_id": number,
            "create_time": world.stamp(),
            "disputed_transactions": [
                {"seller_transaction_id": capture_id, "gross_amount": amount, "buyer": {}}
            ],
            "reason": reason,
            "status": "WAITING_FOR_SELLER_RESPONSE",
            "dispute_amount": amount,
            "dispute_life_cycle_stage": "CHARGEBACK",
            "dispute_channel": "INTERNAL",
            "seller_response_due_date": world.stamp(later=_TO_ANSWER),
            "links": [world.link(f"{PREFIX}/v1/customer/disputes/{number}", "self")],
        }
        world.keep(DISPUTES, made)
        events.tell(world, "CUSTOMER.DISPUTE.CREATED", "dispute", made)
    return made


def end(world: World, dispute_id: str, outcome: str, value: str = "") -> Document:
    """Decide it, by one of OUTCOMES; one that is decided may be decided anew.

    Where the buyer wins they get so much, or all that they claimed.
    """
    if outcome not in OUTCOMES:
        raise PayPalError(
            400, "INVALID_PARAMETER_VALUE", f"one of {', '.join(OUTCOMES)}", "/outcome"
        )
    with world.shelf.together():
        made = world.find(DISPUTES, dispute_id)
        decided: Document = {"outcome_code": outcome}
        if outcome in _LOST:
            gone = {"value": value} if value else {}
            decided["amount_refunded"] = made["dispute_amount"] | gone
        made |= {"status": "RESOLVED", "dispute_outcome": decided}
        made.pop("seller_response_due_date", None)
        world.keep(DISPUTES, made)
        events.tell(world, "CUSTOMER.DISPUTE.RESOLVED", "dispute", made)
    return made


def grant(world: World, dispute_id: str, value: str) -> Document:
    """Have the buyer win so much of what they claimed; all where nothing is said."""
    return end(world, dispute_id, "RESOLVED_BUYER_FAVOUR", value)


def look_into(world: World, dispute_id: str) -> Document:
    """Have PayPal look into it, again where it was decided."""
    with world.shelf.together():
        made = world.find(DISPUTES, dispute_id)
        made["status"] = "UNDER_REVIEW"
        made.pop("dispute_outcome", None)
        world.keep(DISPUTES, made)
        events.tell(world, "CUSTOMER.DISPUTE.UPDATED", "dispute", made)
    return made
