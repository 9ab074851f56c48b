"""Webhook, return page and sweep at once: what was agreed to is taken once, and settled once."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from app.domain.gateway import CheckoutOpened
from app.domain.payment import PaymentState
from app.sandbox.server import Sandbox
from app.store.database import Database, transaction
from app.store.order import Order
from app.store.payment import Payment
from tests.gateways.conftest import an_order
from tests.gateways.paypal_world import PayPalWorld
from tests.races.crowd import crowd
from tests.races.paypal_deeds import collect, collect_without_the_guard
from tests.worlds import NOW, Desk, add_class, deliveries, money, register_once, states

pytestmark = pytest.mark.races

WHO = [f"WH-{number // 4}" for number in range(16)] + ["return"] * 8 + ["sweep"] * 8


@pytest.fixture
def paypal() -> Iterator[PayPalWorld]:
    """Give PayPal's gateway against a sandbox of its own, which tells nobody."""
    with Sandbox(product_url="http://127.0.0.1:9") as sandbox:
        world = PayPalWorld(sandbox)
        world.turn(hold_back=True)
        yield world
        world.close()


def _agreed(database: Database, paypal: PayPalWorld) -> list[str]:
    """Leave one held order that its buyer agreed to pay; return what the crowd is told."""
    add_class(database)
    register_once(Desk(database))
    request = an_order()
    opened = paypal.gateway.open_checkout(request, key=request.payment_uid)
    assert isinstance(opened, CheckoutOpened)
    paypal.agree(opened.gateway_id)
    with transaction(database) as session:
        order = session.scalars(select(Order)).one()
        session.add(
            Payment(
                uid="payment-1",
                order_id=order.id,
                gateway="paypal",
                gateway_id=opened.gateway_id,
                url=opened.url,
                amount_minor=order.total_minor,
                currency=order.currency,
                state=PaymentState.OPEN,
                created_at=NOW,
                expires_at=NOW + timedelta(minutes=31),
            )
        )
    base = f"{httpx.URL(opened.url).copy_with(path='/paypal')}"
    return [f"{base} {opened.gateway_id} {who}" for who in WHO]


def test_webhook_return_page_and_sweep_at_once_take_the_money_once(
    database: Database, database_url: str, paypal: PayPalWorld
) -> None:
    ended = crowd(database_url, collect, _agreed(database, paypal))
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended)["settled"] == 1
    assert [capture["status"] for capture in paypal.held("captures")] == ["COMPLETED"]
    assert states(database) == ["confirmed"]
    assert money(database).paid == 420000
    assert deliveries(database, "mail") == [("order.confirmed", "due")]


def test_without_the_lock_the_same_money_is_settled_more_than_once_or_it_fails(
    database: Database, database_url: str, paypal: PayPalWorld
) -> None:
    ended = crowd(database_url, collect_without_the_guard, _agreed(database, paypal))
    faults = [each for each in ended if each.fault]
    assert faults or len(deliveries(database, "mail")) > 1
