"""Orders: made, looked at, changed, agreed to, and their money taken. Not here: HTTP."""

from decimal import Decimal
from typing import Any

from app.sandbox.paypal import amounts, events
from app.sandbox.paypal.errors import PayPalError
from app.sandbox.paypal.world import CAPTURES, ORDERS, PAGE, PREFIX, World, new_id
from app.sandbox.shelf import Document

CALLS = f"{PREFIX}/v2/checkout/orders"
# How somebody may pay on the page, and what comes of it.
FUNDING = ("balance", "declined", "echeck", "slow_refunds")
_KEPT = ("custom_id", "invoice_id", "description", "items", "amount")
_CUSTOM = "/purchase_units/@reference_id=='default'/custom_id"
_OPEN = ("CREATED", "PAYER_ACTION_REQUIRED", "APPROVED")


def create(world: World, body: Any) -> Document:
    """Make an order that one can agree to on the page."""
    if not isinstance(body, dict):
        raise PayPalError(400, "MALFORMED_REQUEST_JSON", "The request JSON is not well formed.")
    if body.get("intent") != "CAPTURE":
        raise PayPalError(400, "INVALID_PARAMETER_VALUE", "Only CAPTURE is played here.", "/intent")
    units = body.get("purchase_units")
    if not isinstance(units, list) or len(units) != 1 or not isinstance(units[0], dict):
        raise PayPalError(
            400, "INVALID_ARRAY_MAX_ITEMS", "One unit is played here.", "/purchase_units"
        )
    _check_unit(units[0])
    back = _ways_back(body)
    order_id = new_id()
    unit = {"reference_id": "default"} | {
        name: units[0][name] for name in _KEPT if name in units[0]
    }
    order: Document = {
        "id": order_id,
        "intent": "CAPTURE",
        "status": "PAYER_ACTION_REQUIRED",
        "payment_source": {"paypal": {}},
        "purchase_units": [unit | {"payee": {"merchant_id": "SANDBXMERCHNT"}}],
        "create_time": world.stamp(),
        "links": [
            world.link(f"{CALLS}/{order_id}", "self"),
            world.link(f"{PAGE}/{order_id}", "payer-action"),
        ],
    }
    world.note(order_id, born=world.clock.now(), **back)
    return world.keep(ORDERS, order)


def approve(world: World, order_id: str, funding: str) -> Document:
    """Have the buyer agree to pay, by one of FUNDING."""
    if funding not in FUNDING:
        raise PayPalError(
            400, "INVALID_PARAMETER_VALUE", f"one of {', '.join(FUNDING)}", "/funding"
        )
    with world.shelf.together():
        order = world.find(ORDERS, order_id)
        if order["status"] not in _OPEN:
            raise PayPalError(422, "ORDER_ALREADY_COMPLETED", "The order is completed or voided.")
        payer = {
            "name": {"given_name": "Kari", "surname": "Nordmann"},
            "email_address": "buyer@paypal.example",
            "payer_id": "QYR5Z8XDVJNXQ",
        }
        source = {"email_address": payer["email_address"], "account_id": payer["payer_id"]}
        order |= {"status": "APPROVED", "payer": payer}
        order["payment_source"] = {"paypal": source | {"account_status": "VERIFIED"}}
        order["links"] = [
            world.link(f"{CALLS}/{order_id}", "self"),
            world.link(f"{CALLS}/{order_id}", "update", "PATCH"),
            world.link(f"{CALLS}/{order_id}/capture", "capture", "POST"),
        ]
        world.note(order_id, funding=funding)
        world.keep(ORDERS, order)
        events.tell(world, "CHECKOUT.ORDER.APPROVED", "checkout-order", order)
    return order


def capture(world: World, order_id: str) -> Document:
    """Take the money that the buyer agreed to pay."""
    order = world.find(ORDERS, order_id)
    if order["status"] == "COMPLETED":
        raise PayPalError(422, "ORDER_ALREADY_CAPTURED", "Order already captured.")
    if order["status"] == "VOIDED":
        raise PayPalError(422, "ORDER_COMPLETED_OR_VOIDED", "Order is voided or completed.")
    if order["status"] != "APPROVED":
        raise PayPalError(
            422, "ORDER_NOT_APPROVED", "Payer has not yet approved the Order for payment."
        )
    funding = world.backstage(order_id)["funding"]
    if funding == "declined":
        raise PayPalError(
            422,
            "INSTRUMENT_DECLINED",
            "The instrument presented was either declined by the processor or bank, or it can't be "
            "used for this payment.",
        )
    taken = _captured(world, order, pending=funding == "echeck")
    order["purchase_units"][0]["payments"] = {"captures": [taken]}
    order |= {"status": "COMPLETED", "links": [world.link(f"{CALLS}/{order_id}", "self")]}
    word = "PENDING" if funding == "echeck" else "COMPLETED"
    events.tell(world, f"PAYMENT.CAPTURE.{word}", "capture", taken)
    return world.keep(ORDERS, order)


