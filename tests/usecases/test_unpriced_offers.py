"""Claims about who is next in line and can have a place at no price, and what is kept of them."""

import pytest
from sqlalchemy import select, update

from app.domain.course_class import ClassFull
from app.domain.objection import Limits
from app.domain.waiting import PlaceWish
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.price_option import PriceOption
from app.store.waiting import WaitingEntry
from app.usecases.offer_seats import Picked
from tests.fakes.gateway import FakeGateway
from tests.usecases.queue import Queue
from tests.usecases.shop import Shop
from tests.worlds import seats

EURO = FakeGateway("paypal", "with PayPal", frozenset({"EUR"}))
SMALL = FakeGateway(limits=Limits(most=1_000))


@pytest.fixture
def queue(sessions: Database) -> Queue:
    """Give a full class with a price, and two seats."""
    queue = Queue(Shop(sessions), capacity=2)
    queue.fill(2)
    return queue


def leave_at_the_price(shop: Shop, places: int | None) -> None:
    """Have so many places be had at the class's only price, None for any number."""
    limit = None if places is None else PriceOption.taken + places
    with transaction(shop.sessions) as session:
        session.execute(update(PriceOption).values(place_limit=limit))


def test_who_can_have_it_at_no_price_is_passed_over_and_keeps_their_place(queue: Queue) -> None:
    queue.join("Ada", "Bo")
    queue.join("Cy")
    queue.join("Di")
    leave_at_the_price(queue.shop, 1)
    queue.change(capacity=6)
    assert queue.move() == 1
    assert queue.offered() == ["Cy"]
    assert queue.unpriced() == ["Ada"]
    # Whoever comes by finds no seat all the same: Ada is still before them.
    with pytest.raises(ClassFull):
        queue.send("Ed", wish=PlaceWish.SEAT)
    leave_at_the_price(queue.shop, None)
    assert queue.move() == 2
    assert queue.offered() == ["Ada", "Cy", "Di"]
    assert queue.unpriced() == []


def test_where_nobody_fits_the_price_the_line_comes_to_rest(queue: Queue) -> None:
    queue.join("Ada", "Bo")
    queue.join("Cy", "Di")
    leave_at_the_price(queue.shop, 1)
    queue.change(capacity=6)
    assert queue.move() == 0
    assert queue.pick("Cy") is Picked.NO_PRICE
    assert queue.unpriced() == ["Ada", "Cy"]


def test_what_was_filled_in_is_kept_only_while_they_wait(queue: Queue) -> None:
    ada, bo = queue.join("Ada"), queue.join("Bo")
    queue.join("Cy")
    queue.leave(bo)
    queue.change(capacity=3)
    queue.move()
    with reading(queue.shop.sessions) as session:
        kept = session.execute(
            select(Order.reference, WaitingEntry.filled).join(
                Order, Order.id == WaitingEntry.order_id
            )
        ).all()
    assert {each.reference for each in kept if not each.filled} == {ada, bo}


@pytest.mark.parametrize("gateways", [{}, {"paypal": EURO}, {"stripe": SMALL}])
def test_whom_no_gateway_takes_the_price_of_is_passed_over_until_one_does(
    queue: Queue, gateways: dict[str, FakeGateway]
) -> None:
    queue.join("Ada")
    queue.change(capacity=3)
    on = dict(queue.shop.gateways)
    queue.shop.gateways.clear()
    queue.shop.gateways.update(gateways)
    assert queue.move() == 0
    assert queue.pick("Ada") is Picked.NO_PRICE
    assert (queue.waiting(), queue.unpriced()) == (["Ada"], ["Ada"])
    assert seats(queue.shop.sessions).taken == 2
    queue.shop.gateways.update(on)
    assert queue.move() == 1
    assert (queue.offered(), queue.unpriced()) == (["Ada"], [])


def test_what_costs_nothing_is_offered_where_no_gateway_is_on(sessions: Database) -> None:
    queue = Queue(Shop(sessions), prices=())
    queue.fill(1)
    queue.join("Ada")
    queue.change(capacity=2)
    queue.shop.gateways.clear()
    assert queue.move() == 1
