"""Claims about the chore that moves waiting lists: whoever frees a seat, it is offered at once."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event

import pytest
from sqlalchemy import update

from app.domain.booking import Reserved, ReserveRequest
from app.domain.contract import LINE
from app.domain.course_class import ClassState
from app.domain.reason import TOO_LARGE
from app.domain.registration import Channel, RegistrationState
from app.domain.waiting import PlaceWish
from app.jobs.line import move_lines
from app.jobs.sweep import drain, sweep_once
from app.store.course_class import CourseClass
from app.store.database import Database, transaction
from app.store.event import EventRow
from app.usecases.cancel_booking import cancel_booking
from app.usecases.cancel_class import cancel_class
from app.usecases.cancel_registration import cancel_registration
from app.usecases.reserve_booking import reserve_booking
from app.usecases.restore_class import ClassNotRestored, restore_class
from app.usecases.set_seats_aside import set_seats_aside
from tests.usecases.places import places
from tests.usecases.queue import Queue
from tests.usecases.shop import Shop
from tests.worlds import CLASS, deliveries, seats


@pytest.fixture
def queue(sessions: Database) -> Queue:
    """Give a full class with a price: somebody holds one of its two seats, a partner the other."""
    shop = Shop(sessions)
    queue = Queue(shop, capacity=3)
    queue.fill(1)
    with transaction(sessions) as session:
        session.execute(update(CourseClass).values(staff_aside=1))
    reserve(shop)
    return queue


def reserve(shop: Shop) -> Reserved:
    answer = reserve_booking(
        shop.sessions,
        ReserveRequest(class_code=CLASS, email="tp@example.org"),
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    assert isinstance(answer, Reserved)
    return answer


def give_up(queue: Queue) -> None:
    queue.shop.release(queue.seated[0], RegistrationState.CANCELLED)


def expire(queue: Queue) -> None:
    queue.shop.lapse(queue.seated[0])


def leave_the_portal(queue: Queue) -> None:
    shop = queue.shop
    cancel_booking(
        shop.sessions,
        reference=places(shop)[1].reference,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def cancel_paid(queue: Queue) -> None:
    shop = queue.shop
    page = shop.page_of(queue.seated[0])
    shop.gateway.pay(page)
    shop.news(page)
    cancel_registration(
        shop.sessions,
        reference=places(shop)[0].reference,
        reason="test",
        channel=Channel.STAFF,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def return_to_the_pool(queue: Queue) -> None:
    shop = queue.shop
    set_seats_aside(
        shop.sessions,
        class_code=CLASS,
        aside={Channel.STAFF: 0},
        reason="nobody came",
        by="kim@example.org",
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


FREEING = (give_up, expire, leave_the_portal, cancel_paid, return_to_the_pool)


@pytest.mark.parametrize("free", FREEING, ids=[each.__name__ for each in FREEING])
def test_whoever_frees_a_seat_it_is_offered_at_once(
    queue: Queue, free: Callable[[Queue], None]
) -> None:
    queue.join("Ada")
    queue.shop.woken.clear()
    free(queue)
    assert LINE in queue.shop.woken
    drain(queue.shop.parts, LINE, stop=Event())
    assert queue.offered() == ["Ada"]
    assert seats(queue.shop.sessions).agree


def test_the_sweep_finds_what_was_not_woken(queue: Queue) -> None:
    queue.join("Ada")
    with transaction(queue.shop.sessions) as session:
        session.execute(update(CourseClass).values(capacity=4))
    sweep_once(queue.shop.parts)
    assert queue.offered() == ["Ada"]


def test_a_class_nobody_waits_for_wakes_no_line(queue: Queue) -> None:
    queue.shop.woken.clear()
    give_up(queue)
    assert LINE not in queue.shop.woken


def test_an_offer_that_was_not_taken_up_goes_round_by_itself(queue: Queue) -> None:
    queue.join("Ada")
    queue.join("Bo")
    give_up(queue)
    sweep_once(queue.shop.parts)
    queue.shop.later(hours=24)
    sweep_once(queue.shop.parts)
    assert queue.offered() == ["Ada", "Bo"]
    assert queue.line()[0].places == ("expired",)


CLOSING = {
    "cancelled: the hall burnt down": "The class was cancelled: the hall burnt down",
    "deadline": "the deadline for registering has passed and no place came free",
    "started": "the class has begun and no place came free",
    "over": "the class is over and no place came free",
    "withdrawn": "the class takes no registrations any more",
}


@pytest.mark.parametrize("how", CLOSING)
def test_a_line_ends_with_its_class_and_everybody_is_told(queue: Queue, how: str) -> None:
    queue.join("Ada")
    queue.join("Bo", "Cy")
    give_up(queue)
    close(queue, how)
    move_lines(queue.shop.parts, stop=Event())
    assert queue.counted() == 0
    assert [each.places for each in queue.line()] == [("cancelled",), ("cancelled",) * 2]
    assert deliveries(queue.shop.sessions, "mail")[-2:] == [("order.left_line", "due")] * 2
    with transaction(queue.shop.sessions) as session:
        told = session.query(EventRow).filter_by(kind="order.left_line").all()
    assert {each.facts["reason"] for each in told} == {CLOSING[how]}


def close(queue: Queue, how: str) -> None:
    shop = queue.shop
    if how.startswith("cancelled"):
        cancel_class(
            shop.sessions,
            code=CLASS,
            reason=how.partition(": ")[2],
            partners=shop.partners,
            wake=shop.wake,
            now=shop.now,
        )
        assert LINE in shop.woken
    elif how == "withdrawn":
        with transaction(shop.sessions) as session:
            session.execute(update(CourseClass).values(state=ClassState.WITHDRAWN))
    else:
        with transaction(shop.sessions) as session:
            if how != "deadline":
                session.execute(update(CourseClass).values(closes_at=None))
        day, hour = {"deadline": (2, 0), "started": (10, 9), "over": (11, 0)}[how]
        shop.now = datetime(2031, 3, day, hour, tzinfo=UTC)


def test_who_needs_more_seats_than_the_class_has_now_is_told_and_blocks_nobody(
    sessions: Database,
) -> None:
    shop = Shop(sessions)
    queue = Queue(shop, capacity=5, prices=())
    queue.fill(5)
    queue.join("Ada", "Al", "Ann")
    queue.join("Bo", "Bea")
    for number in range(5):
        queue.cancel(number)
    queue.change(capacity=2, trainingportal_aside=1)
    sweep_once(shop.parts)
    assert queue.waiting() == ["Bo"], "what is set aside may be returned"
    assert queue.line()[0].places == ("cancelled",) * 3
    with transaction(sessions) as session:
        told = session.query(EventRow).filter_by(kind="order.left_line").one()
    assert told.facts["reason"] == TOO_LARGE
    queue.change(capacity=1, trainingportal_aside=0)
    sweep_once(shop.parts)
    assert queue.counted() == 0
    queue.send("Newcomer", wish=PlaceWish.SEAT)
    assert seats(sessions).taken == 1


def test_a_class_is_not_restored_while_its_line_is_ending(queue: Queue) -> None:
    shop = queue.shop
    queue.join("Ada")
    give_up(queue)
    leave_the_portal(queue)
    close(queue, "cancelled: snow")
    with pytest.raises(ClassNotRestored):
        restore_class(
            shop.sessions, code=CLASS, partners=shop.partners, wake=shop.wake, now=shop.now
        )


def test_told_to_stop_it_begins_nothing_more(queue: Queue) -> None:
    stop = Event()
    stop.set()
    queue.join("Ada")
    give_up(queue)
    move_lines(queue.shop.parts, stop=stop)
    assert queue.offered() == []
    close(queue, "started")
    move_lines(queue.shop.parts, stop=stop)
    assert queue.waiting() == ["Ada"]
