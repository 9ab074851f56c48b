"""Claims about places that staff give by hand: whose seats they take, who is told, overbooking."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import event, select

from app.domain.course_class import ClassClosed, ClassFull, ClassState
from app.domain.form.company import Company
from app.domain.registration import Channel
from app.domain.seat import NotFull, SeatMove
from app.domain.tax import TaxMode
from app.store.course_class import CourseClass, lock_class
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.registration import Registration
from app.store.seat import SeatChange, resize
from app.usecases.give_place import HOLD, Place, PriceUnknown, give_place
from tests.usecases.shop import Shop
from tests.worlds import (
    ANA,
    BO,
    CLASS,
    Desk,
    Seats,
    add_class,
    add_price,
    deliveries,
    register_once,
    seats,
    states,
)

PLACE = Place(
    contact=ANA,
    note="speaks at ten",
    currency="",
    overbooks="",
    by="kim@example.org",
    token="staff-1",
)


@pytest.fixture
def shop(sessions: Database) -> Shop:
    return Shop(sessions)


def give(desk: Desk, place: Place = PLACE, code: str = CLASS) -> str | None:
    return give_place(
        desk.sessions,
        class_code=code,
        place=place,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )


def another(number: int = 2, **changes: Any) -> Place:
    return replace(PLACE, contact=BO, token=f"staff-{number}", **changes)


def reserve_for_staff(desk: Desk, number: int) -> None:
    with transaction(desk.sessions) as session:
        row = lock_class(session, CLASS)
        assert row
        aside = {**row.seats.aside, Channel.STAFF: number}
        wanted = row.seats.resized(capacity=row.capacity, aside=aside)
        resize(session, row, wanted, reason="test", now=desk.now)


def only(desk: Desk) -> tuple[Order, Registration]:
    with reading(desk.sessions) as session:
        return session.scalars(select(Order)).one(), session.scalars(select(Registration)).one()


def test_a_place_given_is_confirmed_at_once_and_everybody_is_told(shop: Shop) -> None:
    add_class(shop.sessions)
    reference = give(shop)
    order, registration = only(shop)
    assert registration.reference == reference
    assert (registration.channel, registration.comment) == (Channel.STAFF, "speaks at ten")
    assert (order.total_minor, order.hold_until) == (0, None)
    assert states(shop.sessions) == ["confirmed"]
    assert seats(shop.sessions) == Seats(1, 1, 1)
    assert deliveries(shop.sessions, "iso") == [
        ("registration.held", "due"),
        ("registration.confirmed", "due"),
    ]
    assert deliveries(shop.sessions, "mail") == [("order.confirmed", "due")]
    assert deliveries(shop.sessions, "trainingportal") == [("class.seats_changed", "due")]
    assert set(shop.woken) == {"iso", "mail", "trainingportal"}


def test_a_place_to_be_paid_is_held_with_a_letter_and_confirmed_by_its_money(shop: Shop) -> None:
    add_class(shop.sessions)
    give(shop, replace(PLACE, currency="NOK"))
    order, registration = only(shop)
    assert (order.total_minor, order.hold_until) == (420000, shop.now + HOLD)
    assert registration.price_minor == 420000
    assert deliveries(shop.sessions, "mail") == [("order.held", "due")]
    page = shop.page_of(order.reference)
    shop.gateway.pay(page)
    shop.news(page)
    assert states(shop.sessions) == ["confirmed"]


def test_a_price_of_nothing_is_not_waited_for(shop: Shop) -> None:
    add_class(shop.sessions, prices=(("NOK", 0),))
    give(shop, replace(PLACE, currency="NOK"))
    assert states(shop.sessions) == ["confirmed"]


@pytest.mark.parametrize(("begins", "held"), [(1, 1), (0, 7), (-1, 6)])
def test_a_hold_ends_as_the_class_begins_and_of_one_that_began_with_it(
    shop: Shop, begins: int, held: int
) -> None:
    add_class(shop.sessions, starts_at=shop.now + timedelta(hours=begins), deadline=None)
    give(shop, replace(PLACE, currency="NOK"))
    assert only(shop)[0].hold_until == shop.now + timedelta(hours=held)


def test_staff_take_their_own_seats_first_and_the_site_never_does(shop: Shop) -> None:
    add_class(shop.sessions, capacity=2)
    reserve_for_staff(shop, 1)
    register_once(shop)
    with pytest.raises(ClassFull):
        register_once(shop, token="draft-2", participants=(BO,))
    give(shop)
    with pytest.raises(ClassFull):
        give(shop, another())
    assert seats(shop.sessions) == Seats(2, 2, 2)


def test_a_full_class_is_overbooked_with_a_reason_that_the_ledger_keeps(shop: Shop) -> None:
    add_class(shop.sessions, capacity=1)
    give(shop)
    give(shop, another(overbooks="a speaker"))
    assert seats(shop.sessions) == Seats(2, 2, 2)
    with reading(shop.sessions) as session:
        last = session.scalars(select(SeatChange).order_by(SeatChange.id.desc()).limit(1)).one()
        assert session.scalars(select(CourseClass.overbooked)).one() == 1
    assert (last.kind, last.note) == (SeatMove.OVERBOOKED, "a speaker (kim@example.org)")
    with pytest.raises(ClassFull):
        register_once(shop)


def test_a_class_with_a_free_seat_is_not_overbooked(shop: Shop) -> None:
    add_class(shop.sessions)
    with pytest.raises(NotFull):
        give(shop, replace(PLACE, overbooks="a speaker"))
    assert seats(shop.sessions) == Seats(0, 0, 0)


def test_a_place_is_given_after_the_deadline_and_at_the_door(shop: Shop) -> None:
    add_class(shop.sessions)
    shop.now = datetime(2031, 3, 10, 9, 0, tzinfo=UTC)
    assert give(shop)
    shop.later(days=1)
    with pytest.raises(ClassClosed, match="over"):
        give(shop, another())


@pytest.mark.parametrize("state", [ClassState.CANCELLED, ClassState.WITHDRAWN])
def test_in_a_class_that_is_not_offered_no_place_is_given(shop: Shop, state: ClassState) -> None:
    add_class(shop.sessions, state=state)
    with pytest.raises(ClassClosed):
        give(shop)


def test_a_price_that_the_class_has_not_is_refused(shop: Shop) -> None:
    add_class(shop.sessions)
    with pytest.raises(PriceUnknown, match="no price in EUR"):
        give(shop, replace(PLACE, currency="EUR"))


def test_in_a_class_that_is_not_there_no_place_is_given(shop: Shop) -> None:
    assert give(shop, code="NOWHERE") is None


def test_a_second_click_gives_the_first_ones_registration(shop: Shop) -> None:
    add_class(shop.sessions)
    assert give(shop) == give(shop)
    assert seats(shop.sessions) == Seats(1, 1, 1)


@pytest.mark.parametrize("overbooks", ["", "a speaker"])
def test_a_class_cancelled_while_its_place_is_given_is_closed_not_full(
    shop: Shop, sessions: Database, overbooks: str
) -> None:
    add_class(shop.sessions, capacity=1)
    seen: list[str] = []

    def meanwhile(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        """Cancel the class once it has been read as open."""
        if "draft_token =" in statement and not seen:
            seen.append(statement)
            with transaction(shop.sessions) as session:
                row = lock_class(session, CLASS)
                assert row
                row.state = ClassState.CANCELLED

    event.listen(sessions.engine, "before_cursor_execute", meanwhile)
    with pytest.raises(ClassClosed, match="cancelled"):
        give(shop, replace(PLACE, overbooks=overbooks))
    assert seen


def test_two_clicks_at_once_are_one_registration(shop: Shop, sessions: Database) -> None:
    add_class(shop.sessions)
    given: list[str | None] = []

    def click() -> None:
        given.append(give(shop))

    second = Thread(target=click)

    def meanwhile(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        """Let the other click through once this one has seen that there is no order yet."""
        if statement.startswith("INSERT INTO person") and second.ident is None:
            second.start()
            # On SQLite it waits for this one, whatever this one does.
            second.join(0 if connection.dialect.name == "sqlite" else None)

    event.listen(sessions.engine, "before_cursor_execute", meanwhile)
    click()
    second.join()
    assert len(given) == 2
    assert len(set(given)) == 1
    assert seats(shop.sessions) == Seats(1, 1, 1)


def test_a_company_abroad_has_its_place_without_the_tax(shop: Shop) -> None:
    add_class(shop.sessions, prices=())
    tax: dict[str, Any] = {"tax_mode": TaxMode.INCLUSIVE, "tax_rate": 2500, "tax_name": "MVA"}
    add_price(shop.sessions, "Standard", 420000, exemptable=True, **tax)
    company = Company("Berg AB", "SE556703748501", ("Storgatan 1", "", "", "Stockholm", "SE"))
    give(shop, another(currency="NOK", company=company))
    order, place = only(shop)
    assert (order.total_minor, place.price_minor) == (336000, 336000)
    assert (order.company, order.vat_number) == ("Berg AB", "SE556703748501")
    assert order.address == ["Storgatan 1", "", "", "Stockholm", "SE"]
