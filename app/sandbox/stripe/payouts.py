"""Payouts: money from the balance to the bank."""

from typing import Any

from app.sandbox.stripe import agenda, ledger
from app.sandbox.stripe.errors import invalid
from app.sandbox.stripe.events import emit
from app.sandbox.stripe.money import known_currency
from app.sandbox.stripe.world import Document, World, merged, new_id, nothing

Params = dict[str, Any]
ARRIVES_AFTER = 86400
PLAYED = frozenset(
    "amount currency description expand metadata method statement_descriptor".split()
)


def create(world: World, params: Params) -> Document:
    """Pay an amount out by hand; raises StripeError ``balance_insufficient``."""
    currency = known_currency(params["currency"], param="currency")
    amount: int = params["amount"]
    if amount < 1:
        raise invalid("Invalid positive integer", param="amount", code="parameter_invalid_integer")
    if amount > ledger.available(world, currency):
        raise invalid("You have insufficient funds in your Stripe account.", param="amount",
                      code="balance_insufficient")  # fmt: skip
    texts = {k: params[k] for k in ("description", "method", "statement_descriptor")
             if k in params}  # fmt: skip
    metadata = merged({}, params.get("metadata", {}))
    return _payout(world, amount, currency, texts | {"metadata": metadata})


def automatic(world: World, currency: str) -> Document:
    """Pay out everything available, as Stripe does each day; raises StripeError when nothing is.

    ``balance_transactions.list(payout=…)`` then tells what was in it.
    """
    amount = ledger.available(world, currency)
    if amount < 1:
        raise invalid(f"Nothing is available to pay out in {currency}.", param="currency",
                      code="balance_insufficient")  # fmt: skip
    paid_before = {
        key for p in world.all("payout") for key in world.backstage(p["id"]).get("rows", [])
    }
    rows = [
        row["id"]
        for row in ledger.transactions(world)
        if row["currency"] == currency
        and row["status"] == "available"
        and row["id"] not in paid_before
    ]
    payout = _payout(world, amount, currency, {"automatic": True,
                     "reconciliation_status": "in_progress"})  # fmt: skip
    world.note(payout["id"], rows=[*rows, payout["balance_transaction"]])
    return payout


def arrive(world: World, payout: Document) -> Document:
    """Let a payout reach the bank."""
    agenda.drop(world, "payout_arrives", payout["id"])
    done = payout | {"status": "paid"}
    if payout["automatic"]:
        done["reconciliation_status"] = "completed"
    world.keep(done)
    emit(world, "payout.paid", done)
    if payout["automatic"]:
        emit(world, "payout.reconciliation_completed", done)
    return done


def filtered(world: World, params: Params) -> list[Document]:
    """Return payouts by status, oldest first."""
    found = world.all("payout")
    if "status" in params:
        found = [p for p in found if p["status"] == params["status"]]
    return found


def _payout(world: World, amount: int, currency: str, facts: Document) -> Document:
    key = new_id("po")
    row = ledger.book(
        world,
        "payout",
        category="payout",
        amount=-amount,
        currency=currency,
        source=key,
        description="STRIPE PAYOUT",
    )
    arrives = world.now() + ARRIVES_AFTER
    payout: Document = {
        "id": key,
        "object": "payout",
        "amount": amount,
        "arrival_date": arrives,
        "automatic": False,
        "balance_transaction": row["id"],
        "created": world.now(),
        "currency": currency,
        "description": None,
        "destination": "ba_sandbox",
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "reconciliation_status": "not_applicable",
        "source_type": "card",
        "status": "pending",
        "trace_id": None,
        "type": "bank_account",
        **nothing("application_fee", "application_fee_amount", "failure_balance_transaction",
                  "failure_code", "failure_message", "original_payout", "payout_method",
                  "reversed_by", "statement_descriptor"),
    }  # fmt: skip
    made = world.keep(payout | facts)
    emit(world, "payout.created", made)
    agenda.plan(world, "payout_arrives", key, at=arrives)
    return made