def patch(world: World, order_id: str, changes: Any) -> None:
    """Change the ``custom_id``, which is all that is played here."""
    order = world.find(ORDERS, order_id)
    if order["status"] not in _OPEN:
        raise PayPalError(
            422, "ORDER_ALREADY_COMPLETED", "The order cannot be patched after it is completed."
        )
    if not isinstance(changes, list) or not changes:
        raise PayPalError(400, "INVALID_PARAMETER_SYNTAX", "Not a list of changes.")
    for change in changes:
        if not isinstance(change, dict) or change.get("path") != _CUSTOM:
            raise PayPalError(422, "NOT_PATCHABLE", "Cannot be patched (here).", "/path")
        if change.get("op") not in ("replace", "add") or not isinstance(change.get("value"), str):
            raise PayPalError(422, "INVALID_PATCH_OPERATION", "Not a change.", "/op")
        order["purchase_units"][0]["custom_id"] = change["value"]
    world.keep(ORDERS, order)


def void(world: World, order_id: str) -> Document:
    """Have PayPal give the order up."""
    with world.shelf.together():
        order = world.find(ORDERS, order_id)
        if order["status"] not in _OPEN:
            raise PayPalError(422, "ORDER_ALREADY_COMPLETED", "The order is completed.")
        order["status"] = "VOIDED"
        world.keep(ORDERS, order)
        events.tell(world, "CHECKOUT.ORDER.VOIDED", "checkout-order", order)
    return order


def _captured(world: World, order: Document, *, pending: bool) -> Document:
    unit, capture_id = order["purchase_units"][0], new_id()
    address = f"{PREFIX}/v2/payments/captures/{capture_id}"
    taken: Document = {
        "id": capture_id,
        "status": "PENDING" if pending else "COMPLETED",
        "amount": {name: unit["amount"][name] for name in ("currency_code", "value")},
        "final_capture": True,
        "seller_protection": {"status": "ELIGIBLE"},
        "supplementary_data": {"related_ids": {"order_id": order["id"]}},
        "create_time": world.stamp(),
        "links": [
            world.link(address, "self"),
            world.link(f"{address}/refund", "refund", "POST"),
            world.link(f"{CALLS}/{order['id']}", "up"),
        ],
    }
    taken |= {name: unit[name] for name in ("custom_id", "invoice_id") if name in unit}
    if pending:
        taken["status_details"] = {"reason": "ECHECK"}
    world.note(capture_id, funding=world.backstage(order["id"])["funding"])
    return world.keep(CAPTURES, taken)


def _check_unit(unit: Document) -> None:
    field = "/purchase_units/@reference_id=='default'"
    total = amounts.read(unit.get("amount"), field=f"{field}/amount")
    if total <= 0:
        raise PayPalError(422, "CANNOT_BE_ZERO_OR_NEGATIVE", "Must be greater than zero.", field)
    for name in ("custom_id", "invoice_id", "description"):
        text = unit.get(name, "-")
        if not isinstance(text, str) or not 1 <= len(text) <= 127:
            raise PayPalError(
                400, "INVALID_STRING_LENGTH", "1 to 127 characters.", f"{field}/{name}"
            )
    items = unit.get("items")
    if items is None:
        return
    if not isinstance(items, list):
        raise PayPalError(400, "INVALID_PARAMETER_SYNTAX", "Not a list.", f"{field}/items")
    breakdown = unit["amount"].get("breakdown") or {}
    if "item_total" not in breakdown:
        raise PayPalError(422, "ITEM_TOTAL_REQUIRED", "Required with items.", f"{field}/amount")
    said = amounts.read(breakdown["item_total"], field=f"{field}/amount/breakdown/item_total")
    if said != total:
        raise PayPalError(422, "AMOUNT_MISMATCH", "Should equal item_total.", f"{field}/amount")
    if sum((_item(item, field) for item in items), start=Decimal(0)) != said:
        raise PayPalError(
            422, "ITEM_TOTAL_MISMATCH", "Should equal sum of items.", f"{field}/items"
        )


def _item(item: Any, field: str) -> Decimal:
    if not isinstance(item, dict) or not isinstance(item.get("name"), str):
        raise PayPalError(400, "MISSING_REQUIRED_PARAMETER", "A name is missing.", f"{field}/items")
    if not 1 <= len(item["name"]) <= 127:
        raise PayPalError(
            400, "INVALID_STRING_LENGTH", "1 to 127 characters.", f"{field}/items/name"
        )
    quantity = item.get("quantity")
    if not isinstance(quantity, str) or not quantity.isdecimal() or quantity.startswith("0"):
        raise PayPalError(
            400, "INVALID_PARAMETER_SYNTAX", "Not a number.", f"{field}/items/quantity"
        )
    return int(quantity) * amounts.read(item.get("unit_amount"), field=f"{field}/items/unit_amount")


def _ways_back(body: Document) -> Document:
    source = body.get("payment_source")
    wallet = source.get("paypal") if isinstance(source, dict) else None
    context = wallet.get("experience_context") if isinstance(wallet, dict) else None
    if not isinstance(context, dict):
        raise PayPalError(
            400, "MISSING_REQUIRED_PARAMETER", "Is required.", "/payment_source/paypal"
        )
    back: Document = {}
    for name, issue in (
        ("return_url", "RETURN_URL_REQUIRED"),
        ("cancel_url", "CANCEL_URL_REQUIRED"),
    ):
        url = context.get(name)
        if not isinstance(url, str) or not url.startswith(("http://", "https://")):
            raise PayPalError(422, issue, f"{name} is required.", f"/experience_context/{name}")
        back[name] = url
    return back
