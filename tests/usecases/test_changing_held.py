"""A held place of an order that is to be paid later goes to somebody else, or to another class."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.contact import Contact
from app.domain.paper import PaperKind
from app.domain.replacing import Dearer, Moved, PlaceStays, Unchangeable
from app.queries.staff.money import order_money
from app.store.course_class import CourseClass
from app.store.database import Database, reading
from app.store.event import EventRow
from app.store.payment_terms import PaymentTerms
from app.usecases.confirm_on_credit import confirm_on_credit
from app.usecases.hand_over import hand_over
from app.usecases.move_registration import move_registration
from tests.usecases.later import BY_INVOICE, DEPOSIT, EVERY_WAY, PRICE, account, order_by, record
from tests.usecases.papers import books, catch_up, said
from tests.usecases.places import KIM, places
from tests.usecases.queue import Queue
from tests.usecases.shop import Shop
from tests.worlds import (
    ANA,
    BO,
    NOW,
    Seats,
    add_class,
    deliveries,
    lines_agree,
    register_once,
    seats,
    states,
)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CY = Contact("Cy Dahl", "cy@example.org", "+4722123458")
OTHER = "FA-2031-09"


@pytest.fixture
def shop(sessions: Database) -> Shop:
    return Shop(sessions)


def held(shop: Shop, minor: int = PRICE, **other: object) -> str:
    """Leave two places on invoice, and a class of another price; return the order."""
    add_class(shop.sessions, ways=EVERY_WAY)
    prices = (("NOK", minor),)
    add_class(shop.sessions, OTHER, prices=prices, **other)  # type: ignore[arg-type]  # passed on
    return order_by(shop, BY_INVOICE, participants=(ANA, BO))


def hand(shop: Shop, number: int = 1) -> str | None:
    return hand_over(
        shop.sessions,
        reference=places(shop)[number].reference,
        to=CY,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def move(shop: Shop, number: int = 1, dearer: Dearer = Dearer.WAIVED) -> Moved | None:
    return move_registration(
        shop.sessions,
        reference=places(shop)[number].reference,
        class_code=OTHER,
        asked_by=KIM,
        dearer=dearer,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def letters(shop: Shop) -> list[str]:
    return [kind for kind, _ in deliveries(shop.sessions, "mail")]


def last_about(shop: Shop) -> tuple[str, str]:
    """Return what last happened to the order, and the class that it is said of."""
    with reading(shop.sessions) as session:
        row = session.execute(
            select(EventRow.kind, CourseClass.code)
            .join(CourseClass, CourseClass.id == EventRow.class_id)
            .where(EventRow.kind.startswith("order."))
            .order_by(EventRow.id.desc())
        ).first()
        assert row is not None
        return row[0].value, row[1]


def test_a_held_place_is_handed_over_and_is_held_still(shop: Shop) -> None:
    order = held(shop)
    before = letters(shop)
    hand(shop)
    assert states(shop.sessions) == ["held", "cancelled", "held"]
    assert places(shop)[-1].name == "Cy Dahl"
    assert (account(shop).owed, seats(shop.sessions)) == (2 * PRICE, Seats(2, 2, 2))
    assert letters(shop)[len(before) :] == [
        "order.place_cancelled",
        "order.held",
    ]
    iso = [kind for kind, _ in deliveries(shop.sessions, "iso")]
    assert "registration.confirmed" not in iso
    record(shop, order, 2 * PRICE)
    assert states(shop.sessions) == ["confirmed", "cancelled", "confirmed"]


def test_a_held_place_is_moved_to_a_cheaper_class_and_its_invoice_credited(shop: Shop) -> None:
    order = held(shop, PRICE // 2)
    catch_up(shop)
    moved = move(shop)
    assert moved is not None
    assert (moved.back.minor, moved.owed.minor) == (0, 0)
    assert states(shop.sessions) == ["held", "cancelled", "held"]
    assert (seats(shop.sessions), seats(shop.sessions, OTHER)) == (Seats(1, 1, 1), Seats(1, 1, 1))
    assert account(shop).owed == account(shop).total == PRICE * 3 // 2
    assert lines_agree(shop.sessions)
    catch_up(shop)
    assert said(shop.sessions)[-1] == (PaperKind.CREDIT_NOTE, -PRICE // 2)
    record(shop, order, PRICE * 3 // 2)
    catch_up(shop)
    assert states(shop.sessions) == ["confirmed", "cancelled", "confirmed"]
    assert books(shop.sessions).papers == books(shop.sessions).kept


def test_the_difference_of_a_dearer_class_is_owed_with_the_rest(shop: Shop) -> None:
    order = held(shop, 2 * PRICE)
    catch_up(shop)
    moved = move(shop, dearer=Dearer.CHARGED)
    assert moved is not None
    assert moved.owed.minor == PRICE
    assert account(shop).owed == 3 * PRICE
    assert letters(shop)[-1] == "order.held"
    assert "order.payment_due" not in letters(shop)
    record(shop, order, 3 * PRICE - 1)
    assert states(shop.sessions) == ["held", "cancelled", "held"]
    record(shop, order, 1, key="form-2")
    catch_up(shop)
    assert states(shop.sessions) == ["confirmed", "cancelled", "confirmed"]
    assert books(shop.sessions).papers == books(shop.sessions).kept


def test_a_deposit_is_that_of_what_the_places_cost_then(shop: Shop) -> None:
    add_class(shop.sessions, ways=EVERY_WAY)
    add_class(shop.sessions, OTHER, prices=(("NOK", PRICE // 2),))
    order_by(shop, DEPOSIT)
    move(shop, 0)
    with reading(shop.sessions) as session:
        assert session.scalars(select(PaymentTerms.later_minor)).one() == PRICE * 4 // 10


def test_money_that_would_be_enough_then_keeps_a_place_where_it_is(shop: Shop) -> None:
    order = held(shop, PRICE // 2)
    record(shop, order, PRICE * 3 // 2)
    stays(shop, Unchangeable.ENOUGH_CAME)


def test_nobody_is_held_in_a_class_that_begins_before_its_money_is_due(shop: Shop) -> None:
    held(shop, starts_at=NOW + timedelta(days=10))
    stays(shop, Unchangeable.BEGINS_SOONER)


def test_while_money_may_be_on_its_way_a_held_place_stays(shop: Shop) -> None:
    shop.page_of(held(shop))
    stays(shop, Unchangeable.UNDER_WAY)
    with pytest.raises(PlaceStays) as refused:
        hand(shop)
    assert refused.value.why is Unchangeable.UNDER_WAY


def test_what_is_paid_online_at_once_stays_until_it_is_paid(shop: Shop) -> None:
    add_class(shop.sessions)
    add_class(shop.sessions, OTHER)
    register_once(shop, participants=(ANA, BO))
    stays(shop, Unchangeable.NOT_CONFIRMED)


def test_what_is_offered_from_the_waiting_list_stays(shop: Shop) -> None:
    queue = Queue(shop)
    add_class(shop.sessions, OTHER)
    queue.fill(1)
    queue.join("Ada")
    queue.change(capacity=2)
    queue.move()
    stays(shop, Unchangeable.NOT_CONFIRMED)


def stays(shop: Shop, why: Unchangeable) -> None:
    before = states(shop.sessions)
    with pytest.raises(PlaceStays) as refused:
        move(shop)
    assert refused.value.why is why
    assert states(shop.sessions) == before


def test_what_is_confirmed_on_credit_is_said_of_the_class_that_a_place_is_in_now(
    shop: Shop,
) -> None:
    order = held(shop)
    move(shop, 0)
    move(shop, 1)
    assert confirm_on_credit(
        shop.sessions,
        order_reference=order,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    assert last_about(shop) == ("order.confirmed", OTHER)
    asked = order_money(shop.sessions, order)
    assert asked is not None
    assert asked.place == places(shop)[2].reference


def test_a_payment_that_failed_is_said_of_the_class_that_a_place_is_in_now(shop: Shop) -> None:
    order = held(shop)
    move(shop, 0)
    move(shop, 1)
    page = shop.page_of(order)
    shop.gateway.start_processing(page)
    shop.news(page, "evt_1")
    shop.gateway.fail(page)
    shop.news(page, "evt_2")
    assert last_about(shop) == ("order.held", OTHER)
