"""Claims about a line: groups that stay together, staff who pause and pick, people who leave."""

import pytest
from sqlalchemy import update

from app.domain.booking import NotReserved, Reserved, ReserveRequest
from app.domain.contract import LINE
from app.domain.course_class import ClassClosed, ClassFull, ClassState
from app.domain.registration import RegistrationState
from app.domain.waiting import LineState, PlaceWish
from app.store.course_class import CourseClass
from app.store.database import Database, transaction
from app.usecases.move_registration import move_registration
from app.usecases.offer_seats import Picked
from app.usecases.reserve_booking import reserve_booking
from tests.usecases.classroom import Classroom
from tests.usecases.places import places
from tests.usecases.queue import Between, Queue
from tests.usecases.shop import Shop
from tests.worlds import CLASS, add_class, deliveries, register_once, seats

CANCELLED = RegistrationState.CANCELLED


@pytest.fixture
def shop(sessions: Database) -> Shop:
    return Shop(sessions)


@pytest.fixture
def free(shop: Shop) -> Queue:
    """Give a full class that costs nothing and has two seats."""
    queue = Queue(shop, capacity=2, prices=())
    queue.fill(2)
    return queue


# -- staff -----------------------------------------------------------------------------------------


def test_a_paused_line_stands_still_and_staff_may_pick(free: Queue) -> None:
    free.join("Ada")
    free.join("Bo")
    assert free.pause()
    free.cancel()
    assert free.move() == 0
    assert free.pick("Bo") is Picked.OFFERED
    assert free.offered() == ["Bo"]
    free.shop.woken.clear()
    assert free.pause(LineState.RUNNING)
    assert free.shop.woken == [LINE]
    free.change(capacity=3)
    free.move()
    assert free.offered() == ["Ada", "Bo"]


def test_there_is_no_line_to_pause_of_an_unknown_class(free: Queue) -> None:
    with transaction(free.shop.sessions) as session:
        session.execute(update(CourseClass).values(code="OTHER"))
    assert not free.pause()


def test_staff_cannot_pick_where_no_seat_is_free_nor_who_waits_no_more(free: Queue) -> None:
    ada = free.join("Ada")
    assert free.pick("Ada") is Picked.NO_SEATS
    free.leave(ada)
    assert free.pick("Ada") is Picked.NOT_WAITING


def test_while_somebody_waits_one_joins_though_the_list_was_switched_off(free: Queue) -> None:
    free.join("Ada", "Bo")
    free.cancel()
    free.change(waiting_list=False)
    with pytest.raises(ClassFull):
        free.send("Cy", wish=PlaceWish.SEAT)
    cy = free.press("draft-Cy").reference
    assert free.move() == 1
    assert free.offered() == ["Cy"]
    free.cancel(1)
    free.shop.release(cy, CANCELLED)
    assert free.move() == 1
    with pytest.raises(ClassFull):
        free.join("Dan")


# -- leaving ---------------------------------------------------------------------------------------


def test_who_leaves_waits_no_more_and_is_told(free: Queue) -> None:
    ada = free.join("Ada", "Bo")
    free.join("Cy")
    assert free.leave(ada)
    assert not free.leave(ada)
    assert not free.leave("CD-NONE")
    assert free.line()[0].places == ("cancelled", "cancelled")
    assert free.counted() == 1
    assert deliveries(free.shop.sessions, "mail")[-1] == ("order.left_line", "due")
    assert seats(free.shop.sessions).agree


def test_who_was_offered_a_seat_declines_and_does_not_leave(free: Queue) -> None:
    ada = free.join("Ada")
    free.cancel()
    free.move()
    assert not free.leave(ada)
    assert free.line()[0].places == ("held",)


def test_one_of_a_group_may_leave_and_the_rest_keep_their_place(free: Queue) -> None:
    free.join("Ada", "Bo")
    free.join("Cy")
    free.cancel(3)
    assert free.line()[0].size == 1
    assert free.counted() == 2
    free.cancel()
    free.move()
    assert free.offered() == ["Ada"]
    assert free.line()[0].places == ("held", "cancelled")


