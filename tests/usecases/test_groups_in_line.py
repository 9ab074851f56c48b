"""Claims about groups in line: seats together or none, and what is kept for whom, how long."""

import pytest

from app.domain.course_class import ClassFull
from app.domain.registration import Channel
from app.domain.waiting import PlaceWish, SeatsFree
from app.store.database import Database
from tests.usecases.queue import Queue
from tests.usecases.shop import Shop
from tests.worlds import seats


@pytest.fixture
def shop(sessions: Database) -> Shop:
    return Shop(sessions)


@pytest.fixture
def free(shop: Shop) -> Queue:
    """Give a full class that costs nothing and has two seats."""
    queue = Queue(shop, capacity=2, prices=())
    queue.fill(2)
    return queue


def test_a_group_is_offered_its_seats_together_or_none(free: Queue) -> None:
    free.join("Ada", "Bo")
    free.cancel()
    assert free.move() == 0
    free.cancel(1)
    assert free.move() == 1
    assert free.line()[0].places == ("held", "held")


def test_who_fits_is_offered_what_a_group_before_them_cannot_use(free: Queue) -> None:
    free.join("Ada", "Bo")
    free.join("Cy")
    free.cancel()
    free.move()
    assert free.offered() == ["Cy"]
    assert free.waiting() == ["Ada"]


def test_a_group_is_passed_over_three_times_then_seats_gather_for_it(free: Queue) -> None:
    free.join("Ada", "Bo")
    for number in range(4):
        free.join(f"Kim {number}")
    for capacity in (3, 4, 5):
        free.change(capacity=capacity)
        assert free.move() == 1
    free.change(capacity=6)
    assert free.move() == 0, "the seat is kept for the group"
    free.change(capacity=7)
    assert free.move() == 1
    assert free.offered() == ["Ada", "Kim 0", "Kim 1", "Kim 2"]


def test_a_group_that_can_hardly_be_seated_freezes_a_seat_for_two_days_alone(shop: Shop) -> None:
    queue = Queue(shop, capacity=20, prices=())
    queue.fill(19)
    queue.join("Ada", *[f"Ada {number}" for number in range(19)])
    kims = [f"Kim {number}" for number in range(8)]
    for kim in kims:
        queue.join(kim)

    def free_one() -> int:
        queue.cancel(len(queue.offered()))
        return queue.move()

    assert queue.move() == 1
    assert [free_one(), free_one()] == [1, 1]
    assert free_one() == 0, "the seat is kept for the group"
    shop.later(hours=47)
    assert queue.move() == 0
    shop.later(hours=1)
    assert queue.move() == 1
    assert queue.offered() == kims[:4]
    assert [free_one(), free_one(), free_one()] == [1, 1, 0], "its patience began anew"
    shop.later(hours=48)
    assert queue.move() == 1


def test_many_seats_at_once_do_not_pass_a_group_over_more_often(shop: Shop) -> None:
    queue = Queue(shop, capacity=12, prices=())
    queue.fill(2)
    queue.join(*[f"Ada {number}" for number in range(11)])
    for number in range(10):
        queue.join(f"Kim {number}")
    assert queue.move() == 3
    assert queue.offered() == ["Kim 0", "Kim 1", "Kim 2"]
    queue.cancel(0)
    assert queue.move() == 0, "the seats are kept for the group"


def test_a_visitor_has_the_seats_of_the_site_while_only_somebody_by_API_waits(shop: Shop) -> None:
    queue = Queue(shop, capacity=10, prices=())
    queue.change(web_aside=6)
    for number in range(5):
        queue.send(f"Client {number}", wish=PlaceWish.EITHER, channel=Channel.API)
    assert queue.waiting() == ["Client 4"]
    with pytest.raises(SeatsFree):
        queue.join("Early")
    for number in range(6):
        queue.send(f"Ada {number}", wish=PlaceWish.SEAT)
    for name in ("Bo", "Cy"):
        queue.send(name, wish=PlaceWish.EITHER)
    assert queue.waiting() == ["Client 4", "Bo", "Cy"]
    queue.cancel(5)
    with pytest.raises(ClassFull):
        queue.send("Late", wish=PlaceWish.SEAT)
    queue.move()
    assert queue.offered() == ["Bo"], "a seat of the site's goes to who waits by the site"
    queue.cancel(6)
    queue.leave(queue.order("Cy"))
    queue.send("Dee", wish=PlaceWish.SEAT)
    queue.cancel(0)
    queue.move()
    assert (queue.offered(), queue.waiting()) == (["Client 4", "Bo"], [])
    assert seats(shop.sessions).agree
