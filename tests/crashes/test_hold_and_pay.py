"""Killed while a seat is taken, the page to pay on is made, the money is written down."""

import pytest

from tests.crashes.deeds import confirm, hold, hold_without_the_guard, pay
from tests.crashes.dying import kill_at, points_of
from tests.crashes.person import Person
from tests.crashes.promises import check, recover
from tests.jobs.live import LiveDesk
from tests.worlds import Seats, money, seats, states

pytestmark = pytest.mark.crashes

HOLD = ["commit 1", "committed 1", "wake"]
PAY = [
    "commit 1",
    "committed 1",
    "stripe.open_checkout",
    "stripe.open_checkout done",
    "commit 2",
    "committed 2",
]
CONFIRM = [
    "commit 1",
    "committed 1",
    "stripe.collect",
    "stripe.collect done",
    "commit 2",
    "committed 2",
    "wake",
]


def test_every_point_of_every_step_is_killed_at(desk: LiveDesk, ana: Person) -> None:
    assert points_of(desk, hold, ana.draft) == HOLD
    assert points_of(desk, pay, ana.order) == PAY
    assert points_of(desk, confirm, ana.pay().pages[0]) == CONFIRM


@pytest.mark.parametrize("point", HOLD)
def test_killed_while_a_seat_is_taken(desk: LiveDesk, ana: Person, point: str) -> None:
    kill_at(desk, hold, ana.draft, point=point)
    taken = 0 if point == "commit 1" else 1
    assert seats(desk.database) == Seats(taken, taken, taken)
    # The person saw nothing, and presses again.
    ana.hold()
    recover(desk)
    assert states(desk.database) == ["held"]
    check(desk)


@pytest.mark.parametrize("point", PAY)
def test_killed_while_the_page_to_pay_on_is_made(desk: LiveDesk, ana: Person, point: str) -> None:
    ana.hold()
    kill_at(desk, pay, ana.order, point=point)
    ana.ask_to_pay().pay().heard()
    recover(desk)
    assert len(desk.sandbox.world.holdings()["stripe"]["checkout.session"]) == 1
    assert states(desk.database) == ["confirmed"]
    assert money(desk.database).paid == 420000
    check(desk)


@pytest.mark.parametrize("point", CONFIRM)
def test_killed_while_the_money_is_written_down(desk: LiveDesk, ana: Person, point: str) -> None:
    ana.hold().ask_to_pay().pay()
    kill_at(desk, confirm, ana.pages[0], point=point)
    # Stripe may send it again, or not: the sweep asks anyway.
    recover(desk)
    assert states(desk.database) == ["confirmed"]
    ana.heard()
    assert money(desk.database).paid == 420000
    check(desk)


def test_where_the_promise_to_tell_commits_later_a_kill_loses_it(
    desk: LiveDesk, ana: Person
) -> None:
    """The negative control: one transaction less, and the same check fails."""
    kill_at(desk, hold_without_the_guard, ana.draft, point="commit 1")
    recover(desk)
    assert seats(desk.database) == Seats(1, 1, 1)
    with pytest.raises(AssertionError, match="promise 3"):
        check(desk)
