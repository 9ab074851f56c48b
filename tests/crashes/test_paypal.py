"""Killed between what the buyer agreed to and its being taken, and before that is written down."""

import httpx
import pytest

from app.domain.news import GatewayNews
from app.domain.registration import RegistrationState
from app.parts import Parts
from app.usecases.open_checkout import CheckoutPage, open_checkout
from app.usecases.release_hold import release_hold
from app.usecases.settle_payment import settle_payment
from tests.crashes.deeds import CANCEL, SUCCESS
from tests.crashes.dying import kill_at, points_of
from tests.crashes.person import Person
from tests.crashes.promises import check, recover
from tests.jobs.live import LiveDesk
from tests.worlds import money, seats, states

pytestmark = pytest.mark.crashes

PAY = [
    "commit 1",
    "committed 1",
    "paypal.open_checkout",
    "paypal.open_checkout done",
    "commit 2",
    "committed 2",
]
COLLECT = [
    "commit 1",
    "committed 1",
    "paypal.collect",
    "paypal.collect done",
    "commit 2",
    "committed 2",
    "wake",
]


def pay(parts: Parts, reference: str) -> None:
    """Ask for PayPal's page."""
    opened = open_checkout(
        parts.sessions,
        reference=reference,
        gateway=parts.gateways["paypal"],
        success_url=SUCCESS,
        cancel_url=CANCEL,
        now=parts.clock(),
    )
    assert isinstance(opened, CheckoutPage), opened


def collect(parts: Parts, order_id: str) -> None:
    """Hear from PayPal that the buyer agreed."""
    settle_payment(
        parts.sessions,
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
        news=GatewayNews("paypal", f"WH-{order_id}", "CHECKOUT.ORDER.APPROVED", order_id, b"{}"),
    )


def agree(desk: LiveDesk, ana: Person) -> str:
    """Go to PayPal's page and agree there; return PayPal's name for the order."""
    order_id = ana.pages[-1]
    page = httpx.post(f"{desk.sandbox.url}/paypal-pay/{order_id}", data={"funding": "balance"})
    assert page.status_code == 303
    return order_id


def captures(desk: LiveDesk) -> list[str]:
    return [each["status"] for each in desk.sandbox.world.holdings()["paypal"]["captures"]]


def test_every_point_of_every_step_is_killed_at(desk: LiveDesk, ana: Person) -> None:
    ana.hold()
    assert points_of(desk, pay, ana.order) == PAY
    assert points_of(desk, collect, agree(desk, ana)) == COLLECT


@pytest.mark.parametrize("point", PAY)
def test_killed_while_the_page_to_pay_on_is_made(desk: LiveDesk, ana: Person, point: str) -> None:
    ana.hold()
    kill_at(desk, pay, ana.order, point=point)
    pay(desk.parts, ana.order)
    agree(desk, ana)
    recover(desk)
    assert len(desk.sandbox.world.holdings()["paypal"]["orders"]) == 1
    assert captures(desk) == ["COMPLETED"]
    assert states(desk.database) == ["confirmed"]
    check(desk)


@pytest.mark.parametrize("point", COLLECT)
def test_killed_while_the_money_is_taken(desk: LiveDesk, ana: Person, point: str) -> None:
    ana.hold()
    pay(desk.parts, ana.order)
    order_id = agree(desk, ana)
    kill_at(desk, collect, order_id, point=point)
    # PayPal may send it again, or not: the sweep collects anyway.
    recover(desk)
    collect(desk.parts, order_id)
    assert captures(desk) == ["COMPLETED"]
    assert states(desk.database) == ["confirmed"]
    assert money(desk.database).paid == 420000
    check(desk)


@pytest.mark.parametrize("point", ["paypal.close_checkout", "paypal.close_checkout done"])
def test_killed_while_the_hold_is_given_up_what_is_agreed_to_later_is_not_taken(
    desk: LiveDesk, ana: Person, point: str
) -> None:
    ana.hold()
    pay(desk.parts, ana.order)
    kill_at(desk, release_by_the_buyer, ana.order, point=point)
    release_by_the_buyer(desk.parts, ana.order)
    assert states(desk.database) == ["cancelled"]
    collect(desk.parts, agree(desk, ana))
    assert captures(desk) == []
    assert seats(desk.database).taken == 0


def release_by_the_buyer(parts: Parts, reference: str) -> None:
    """Give the order up, as its buyer may before its time is up."""
    release_hold(
        parts.sessions,
        reference=reference,
        state=RegistrationState.CANCELLED,
        reason="cancelled by the buyer",
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )
