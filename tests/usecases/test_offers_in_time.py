"""Claims about offers to a waiting list that meet money or a class's times: when they end."""

import pytest
from sqlalchemy import select

from app.domain.payment import PaymentState, RefundState
from app.domain.registration import RegistrationState
from app.store.database import Database, reading
from app.store.payment import Payment, Refund
from app.usecases.release_hold import Released
from tests.usecases.queue import Queue
from tests.usecases.shop import Shop
from tests.worlds import seats

CANCELLED = RegistrationState.CANCELLED


@pytest.fixture
def shop(sessions: Database) -> Shop:
    return Shop(sessions)


# -- money that comes late -------------------------------------------------------------------------


def late_group(shop: Shop, *, pages: int = 1) -> tuple[Queue, str, str]:
    """Have a group of three, one of which was taken off in line, let its offer lapse.

    Return its order, and the last of so many pages where it was to pay.
    """
    queue = Queue(shop, capacity=3)
    queue.fill(3)
    ada = queue.join("Ada", "Bo", "Cy")
    queue.cancel(4)
    for each in queue.seated:
        shop.release(each, CANCELLED)
    queue.move()
    page = shop.page_of(ada)
    for _ in range(1, pages):
        shop.later(hours=1)
        page = shop.page_of(ada)
    shop.later(hours=24)
    assert shop.release(ada) is Released.RELEASED
    return queue, ada, page


def test_late_money_of_a_group_that_became_smaller_in_line_has_its_seats_again(shop: Shop) -> None:
    queue, _, page = late_group(shop)
    shop.gateway.pay_late(page)
    shop.news(page)
    assert queue.line()[0].places == ("expired", "cancelled", "expired", "confirmed", "confirmed")
    assert seats(shop.sessions).taken == 2
    assert seats(shop.sessions).agree
    with reading(shop.sessions) as session:
        assert session.scalars(select(Refund)).all() == []


def test_where_no_seat_is_left_it_is_told_that(shop: Shop) -> None:
    queue, _, page = late_group(shop)
    queue.change(capacity=1)
    shop.gateway.pay_late(page)
    shop.news(page)
    with reading(shop.sessions) as session:
        payment = session.scalars(select(Payment).where(Payment.gateway_id == page)).one()
        assert payment.state is PaymentState.PAID
        assert payment.reason == "paid too late, and no place was left"
        assert [each.state for each in session.scalars(select(Refund))] == [RefundState.DUE]


def test_places_that_were_had_again_and_cancelled_are_not_had_a_third_time(shop: Shop) -> None:
    queue, _, page = late_group(shop, pages=2)
    shop.gateway.pay_late(page)
    shop.news(page)
    queue.cancel(6)
    queue.cancel(7)
    other = next(each for each in shop.gateway.pages if each != page)
    shop.gateway.pay_late(other)
    shop.news(other, "evt_2")
    assert queue.line()[0].places == ("expired", "cancelled", "expired", "cancelled", "cancelled")
    assert seats(shop.sessions).taken == 0
