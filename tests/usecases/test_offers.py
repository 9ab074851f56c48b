"""Claims about offers to a waiting list: who gets a seat that came free, for how much, how long."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.domain.contract import LINE
from app.domain.registration import RegistrationState
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.price_option import PriceOption
from app.usecases.accept_offer import Accepted, accept_offer
from app.usecases.offer_seats import Picked
from app.usecases.release_hold import Released
from tests.usecases.queue import Queue
from tests.usecases.shop import Shop
from tests.worlds import NOW, deliveries, seats

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


@pytest.fixture
def priced(shop: Shop) -> Queue:
    """Give a full class with a price, and one seat."""
    queue = Queue(shop)
    queue.fill(1)
    return queue


def accept(shop: Shop, reference: str) -> Accepted:
    return accept_offer(
        shop.sessions,
        reference=reference,
        gateways=shop.gateways,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def total(shop: Shop, reference: str) -> tuple[int, str]:
    with reading(shop.sessions) as session:
        row = session.execute(
            select(Order.total_minor, Order.currency).where(Order.reference == reference)
        ).one()
        return row.total_minor, row.currency


# -- in order --------------------------------------------------------------------------------------


def test_a_seat_that_came_free_goes_to_the_first_in_line(free: Queue) -> None:
    free.join("Ada")
    free.join("Bo")
    free.cancel()
    assert free.move() == 1
    assert free.offered() == ["Ada"]
    assert free.waiting() == ["Bo"]
    assert seats(free.shop.sessions).taken == 2
    assert seats(free.shop.sessions).agree
    assert free.counted() == 1


def test_the_offer_is_told_with_its_end_and_stands_for_a_day(free: Queue) -> None:
    ada = free.join("Ada")
    free.cancel()
    free.move()
    assert ("order.offered", "due") in deliveries(free.shop.sessions, "mail")
    assert free.line()[0].until == NOW + timedelta(hours=24)
    free.shop.later(hours=23, minutes=59)
    assert free.shop.release(ada) is Released.WAITING
    assert free.line()[0].places == ("held",)


def test_nothing_is_offered_twice(free: Queue) -> None:
    free.join("Ada")
    free.join("Bo")
    free.cancel()
    assert [free.move(), free.move()] == [1, 0]
    assert seats(free.shop.sessions).taken == 2


def test_many_seats_are_offered_at_once(free: Queue) -> None:
    for number in range(60):
        free.join(f"Kim {number:02}")
    free.change(capacity=57)
    assert free.move() == 55
    assert free.offered() == [f"Kim {number:02}" for number in range(55)]
    assert free.counted() == 5
    assert seats(free.shop.sessions).agree


def test_an_offer_never_outlasts_the_deadline(free: Queue) -> None:
    free.join("Ada")
    free.shop.now = datetime(2031, 3, 1, 20, 0, tzinfo=UTC)
    free.cancel()
    free.move()
    assert free.line()[0].until == datetime(2031, 3, 1, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize("days", [51, 59])
def test_nothing_is_offered_after_the_deadline_or_the_start(free: Queue, days: int) -> None:
    free.join("Ada")
    free.cancel()
    free.shop.later(days=days)
    assert free.move() == 0
    assert free.pick("Ada") is Picked.CLOSED
    assert free.offered() == []


def test_of_a_class_that_is_not_there_nothing_is_offered(free: Queue) -> None:
    with transaction(free.shop.sessions) as session:
        session.execute(update(CourseClass).values(code="OTHER"))
    assert free.move() == 0


# -- accepting, declining, letting it lapse --------------------------------------------------------


def test_an_offer_that_costs_nothing_is_accepted_with_a_button(free: Queue) -> None:
    ada = free.join("Ada")
    free.cancel()
    free.move()
    assert accept(free.shop, ada) is Accepted.CONFIRMED
    assert accept(free.shop, ada) is Accepted.ALREADY
    assert free.line()[0].places == ("confirmed",)
    assert seats(free.shop.sessions).agree


def test_who_waits_yet_or_is_not_known_has_nothing_to_accept(free: Queue) -> None:
    assert accept(free.shop, free.join("Ada")) is Accepted.TOO_LATE
    assert accept(free.shop, "CD-NONE") is Accepted.TOO_LATE


def test_an_offer_that_has_ended_is_accepted_no_more(free: Queue) -> None:
    ada = free.join("Ada")
    free.cancel()
    free.move()
    free.shop.later(hours=24)
    assert accept(free.shop, ada) is Accepted.TOO_LATE
    assert free.shop.release(ada) is Released.RELEASED
    assert accept(free.shop, ada) is Accepted.TOO_LATE


def test_what_costs_something_is_accepted_by_paying(priced: Queue) -> None:
    ada = priced.join("Ada")
    priced.shop.release(priced.seated[0], CANCELLED)
    priced.move()
    assert accept(priced.shop, ada) is Accepted.PAYABLE
    page = priced.shop.page_of(ada)
    priced.shop.gateway.pay(page)
    priced.shop.news(page)
    assert priced.line()[0].places == ("confirmed",)
    assert seats(priced.shop.sessions).agree


def test_a_payment_that_fails_leaves_the_rest_of_the_day(priced: Queue) -> None:
    ada = priced.join("Ada")
    priced.shop.release(priced.seated[0], CANCELLED)
    priced.move()
    page = priced.shop.page_of(ada)
    priced.shop.gateway.start_processing(page)
    priced.shop.news(page)
    priced.shop.gateway.fail(page)
    priced.shop.news(page, "evt_2")
    priced.shop.later(hours=23)
    assert priced.shop.release(ada) is Released.WAITING
    assert priced.line()[0].places == ("held",)


def test_a_place_held_without_an_offer_is_not_accepted(priced: Queue) -> None:
    with transaction(priced.shop.sessions) as session:
        session.execute(update(Order).values(total_minor=0))
    assert accept(priced.shop, priced.seated[0]) is Accepted.TOO_LATE


@pytest.mark.parametrize("state", [CANCELLED, RegistrationState.EXPIRED])
def test_declined_or_lapsed_it_goes_on_to_the_next(free: Queue, state: RegistrationState) -> None:
    ada = free.join("Ada")
    free.join("Bo")
    free.cancel()
    free.move()
    free.shop.later(hours=24)
    free.shop.woken.clear()
    assert free.shop.release(ada, state) is Released.RELEASED
    assert LINE in free.shop.woken
    free.move()
    assert free.offered() == ["Ada", "Bo"]
    assert [each.places for each in free.line()] == [(state.value,), ("held",)]
    assert seats(free.shop.sessions).agree


def test_an_offer_that_lapsed_is_told_as_one(free: Queue) -> None:
    ada = free.join("Ada")
    free.cancel()
    free.move()
    free.shop.later(hours=24)
    free.shop.release(ada)
    assert deliveries(free.shop.sessions, "mail")[-1] == ("order.offer_lapsed", "due")


def test_money_that_comes_after_an_offer_lapsed_has_its_seat_back_before_the_line(
    priced: Queue,
) -> None:
    ada = priced.join("Ada")
    priced.join("Bo")
    priced.shop.release(priced.seated[0], CANCELLED)
    priced.move()
    page = priced.shop.page_of(ada)
    priced.shop.later(hours=24)
    priced.shop.release(ada)
    priced.shop.gateway.pay_late(page)
    priced.shop.news(page)
    assert priced.line()[0].places == ("expired", "confirmed")
    assert priced.move() == 0


def test_money_that_comes_after_the_next_was_offered_it_goes_back(priced: Queue) -> None:
    ada = priced.join("Ada")
    priced.join("Bo")
    priced.shop.release(priced.seated[0], CANCELLED)
    priced.move()
    page = priced.shop.page_of(ada)
    priced.shop.later(hours=24)
    priced.shop.release(ada)
    priced.move()
    priced.shop.gateway.pay_late(page)
    priced.shop.news(page)
    assert priced.offered() == ["Ada", "Bo"]
    assert seats(priced.shop.sessions).taken == 1


# -- what it costs ---------------------------------------------------------------------------------


def test_it_costs_what_a_place_costs_when_it_is_offered(priced: Queue) -> None:
    ada = priced.join("Ada")
    with transaction(priced.shop.sessions) as session:
        session.execute(update(PriceOption).values(amount_minor=500_000))
    priced.shop.release(priced.seated[0], CANCELLED)
    priced.move()
    with transaction(priced.shop.sessions) as session:
        session.execute(update(PriceOption).values(amount_minor=900_000))
    assert total(priced.shop, ada) == (500_000, "NOK")


def test_an_early_bird_that_ended_is_priced_anew(priced: Queue) -> None:
    with transaction(priced.shop.sessions) as session:
        (option,) = session.scalars(select(PriceOption))
        ends = NOW + timedelta(days=1)
        session.add(
            PriceOption(
                class_id=option.class_id,
                label="Early",
                amount_minor=100_000,
                currency="NOK",
                ends_at=ends,
            )
        )
    ada, bo = priced.join("Ada"), priced.join("Bo")
    priced.change(capacity=2)
    priced.move()
    priced.shop.later(days=1)
    priced.change(capacity=3)
    priced.move()
    assert total(priced.shop, ada) == (100_000, "NOK")
    assert total(priced.shop, bo) == (420_000, "NOK")


def test_where_its_currency_is_gone_it_costs_what_there_is(priced: Queue) -> None:
    ada = priced.join("Ada")
    with transaction(priced.shop.sessions) as session:
        session.execute(update(PriceOption).values(currency="EUR", amount_minor=40_000))
    priced.change(capacity=2)
    priced.move()
    assert total(priced.shop, ada) == (40_000, "EUR")


def test_while_a_class_has_no_price_nothing_is_offered(priced: Queue) -> None:
    priced.join("Ada")
    with transaction(priced.shop.sessions) as session:
        session.execute(update(PriceOption).values(ends_at=NOW))
    priced.change(capacity=2)
    assert priced.move() == 0
    assert priced.pick("Ada") is Picked.NO_PRICE
