"""How PayPal's holdings show on the sandbox's page."""

from dataclasses import replace

from app.sandbox.rows import Deed, Row, whole
from app.sandbox.shelf import Document


def order_row(held: Document) -> Row:
    """Show an order, and what its buyer or PayPal may do."""
    unit = held["purchase_units"][0]
    note = f"{unit['amount']['currency_code']} {unit['amount']['value']}"
    address = f"/control/paypal/orders/{held['id']}"
    deeds: tuple[Deed, ...] = ()
    if held["status"] not in ("COMPLETED", "VOIDED"):
        deeds = (Deed(f"{address}/approve", "Agree", {}), Deed(f"{address}/void", "Void", {}))
    title = unit.get("invoice_id", held["id"])
    return Row(title, held["status"], note, deeds=deeds, whole=whole(held))


def capture_row(held: Document) -> Row:
    """Show money that was taken."""
    address = f"/control/paypal/captures/{held['id']}"
    row = _money(held, f"{address}/settle", ("COMPLETED", "DECLINED"))
    if held["status"] not in ("COMPLETED", "PARTIALLY_REFUNDED"):
        return row
    return replace(
        row,
        deeds=(
            Deed(f"{address}/refund", "Refund at PayPal", {}),
            Deed(f"{address}/reverse", "Reverse", {}),
            Deed(f"{address}/dispute", "Dispute", {}),
        ),
    )


def refund_row(held: Document) -> Row:
    """Show money that went back."""
    address = f"/control/paypal/refunds/{held['id']}/settle"
    return _money(held, address, ("COMPLETED", "FAILED"))


def dispute_row(held: Document) -> Row:
    """Show a buyer's claim, and how PayPal may decide."""
    address = f"/control/paypal/disputes/{held['id']}"
    note = f"{held['dispute_amount']['currency_code']} {held['dispute_amount']['value']}"
    outcome = held.get("dispute_outcome", {}).get("outcome_code", "")
    deeds = (
        Deed(f"{address}/look-into", "Look into it", {}),
        Deed(f"{address}/end", "Buyer loses", {"outcome": "RESOLVED_SELLER_FAVOUR"}),
        Deed(f"{address}/end", "Buyer wins", {"outcome": "RESOLVED_BUYER_FAVOUR"}),
    )
    return Row(held["id"], outcome or held["status"], note, deeds=deeds, whole=whole(held))


def _money(held: Document, address: str, ends: tuple[str, str]) -> Row:
    note = f"{held['amount']['currency_code']} {held['amount']['value']}"
    waits = held["status"] == "PENDING"
    labels = zip(("Arrives", "Does not"), ends, strict=True)
    deeds = tuple(Deed(address, label, {"status": end}) for label, end in labels if waits)
    return Row(held["id"], held["status"], note, deeds=deeds, whole=whole(held))
