"""What a crowd does with one order that its buyer agreed to pay. Not here: any claim."""

from datetime import timedelta
from functools import cache

import app.usecases.settle_payment
from app.domain.news import GatewayNews
from app.gateways.paypal.client import PayPalGateway
from app.store.database import Database
from app.usecases.settle_payment import settle_payment
from tests.fakes.partner import ORDERS, FakePartner
from tests.races.deeds import deferred, unlocked
from tests.worlds import NOW


def collect(database: Database, share: str) -> str:
    """Have the money taken: the share is PayPal's address, its order, and who asks.

    An event of PayPal's, or whoever comes back from paying, or the sweep.
    """
    base, order_id, who = share.split()
    paypal = _gateway(base)
    event = GatewayNews("paypal", who, "CHECKOUT.ORDER.APPROVED", order_id, b"{}")
    return settle_payment(
        database,
        gateways={"paypal": paypal},
        partners={"mail": FakePartner("mail", ORDERS, listing=False, per="order")},
        wake=lambda names: None,
        now=NOW,
        news=None if who in ("return", "sweep") else event,
        payment_uid="payment-1",
    )


def collect_without_the_guard(database: Database, share: str) -> str:
    """Have it taken where the order's row is not locked (and SQLite's begin deferred)."""
    app.usecases.settle_payment.lock_order = unlocked  # type: ignore[attr-defined]  # control
    if database.engine.dialect.name == "sqlite":
        deferred(database)
    return collect(database, share)


@cache
def _gateway(base: str) -> PayPalGateway:
    """Return the gateway of this process, which its threads share as those of the site do."""
    return PayPalGateway(
        client_id="paypal-sandbox-client",
        client_secret="paypal-sandbox-secret",
        api_base=base,
        time_out=timedelta(seconds=60),
    )
