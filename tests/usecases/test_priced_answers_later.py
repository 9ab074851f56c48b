"""Other extras of orders that are paid later, are being paid, or wait in line."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from app.domain.payment import RefundState
from app.domain.registration import RegistrationState
from app.store.database import Database, reading, transaction
from app.store.payment_terms import PaymentTerms
from app.store.registration import Registration
from app.store.waiting import WaitingEntry
from tests.usecases.choosing import (
    DINNER,
    LUNCH,
    PLACE,
    agree,
    choose,
    meals_taken,
    owed,
    paid,
    put_extra,
    refunds,
    refused,
    with_meals,
)
from tests.usecases.later import (
    AT_ONCE_WAYS,
    BY_INVOICE,
    DEPOSIT,
    EVERY_WAY,
    account,
    pay_page,
    record,
    told,
)
from tests.usecases.places import places
from tests.usecases.queue import Queue
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, add_class


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def test_what_it_costs_more_is_due_as_where_a_place_goes_to_a_dearer_class(shop: Shop) -> None:
    paid(shop)
    choose(shop, "hot")
    with reading(shop.sessions) as session:
        terms = session.scalars(select(PaymentTerms)).one()
        assert terms.due_at == datetime(2031, 1, 24, 23, tzinfo=UTC)
        assert (terms.unpaid, terms.ends_at) == ("staff", None)


def test_a_place_that_is_paid_online_at_once_is_certain_first(shop: Shop) -> None:
    order = with_meals(shop)
    assert refused(shop, "hot") == (
        "An answer that costs something else can be changed once the place is certain."
    )
    pay_page(shop, order)
    choose(shop, "hot")


def test_at_the_same_price_the_extras_of_a_held_place_are_others(shop: Shop) -> None:
    with_meals(shop, extras={"lunch": 1})
    put_extra(shop, "dinner", amounts={"NOK": LUNCH})
    choose(shop, "late")
    assert meals_taken(shop) == (0, 1)
    assert agree(shop)


def test_an_order_on_invoice_owes_what_it_costs_then(shop: Shop) -> None:
    order = with_meals(shop, wish=BY_INVOICE)
    choose(shop, "hot")
    assert owed(shop) == (PLACE + LUNCH, 0, PLACE + LUNCH)
    assert told(shop)[-2:] == ["order.answers_changed", "order.held"]
    choose(shop, "none")
    assert owed(shop) == (PLACE, 0, PLACE)
    record(shop, order, PLACE)
    assert [each.state for each in places(shop)] == ["confirmed"]
    assert agree(shop)


def test_a_deposit_has_its_part_of_what_it_costs_then(shop: Shop) -> None:
    order = with_meals(shop, wish=DEPOSIT)
    choose(shop, "hot")
    with reading(shop.sessions) as session:
        terms = session.scalars(select(PaymentTerms)).one()
        assert terms.later_minor + terms.kept_minor == PLACE + LUNCH
    pay_page(shop, order)
    assert account(shop).owed == 348_000
    choose(shop, "none")
    assert owed(shop) == (PLACE, 87_000, 333_000)


def test_while_money_is_on_its_way_a_held_place_stays_as_it_is(shop: Shop) -> None:
    order = with_meals(shop, wish=DEPOSIT)
    shop.page_of(order)
    assert refused(shop, "hot") == (
        "A payment for it is on its way. Try again once it has reached us."
    )


def test_where_what_came_would_be_enough_then_a_held_place_stays_as_it_is(shop: Shop) -> None:
    order = with_meals(shop, wish=BY_INVOICE, extras={"lunch": 1})
    record(shop, order, PLACE)
    assert refused(shop, "none") == "What is paid already decides that: write to us."
    assert owed(shop) == (PLACE + LUNCH, PLACE, LUNCH)
    assert meals_taken(shop) == (1, 0)


def test_what_held_places_cost_else_is_one_sum_that_what_came_is_compared_with(shop: Shop) -> None:
    order = with_meals(shop, wish=BY_INVOICE, participants=(ANA, BO), extras={"lunch": 1}, stock=2)
    choose(shop, "hot", "none")
    record(shop, order, 2 * PLACE)
    choose(shop, "none", "hot")
    assert owed(shop) == (2 * PLACE + LUNCH, 2 * PLACE, LUNCH)
    choose(shop, "none", "late")
    assert owed(shop) == (2 * PLACE + DINNER, 2 * PLACE, DINNER)
    choose(shop, "hot", "hot")
    assert owed(shop) == (2 * PLACE + 2 * LUNCH, 2 * PLACE, 2 * LUNCH)
    choose(shop, "none", "hot")
    assert refused(shop, "none", "none") == "What is paid already decides that: write to us."
    assert agree(shop)


def test_the_last_one_that_a_later_place_gives_up_is_there_for_an_earlier_one(shop: Shop) -> None:
    paid(shop, participants=(ANA, BO), extras={"lunch": 1}, stock=2)
    choose(shop, "late", "hot")
    put_extra(shop, stock=1)
    choose(shop, "hot", "none")
    assert meals_taken(shop) == (1, 0)
    assert agree(shop)


def test_what_is_paid_on_a_page_that_asks_for_an_extra_given_up_goes_back(shop: Shop) -> None:
    order = paid(shop)
    choose(shop, "hot")
    page = shop.page_of(order)
    choose(shop, "none")
    shop.gateway.pay(page)
    shop.news(page, "evt_2")
    assert owed(shop) == (PLACE, PLACE + LUNCH, 0)
    assert refunds(shop) == [(RefundState.DUE, LUNCH)]
    shop.refund_all()
    assert owed(shop) == (PLACE, PLACE, 0)


def test_what_is_paid_on_a_page_of_before_counts_towards_what_is_owed(shop: Shop) -> None:
    order = paid(shop)
    choose(shop, "hot")
    page = shop.page_of(order)
    choose(shop, "late")
    shop.gateway.pay(page)
    shop.news(page, "evt_2")
    assert owed(shop) == (PLACE + DINNER, PLACE + LUNCH, DINNER - LUNCH)
    pay_page(shop, order, "evt_3")
    assert account(shop).owed == 0


def test_whoever_waits_is_offered_a_place_with_what_is_chosen_now(sessions: Database) -> None:
    shop = Shop(sessions)
    line = Queue(shop)
    paid(shop)
    order = line.join("Bo Berg")
    with transaction(sessions) as session:
        form = session.scalars(select(Registration.form_id)).first()
        session.execute(
            update(Registration)
            .where(Registration.state == RegistrationState.WAITLISTED)
            .values(form_id=form, answers={"meal": "none"})
        )
    assert choose(shop, "hot", order=order) is None
    assert meals_taken(shop) == (0, 0)
    with reading(sessions) as session:
        (entry,) = session.scalars(select(WaitingEntry)).all()
        assert [each["extras"] for each in entry.filled["participants"]] == [{"lunch": 1}]
    choose(shop, "none", order=order)
    with reading(sessions) as session:
        (entry,) = session.scalars(select(WaitingEntry)).all()
        assert [each["extras"] for each in entry.filled["participants"]] == [{}]


def test_an_invoice_that_confirms_at_once_owes_more_until_its_own_time(sessions: Database) -> None:
    add_class(sessions, ways=AT_ONCE_WAYS)
    shop = Shop(sessions)
    with_meals(shop, wish=BY_INVOICE)
    choose(shop, "hot")
    assert owed(shop) == (PLACE + LUNCH, 0, PLACE + LUNCH)
    with reading(sessions) as session:
        assert session.scalars(select(PaymentTerms)).one().ends_at is not None
