"""Money that is due: reminders, each once, and what happens where it does not come."""

import pytest
from sqlalchemy import select, update

from app.domain.money import Money
from app.domain.payment import RefundState
from app.domain.payment_plan import GRACE, DepositTerms, Unpaid, Ways
from app.domain.registration import RegistrationState
from app.queries.outbox import DueReminder, find_due_reminders, find_unpaid_ends
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.payment_terms import PaymentReminder, PaymentTerms
from app.usecases.end_unpaid import REASON, Ended, end_unpaid
from app.usecases.move_registration import Dearer, Moved, move_registration
from app.usecases.remind_of_payment import remind_of_payment
from tests.usecases.later import (
    AT_DOOR,
    BY_INVOICE,
    DEPOSIT,
    EVERY_WAY,
    KIM,
    PRICE,
    STAFF_DECIDE,
    Account,
    account,
    order_by,
    pay_page,
    record,
    told,
)
from tests.usecases.places import paid, places
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, add_class, lines_agree, money, register_once, seats, states

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


def deposited(shop: Shop, **draft: object) -> str:
    """Leave an order whose deposit is paid."""
    order = order_by(shop, DEPOSIT, **draft)
    pay_page(shop, order)
    return order


def rest_is_due(shop: Shop) -> None:
    """Let the rest of a deposit be due, and the days of grace pass."""
    shop.now = shop.now.replace(month=2, day=25, hour=0) + GRACE


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


def move(shop: Shop, reference: str, dearer: Dearer = Dearer.CHARGED) -> Moved:
    """Move a place to the other class."""
    moved = move_registration(
        shop.sessions,
        reference=reference,
        class_code=OTHER,
        asked_by=KIM,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        dearer=dearer,
    )
    assert moved is not None
    return moved


def test_the_difference_of_a_dearer_class_is_owed_and_paid_by_a_link(shop: Shop) -> None:
    add_class(shop.sessions, OTHER, prices=(("NOK", PRICE + 80000),))
    (place,) = paid(shop)
    moved = move(shop, place)
    assert (moved.back.minor, moved.owed.minor) == (0, 80000)
    assert account(shop) == Account(PRICE + 80000, PRICE, 80000)
    assert lines_agree(shop.sessions)
    assert states(shop.sessions) == ["cancelled", "confirmed"]
    assert told(shop)[-1] == "order.payment_due"
    shop.later(days=11, hours=12)
    assert due(shop) == [-3]
    with reading(shop.sessions) as session:
        terms = session.scalars(select(PaymentTerms)).one()
        assert (terms.unpaid, terms.ends_at) == (Unpaid.STAFF, None)
    (order,) = {page.request.order_reference for page in shop.gateway.pages.values()}
    pay_page(shop, order, "evt_2")
    assert account(shop) == Account(PRICE + 80000, PRICE + 80000, 0)


def test_a_dearer_class_may_be_joined_at_the_price_that_was_paid(shop: Shop) -> None:
    add_class(shop.sessions, OTHER, prices=(("NOK", PRICE + 80000),))
    (place,) = paid(shop)
    assert move(shop, place, Dearer.WAIVED).owed.minor == 0
    assert account(shop) == Account(PRICE, PRICE, 0)


def test_what_is_owed_already_keeps_its_own_time(shop: Shop) -> None:
    add_class(shop.sessions, OTHER, prices=(("NOK", PRICE + 80000),))
    deposited(shop)
    move(shop, places(shop)[0].reference)
    assert account(shop).owed == 336000 + 80000
    rest_is_due(shop)
    assert len(find_unpaid_ends(shop.sessions, now=shop.now)) == 1


def test_a_deposit_paid_whole_then_moved_owes_by_a_time_of_its_own(shop: Shop) -> None:
    add_class(shop.sessions, OTHER, prices=(("NOK", PRICE + 80000),))
    order = deposited(shop)
    pay_page(shop, order, "evt_2")
    move(shop, places(shop)[0].reference)
    assert account(shop).owed == 80000
    rest_is_due(shop)
    assert find_unpaid_ends(shop.sessions, now=shop.now) == []


def test_what_a_cheaper_class_costs_less_is_not_owed_before_it_goes_back(shop: Shop) -> None:
    add_class(shop.sessions, OTHER, prices=(("NOK", 50000),))
    deposited(shop)
    moved = move(shop, places(shop)[0].reference)
    # 3,700 less: 3,360 were not paid yet.
    assert moved.back.minor == 370000 - 336000
    assert account(shop).owed == 0


def test_a_free_place_moved_to_a_class_with_a_price_stays_free(sessions: Database) -> None:
    add_class(sessions, prices=())
    add_class(sessions, OTHER)
    shop = Shop(sessions)
    register_once(shop, currency="")
    assert move(shop, places(shop)[0].reference).owed.minor == 0
