"""A gateway in its world, for the contract suite and for what is Stripe's own."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.domain.gateway import CheckoutLine, CheckoutRequest
from app.domain.money import Money
from app.domain.reference import new_reference
from app.sandbox.server import Sandbox
from tests.gateways.paypal_world import PayPalWorld
from tests.gateways.worlds import FakeWorld, GatewayWorld, SandboxWorld

Order = Callable[..., CheckoutRequest]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """Give one running sandbox whose Stripe tells nobody."""
    running = Sandbox(product_url="http://127.0.0.1:9")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def stripe_world(sandbox: Sandbox) -> Iterator[SandboxWorld]:
    """Give the real gateway against the sandbox, mended afterwards."""
    world = SandboxWorld(sandbox)
    world.turn(paused=True)
    yield world
    world.close()


@pytest.fixture
def paypal_world(sandbox: Sandbox) -> Iterator[PayPalWorld]:
    """Give PayPal's gateway against the sandbox, mended afterwards; its events are held back."""
    world = PayPalWorld(sandbox)
    world.turn(hold_back=True)
    yield world
    world.close()


@pytest.fixture(params=["stripe", "paypal", "fake"])
def world(request: pytest.FixtureRequest) -> GatewayWorld:
    """Give each gateway in turn, with what can happen around it."""
    if request.param == "fake":
        return FakeWorld()
    made: GatewayWorld = request.getfixturevalue(f"{request.param}_world")
    return made


def an_order(
    *prices: Money,
    email: str = "ada@example.org",
    label: str = "First aid (FA-2031-07)",
    lasts: timedelta = timedelta(minutes=31),
) -> CheckoutRequest:
    """Return a request of its own order; one line a price, 4200.00 NOK unless said otherwise."""
    reference = new_reference("ORD")
    return CheckoutRequest(
        order_reference=reference,
        payment_uid=str(uuid4()),
        email=email,
        lines=tuple(CheckoutLine(label, 1, price) for price in prices or (Money(420000, "NOK"),)),
        expires_at=datetime.now(UTC).replace(microsecond=0) + lasts,
        success_url=f"http://127.0.0.1:8000/orders/{reference}?token=t",
        cancel_url=f"http://127.0.0.1:8000/orders/{reference}?token=t",
    )
