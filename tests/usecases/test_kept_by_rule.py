"""What a class's rule keeps of a place that its buyer gave up stays owed, and counts once paid."""

from datetime import datetime, timedelta

import pytest

from app.domain.money import Money
from app.domain.paper import PaperKind
from app.domain.payment_plan import DepositTerms, Plan, Unpaid, Ways, Wish
from app.domain.refund_rule import RefundStep
from app.queries.order.page import order_page
from app.queries.outbox import find_due_reminders, find_unpaid_ends
from app.queries.staff.money import money_page, order_money
from app.queries.unissued import find_orders_without_papers
from app.store.database import Database
from app.usecases.cancel_by_rule import GivenUp
from app.usecases.remind_of_payment import remind_of_payment
from app.usecases.waive_rest import waive_rest
from tests.usecases.accounting import Accountant
from tests.usecases.later import (
    AT_DOOR,
    AT_ONCE_WAYS,
    BY_INVOICE,
    DEPOSIT,
    EVERY_WAY,
    PRICE,
    Account,
    account,
    order_by,
    pay_page,
    record,
    told,
)
from tests.usecases.papers import catch_up, said
from tests.usecases.places import places
from tests.usecases.shop import Shop
from tests.usecases.test_cancel_by_rule import STARTS, cancel, refunds, rule, shown
from tests.worlds import ANA, BO, add_class

HALF = PRICE // 2
ENDING = Ways(deposit=DepositTerms(20, rest_by_days=14, unpaid=Unpaid.CANCEL))


def given_up(shop: Shop, wish: Wish, ways: Ways, *, percent: int = 50) -> str:
    """Leave an order whose one place its buyer gave up, with so much of it back."""
    add_class(shop.sessions, ways=ways)
    rule(shop, RefundStep(7, percent))
    order = order_by(shop, wish)
    if wish is DEPOSIT:
        pay_page(shop, order)
    (place,) = places(shop)
    owed = shown(shop, place.reference).owed_minor
    assert cancel(shop, place.reference, shown(shop, place.reference)) is GivenUp.CANCELLED
    assert account(shop).owed == owed
    return order


WAYS = [
    (AT_DOOR, EVERY_WAY, HALF),
    (BY_INVOICE, AT_ONCE_WAYS, HALF),
    (DEPOSIT, ENDING, HALF - PRICE // 5),
]


@pytest.mark.parametrize(("wish", "ways", "owed"), WAYS)
def test_it_stays_owed_and_what_comes_for_it_counts(
    sessions: Database, wish: Wish, ways: Ways, owed: int
) -> None:
    shop = Accountant(sessions)
    order = given_up(shop, wish, ways)
    assert account(shop).owed == owed
    page = order_page(sessions, reference=order, now=shop.now)
    assert page is not None
    assert (page.owes, page.owed.minor, page.asked.minor) == (True, owed, owed)
    # It comes with nobody, and no place ends for want of it.
    assert (page.plan is not Plan.DOOR, page.ends_unpaid) == (True, False)
    assert [each.order for each in money_page(sessions, now=shop.now).debts] == [order]
    # A part by hand, the rest online; what is more than that goes back.
    record(shop, order, 100)
    pay_page(shop, order, "evt_9")
    assert account(shop) == Account(PRICE, paid=HALF, owed=0)
    assert refunds(shop) == []
    assert told(shop).count("order.payment_received") == 2
    record(shop, order, 700, key="form-2")
    assert [minor for minor, _ in refunds(shop)] == [700]
    shop.prove()
    shop.later(minutes=20)
    shop.prove()
    assert shop.differ() == []


def test_what_was_paid_before_its_news_came_counts_toward_it(sessions: Database) -> None:
    shop = Shop(sessions)
    add_class(sessions, ways=EVERY_WAY)
    rule(shop, RefundStep(60, 100))
    order = order_by(shop, AT_DOOR)
    shop.now = STARTS - timedelta(days=1)
    (place,) = places(shop)
    way = shop.page_of(order)
    shop.gateway.pay(way)
    assert cancel(shop, place.reference, shown(shop, place.reference)) is GivenUp.CANCELLED
    shop.news(way)
    assert account(shop) == Account(PRICE, paid=PRICE, owed=0)
    assert refunds(shop) == []


def test_its_invoice_is_credited_for_what_the_rule_gives_alone(sessions: Database) -> None:
    shop = Shop(sessions)
    add_class(sessions, ways=AT_ONCE_WAYS)
    rule(shop, RefundStep(7, 50))
    order = order_by(shop, BY_INVOICE)
    catch_up(shop)
    (place,) = places(shop)
    cancel(shop, place.reference, shown(shop, place.reference))
    catch_up(shop)
    assert said(sessions) == [(PaperKind.INVOICE, PRICE), (PaperKind.CREDIT_NOTE, -HALF)]
    assert find_orders_without_papers(sessions) == []
    pay_page(shop, order)
    catch_up(shop)
    assert len(said(sessions)) == 2


def test_its_buyer_is_reminded_and_staff_may_let_it_go(sessions: Database) -> None:
    shop = Shop(sessions)
    order = given_up(shop, AT_DOOR, EVERY_WAY)
    due_at = due(shop, order)
    assert due_at == shop.now.replace(day=24, hour=23, minute=0)
    shop.now = due_at + timedelta(days=1)
    (reminder,) = find_due_reminders(sessions, [1], now=shop.now)
    assert remind_of_payment(sessions, order_id=reminder.order_id, days=1, **shop.around)
    assert told(shop)[-1] == "order.payment_due"
    assert find_unpaid_ends(sessions, now=shop.now) == []
    waived = waive_rest(
        sessions,
        order_reference=order,
        agreed=Money(HALF, "NOK"),
        reason="a kindness",
        by="kim@example.org",
        **shop.around,
    )
    assert waived == Money(HALF, "NOK")
    assert account(shop).owed == 0
    assert told(shop)[-1] == "order.owed_changed"


def due(shop: Shop, order: str) -> datetime | None:
    """Return until when staff see that it is owed."""
    money = order_money(shop.sessions, order)
    assert money is not None
    assert money.open
    return money.due_at


def test_of_two_the_last_one_takes_nothing_of_what_is_kept_for_the_first(
    sessions: Database,
) -> None:
    shop = Shop(sessions)
    add_class(sessions, ways=EVERY_WAY)
    rule(shop, RefundStep(7, 50))
    order_by(shop, AT_DOOR, participants=(ANA, BO))
    for each, owed in zip(places(shop), (HALF + PRICE, PRICE), strict=True):
        assert shown(shop, each.reference).owed_minor == owed
        cancel(shop, each.reference, shown(shop, each.reference))
        assert account(shop).owed == owed
