"""Of a group in line one waits no more; whoever is told, and whose place it is."""

import pytest

from app.store.database import Database
from app.usecases.leave_with_one import leave_with_one
from tests.usecases.places import places
from tests.usecases.queue import Queue
from tests.usecases.shop import Shop
from tests.worlds import deliveries


@pytest.fixture
def queue(sessions: Database) -> Queue:
    queue = Queue(Shop(sessions), capacity=2, prices=())
    queue.fill(2)
    return queue


def leave(queue: Queue, order: str, name: str) -> bool:
    """Have somebody leave the line."""
    found = [each.reference for each in places(queue.shop) if each.name == name]
    return leave_with_one(
        queue.shop.sessions,
        order_reference=order,
        reference=found[0] if found else "R-NONE",
        **queue.shop.around,
    )


def letters(queue: Queue) -> list[str]:
    return [kind for kind, _ in deliveries(queue.shop.sessions, "mail")]


def test_one_leaves_then_the_last_and_each_time_the_buyer_is_told(queue: Queue) -> None:
    order = queue.join("Kim", "Lee")
    assert leave(queue, order, "Lee")
    assert letters(queue)[-1] == "order.place_left_line"
    assert queue.counted() == 1
    assert leave(queue, order, "Kim")
    assert letters(queue)[-1] == "order.left_line"
    assert queue.counted() == 0


def test_twice_does_no_more(queue: Queue) -> None:
    order = queue.join("Kim", "Lee")
    assert leave(queue, order, "Lee")
    before = letters(queue)
    assert not leave(queue, order, "Lee")
    assert letters(queue) == before


def test_who_waits_by_another_order_or_not_at_all_stays(queue: Queue) -> None:
    order, other = queue.join("Kim", "Lee"), queue.join("Max")
    assert not leave(queue, other, "Lee")
    assert not leave(queue, order, "Nobody")
    assert not leave(queue, queue.seated[0], "Seated 0")
    assert queue.counted() == 2
