"""Killed while PayPal is asked for a page, for the money, for its return; and while it tells us."""

import httpx
import pytest
from sqlalchemy import select

from app.domain.news import GatewayNews
from app.domain.registration import RegistrationState
from app.parts import Parts
from app.store.database import reading
from app.store.payment import Payment
from app.usecases.give_money_back import give_money_back
from app.usecases.hear_of_return import hear_of_return
from app.usecases.open_checkout import CheckoutPage, open_checkout
from app.usecases.release_hold import release_hold
from app.usecases.settle_payment import settle_payment
from tests.crashes.deeds import CANCEL, SUCCESS, refund
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
REFUND = [
    "commit 1",
    "committed 1",
    "paypal.refund",
    "paypal.refund done",
    "commit 2",
    "committed 2",
    "wake",
]
HEAR = [
    "commit 1",
    "committed 1",
    "paypal.refunds_of",
    "paypal.refunds_of done",
    "commit 2",
    "committed 2",
    "wake",
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


def paid(desk: LiveDesk, ana: Person) -> str:
    """Pay with PayPal; return its name for the money."""
    ana.hold()
    pay(desk.parts, ana.order)
    collect(desk.parts, agree(desk, ana))
    with reading(desk.database) as session:
        return str(session.scalars(select(Payment.intent_id)).one())


def owe_back(desk: LiveDesk, ana: Person) -> None:
    """Have staff give a part of it back."""
    give_money_back(
        desk.parts.sessions,
        order_reference=ana.order,
        amount_minor=100000,
        reason="a late start",
        asked_by="kim@example.org",
        key="form-1",
        now=desk.parts.clock(),
    )


def hear_of_it(parts: Parts, capture: str) -> None:
    """Hear from PayPal that money went back there; the event is the same however often it comes."""
    kind, event = "PAYMENT.CAPTURE.REFUNDED", f"WH-{capture}"
    hear_of_return(
        parts.sessions,
        news=GatewayNews("paypal", event, kind, None, b"{}", intent_id=capture),
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def sent_back(desk: LiveDesk) -> list[str]:
    held = desk.sandbox.world.holdings()["paypal"]["refunds"]
    return [each["amount"]["value"] for each in held]


def captures(desk: LiveDesk) -> list[str]:
    return [each["status"] for each in desk.sandbox.world.holdings()["paypal"]["captures"]]


def test_every_point_of_every_step_is_killed_at(desk: LiveDesk, ana: Person) -> None:
    ana.hold()
    assert points_of(desk, pay, ana.order) == PAY
    assert points_of(desk, collect, agree(desk, ana)) == COLLECT
    owe_back(desk, ana)
    assert points_of(desk, refund, "") == REFUND


def test_every_point_of_hearing_that_money_went_is_killed_at(desk: LiveDesk, ana: Person) -> None:
    capture = paid(desk, ana)
    act_at_paypal(desk, capture)
    assert points_of(desk, hear_of_it, capture) == HEAR


def act_at_paypal(desk: LiveDesk, capture: str) -> None:
    """Have somebody send a part back in PayPal's own pages."""
    address = f"{desk.sandbox.url}/control/paypal/captures/{capture}/refund"
    httpx.post(address, json={"value": "1000.00"}).raise_for_status()


@pytest.mark.parametrize("point", REFUND)
def test_killed_while_money_is_sent_back_it_goes_back_once(
    desk: LiveDesk, ana: Person, point: str
) -> None:
    paid(desk, ana)
    owe_back(desk, ana)
    kill_at(desk, refund, "", point=point)
    recover(desk)
    assert sent_back(desk) == ["1000.00"]
    assert money(desk.database).paid == 320000
    assert states(desk.database) == ["confirmed"]
    check(desk)


@pytest.mark.parametrize("point", HEAR)
def test_killed_while_it_is_heard_that_money_went_it_is_taken_off_once(
    desk: LiveDesk, ana: Person, point: str
) -> None:
    capture = paid(desk, ana)
    act_at_paypal(desk, capture)
    kill_at(desk, hear_of_it, capture, point=point)
    # PayPal had no answer: it comes again.
    hear_of_it(desk.parts, capture)
    recover(desk)
    assert sent_back(desk) == ["1000.00"]
    assert [amount for _, amount, _ in money(desk.database).refunds] == [100000]
    assert money(desk.database).paid == 320000
    check(desk)


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
