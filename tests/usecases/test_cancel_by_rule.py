"""Claims about a buyer who gives a confirmed place up: what comes back is what they were shown."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.domain.payment import RefundState
from app.domain.payment_plan import AT_ONCE
from app.domain.refund_rule import BackAs, RefundStep, WhatGoesBack
from app.domain.registration import Channel
from app.queries.order.cancelling import CancellingPage, cancelling_page
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.payment import Refund
from app.store.voucher import VoucherRow
from app.usecases.cancel_by_rule import GivenUp, cancel_by_rule
from app.usecases.cancel_class import cancel_class
from app.usecases.cancel_places import cancel_places
from app.usecases.give_money_back import give_money_back
from app.usecases.move_registration import move_registration
from tests.usecases.later import AT_DOOR, EVERY_WAY, PRICE, account, deposited, order_by, told
from tests.usecases.places import KIM, paid, places
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, CLASS, add_class, deliveries, seats, states

OTHER = "FA-2031-04"
STARTS = datetime(2031, 3, 10, 8, 0, tzinfo=UTC)
ALL = WhatGoesBack(PRICE, 0, BackAs.MONEY, decided=True)


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def rule(shop: Shop, *steps: RefundStep, **columns: object) -> None:
    """Have the class say what goes back in steps."""
    with transaction(shop.sessions) as session:
        refunds = [step.document() for step in steps]
        session.execute(update(CourseClass).values(refunds=refunds, **columns))


def page(shop: Shop, place: str) -> CancellingPage | None:
    """Return what its buyer is shown."""
    with reading(shop.sessions) as session:
        order = session.scalars(select(Order.reference)).first()
    return cancelling_page(
        shop.sessions, order_reference=order or "", reference=place, now=shop.now
    )


def shown(shop: Shop, place: str) -> WhatGoesBack:
    """Return what comes back, as its buyer is shown."""
    found = page(shop, place)
    assert found is not None
    return found.goes_back


def cancel(shop: Shop, place: str, agreed: WhatGoesBack, *, order: str = "") -> GivenUp:
    """Cancel it as its buyer does."""
    if not order:
        with reading(shop.sessions) as session:
            order = session.scalars(select(Order.reference)).one()
    return cancel_by_rule(
        shop.sessions,
        order_reference=order,
        reference=place,
        shown=agreed,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def refunds(shop: Shop) -> list[tuple[int, RefundState]]:
    with reading(shop.sessions) as session:
        rows = session.execute(select(Refund.amount_minor, Refund.state).order_by(Refund.id))
        return [(minor, state) for minor, state in rows]


def test_one_of_two_goes_and_its_price_comes_back_once(shop: Shop) -> None:
    first, second = paid(shop, ANA, BO)
    assert shown(shop, first) == ALL
    assert cancel(shop, first, ALL) is GivenUp.CANCELLED
    assert cancel(shop, first, ALL) is GivenUp.ALREADY
    assert states(shop.sessions) == ["cancelled", "confirmed"]
    assert refunds(shop) == [(PRICE, RefundState.DUE)]
    assert seats(shop.sessions).taken == 1
    assert seats(shop.sessions).agree
    shop.refund_all()
    assert account(shop).paid == PRICE
    assert told(shop)[-2:] == ["order.place_cancelled", "order.money_returned"]
    kinds = [kind for kind, _ in deliveries(shop.sessions, "iso")]
    assert kinds[-1] == "registration.cancelled"
    # The last one takes the order with it.
    assert cancel(shop, second, shown(shop, second)) is GivenUp.CANCELLED
    assert "order.cancelled" in told(shop)


@pytest.mark.parametrize(
    ("days_before", "back"), [(15, PRICE), (14, PRICE), (13, PRICE // 2), (6, 0)]
)
def test_what_comes_back_is_what_the_steps_say_on_that_day(
    shop: Shop, days_before: int, back: int
) -> None:
    rule(shop, RefundStep(14, 100), RefundStep(7, 50))
    (place,) = paid(shop)
    shop.now = STARTS - timedelta(days=days_before)
    assert shown(shop, place) == WhatGoesBack(back, 0, BackAs.MONEY, decided=True)
    assert cancel(shop, place, shown(shop, place)) is GivenUp.CANCELLED
    assert refunds(shop) == ([(back, RefundState.DUE)] if back else [])


@pytest.mark.parametrize(("percent", "back"), [(100, PRICE - 100), (50, PRICE // 2 - 100)])
def test_what_came_back_for_the_place_before_is_a_part_of_it(
    shop: Shop, percent: int, back: int
) -> None:
    rule(shop, RefundStep(7, percent))
    first, second = paid(shop, ANA, BO)
    give(shop, first, minor=100)
    shown_now = page(shop, first)
    assert shown_now is not None
    assert (shown_now.gone.minor, shown_now.back.minor) == (100, back)
    assert cancel(shop, first, shown(shop, first)) is GivenUp.CANCELLED
    assert [minor for minor, _ in refunds(shop)] == [100, back]
    assert shown(shop, second).back_minor == PRICE * percent // 100


def test_of_what_went_back_beyond_the_rule_nothing_is_asked_for(shop: Shop) -> None:
    rule(shop, RefundStep(7, 10))
    first, _ = paid(shop, ANA, BO)
    give(shop, first, minor=PRICE)
    assert shown(shop, first) == WhatGoesBack(0, 0, BackAs.MONEY, decided=True)


def give(shop: Shop, place: str, *, minor: int) -> None:
    """Send a part of its price back, as staff do."""
    with reading(shop.sessions) as session:
        order = session.scalars(select(Order.reference)).one()
    give_money_back(
        shop.sessions,
        order_reference=order,
        amount_minor=minor,
        reason="It rained",
        asked_by="kim@example.org",
        key="form-1",
        now=shop.now,
        place=place,
    )


def test_what_was_shown_before_a_step_ended_cancels_nothing_after_it(shop: Shop) -> None:
    rule(shop, RefundStep(14, 100), RefundStep(7, 50))
    (place,) = paid(shop)
    shop.now = STARTS - timedelta(days=14)
    before = shown(shop, place)
    shop.later(days=1)
    assert cancel(shop, place, before) is GivenUp.CHANGED
    assert states(shop.sessions) == ["confirmed"]
    assert refunds(shop) == []


def test_a_voucher_comes_back_where_the_rule_says_so(shop: Shop) -> None:
    rule(shop, RefundStep(7, 100, BackAs.VOUCHER))
    (place,) = paid(shop)
    assert cancel(shop, place, shown(shop, place)) is GivenUp.CANCELLED
    assert refunds(shop) == []
    with reading(shop.sessions) as session:
        given = session.scalars(select(VoucherRow)).one()
    assert (given.amount_minor, given.balance_minor) == (PRICE, PRICE)


def test_without_a_rule_staff_decide_on_the_money(shop: Shop) -> None:
    rule(shop, cancellation_deadline=None)
    (place,) = paid(shop)
    assert shown(shop, place) == WhatGoesBack(PRICE, 0, BackAs.MONEY, decided=False)
    assert cancel(shop, place, shown(shop, place)) is GivenUp.CANCELLED
    assert refunds(shop) == [(PRICE, RefundState.ASKED)]


def test_what_is_not_paid_yet_is_let_off_first(shop: Shop) -> None:
    rule(shop, RefundStep(7, 50))
    deposited(shop, participants=(ANA, BO))
    first, _ = [each.reference for each in places(shop)]
    owed = account(shop).owed
    half = PRICE // 2
    agreed = shown(shop, first)
    assert agreed == WhatGoesBack(0, half, BackAs.MONEY, decided=True, owed_minor=owed - half)
    assert cancel(shop, first, agreed) is GivenUp.CANCELLED
    assert account(shop).owed == owed - half
    assert refunds(shop) == []


def test_of_what_all_comes_back_for_nothing_is_owed_once_the_last_place_is_gone(shop: Shop) -> None:
    rule(shop)
    order_by(shop, AT_DOOR)
    (place,) = [each.reference for each in places(shop)]
    assert cancel(shop, place, shown(shop, place)) is GivenUp.CANCELLED
    assert account(shop).owed == 0


def test_what_costs_nothing_is_just_cancelled(sessions: Database) -> None:
    add_class(sessions, prices=())
    shop = Shop(sessions)
    order_by(shop, AT_ONCE, currency="")
    (place,) = [each.reference for each in places(shop)]
    assert cancel(shop, place, shown(shop, place)) is GivenUp.CANCELLED
    assert refunds(shop) == []


def test_nobody_cancels_what_has_begun_is_not_confirmed_or_not_theirs(shop: Shop) -> None:
    (place,) = paid(shop)
    agreed = shown(shop, place)
    assert cancel(shop, place, agreed, order="CD-NO") is GivenUp.STAYS
    assert cancel(shop, "CD-NO", agreed) is GivenUp.STAYS
    shop.now = STARTS
    assert page(shop, place) is None
    assert cancel(shop, place, agreed) is GivenUp.STAYS
    assert states(shop.sessions) == ["confirmed"]


def test_nobody_gives_up_what_a_cancelled_class_sends_back_whole(shop: Shop) -> None:
    rule(shop, RefundStep(60, 0))
    order = deposited(shop)
    (place,) = [each.reference for each in places(shop)]
    agreed = shown(shop, place)
    way = shop.page_of(order)
    shop.gateway.start_processing(way)
    shop.news(way, "evt_2")
    cancel_class(shop.sessions, code=CLASS, reason="ill", **shop.around)
    # While money is on its way the place stands.
    assert cancel_places(shop.sessions, order_reference=order, **shop.around) == 0
    assert page(shop, place) is None
    assert cancel(shop, place, agreed) is GivenUp.STAYS
    assert states(shop.sessions) == ["confirmed"]


def test_a_place_that_was_moved_is_not_said_to_be_cancelled(shop: Shop) -> None:
    add_class(shop.sessions, code=OTHER, starts_at=STARTS + timedelta(days=30), deadline=None)
    (place,) = paid(shop)
    agreed = shown(shop, place)
    move_registration(shop.sessions, reference=place, class_code=OTHER, asked_by=KIM, **shop.around)
    assert cancel(shop, place, agreed) is GivenUp.STAYS
    assert states(shop.sessions) == ["cancelled", "confirmed"]


def test_one_that_a_partner_sold_ends_there(shop: Shop) -> None:
    order_by(shop, AT_DOOR)
    (place,) = [each.reference for each in places(shop)]
    agreed = shown(shop, place)
    with transaction(shop.sessions) as session:
        session.execute(update(Order).values(channel=Channel.TRAININGPORTAL))
    assert page(shop, place) is None
    assert cancel(shop, place, agreed) is GivenUp.STAYS


def test_a_held_one_is_not_cancelled_in_this_way(shop: Shop) -> None:
    order_by(shop, AT_ONCE)
    (place,) = [each.reference for each in places(shop)]
    assert page(shop, place) is None
    assert cancel(shop, place, ALL) is GivenUp.STAYS
    assert states(shop.sessions) == ["held"]
