"""Claims about offers to a waiting list that meet money or a class's times: when they end."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.domain.money import Money
from app.domain.payment import PaymentState, RefundState
from app.domain.registration import RegistrationState
from app.queries.lines import find_ending_entries
from app.queries.outbox import find_ended_holds
from app.store.database import Database, reading
from app.store.holding import MOST_FAILURES, RETRY_HOLD
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.usecases.leave_line import end_waiting
from app.usecases.open_checkout import CheckoutClosed
from app.usecases.release_hold import Released
from tests.usecases.places import places
from tests.usecases.queue import Queue
from tests.usecases.shop import Shop
from tests.worlds import NOW, add_class, deliveries, register_once, seats

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


# -- money that fails, or is on its way ------------------------------------------------------------

DEADLINE = datetime(2031, 3, 1, 23, 0, tzinfo=UTC)
STARTS = datetime(2031, 3, 10, 8, 0, tzinfo=UTC)


def offer_at(shop: Shop, now: datetime) -> str:
    """Have Ada be offered the one seat of a class then; return her order."""
    queue = Queue(shop)
    queue.fill(1)
    ada = queue.join("Ada")
    shop.now = now
    shop.release(queue.seated[0], CANCELLED)
    assert queue.move() == 1
    return ada


def hold_until(shop: Shop, reference: str) -> datetime | None:
    with reading(shop.sessions) as session:
        return session.scalars(select(Order.hold_until).where(Order.reference == reference)).one()


def fail(shop: Shop, page: str, event_id: str) -> None:
    shop.gateway.start_processing(page)
    shop.gateway.fail(page)
    shop.news(page, event_id)


def test_a_payment_that_fails_carries_no_offer_past_the_deadline(shop: Shop) -> None:
    ada = offer_at(shop, DEADLINE - timedelta(hours=1))
    shop.later(minutes=59)
    fail(shop, shop.page_of(ada), "evt_1")
    assert hold_until(shop, ada) == DEADLINE
    assert deliveries(shop.sessions, "mail")[-1] == ("order.held", "due")
    shop.later(minutes=1)
    assert shop.release(ada) is Released.RELEASED


def test_an_offer_loses_what_it_gained_while_money_was_on_its_way(shop: Shop) -> None:
    ada = offer_at(shop, DEADLINE - timedelta(hours=1))
    page = shop.page_of(ada)
    shop.gateway.start_processing(page)
    shop.news(page)
    shop.later(hours=23)
    assert shop.release(ada) is Released.WAITING
    shop.gateway.fail(page)
    shop.news(page, "evt_2")
    assert hold_until(shop, ada) == DEADLINE
    # There is no time for another try, so nobody is told to try again.
    assert ("order.held", "due") not in deliveries(shop.sessions, "mail")[2:]
    assert shop.open(ada) == CheckoutClosed(why="The offer has ended")
    assert shop.release(ada) is Released.RELEASED


def test_money_on_its_way_buys_an_offered_place_after_the_deadline(shop: Shop) -> None:
    ada = offer_at(shop, DEADLINE - timedelta(hours=1))
    page = shop.page_of(ada)
    shop.gateway.start_processing(page)
    shop.news(page)
    shop.later(hours=20)
    assert find_ended_holds(shop.sessions, now=shop.now) == []
    shop.gateway.finish_processing(page)
    shop.news(page, "evt_2")
    assert [each.state for each in places(shop)][1:] == ["confirmed"]


def test_an_offered_place_is_not_held_for_money_beyond_the_start(shop: Shop) -> None:
    ada = offer_at(shop, DEADLINE - timedelta(hours=1))
    page = shop.page_of(ada)
    shop.gateway.start_processing(page)
    shop.news(page)
    shop.now = STARTS - timedelta(hours=2)
    shop.look(ada)
    assert hold_until(shop, ada) == STARTS
    shop.gateway.go_down()
    shop.now = STARTS
    assert shop.release(ada) is Released.WAITING
    shop.gateway.mend()
    shop.later(minutes=1)
    assert shop.release(ada) is Released.RELEASED
    assert seats(shop.sessions).taken == 0
    shop.gateway.finish_processing(page)
    shop.news(page, "evt_2")
    with reading(shop.sessions) as session:
        assert [each.state for each in session.scalars(select(Refund))] == [RefundState.DUE]


def test_an_offered_place_is_held_while_a_page_will_not_close_whatever_began(shop: Shop) -> None:
    ada = offer_at(shop, DEADLINE - timedelta(hours=1))
    shop.open(ada)
    shop.gateway.holds_pages_open = True
    shop.now = STARTS
    assert shop.release(ada) is Released.WAITING


def test_a_part_of_the_money_makes_no_offer_longer(shop: Shop) -> None:
    ada = offer_at(shop, DEADLINE - timedelta(hours=1))
    shop.later(minutes=50)
    page = shop.page_of(ada)
    shop.gateway.pay_wrong_amount(page, Money(1000, "NOK"))
    shop.news(page)
    assert hold_until(shop, ada) == DEADLINE


def test_cards_that_are_declined_hold_no_seat_for_ever(shop: Shop) -> None:
    add_class(shop.sessions)
    order = register_once(shop).reference
    for number in range(MOST_FAILURES - 1):
        shop.later(minutes=20)
        fail(shop, shop.page_of(order), f"evt_{number}")
        assert hold_until(shop, order) == shop.now + RETRY_HOLD
    ends = shop.now + RETRY_HOLD
    shop.later(minutes=20)
    fail(shop, shop.page_of(order), "evt_last")
    assert hold_until(shop, order) == ends
    # Nor does money that is on its way, though it is waited for.
    page = shop.page_of(order)
    shop.gateway.start_processing(page)
    shop.news(page, "evt_on_its_way")
    assert hold_until(shop, order) == ends
    shop.later(minutes=10)
    assert shop.release(order) is Released.WAITING
    shop.gateway.fail(page)
    shop.later(minutes=2)
    assert shop.release(order) is Released.RELEASED


def test_a_payment_that_fails_holds_no_place_beyond_the_start(shop: Shop) -> None:
    add_class(shop.sessions, deadline=None)
    shop.now = STARTS - timedelta(minutes=40)
    order = register_once(shop).reference
    shop.later(minutes=20)
    fail(shop, shop.page_of(order), "evt_1")
    assert hold_until(shop, order) == STARTS


# -- paying for it ---------------------------------------------------------------------------------


def test_an_offer_that_has_ended_is_paid_no_more(shop: Shop) -> None:
    ada = offer_at(shop, NOW)
    shop.later(hours=23, minutes=59)
    page = shop.page_of(ada)
    shop.later(minutes=1)
    # Nobody has given its seats back yet, and the page that is open is shown no more.
    assert shop.open(ada) == CheckoutClosed(why="The offer has ended")
    assert page in shop.gateway.open_sessions
    # Nor while its gateway is asked, which makes the hold longer, and not the offer.
    shop.gateway.go_down()
    assert shop.release(ada) is Released.WAITING
    assert shop.open(ada) == CheckoutClosed(why="The offer has ended")


def test_of_money_that_is_on_its_way_that_is_said(shop: Shop) -> None:
    ada = offer_at(shop, DEADLINE - timedelta(hours=1))
    page = shop.page_of(ada)
    shop.gateway.start_processing(page)
    shop.news(page)
    shop.later(hours=2)
    assert shop.open(ada) == CheckoutClosed(why="Your payment is on its way")


def test_a_place_that_was_not_offered_is_paid_for_while_nobody_ended_its_hold(shop: Shop) -> None:
    add_class(shop.sessions)
    order = register_once(shop).reference
    shop.later(minutes=31)
    page = shop.page_of(order)
    assert shop.release(order) is Released.RELEASED
    assert page not in shop.gateway.open_sessions


# -- the line's end --------------------------------------------------------------------------------


def test_a_line_whose_class_has_another_deadline_by_now_does_not_end(shop: Shop) -> None:
    queue = Queue(shop, prices=())
    queue.fill(1)
    ada = queue.join("Ada")
    shop.now = DEADLINE
    assert find_ending_entries(shop.sessions, now=shop.now) == [ada]
    queue.change(closes_at=DEADLINE + timedelta(days=3))
    assert not end(shop, ada)
    assert queue.waiting() == ["Ada"]
    assert queue.counted() == 1
    queue.change(closes_at=DEADLINE)
    assert end(shop, ada)
    assert not end(shop, ada)
    assert queue.counted() == 0


def end(shop: Shop, reference: str) -> bool:
    return end_waiting(
        shop.sessions,
        reference=reference,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
