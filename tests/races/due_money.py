"""What a crowd does with one order that is paid later, and the same with a guard taken away."""

import app.usecases.record_payment
import app.usecases.remind_of_payment
from app.domain.news import GatewayNews
from app.domain.payment_plan import ByHand
from app.store.database import Database
from app.usecases.end_unpaid import end_unpaid
from app.usecases.record_payment import Came, record_payment
from app.usecases.remind_of_payment import remind_of_payment
from app.usecases.settle_payment import settle_payment
from tests.fakes.gateway import FakeGateway
from tests.races.deeds import PaidGateway, deferred, unlocked
from tests.worlds import NOW

PART_MINOR = 100000


def write_down(database: Database, share: str) -> str:
    """Write a transfer down; the share is the order and the form's key."""
    order, key = share.split()
    came = Came(
        how=ByHand.TRANSFER, minor=PART_MINOR, at=NOW, note="", by="kim@example.org", key=key
    )
    recorded = record_payment(
        database,
        order_reference=order,
        came=came,
        partners={},
        wake=lambda names: None,
        now=NOW,
    )
    return recorded.step.value if recorded else "unknown"


def write_down_without_the_guard(database: Database, share: str) -> str:
    """Write it down where the order's row is not locked (and SQLite's begin deferred)."""
    app.usecases.record_payment.lock_order = unlocked  # type: ignore[attr-defined]  # control
    if database.engine.dialect.name == "sqlite":
        deferred(database)
    return write_down(database, share)


def write_down_or_pay(database: Database, share: str) -> str:
    """Write a transfer down, or hear that the buyer paid online, as the share says."""
    if not share.startswith("online"):
        return write_down(database, share)
    page = share.split()[1]
    return settle_payment(
        database,
        gateways={"stripe": PaidGateway()},
        partners={},
        wake=lambda names: None,
        now=NOW,
        news=GatewayNews("stripe", f"evt_{share}", "checkout.session.completed", page, b"{}"),
    )


def remind(database: Database, share: str) -> str:
    """Send a reminder that is due; the share is the order's number and the days."""
    order_id, days = share.split()
    reminded = remind_of_payment(
        database,
        order_id=int(order_id),
        days=int(days),
        partners={},
        wake=lambda names: None,
        now=NOW,
    )
    return "reminded" if reminded else "known"


def remind_without_the_guard(database: Database, share: str) -> str:
    """Send it where the order's row is not locked (and SQLite's begin deferred, out of turn)."""
    app.usecases.remind_of_payment.lock_order = unlocked  # type: ignore[attr-defined]  # control
    if database.engine.dialect.name == "sqlite":
        deferred(database)
    return remind(database, share)


def end_or_write_down(database: Database, share: str) -> str:
    """End an order for not being paid, or write its money down, as the share says."""
    if not share.startswith("end"):
        return write_down(database, share)
    return end_unpaid(
        database,
        reference=share.split()[1],
        gateways={"stripe": FakeGateway()},
        partners={},
        wake=lambda names: None,
        now=NOW,
    )
