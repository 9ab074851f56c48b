"""Money that is due: reminders, each once, and what happens where it does not come."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.domain.money import Money
from app.domain.payment import RefundState
from app.domain.payment_plan import DepositTerms, Ways
from app.domain.registration import RegistrationState
from app.queries.outbox import DueReminder, find_due_reminders, find_unpaid_ends
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.payment_terms import PaymentReminder, PaymentTerms
from app.usecases.end_unpaid import REASON, Ended, end_unpaid
from app.usecases.remind_of_payment import remind_of_payment
from tests.usecases.later import (
    AT_DOOR,
    BY_INVOICE,
    DEPOSIT,
    EVERY_WAY,
    PRICE,
    STAFF_DECIDE,
    Account,
    account,
    deposited,
    order_by,
    pay_page,
    record,
    rest_is_due,
    told,
)
from tests.usecases.places import paid
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, add_class, money, seats, states

DAYS = (-3, 1, 7)
OTHER = "FA-2031-09"


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def due(shop: Shop) -> list[int]:
    """Return the days of the reminders that are due."""
    return [each.days for each in find_due_reminders(shop.sessions, DAYS, now=shop.now)]


def remind(shop: Shop) -> list[bool]:
    """Send every reminder that is due, as the sweep does."""
    return [send(shop, each) for each in find_due_reminders(shop.sessions, DAYS, now=shop.now)]


def send(shop: Shop, reminder: DueReminder) -> bool:
    """Send one reminder."""
    return remind_of_payment(
        shop.sessions,
        order_id=reminder.order_id,
        days=reminder.days,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def reminders(shop: Shop) -> int:
    """Return how many reminders were written."""
    return told(shop).count("order.payment_due")


def end(shop: Shop, order: str) -> Ended:
    """End an order that was not paid in time."""
    return end_unpaid(
        shop.sessions,
        reference=order,
        gateways=shop.gateways,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def test_each_reminder_is_sent_once(shop: Shop) -> None:
    order_by(shop, BY_INVOICE)
    assert due(shop) == []
    shop.later(days=12)
    assert due(shop) == [-3]
    assert remind(shop) == [True]
    assert due(shop) == []
    shop.later(days=4)
    assert remind(shop) == [True]
    assert reminders(shop) == 2
    with reading(shop.sessions) as session:
        assert list(session.scalars(select(PaymentReminder.days))) == [-3, 1]


def test_a_reminder_known_by_two_is_sent_by_one(shop: Shop) -> None:
    order_by(shop, BY_INVOICE)
    shop.later(days=12)
    (reminder,) = find_due_reminders(shop.sessions, DAYS, now=shop.now)
    assert send(shop, reminder)
    assert not send(shop, reminder)
    assert reminders(shop) == 1


def test_after_a_while_without_a_worker_only_the_newest_is_sent(shop: Shop) -> None:
    order_by(shop, BY_INVOICE)
    shop.later(days=30)
    assert due(shop) == [7]
    assert remind(shop) == [True]
    assert due(shop) == []


def test_who_just_ordered_is_not_reminded_at_once(shop: Shop) -> None:
    shop.later(days=44)
    order_by(shop, DEPOSIT)
    pay_page(shop, order_by(shop, DEPOSIT, token="draft-2", participants=(BO,), buyer=BO))
    assert due(shop) == [-3, -3]
    assert remind(shop) == [False, False]
    assert due(shop) == []
    assert reminders(shop) == 0


@pytest.mark.parametrize("how", ["paid", "ended", "at the door"])
def test_nobody_is_reminded_of_what_need_not_be_paid_then(shop: Shop, how: str) -> None:
    order = order_by(shop, AT_DOOR if how == "at the door" else BY_INVOICE)
    if how == "paid":
        record(shop, order, PRICE)
    if how == "ended":
        shop.release(order, RegistrationState.CANCELLED)
    shop.later(days=12)
    assert due(shop) == []


def test_what_was_paid_between_looking_and_reminding_is_not_asked_for(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE)
    shop.later(days=12)
    (reminder,) = find_due_reminders(shop.sessions, DAYS, now=shop.now)
    record(shop, order, PRICE)
    assert not send(shop, reminder)


def test_what_ended_between_looking_and_reminding_is_not_asked_for(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE)
    shop.later(days=12)
    (reminder,) = find_due_reminders(shop.sessions, DAYS, now=shop.now)
    shop.release(order, RegistrationState.CANCELLED)
    assert not send(shop, reminder)


def test_an_order_paid_at_once_has_no_reminder(shop: Shop) -> None:
    paid(shop)
    assert not send(shop, DueReminder(order_id=1, days=1))


def test_a_rest_that_is_not_paid_ends_the_places_and_the_deposit_stays(shop: Shop) -> None:
    order = deposited(shop, participants=(ANA, BO))
    shop.later(days=20)
    assert find_unpaid_ends(shop.sessions, now=shop.now) == []
    assert end(shop, order) is Ended.NOT_DUE
    rest_is_due(shop)
    assert find_unpaid_ends(shop.sessions, now=shop.now) == [order]
    assert end(shop, order) is Ended.ENDED
    assert states(shop.sessions) == ["cancelled", "cancelled"]
    assert seats(shop.sessions).taken == 0
    assert account(shop) == Account(2 * PRICE, 168000, 0)
    assert money(shop.sessions).refunds == []
    assert told(shop)[-1] == "order.cancelled"
    assert find_unpaid_ends(shop.sessions, now=shop.now) == []
    assert end(shop, order) is Ended.NOT_DUE


def test_what_was_paid_beyond_the_deposit_goes_back_then(shop: Shop) -> None:
    order = deposited(shop)
    record(shop, order, 50000)
    rest_is_due(shop)
    assert end(shop, order) is Ended.ENDED
    assert money(shop.sessions).refunds == [(RefundState.DUE, 50000, REASON)]


def test_a_deposit_goes_back_where_the_class_says_so(sessions: Database) -> None:
    add_class(sessions, ways=Ways(deposit=DepositTerms(20, 14, kept=False)))
    shop = Shop(sessions)
    order = deposited(shop)
    rest_is_due(shop)
    end(shop, order)
    assert shop.refund_all() == [RefundState.MADE]
    assert account(shop).paid == 0


def test_a_rest_paid_while_it_ends_keeps_the_places(shop: Shop) -> None:
    order = deposited(shop)
    page = shop.page_of(order)
    rest_is_due(shop)
    shop.gateway.pay(page)
    assert end(shop, order) is Ended.PAID
    assert states(shop.sessions) == ["confirmed"]
    assert account(shop) == Account(PRICE, PRICE, 0)


def test_a_rest_that_comes_after_the_end_goes_back(shop: Shop) -> None:
    order = deposited(shop)
    page = shop.page_of(order)
    rest_is_due(shop)
    end(shop, order)
    assert shop.gateway.open_sessions == ()
    shop.gateway.pay_late(page)
    shop.news(page, "evt_2")
    assert shop.refund_all() == [RefundState.MADE]
    assert shop.gateway.refunds[0].amount == Money(336000, "NOK")
    assert account(shop).paid == 84000
    assert states(shop.sessions) == ["cancelled"]


@pytest.mark.parametrize("why", ["down", "on its way"])
def test_nothing_ends_while_money_may_come(shop: Shop, why: str) -> None:
    order = deposited(shop)
    page = shop.page_of(order)
    rest_is_due(shop)
    if why == "down":
        shop.gateway.is_down = True
    else:
        shop.gateway.start_processing(page)
    assert end(shop, order) is Ended.WAITING
    assert states(shop.sessions) == ["confirmed"]
    assert find_unpaid_ends(shop.sessions, now=shop.now) == []
    shop.later(minutes=2)
    assert find_unpaid_ends(shop.sessions, now=shop.now) == [order]


def test_a_class_that_has_begun_leaves_what_is_unpaid_to_staff(shop: Shop) -> None:
    order = deposited(shop)
    rest_is_due(shop)
    with transaction(shop.sessions) as session:
        session.execute(update(CourseClass).values(starts_at=shop.now))
    assert end(shop, order) is Ended.BEGUN
    assert states(shop.sessions) == ["confirmed"]
    assert find_unpaid_ends(shop.sessions, now=shop.now) == []


def test_what_staff_decide_about_does_not_end_by_itself(sessions: Database) -> None:
    add_class(sessions, ways=STAFF_DECIDE)
    shop = Shop(sessions)
    order = deposited(shop)
    rest_is_due(shop)
    assert find_unpaid_ends(sessions, now=shop.now) == []
    assert end(shop, order) is Ended.PAID
    assert states(sessions) == ["confirmed"]


def test_an_order_that_is_not_there_or_paid_at_once_is_not_due(shop: Shop) -> None:
    paid(shop)
    assert end(shop, "CD-NOBODY") is Ended.NOT_DUE


def test_a_deposit_that_comes_after_the_rest_was_due_buys_no_place(shop: Shop) -> None:
    order = order_by(shop, DEPOSIT)
    page = shop.page_of(order)
    shop.lapse(order)
    shop.gateway.pay_late(page)
    with reading(shop.sessions) as session:
        due_at = session.scalars(select(PaymentTerms.due_at)).one()
    assert due_at is not None
    shop.now = due_at + timedelta(hours=1)
    shop.news(page)
    assert states(shop.sessions) == ["expired"]
    assert [minor for _, minor, _ in money(shop.sessions).refunds] == [PRICE * 20 // 100]
