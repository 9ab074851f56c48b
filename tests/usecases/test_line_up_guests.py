"""The demo's guests in line: like anybody who waits, and no partner hears of them."""

import pytest
from sqlalchemy import update

from app.store.course_class import CourseClass
from app.store.database import Database, transaction
from app.usecases.line_up_guests import line_up_guests
from tests.usecases.queue import LASTS, Queue, somebody
from tests.usecases.shop import Shop
from tests.worlds import CLASS, NOW, deliveries, seats

GUESTS = tuple(somebody(f"Guest {number}") for number in range(9))


def line_up(queue: Queue, *sizes: int, code: str = CLASS) -> int:
    return line_up_guests(
        queue.shop.sessions, waiting={code: sizes}, guests=GUESTS, now=queue.shop.now
    )


@pytest.mark.parametrize("prices", [(), (("NOK", 420_000),)])
def test_guests_wait_and_are_offered_seats_like_anybody(
    sessions: Database, prices: tuple[tuple[str, int], ...]
) -> None:
    queue = Queue(Shop(sessions), prices=prices)
    queue.fill(1)
    told = deliveries(sessions, "iso")
    assert line_up(queue, 1, 2) == 2
    assert queue.waiting() == ["Guest 0", "Guest 1"]
    assert (queue.counted(), deliveries(sessions, "iso")) == (2, told)
    with transaction(sessions) as session:
        session.execute(update(CourseClass).values(capacity=4))
    assert queue.move() == 2
    assert queue.line()[1].places == ("held", "held")
    assert queue.line()[0].until == NOW + LASTS
    assert seats(sessions).agree


def test_a_class_that_is_open_closed_waited_for_or_not_there_is_left_alone(
    sessions: Database,
) -> None:
    queue = Queue(Shop(sessions), prices=())
    assert line_up(queue, 1) == 0
    queue.fill(1)
    assert line_up(queue, 1, code="NOPE") == 0
    assert line_up(queue, 1) == 1
    assert line_up(queue, 1) == 0
    queue.shop.later(days=60)
    with transaction(sessions) as session:
        session.execute(update(CourseClass).values(in_line=0))
    assert line_up(queue, 1) == 0