def test_of_one_who_waits_no_more_the_buyer_alone_is_told(free: Queue) -> None:
    free.join("Ada", "Bo")
    before = len(deliveries(free.shop.sessions, "mail"))
    free.cancel(3)
    told = deliveries(free.shop.sessions, "mail")[before:]
    assert told == [("order.place_left_line", "due")]


def test_the_last_of_a_group_who_leaves_ends_it(free: Queue) -> None:
    free.join("Ada", "Bo")
    free.cancel(2)
    free.cancel(3)
    assert free.counted() == 0
    assert free.waiting() == []
    assert deliveries(free.shop.sessions, "mail")[-1] == ("order.left_line", "due")


def test_who_waits_is_told_when_the_class_moves(free: Queue, sessions: Database) -> None:
    free.join("Ada", "Bo")
    room = Classroom(sessions)
    before = len(deliveries(free.shop.sessions, "mail"))
    assert room.change(sessions=[{"starts": "2031-03-12T09:00", "ends": "2031-03-12T16:00"}])
    told = [kind for kind, _ in deliveries(free.shop.sessions, "mail")[before:]]
    # Two who are in, and the one who ordered for those that wait.
    assert told.count("order.class_changed") == 3


def test_where_a_seat_goes_meanwhile_nothing_is_offered(free: Queue) -> None:
    free.join("Ada")
    free.cancel()
    sessions, shop = free.shop.sessions, free.shop
    shop.sessions = Between(sessions, lambda: free.change(capacity=1))
    assert free.move() == 0
    assert (free.offered(), free.counted()) == ([], 1)
    shop.sessions = sessions
    free.change(capacity=2)
    shop.sessions = Between(sessions, free.pause)
    assert free.move() == 0
    shop.sessions = Between(sessions, lambda: free.change(closes_at=shop.now))
    assert free.pick("Ada") is Picked.CLOSED
    assert (free.offered(), free.counted()) == ([], 1)
    assert seats(sessions).agree


def test_who_left_meanwhile_is_not_offered_a_seat(free: Queue) -> None:
    ada = free.join("Ada")
    free.join("Bo")
    free.cancel()
    sessions = free.shop.sessions
    free.shop.sessions = Between(sessions, lambda: free.leave(ada))
    assert free.move() == 0
    free.shop.sessions = sessions
    assert free.move() == 1
    assert free.offered() == ["Bo"]


def test_who_takes_either_joins_where_the_last_seat_goes_meanwhile(shop: Shop) -> None:
    queue = Queue(shop, prices=())
    sessions = shop.sessions
    shop.sessions = Between(sessions, lambda: queue.fill(1))
    queue.send("Ada", wish=PlaceWish.EITHER)
    assert queue.waiting() == ["Ada"]
    assert seats(sessions).taken == 1


def test_a_class_cancelled_while_somebody_joins_takes_them_no_more(free: Queue) -> None:
    sessions = free.shop.sessions
    free.shop.sessions = Between(sessions, lambda: free.change(state=ClassState.CANCELLED))
    with pytest.raises(ClassClosed):
        free.join("Ada")
    assert free.line() == []


def reserve(queue: Queue) -> Reserved | NotReserved:
    return reserve_booking(
        queue.shop.sessions,
        ReserveRequest(class_code=CLASS, email="tp@example.org"),
        partners=queue.shop.partners,
        wake=queue.shop.wake,
        now=queue.shop.now,
    )


def test_while_somebody_waits_trainingportal_has_its_own_seats_alone(free: Queue) -> None:
    free.join("Ada")
    free.change(capacity=3)
    assert isinstance(reserve(free), NotReserved)
    free.change(capacity=4, trainingportal_aside=1)
    assert isinstance(reserve(free), Reserved)
    assert free.move() == 1
    assert seats(free.shop.sessions).agree


def test_staff_may_move_somebody_past_the_line(free: Queue) -> None:
    free.join("Ada")
    free.change(capacity=3)
    add_class(free.shop.sessions, "OTHER", prices=())
    register_once(free.shop, token="other", code="OTHER", currency="")
    moved = move_registration(
        free.shop.sessions,
        reference=places(free.shop)[-1].reference,
        class_code=CLASS,
        asked_by="kim@example.org",
        partners=free.shop.partners,
        wake=free.shop.wake,
        now=free.shop.now,
    )
    assert moved is not None
    assert free.move() == 0
    assert free.waiting() == ["Ada"]
