"""A deposit that is kept where the rest is not paid is that of the places that are left."""

import pytest
from sqlalchemy import select

from app.domain.payment_plan import DepositTerms, Ways
from app.domain.replacing import Dearer
from app.store.database import Database, reading
from app.store.payment import Refund, RefundShare
from app.store.payment_terms import PaymentTerms
from app.store.registration import Registration
from app.usecases.cancel_held_place import Freed, cancel_held_place
from app.usecases.end_unpaid import Ended, end_unpaid
from app.usecases.move_registration import move_registration
from tests.usecases.later import DEPOSIT, PRICE, Account, account, order_by, record, rest_is_due
from tests.usecases.places import KIM, places
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, add_class, states

OTHER = "FA-2031-09"
SHARE = PRICE // 5


@pytest.fixture
def shop(sessions: Database) -> Shop:
    return Shop(sessions)


def open_class(shop: Shop, *, kept: bool = True) -> None:
    add_class(shop.sessions, ways=Ways(deposit=DepositTerms(20, rest_by_days=14, kept=kept)))


def cancel(shop: Shop, number: int) -> Freed:
    return cancel_held_place(
        shop.sessions,
        reference=places(shop)[number].reference,
        reason="ill",
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def move(shop: Shop) -> None:
    move_registration(
        shop.sessions,
        reference=places(shop)[0].reference,
        class_code=OTHER,
        asked_by=KIM,
        dearer=Dearer.CHARGED,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def lapse(shop: Shop, order: str) -> int:
    """Let the rest not come; return what goes back."""
    rest_is_due(shop)
    ended = end_unpaid(
        shop.sessions,
        reference=order,
        gateways=shop.gateways,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    assert ended is Ended.ENDED
    with reading(shop.sessions) as session:
        return sum(session.scalars(select(Refund.amount_minor)))


def agreed(shop: Shop) -> tuple[int, int]:
    """Return what may be paid later, and what is kept."""
    with reading(shop.sessions) as session:
        terms = session.scalars(select(PaymentTerms)).one()
        return terms.later_minor, terms.kept_minor


def test_what_was_paid_beyond_the_deposit_of_the_place_left_goes_back(shop: Shop) -> None:
    open_class(shop)
    order = order_by(shop, DEPOSIT, participants=(ANA, BO))
    assert cancel(shop, 1) is Freed.FREED
    record(shop, order, SHARE)
    assert states(shop.sessions) == ["confirmed", "cancelled"]
    record(shop, order, SHARE, key="form-2")
    assert account(shop) == Account(2 * PRICE, 2 * SHARE, PRICE - 2 * SHARE)
    assert lapse(shop, order) == SHARE


def test_of_the_deposit_itself_nothing_goes_back(shop: Shop) -> None:
    open_class(shop)
    order = order_by(shop, DEPOSIT, participants=(ANA, BO))
    cancel(shop, 0)
    record(shop, order, SHARE)
    assert lapse(shop, order) == 0


@pytest.mark.parametrize("costs", [100_000, 100_003, PRICE + 7])
def test_the_deposit_of_a_place_that_was_moved_is_kept(shop: Shop, costs: int) -> None:
    open_class(shop)
    add_class(shop.sessions, OTHER, prices=(("NOK", costs),))
    order = order_by(shop, DEPOSIT)
    move(shop)
    later, kept = agreed(shop)
    assert later + kept == costs == account(shop).owed
    record(shop, order, kept + 50)
    assert lapse(shop, order) == 50


def test_a_deposit_that_is_not_kept_goes_back_whole(shop: Shop) -> None:
    open_class(shop, kept=False)
    order = order_by(shop, DEPOSIT, participants=(ANA, BO))
    cancel(shop, 1)
    assert agreed(shop) == (PRICE - SHARE, 0)
    record(shop, order, SHARE)
    assert lapse(shop, order) == SHARE


def test_each_place_has_its_share_of_what_goes_back(shop: Shop) -> None:
    open_class(shop)
    order = order_by(shop, DEPOSIT, participants=(ANA, BO))
    record(shop, order, 2 * SHARE)
    record(shop, order, 100_001, key="form-2")
    assert lapse(shop, order) == 100_001
    with reading(shop.sessions) as session:
        shares = session.execute(
            select(Registration.reference, RefundShare.amount_minor)
            .join(Registration, Registration.id == RefundShare.registration_id)
            .order_by(Registration.id)
        ).all()
    first, second = [each.reference for each in places(shop)]
    assert [tuple(each) for each in shares] == [(first, 50_001), (second, 50_000)]
