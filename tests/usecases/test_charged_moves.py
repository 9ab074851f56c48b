"""Moving a place to a dearer class, its difference charged, and to a cheaper one that is owed."""

import pytest
from sqlalchemy import select

from app.domain.event import EventKind
from app.domain.moved import moved_from, moved_to
from app.domain.payment_plan import Unpaid
from app.domain.replacing import Dearer, Moved
from app.domain.voucher import VoucherKind
from app.queries.outbox import find_due_reminders, find_unpaid_ends
from app.store.database import Database, reading
from app.store.event import EventRow
from app.store.payment_terms import PaymentTerms
from app.usecases.move_registration import move_registration
from tests.usecases.later import (
    EVERY_WAY,
    KIM,
    PRICE,
    Account,
    account,
    deposited,
    pay_page,
    rest_is_due,
    told,
)
from tests.usecases.places import paid, places
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_voucher
from tests.worlds import CLASS, add_class, lines_agree, register_once, states

OTHER = "FA-2031-09"


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


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
    reminders = find_due_reminders(shop.sessions, (-3,), now=shop.now)
    assert [each.days for each in reminders] == [-3]
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


@pytest.mark.parametrize(("price", "owed"), [(PRICE, 0), (PRICE + 80000, 80000)])
def test_what_a_voucher_took_off_is_not_charged_by_moving(
    shop: Shop, price: int, owed: int
) -> None:
    add_class(shop.sessions, OTHER, prices=(("NOK", price),))
    add_voucher(shop.sessions, kind=VoucherKind.PERCENT, percent=25)
    order = register_once(shop, voucher=CODE).reference
    pay_page(shop, order)
    (place,) = places(shop)
    moved = move(shop, place.reference)
    assert (moved.back.minor, moved.owed.minor) == (0, owed)
    assert account(shop) == Account(315000 + owed, 315000, owed)
    assert lines_agree(shop.sessions)


def test_the_letters_of_a_move_know_from_where_to_where(shop: Shop) -> None:
    add_class(shop.sessions, OTHER)
    (place,) = paid(shop)
    move(shop, place)
    with reading(shop.sessions) as session:
        kind = EventRow.kind == EventKind.ORDER_PLACE_CANCELLED
        facts = session.scalars(select(EventRow.facts).where(kind)).one()
    assert facts["reason"] == f"moved to {OTHER}"
    assert moved_from(facts) == f"First aid, Mon 10 Mar 2031 ({CLASS})"
    assert moved_to(facts) == f"First aid, Mon 10 Mar 2031 ({OTHER})"
