"""Promises 1 and 5 under a crowd of staff: no money and no seat twice, no ring of who waits."""

from collections import Counter

import pytest
from sqlalchemy import select

from app.domain.contact import Contact
from app.domain.payment import RefundOrigin, RefundState
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.store.registration import Registration
from app.usecases.change_voucher import switch_voucher
from app.usecases.give_voucher_back import give_voucher_back
from tests.races.crowd import crowd
from tests.races.refunding import (
    PART_MINOR,
    close,
    close_without_the_guard,
    give_back,
    give_back_without_the_guard,
    move,
    send_again,
    send_again_without_the_guard,
)
from tests.usecases.shop import Shop
from tests.worlds import CLASS, NOW, Desk, Seats, add_class, money, register_once, seats, states

pytestmark = pytest.mark.races

MANY = 24
OTHER = "FA-2031-09"


def paid_order(database: Database) -> str:
    """Leave one order of 4,200 kroner that is paid."""
    add_class(database)
    shop = Shop(database)
    reference = register_once(shop).reference
    page = shop.page_of(reference)
    shop.gateway.pay(page)
    shop.news(page)
    return reference


def asked_back(database: Database) -> int:
    """Return how much is on its way back."""
    return sum(amount for _, amount, _ in money(database).refunds)


def test_many_who_ask_for_money_back_get_no_more_than_was_paid(
    database: Database, database_url: str
) -> None:
    order = paid_order(database)
    ended = crowd(database_url, give_back, [f"{order} form-{number}" for number in range(MANY)])
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"given": 4, "too much": MANY - 4}
    assert asked_back(database) == 4 * PART_MINOR


def test_one_form_sent_by_everybody_is_one_refund(database: Database, database_url: str) -> None:
    order = paid_order(database)
    ended = crowd(database_url, give_back, [f"{order} form-1"] * MANY)
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"given": 1, "asked before": MANY - 1}
    assert asked_back(database) == PART_MINOR


def test_without_the_lock_more_goes_back_than_was_paid_or_it_fails(
    database: Database, database_url: str
) -> None:
    order = paid_order(database)
    shares = [f"{order} form-{number}" for number in range(MANY)]
    ended = crowd(database_url, give_back_without_the_guard, shares)
    # Where SQLite notices that two began at once, the later one fails: that is no other fault.
    faults = [each.fault for each in ended if each.fault]
    assert all("database is locked" in fault for fault in faults)
    assert faults or asked_back(database) > 420000


def stopped_voucher(database: Database) -> str:
    """Leave a stopped voucher given for all that was paid; return its number."""
    order = paid_order(database)
    give_voucher_back(
        database,
        order_reference=order,
        amount_minor=420000,
        reason="",
        asked_by="kim@example.org",
        key="form-1",
        partners={},
        wake=lambda _: None,
        now=NOW,
    )
    switch_voucher(database, number=1, active=False, by="kim@example.org", now=NOW)
    return "1"


def test_a_voucher_that_many_close_is_closed_and_its_money_sent_once(
    database: Database, database_url: str
) -> None:
    ended = crowd(database_url, close, [stopped_voucher(database)] * MANY)
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"closed": 1, "known": MANY - 1}
    assert asked_back(database) == 420000


def test_without_the_locks_a_voucher_is_closed_twice_or_it_fails(
    database: Database, database_url: str
) -> None:
    ended = crowd(database_url, close_without_the_guard, [stopped_voucher(database)] * MANY)
    faults = [each.fault for each in ended if each.fault]
    assert all("database is locked" in fault for fault in faults)
    assert faults or Counter(each.words for each in ended)["closed"] > 1


def refused_where_one_is_left(database: Database) -> list[str]:
    """Leave four refunds that were refused, of a payment with enough for one; return their uids."""
    order = paid_order(database)
    for number in range(4):
        give_back(database, f"{order} form-{number}")
    with transaction(database) as session:
        refunds = session.scalars(select(Refund)).all()
        for each in refunds:
            each.state = RefundState.REFUSED
        session.add(
            Refund(
                uid="there",
                payment=session.scalars(select(Payment)).one(),
                amount_minor=420000 - PART_MINOR,
                currency="NOK",
                reason="sent back at the gateway",
                origin=RefundOrigin.GATEWAY,
                state=RefundState.MADE,
                due_at=NOW,
                created_at=NOW,
            )
        )
        session.scalars(select(Order)).one().paid_minor = PART_MINOR
        return [each.uid for each in refunds]


def due(database: Database) -> int:
    """Count the refunds that are to be sent."""
    return sum(state is RefundState.DUE for state, _, _ in money(database).refunds)


def test_many_who_send_again_send_no_more_than_is_left(
    database: Database, database_url: str
) -> None:
    uids = refused_where_one_is_left(database)
    ended = crowd(database_url, send_again, uids * (MANY // 4))
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended)["sent"] == 1
    assert due(database) == 1


def test_without_the_lock_more_is_sent_again_than_is_left_or_it_fails(
    database: Database, database_url: str
) -> None:
    uids = refused_where_one_is_left(database)
    ended = crowd(database_url, send_again_without_the_guard, uids)
    faults = [each.fault for each in ended if each.fault]
    assert all("database is locked" in fault for fault in faults)
    assert faults or due(database) > 1


def test_places_that_change_classes_both_ways_at_once_end_where_they_shall(
    database: Database, database_url: str
) -> None:
    add_class(database, capacity=MANY, prices=())
    add_class(database, OTHER, capacity=MANY, prices=())
    desk = Desk(database)
    for number in range(MANY):
        somebody = Contact(f"Kim {number}", f"kim{number}@example.org", "")
        register_once(
            desk,
            token=f"draft-{number}",
            code=CLASS if number % 2 else OTHER,
            currency="",
            participants=(somebody,),
            buyer=somebody,
        )
    with reading(database) as session:
        rows = session.execute(select(Registration.reference, CourseClass.code).join(CourseClass))
        shares = [f"{name} {OTHER if code == CLASS else CLASS}" for name, code in rows]
    ended = crowd(database_url, move, shares)
    assert [each.fault for each in ended if each.fault] == []
    assert {each.words for each in ended} == {"moved"}
    assert Counter(states(database)) == {"cancelled": MANY, "confirmed": MANY}
    assert seats(database) == seats(database, OTHER) == Seats(MANY // 2, MANY // 2, MANY // 2)


def test_the_last_seat_of_a_class_is_moved_to_once(database: Database, database_url: str) -> None:
    add_class(database, capacity=MANY, prices=())
    add_class(database, OTHER, capacity=1, prices=())
    desk = Desk(database)
    for number in range(MANY):
        somebody = Contact(f"Kim {number}", f"kim{number}@example.org", "")
        draft = {"token": f"draft-{number}", "participants": (somebody,), "buyer": somebody}
        register_once(desk, currency="", **draft)  # type: ignore[arg-type]  # passed on as it is
    with reading(database) as session:
        shares = [f"{name} {OTHER}" for name in session.scalars(select(Registration.reference))]
    ended = crowd(database_url, move, shares)
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"moved": 1, "FULL": MANY - 1}
    assert seats(database, OTHER) == Seats(1, 1, 1)
    assert seats(database) == Seats(MANY - 1, MANY - 1, MANY - 1)
