"""Claims about waiting lists: joining, offers in order, and who gets a seat that came free."""

import pytest

from app.domain.course_class import ClassClosed, ClassFull, ClassState
from app.domain.registration import AlreadyRegistered, Channel, RegistrationState
from app.domain.waiting import MOST_ENTRIES, InLineAlready, PlaceWish, SeatsFree
from app.store.database import Database
from tests.usecases.queue import Queue
from tests.usecases.shop import Shop
from tests.worlds import deliveries, seats, states

CANCELLED = RegistrationState.CANCELLED


@pytest.fixture
def shop(sessions: Database) -> Shop:
    return Shop(sessions)


@pytest.fixture
def free(shop: Shop) -> Queue:
    """Give a class that costs nothing."""
    return Queue(shop, prices=())


@pytest.fixture
def priced(shop: Shop) -> Queue:
    """Give a class with a price, and one seat."""
    return Queue(shop)


@pytest.fixture
def full(priced: Queue) -> Queue:
    """Have that seat taken."""
    priced.fill(1)
    return priced


# -- joining ---------------------------------------------------------------------------------------


def test_who_joins_has_no_seat_and_owes_nothing(shop: Shop) -> None:
    priced = Queue(shop, capacity=2)
    priced.fill(1)
    joined = priced.send("Ada", "Bo")
    assert not joined.payable
    assert states(priced.shop.sessions) == ["held", "waitlisted", "waitlisted"]
    assert seats(priced.shop.sessions).taken == 1
    assert priced.counted() == 1
    assert "line" in joined.destinations


def test_partners_and_the_buyer_hear_who_waits(full: Queue) -> None:
    full.join("Ada")
    assert deliveries(full.shop.sessions, "mail")[-1] == ("order.waitlisted", "due")


def test_nobody_waits_for_what_they_could_have(priced: Queue) -> None:
    with pytest.raises(SeatsFree, match="nobody has to wait"):
        priced.join("Ada")
    assert (priced.line(), seats(priced.shop.sessions).taken) == ([], 0)


def test_one_address_waits_three_times_at_most_in_a_class(full: Queue) -> None:
    for number in range(MOST_ENTRIES):
        full.send("Ada", token=f"group-{number}")
    with pytest.raises(InLineAlready, match="on the waiting list of FA-2031-03 already"):
        full.send("ADA", token="one-too-many")
    full.join("Bo")
    assert full.waiting() == ["Ada", "Ada", "Ada", "Bo"]
    assert full.counted() == 4


def test_sent_twice_it_is_one_entry(full: Queue) -> None:
    first = full.send("Ada")
    again = full.press("draft-Ada")
    assert first.reference == again.reference
    assert not again.payable
    assert len(full.line()) == 1


def test_a_class_without_a_list_takes_nobody_into_one(shop: Shop) -> None:
    queue = Queue(shop)
    queue.change(waiting_list=False)
    queue.fill(1)
    with pytest.raises(ClassFull):
        queue.join("Ada")


def test_of_an_imported_class_its_partner_keeps_the_list(full: Queue) -> None:
    full.change(origin="iso", origin_id="prg-1")
    with pytest.raises(ClassFull):
        full.join("Ada")


def test_a_group_larger_than_the_class_is_not_taken_into_line(priced: Queue) -> None:
    with pytest.raises(ClassFull):
        priced.join("Ada", "Bo")


def test_a_group_larger_than_what_is_not_set_aside_for_others_is_not_taken_into_line(
    shop: Shop,
) -> None:
    queue = Queue(shop, capacity=10, prices=())
    queue.change(trainingportal_aside=5, web_aside=2)
    queue.fill(5)
    with pytest.raises(ClassFull):
        queue.join(*[f"Ada {number}" for number in range(6)])
    people = [f"Bo {number}" for number in range(4)]
    with pytest.raises(ClassFull):
        queue.send(*people, wish=PlaceWish.EITHER, channel=Channel.API)
    queue.join(*[f"Cy {number}" for number in range(5)])
    assert queue.waiting() == ["Cy 0"]


@pytest.mark.parametrize("days", [51, 60])
def test_late_joins_are_refused(priced: Queue, days: int) -> None:
    priced.shop.later(days=days)
    with pytest.raises(ClassClosed):
        priced.join("Ada")


def test_a_class_cancelled_while_somebody_joins_takes_them_no_more(priced: Queue) -> None:
    priced.change(state=ClassState.CANCELLED)
    with pytest.raises(ClassClosed):
        priced.join("Ada")


def test_nobody_overtakes_the_line(priced: Queue) -> None:
    """A seat came free, and the line has not moved yet."""
    (order,) = priced.fill(1)
    priced.join("Ada")
    priced.shop.release(order, CANCELLED)
    assert seats(priced.shop.sessions).taken == 0
    with pytest.raises(ClassFull):
        priced.send("Newcomer", wish=PlaceWish.SEAT)
    priced.move()
    assert priced.offered() == ["Ada"]


def test_who_would_take_either_joins_where_somebody_waits(full: Queue) -> None:
    full.join("Ada")
    full.send("Bo", wish=PlaceWish.EITHER)
    assert full.waiting() == ["Ada", "Bo"]


def test_who_would_take_either_gets_a_seat_where_nobody_waits(priced: Queue) -> None:
    assert priced.send("Bo", wish=PlaceWish.EITHER).payable
    assert priced.line() == []


def test_by_the_API_one_address_waits_once(full: Queue) -> None:
    full.send("Ada", channel=Channel.API)
    with pytest.raises(AlreadyRegistered):
        full.send("Ada", channel=Channel.API, token="again")
    assert full.counted() == 1
