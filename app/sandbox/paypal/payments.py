"""Captures and refunds: what became of money that was taken. Not here: HTTP."""

from decimal import Decimal
from typing import Any

from app.sandbox.paypal import amounts, events
from app.sandbox.paypal.errors import PayPalError
from app.sandbox.paypal.world import CAPTURES, ORDERS, PREFIX, REFUNDS, World, new_id
from app.sandbox.shelf import Document

_REFUNDABLE = ("COMPLETED", "PARTIALLY_REFUNDED")


def refund(
    world: World, capture_id: str, body: Any, *, word: str = "PAYMENT.CAPTURE.REFUNDED"
) -> Document:
    """Send money of a capture back; all that is left where no amount is said."""
    taken = world.find(CAPTURES, capture_id)
    if taken["status"] == "REFUNDED":
        raise PayPalError(
            422, "CAPTURE_FULLY_REFUNDED", "The capture has already been fully refunded"
        )
    if taken["status"] not in _REFUNDABLE:
        raise PayPalError(422, "CAPTURE_STATUS_NOT_VALID", "Invalid capture status for refund.")
    asked = body if isinstance(body, dict) else {}
    code = taken["amount"]["currency_code"]
    left = Decimal(taken["amount"]["value"]) - Decimal(world.backstage(capture_id).get("gone", "0"))
    amount = amounts.read(asked["amount"], field="/amount") if "amount" in asked else left
    if asked.get("amount", {}).get("currency_code", code) != code:
        raise PayPalError(422, "REFUND_CAPTURE_CURRENCY_MISMATCH", "Another currency.", "/amount")
    if amount > left or amount <= 0:
        raise PayPalError(
            422,
            "REFUND_AMOUNT_EXCEEDED",
            "The refund amount must be less than or equal to the capture amount that has not yet "
            "been refunded.",
            "/amount/value",
        )
    _count(world, taken, gone=Decimal(taken["amount"]["value"]) - left + amount)
    pending = world.backstage(capture_id).get("funding") == "slow_refunds"
    made = _made(world, taken, asked, amounts.written(amount, code), pending=pending)
    told = "PAYMENT.REFUND.PENDING" if pending else word
    events.tell(world, told, "refund", made)
    return made


def refund_there(world: World, capture_id: str, value: str) -> Document:
    """Have somebody send money back in PayPal's own pages; all that is left where none is said."""
    return _by_hand(world, capture_id, value, "PAYMENT.CAPTURE.REFUNDED")


def reverse(world: World, capture_id: str, value: str) -> Document:
    """Have PayPal itself take the money back."""
    return _by_hand(world, capture_id, value, "PAYMENT.CAPTURE.REVERSED")


def _by_hand(world: World, capture_id: str, value: str, word: str) -> Document:
    with world.shelf.together():
        code = world.find(CAPTURES, capture_id)["amount"]["currency_code"]
        body = {"amount": {"currency_code": code, "value": value}} if value else {}
        return refund(world, capture_id, body, word=word)


def settle_capture(world: World, capture_id: str, status: str) -> Document:
    """Let money on its way arrive (COMPLETED), or not (DECLINED)."""
    if status not in ("COMPLETED", "DECLINED"):
        raise PayPalError(400, "INVALID_PARAMETER_VALUE", "COMPLETED or DECLINED", "/status")
    with world.shelf.together():
        taken = world.find(CAPTURES, capture_id)
        if taken["status"] != "PENDING":
            raise PayPalError(422, "CAPTURE_STATUS_NOT_VALID", "It is on its way no more.")
        taken["status"] = status
        taken.pop("status_details", None)
        _keep(world, taken)
        word = "COMPLETED" if status == "COMPLETED" else "DENIED"
        events.tell(world, f"PAYMENT.CAPTURE.{word}", "capture", taken)
    return taken


def settle_refund(world: World, refund_id: str, status: str) -> Document:
    """Let a refund arrive (COMPLETED), or come back (FAILED)."""
    if status not in ("COMPLETED", "FAILED"):
        raise PayPalError(400, "INVALID_PARAMETER_VALUE", "COMPLETED or FAILED", "/status")
    with world.shelf.together():
        made = world.find(REFUNDS, refund_id)
        made["status"] = status
        made.pop("status_details", None)
        world.keep(REFUNDS, made)
        _keep(world, world.find(CAPTURES, world.backstage(refund_id)["capture"]))
        if status == "FAILED":
            taken = world.find(CAPTURES, world.backstage(refund_id)["capture"])
            gone = Decimal(world.backstage(taken["id"])["gone"]) - Decimal(made["amount"]["value"])
            _count(world, taken, gone=gone)
        word = "PAYMENT.REFUND.FAILED" if status == "FAILED" else "PAYMENT.CAPTURE.REFUNDED"
        events.tell(world, word, "refund", made)
    return made


def _count(world: World, taken: Document, *, gone: Decimal) -> None:
    """Write down how much of a capture went back."""
    whole = Decimal(taken["amount"]["value"])
    taken["status"] = "REFUNDED" if gone == whole else "PARTIALLY_REFUNDED" if gone else "COMPLETED"
    world.note(taken["id"], gone=str(gone))
    _keep(world, taken)


def _keep(world: World, taken: Document) -> None:
    """Keep a capture, and its order, which shows it."""
    world.keep(CAPTURES, taken)
    order = world.find(ORDERS, taken["supplementary_data"]["related_ids"]["order_id"])
    shown: Document = {"captures": [taken]}
    went = [r for r in world.shelf.all(REFUNDS) if _is_of(world, r, taken)]
    order["purchase_units"][0]["payments"] = shown | ({"refunds": went} if went else {})
    world.keep(ORDERS, order)


def _is_of(world: World, made: Document, taken: Document) -> bool:
    return bool(world.backstage(made["id"])["capture"] == taken["id"])


def _made(
    world: World, taken: Document, asked: Document, amount: Document, *, pending: bool
) -> Document:
    refund_id = new_id()
    made: Document = {
        "id": refund_id,
        "status": "PENDING" if pending else "COMPLETED",
        "amount": amount,
        "seller_payable_breakdown": {"gross_amount": amount, "net_amount": amount},
        "create_time": world.stamp(),
        "links": [
            world.link(f"{PREFIX}/v2/payments/refunds/{refund_id}", "self"),
            world.link(f"{PREFIX}/v2/payments/captures/{taken['id']}", "up"),
        ],
    }
    # What is not said is the payment's own.
    inherited = {"custom_id": taken["custom_id"]} if "custom_id" in taken else {}
    made |= inherited | {
        name: asked[name] for name in ("custom_id", "invoice_id", "note_to_payer") if name in asked
    }
    if pending:
        made["status_details"] = {"reason": "ECHECK"}
    world.note(refund_id, capture=taken["id"])
    world.keep(REFUNDS, made)
    _keep(world, taken)
    return made
