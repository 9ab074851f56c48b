"""Killed while a seat is given back, or money: each happens once, or not yet."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.store.database import transaction
from app.store.order import Order
from app.store.payment import Payment
from tests.crashes.deeds import confirm, pay, refund, release
from tests.crashes.dying import kill_at, points_of
from tests.crashes.person import Person
from tests.crashes.promises import check, recover
from tests.jobs.live import LiveDesk
from tests.worlds import HOLD, Seats, money, seats, states

pytestmark = pytest.mark.crashes

RELEASE = [
    "commit 1",
    "committed 1",
    "stripe.close_checkout",
    "stripe.close_checkout done",
    "commit 2",
    "committed 2",
    "wake",
]
REFUND = [
    "commit 1",
    "committed 1",
    "stripe.refund",
    "stripe.refund done",
    "commit 2",
    "committed 2",
    "wake",
]


def pay_twice(desk: LiveDesk, ana: Person) -> None:
    """Pay on two pages that were both open; Stripe says so, and the second money is to go back."""
    ana.hold().ask_to_pay()
    with transaction(desk.database) as session:
        session.execute(update(Order).values(hold_until=desk.parts.clock() + timedelta(hours=2)))
        session.execute(update(Payment).values(expires_at=desk.parts.clock()))
    pay(desk.parts, ana.order)
    for page in ana.pages:
        ana.pay_on(page)
        confirm(desk.parts, page)


def test_every_point_of_giving_back_is_killed_at(desk: LiveDesk, ana: Person) -> None:
    pay_twice(desk, ana)
    assert points_of(desk, refund, "") == REFUND


def test_every_point_of_releasing_is_killed_at(desk: LiveDesk, ana: Person) -> None:
    ana.hold().ask_to_pay()
    desk.ahead += HOLD + timedelta(minutes=1)
    assert points_of(desk, release, ana.order) == RELEASE


@pytest.mark.parametrize("point", RELEASE)
def test_killed_while_a_seat_is_given_back(desk: LiveDesk, ana: Person, point: str) -> None:
    ana.hold().ask_to_pay()
    desk.ahead += HOLD + timedelta(minutes=1)
    kill_at(desk, release, ana.order, point=point)
    recover(desk)
    assert states(desk.database) == ["expired"]
    assert seats(desk.database) == Seats(0, 0, 0)
    [page] = desk.sandbox.world.holdings()["stripe"]["checkout.session"]
    assert page["status"] == "expired", "nobody can pay any more"
    check(desk)


def test_killed_while_a_seat_is_given_back_that_was_paid_meanwhile(
    desk: LiveDesk, ana: Person
) -> None:
    ana.hold().ask_to_pay().pay()
    desk.ahead += HOLD + timedelta(minutes=1)
    kill_at(desk, release, ana.order, point="stripe.close_checkout done")
    recover(desk)
    assert states(desk.database) == ["confirmed"]
    assert money(desk.database).paid == 420000
    check(desk)


@pytest.mark.parametrize("point", ["stripe.open_checkout", "stripe.open_checkout done"])
def test_a_page_that_was_being_made_keeps_no_seat_for_ever(
    desk: LiveDesk, ana: Person, point: str
) -> None:
    ana.hold()
    kill_at(desk, pay, ana.order, point=point)
    desk.ahead += HOLD + timedelta(minutes=1)
    recover(desk)
    assert states(desk.database) == ["expired"]
    check(desk)


@pytest.mark.parametrize("point", REFUND)
def test_killed_while_money_is_sent_back(desk: LiveDesk, ana: Person, point: str) -> None:
    pay_twice(desk, ana)
    assert money(desk.database).paid == 840000
    kill_at(desk, refund, "", point=point)
    recover(desk)
    assert money(desk.database).paid == 420000
    assert [each["amount"] for each in desk.sandbox.world.holdings()["stripe"]["refund"]] == [
        420000
    ]
    assert states(desk.database) == ["confirmed"]
    letters = [each["subject"] for each in desk.sandbox.world.holdings()["mail"]]
    assert letters.count("Money on its way back: First aid") == 1
    check(desk)
