"""A buyer moves a place to another class of its program, at what they were shown."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.domain.course_class import ClassState
from app.domain.payment import RefundState
from app.domain.refund_rule import BackAs, RefundStep
from app.domain.replacing import Moved, PlaceStays, Unchangeable, WhatMoves
from app.queries.order.moving import MovingPage, moving_page
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.program import Program
from app.usecases.move_by_buyer import MoveChanged, move_by_buyer
from tests.answered import order_of, places_of
from tests.usecases.later import BY_INVOICE, EVERY_WAY, order_by, pay_page
from tests.usecases.places import paid, places
from tests.usecases.shop import Shop
from tests.worlds import (
    ANA,
    BO,
    CLASS,
    NOW,
    add_class,
    deliveries,
    money,
    options_agree,
    register_once,
    seats,
)

OTHER = "FA-2031-09"
SAME = WhatMoves(0, 0)
ENDS = datetime(2031, 2, 20, 23, 0, tzinfo=UTC)


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def other(shop: Shop, minor: int = 420000, **columns: object) -> None:
    """Give the program another class that costs so much."""
    prices = (("NOK", minor),) if minor else ()
    add_class(shop.sessions, OTHER, prices=prices, **columns)  # type: ignore[arg-type]  # as given


def put(shop: Shop, columns: Mapping[str, object], code: str = CLASS) -> None:
    with transaction(shop.sessions) as session:
        session.execute(update(CourseClass).where(CourseClass.code == code).values(columns))


def move(shop: Shop, reference: str, shown: WhatMoves = SAME, code: str = OTHER) -> Moved | None:
    return move_by_buyer(
        shop.sessions,
        order_reference=order_of(shop.sessions),
        reference=reference,
        class_code=code,
        shown=shown,
        **shop.around,
    )


def page(shop: Shop, reference: str) -> MovingPage:
    found = moving_page(
        shop.sessions,
        order_reference=order_of(shop.sessions),
        reference=reference,
        now=shop.now,
    )
    assert found
    return found


def owed(shop: Shop) -> int:
    with reading(shop.sessions) as session:
        return session.scalars(select(Order.owed_minor)).one()


def test_a_place_moves_with_its_seat_at_the_same_price(shop: Shop) -> None:
    other(shop)
    first, _ = paid(shop, ANA, BO)
    assert page(shop, first).to(OTHER)
    assert move(shop, first)
    assert [(each.name, each.class_code, each.state) for each in places(shop)] == [
        ("Ana Lind", CLASS, "cancelled"),
        ("Bo Berg", CLASS, "confirmed"),
        ("Ana Lind", OTHER, "confirmed"),
    ]
    assert seats(shop.sessions).taken == 1
    assert seats(shop.sessions, OTHER).taken == 1
    assert seats(shop.sessions).agree
    assert seats(shop.sessions, OTHER).agree
    assert options_agree(shop.sessions)
    assert money(shop.sessions).refunds == []
    assert deliveries(shop.sessions, "mail")[-1] == ("order.confirmed", "due")


def test_what_it_costs_less_comes_back(shop: Shop) -> None:
    other(shop, 300000)
    (only,) = paid(shop)
    shown = page(shop, only).to(OTHER)
    assert shown
    assert shown.less.minor == 120000
    assert move(shop, only, shown.moves)
    assert [each[:2] for each in money(shop.sessions).refunds] == [(RefundState.DUE, 120000)]


def test_what_it_costs_more_is_owed_and_the_seat_is_theirs_all_the_same(shop: Shop) -> None:
    other(shop, 500000)
    (only,) = paid(shop)
    shown = page(shop, only).to(OTHER)
    assert shown
    assert shown.more.minor == 80000
    assert move(shop, only, shown.moves)
    assert places(shop)[-1].state == "confirmed"
    assert owed(shop) == 80000
    assert ("order.payment_due", "due") in deliveries(shop.sessions, "mail")
    pay_page(shop, order_of(shop.sessions), "evt_2")
    assert owed(shop) == 0
    assert money(shop.sessions).paid == 500000


def test_something_else_than_was_shown_is_not_done(shop: Shop) -> None:
    other(shop, 500000)
    (only,) = paid(shop)
    for shown in (SAME, WhatMoves(80001, 0), WhatMoves(80000, 0, ("Lunch",)), WhatMoves(-1, -1)):
        with pytest.raises(MoveChanged):
            move(shop, only, shown)
    assert [each.state for each in places(shop)] == ["confirmed"]


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"capacity": 0}, Unchangeable.FULL),
        ({"state": ClassState.CANCELLED}, Unchangeable.CLOSED),
        ({"closes_at": NOW}, Unchangeable.CLOSED),
        ({"in_line": 1, "web_in_line": 1}, Unchangeable.FULL),
    ],
)
def test_only_a_class_that_is_open_and_has_room_takes_it(
    shop: Shop, columns: dict[str, object], why: Unchangeable
) -> None:
    other(shop)
    (only,) = paid(shop)
    put(shop, columns, OTHER)
    assert page(shop, only).others == ()
    with pytest.raises(PlaceStays) as refused:
        move(shop, only)
    assert refused.value.why is why
    assert [each.state for each in places(shop)] == ["confirmed"]
    assert seats(shop.sessions, OTHER).taken == 0


@pytest.mark.parametrize(
    ("code", "why"),
    [(CLASS, Unchangeable.SAME_CLASS), ("FA-NONE", Unchangeable.NO_SUCH_CLASS)],
)
def test_there_is_no_going_to_the_same_class_or_none(
    shop: Shop, code: str, why: Unchangeable
) -> None:
    (only,) = paid(shop)
    with pytest.raises(PlaceStays) as refused:
        move(shop, only, code=code)
    assert refused.value.why is why


def test_another_program_is_not_had_by_moving(shop: Shop) -> None:
    other(shop)
    (only,) = paid(shop)
    with transaction(shop.sessions) as session:
        first = session.scalars(select(Program)).one()
        columns = ("kind", "title", "type", "summary", "description")
        copied = {each: getattr(first, each) for each in columns}
        session.add(strange := Program(code="X", slug="x", **copied))
        session.flush()
        session.execute(
            update(CourseClass).where(CourseClass.code == OTHER).values(program_id=strange.id)
        )
    assert page(shop, only).others == ()
    with pytest.raises(PlaceStays) as refused:
        move(shop, only)
    assert refused.value.why is Unchangeable.OTHER_PROGRAM


def test_what_cost_nothing_does_not_go_where_something_is_paid(sessions: Database) -> None:
    add_class(sessions, prices=())
    shop = Shop(sessions)
    other(shop)
    register_once(shop, currency="")
    (only,) = places_of(sessions)
    (shown,) = page(shop, only).others
    assert shown.why is Unchangeable.WAS_FREE
    with pytest.raises(PlaceStays):
        move(shop, only)


@pytest.mark.parametrize(
    "steps",
    [(RefundStep(30, 90),), (RefundStep(30, 100, BackAs.VOUCHER),), None],
)
def test_what_the_rule_keeps_is_not_had_by_moving(
    shop: Shop, steps: tuple[RefundStep, ...] | None
) -> None:
    rule = [each.document() for each in steps or ()]
    put(shop, {"refunds": rule, "cancellation_deadline": None})
    other(shop, 300000)
    add_class(shop.sessions, "FA-DEAR", prices=(("NOK", 500000),))
    (only,) = paid(shop)
    by_code = {each.course.code: each.why for each in page(shop, only).others}
    assert by_code == {OTHER: Unchangeable.KEPT, "FA-DEAR": None}
    with pytest.raises(PlaceStays) as refused:
        move(shop, only, WhatMoves(0, 120000))
    assert refused.value.why is Unchangeable.KEPT


@pytest.mark.parametrize(
    ("columns", "ends"),
    [
        ({}, ENDS),
        ({"refunds": [{"days": 30, "percent": 100}]}, datetime(2031, 2, 8, 23, tzinfo=UTC)),
        ({"cancellation_deadline": None}, datetime(2031, 3, 10, 8, tzinfo=UTC)),
    ],
)
def test_it_moves_as_long_as_the_most_comes_back(
    shop: Shop, columns: dict[str, object], ends: datetime
) -> None:
    other(shop, starts_at=datetime(2031, 9, 10, 8, tzinfo=UTC), deadline=None)
    if columns:
        put(shop, columns)
    first, second = paid(shop, ANA, BO)
    shop.now = ends - timedelta(microseconds=1)
    assert page(shop, first).until == ends
    assert move(shop, first)
    shop.now = ends
    assert page(shop, second).why in (Unchangeable.TOO_LATE, Unchangeable.BEGUN)
    assert page(shop, second).others == ()
    with pytest.raises(PlaceStays):
        move(shop, second)


def test_a_place_to_be_paid_later_owes_what_the_other_class_costs(shop: Shop) -> None:
    other(shop, 300000, starts_at=datetime(2031, 9, 10, 8, tzinfo=UTC))
    order_by(shop, BY_INVOICE)
    (only,) = places_of(shop.sessions)
    shown = page(shop, only)
    assert shown.owes
    assert move(shop, only, WhatMoves(0, 120000))
    assert [each.state for each in places(shop)] == ["cancelled", "held"]
    assert owed(shop) == 300000


def test_a_place_of_another_order_is_none_of_theirs(shop: Shop) -> None:
    other(shop)
    (only,) = paid(shop)
    asked = {"class_code": OTHER, "shown": SAME, **shop.around}
    for order, place in (("CD-OTHER", only), (order_of(shop.sessions), "R-NONE")):
        assert move_by_buyer(shop.sessions, order_reference=order, reference=place, **asked) is None
        assert moving_page(shop.sessions, order_reference=order, reference=place, now=NOW) is None
