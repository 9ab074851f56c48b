"""Killed while a cancelled class's money goes back: everybody gets theirs, and nobody twice."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from app.store.database import reading
from app.store.order import Order
from app.store.payment import Payment
from app.usecases.cancel_class import cancel_class
from tests.crashes.deeds import confirm, hold, look_after_money, pay
from tests.crashes.dying import kill_at, points_of
from tests.crashes.promises import recover
from tests.jobs.live import LiveDesk
from tests.worlds import CLASS, Seats, add_draft, seats, states

pytestmark = pytest.mark.crashes

PEOPLE = 3


@pytest.fixture
def cancelled(desk: LiveDesk) -> LiveDesk:
    """Return a desk whose class was cancelled after three people had paid for it."""
    parts = desk.parts
    for number in range(PEOPLE):
        hold(parts, add_draft(desk.database, token=f"draft-{number}", now=parts.clock()))
    with reading(desk.database) as session:
        references = session.scalars(select(Order.reference)).all()
    for reference in references:
        pay(parts, reference)
    with reading(desk.database) as session:
        pages = [str(page) for page in session.scalars(select(Payment.gateway_id))]
    for page in pages:
        address = f"{desk.sandbox.url}/control/stripe/sessions/{page}/pay"
        httpx.post(address, json={}).raise_for_status()
        confirm(parts, page)
    assert states(desk.database) == ["confirmed"] * PEOPLE
    cancel_class(
        parts.sessions,
        code=CLASS,
        reason="the teacher is ill",
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )
    return desk


def later(desk: LiveDesk) -> LiveDesk:
    """Come to the next sweep."""
    desk.ahead += timedelta(minutes=2)
    return desk


def come_round(desk: LiveDesk) -> None:
    """Sweep as ever, and so often that what one sweep leaves to the next is done as well."""
    recover(desk)
    for _ in range(PEOPLE):
        look_after_money(later(desk).parts, "")
    recover(desk)


def test_places_end_and_money_goes_back_one_order_at_a_time(cancelled: LiveDesk) -> None:
    ending = points_of(cancelled, look_after_money, "")
    sending = points_of(later(cancelled), look_after_money, "")
    assert ending.count("wake") == PEOPLE
    assert sending.count("stripe.refund done") == PEOPLE
    assert refunds(cancelled) == [420000] * PEOPLE


@pytest.mark.parametrize("order", range(1, PEOPLE + 1))
@pytest.mark.parametrize("when", ["commit", "committed"])
def test_killed_half_way_everybody_gets_their_money_once(
    cancelled: LiveDesk, when: str, order: int
) -> None:
    kill_at(cancelled, look_after_money, "", point=f"{when} {order}")
    come_round(cancelled)
    assert states(cancelled.database) == ["cancelled"] * PEOPLE
    assert seats(cancelled.database) == Seats(0, 0, 0)
    assert refunds(cancelled) == [420000] * PEOPLE


@pytest.mark.parametrize(
    "point", ["stripe.refund", "stripe.refund done", "commit 2", "committed 2"]
)
def test_killed_while_the_gateway_sends_it_nobody_gets_it_twice(
    cancelled: LiveDesk, point: str
) -> None:
    look_after_money(cancelled.parts, "")
    for _ in range(PEOPLE):
        kill_at(later(cancelled), look_after_money, "", point=point)
    come_round(cancelled)
    assert refunds(cancelled) == [420000] * PEOPLE
    with reading(cancelled.database) as session:
        assert session.scalars(select(Order.paid_minor)).all() == [0] * PEOPLE


def refunds(desk: LiveDesk) -> list[int]:
    """Return what Stripe sent back, each time."""
    return [each["amount"] for each in desk.sandbox.world.holdings()["stripe"]["refund"]]
