"""Killed while money is asked for, ends, or is written down: each happens once, or not yet."""

import pytest
from sqlalchemy import func, select

from app.domain.event import EventKind
from app.store.database import reading
from app.store.event import EventRow
from app.store.order import Order
from tests.crashes.due_money import REST_MINOR, end, let_owe, remind, write_down
from tests.crashes.dying import kill_at, points_of
from tests.crashes.person import Person
from tests.crashes.promises import check, recover
from tests.jobs.live import LiveDesk
from tests.worlds import Seats, money, seats, states

pytestmark = pytest.mark.crashes

ONE = ["commit 1", "committed 1", "wake"]
END = [
    "commit 1",
    "committed 1",
    "stripe.close_checkout",
    "stripe.close_checkout done",
    "commit 2",
    "committed 2",
    "wake",
]


@pytest.fixture
def owing(desk: LiveDesk, ana: Person) -> Person:
    """Return somebody whose place is confirmed and whose rest is late."""
    ana.hold().ask_to_pay().pay().heard()
    let_owe(desk)
    return ana


def happened(desk: LiveDesk, kind: EventKind) -> int:
    """Count how often it happened."""
    with reading(desk.database) as session:
        found = select(func.count(EventRow.id)).where(EventRow.kind == kind)
        return session.scalar(found) or 0


def owed(desk: LiveDesk) -> int:
    """Return what the only order owes."""
    with reading(desk.database) as session:
        return session.scalars(select(Order.owed_minor)).one()


def test_every_point_is_killed_at(desk: LiveDesk, owing: Person) -> None:
    assert points_of(desk, remind, "") == ONE
    assert points_of(desk, write_down, owing.order) == ONE


def test_every_point_of_ending_is_killed_at(desk: LiveDesk, owing: Person) -> None:
    owing.ask_to_pay()
    assert points_of(desk, end, "") == END


@pytest.mark.parametrize("point", ONE)
def test_killed_while_a_buyer_is_reminded(desk: LiveDesk, owing: Person, point: str) -> None:
    kill_at(desk, remind, "", point=point)
    remind(desk.parts, "")
    assert happened(desk, EventKind.ORDER_PAYMENT_DUE) == 1
    check(desk)


@pytest.mark.parametrize("point", END)
def test_killed_while_an_unpaid_order_ends(desk: LiveDesk, owing: Person, point: str) -> None:
    owing.ask_to_pay()
    kill_at(desk, end, "", point=point)
    recover(desk)
    assert states(desk.database) == ["cancelled"]
    assert seats(desk.database) == Seats(0, 0, 0)
    assert happened(desk, EventKind.ORDER_CANCELLED) == 1
    assert [amount for _, amount, _ in money(desk.database).refunds] == [420000]
    *_, page = desk.sandbox.world.holdings()["stripe"]["checkout.session"]
    assert page["status"] == "expired", "nobody can pay any more"
    check(desk)


def test_killed_while_it_ends_although_it_was_paid_meanwhile(desk: LiveDesk, owing: Person) -> None:
    owing.ask_to_pay().pay()
    kill_at(desk, end, "", point="stripe.close_checkout done")
    recover(desk)
    assert states(desk.database) == ["confirmed"]
    assert owed(desk) == 0
    check(desk)


@pytest.mark.parametrize("point", ONE)
def test_killed_while_a_transfer_is_written_down(desk: LiveDesk, owing: Person, point: str) -> None:
    kill_at(desk, write_down, owing.order, point=point)
    write_down(desk.parts, owing.order)
    assert owed(desk) == 0
    assert money(desk.database).paid == 420000 + REST_MINOR
    assert happened(desk, EventKind.ORDER_PAYMENT_RECEIVED) == 1
    check(desk)
