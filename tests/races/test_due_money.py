"""Promises 2 and 5 where orders are paid later: everything counts once, everybody is told once."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.payment_terms import PaymentReminder, PaymentTerms
from tests.races.crowd import crowd
from tests.races.due_money import (
    PART_MINOR,
    end_or_write_down,
    remind,
    remind_without_the_guard,
    write_down,
    write_down_or_pay,
    write_down_without_the_guard,
)
from tests.usecases.later import AT_DOOR, BY_INVOICE, EVERY_WAY, PRICE, Account, account, told
from tests.usecases.shop import Shop
from tests.worlds import NOW, add_class, money, register_once, seats, states

pytestmark = pytest.mark.races

MANY = 24


def owing(database: Database, wish: object = AT_DOOR) -> tuple[Shop, str]:
    """Leave one order of 4,200 kroner that owes all of it."""
    add_class(database, ways=EVERY_WAY)
    shop = Shop(database)
    return shop, register_once(shop, wish=wish).reference


def forms(order: str) -> list[str]:
    """Return a form each for everybody."""
    return [f"{order} form-{number}" for number in range(MANY)]


def waits_to_go_back(database: Database) -> int:
    """Return how much is to go back."""
    return sum(amount for _, amount, _ in money(database).refunds)


def test_everything_written_down_at_once_counts_or_waits_to_go_back(
    database: Database, database_url: str
) -> None:
    shop, order = owing(database)
    ended = crowd(database_url, write_down, forms(order))
    assert [each.fault for each in ended if each.fault] == []
    assert account(shop) == Account(PRICE, MANY * PART_MINOR, 0)
    assert waits_to_go_back(database) == MANY * PART_MINOR - PRICE


def test_one_form_sent_by_everybody_is_one_payment(database: Database, database_url: str) -> None:
    shop, order = owing(database)
    ended = crowd(database_url, write_down, [f"{order} form-1"] * MANY)
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"count": 1, "nothing": MANY - 1}
    assert account(shop) == Account(PRICE, PART_MINOR, PRICE - PART_MINOR)


def test_without_the_lock_money_is_lost_or_it_fails(database: Database, database_url: str) -> None:
    shop, order = owing(database)
    ended = crowd(database_url, write_down_without_the_guard, forms(order))
    faults = [each.fault for each in ended if each.fault]
    assert all("database is locked" in fault for fault in faults)
    kept = account(shop)
    assert faults or kept.paid != MANY * PART_MINOR


def test_transfers_written_down_while_the_buyer_pays_online_add_up(
    database: Database, database_url: str
) -> None:
    shop, order = owing(database, BY_INVOICE)
    page = shop.page_of(order)
    shares = [f"online {page} {number}" for number in range(MANY // 2)] + forms(order)[: MANY // 2]
    ended = crowd(database_url, write_down_or_pay, shares)
    assert [each.fault for each in ended if each.fault] == []
    came = PRICE + MANY // 2 * PART_MINOR
    assert account(shop) == Account(PRICE, came, 0)
    assert waits_to_go_back(database) == came - PRICE
    assert states(database) == ["confirmed"]
    assert told(shop).count("order.confirmed") == 1


def late(database: Database) -> tuple[Shop, str]:
    """Leave an order whose time to pay has just ended, and whose buyer is to be reminded."""
    shop, order = owing(database)
    with transaction(database) as session:
        session.execute(
            update(PaymentTerms).values(
                due_at=NOW - timedelta(days=1),
                ends_at=NOW,
                unpaid="cancel",
                agreed_at=NOW - timedelta(days=9),
            )
        )
    return shop, order


def test_a_reminder_found_by_every_worker_is_sent_by_one(
    database: Database, database_url: str
) -> None:
    shop, _ = late(database)
    ended = crowd(database_url, remind, ["1 1"] * MANY)
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"reminded": 1, "known": MANY - 1}
    assert told(shop).count("order.payment_due") == 1


def test_without_the_lock_the_row_alone_lets_one_through_and_the_others_fail(
    database: Database, database_url: str
) -> None:
    late(database)
    ended = crowd(database_url, remind_without_the_guard, ["1 1"] * MANY)
    assert [each for each in ended if each.fault]
    with reading(database) as session:
        assert session.scalar(select(func.count(PaymentReminder.id))) == 1


def test_an_order_that_ends_while_its_money_comes_is_paid_or_pays_back(
    database: Database, database_url: str
) -> None:
    shop, order = late(database)
    shares = [f"end {order} {number}" for number in range(MANY // 2)] + forms(order)[: MANY // 2]
    ended = crowd(database_url, end_or_write_down, shares)
    assert [each.fault for each in ended if each.fault] == []
    kept = account(shop)
    assert kept.paid == MANY // 2 * PART_MINOR
    assert kept.owed == 0
    if states(database) == ["confirmed"]:
        assert waits_to_go_back(database) == kept.paid - PRICE
    else:
        assert states(database) == ["cancelled"]
        assert waits_to_go_back(database) == kept.paid
    assert seats(database).agree
    with reading(database) as session:
        assert session.scalar(select(func.count(Order.id))) == 1
