"""The account's money: balance transactions with fees, and the balance that is their sum.

Here: what every movement of money leaves behind. Not here: why it moved.
"""

from typing import Any

from app.sandbox.stripe.world import Document, World, new_id

TWO_DAYS = 2 * 86400


def book(  # one argument for each fact of the row; a record would say the same twice
    world: World,
    kind: str,
    *,
    category: str,
    amount: int,
    currency: str,
    source: str,
    description: str | None = None,
    fee: int = 0,
    fee_description: str = "Stripe processing fees",
    wait: int = 0,
) -> Document:
    """Write a balance transaction: ``amount`` signed, ``wait`` seconds until it is available."""
    now = world.now()
    details = [
        {
            "amount": fee,
            "application": None,
            "currency": currency,
            "description": fee_description,
            "type": "stripe_fee",
        }
    ]
    row: Document = {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": now + wait,
        "balance_type": "payments",
        "created": now,
        "currency": currency,
        "description": description,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": details if fee else [],
        "net": amount - fee,
        "reporting_category": category,
        "source": source,
        "status": "pending" if wait else "available",
        "type": kind,
    }
    return world.keep(row)


def transactions(world: World) -> list[Document]:
    """Return every balance transaction, oldest first, with its status as of now."""
    return [_as_of_now(world, row) for row in world.all("balance_transaction")]


def get(world: World, key: str) -> Document:
    """Return one balance transaction; raises StripeError when there is none."""
    return _as_of_now(world, world.get("balance_transaction", key))


def balance(world: World, _params: dict[str, Any]) -> Document:
    """Return the balance object: the sum of the rows, by currency."""
    rows = transactions(world)
    currencies = sorted({row["currency"] for row in rows}) or ["nok"]
    return {
        "object": "balance",
        "available": [_sum(rows, c, "available") for c in currencies],
        "connect_reserved": None,
        "instant_available": None,
        "issuing": None,
        "livemode": False,
        "pending": [_sum(rows, c, "pending") for c in currencies],
        "refund_and_dispute_prefunding": None,
    }


def available(world: World, currency: str) -> int:
    """Return what can be paid out in the currency."""
    amount: int = _sum(transactions(world), currency, "available")["amount"]
    return amount


def _as_of_now(world: World, row: Document) -> Document:
    return row | {"status": "available" if row["available_on"] <= world.now() else "pending"}


def _sum(rows: list[Document], currency: str, status: str) -> Document:
    amount = sum(r["net"] for r in rows if r["currency"] == currency and r["status"] == status)
    return {"amount": amount, "currency": currency, "source_types": {"card": amount}}


def filtered(world: World, params: dict[str, Any]) -> list[Document]:
    """Return the rows the list parameters ask for, oldest first."""
    rows = transactions(world)
    for name in ("currency", "source", "type"):
        if name in params:
            rows = [row for row in rows if row[name] == params[name]]
    if "payout" in params:
        world.get("payout", params["payout"], param="payout", status=400)
        inside = world.backstage(params["payout"]).get("rows", [])
        rows = [row for row in rows if row["id"] in inside]
    return rows
