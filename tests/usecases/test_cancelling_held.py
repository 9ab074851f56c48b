"""One place of an order that is to be paid later is cancelled before it is paid."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from app.domain.paper import PaperKind
from app.domain.voucher import VoucherKind
from app.store.database import Database, transaction
from app.store.draft import Draft
from app.usecases.cancel_held_place import Freed, cancel_held_place
from app.usecases.register import register
from tests.usecases.later import (
    AT_DOOR,
    BY_INVOICE,
    DEPOSIT,
    EVERY_WAY,
    PRICE,
    Account,
    account,
    order_by,
    record,
    told,
)
from tests.usecases.papers import catch_up, papers, said
from tests.usecases.places import places
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_extra, add_voucher, extras_agree, taken, used, vouchers_agree
from tests.worlds import ANA, BO, HOLD, Seats, add_class, add_draft, register_once, seats, states


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def cancel(shop: Shop, number: int = 1) -> Freed:
    """Have staff cancel a place by its position."""
    return cancel_held_place(
        shop.sessions,
        reference=places(shop)[number].reference,
        reason="ill",
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def test_one_place_on_invoice_is_given_back_and_credited_once(shop: Shop) -> None:
    order_by(shop, BY_INVOICE, participants=(ANA, BO))
    catch_up(shop)
    assert [cancel(shop), cancel(shop)] == [Freed.FREED, Freed.ALREADY]
    assert states(shop.sessions) == ["held", "cancelled"]
    assert account(shop).owed == PRICE
    assert seats(shop.sessions) == Seats(1, 1, 1)
    assert "order.place_cancelled" in told(shop)
    assert "order.cancelled" not in told(shop)
    catch_up(shop)
    _, credit = papers(shop.sessions)
    assert (credit.kind, credit.total) == (PaperKind.CREDIT_NOTE, -PRICE)
    assert [line.detail for line in credit.lines] == ["Bo Berg"]
    assert catch_up(shop) == 0


def test_what_is_left_is_confirmed_once_it_is_paid(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE, participants=(ANA, BO))
    cancel(shop)
    record(shop, order, PRICE)
    assert states(shop.sessions) == ["confirmed", "cancelled"]
    assert account(shop).owed == 0


def test_the_deposit_is_that_of_the_places_left(shop: Shop) -> None:
    order = order_by(shop, DEPOSIT, participants=(ANA, BO))
    assert cancel(shop) is Freed.FREED
    assert account(shop).owed == PRICE
    record(shop, order, PRICE // 5 - 1)
    assert states(shop.sessions) == ["held", "cancelled"]
    record(shop, order, 1, key="form-2")
    assert states(shop.sessions) == ["confirmed", "cancelled"]


def test_with_its_last_place_the_order_is_released(shop: Shop) -> None:
    order_by(shop, BY_INVOICE, participants=(ANA, BO))
    catch_up(shop)
    assert [cancel(shop), cancel(shop, 0)] == [Freed.FREED, Freed.FREED]
    assert states(shop.sessions) == ["cancelled", "cancelled"]
    assert seats(shop.sessions) == Seats(0, 0, 0)
    assert told(shop)[-1] == "order.cancelled"
    assert account(shop) == Account(2 * PRICE, 0, 0)
    catch_up(shop)
    assert sum(total for _, total in said(shop.sessions)) == 0


def test_where_the_rest_would_be_paid_nothing_is_done(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE, participants=(ANA, BO))
    record(shop, order, PRICE)
    assert cancel(shop) is Freed.LEFT
    assert states(shop.sessions) == ["held", "held"]
    assert account(shop) == Account(2 * PRICE, PRICE, PRICE)


def test_while_a_page_is_open_nothing_is_done(shop: Shop) -> None:
    shop.page_of(order_by(shop, BY_INVOICE, participants=(ANA, BO)))
    assert cancel(shop) is Freed.LEFT
    assert states(shop.sessions) == ["held", "held"]


def test_what_is_paid_online_or_confirmed_is_left_alone(shop: Shop) -> None:
    register_once(shop, participants=(ANA, BO))
    assert cancel(shop) is Freed.LEFT
    assert states(shop.sessions) == ["held", "held"]


def test_a_confirmed_place_is_not_held(shop: Shop) -> None:
    order_by(shop, AT_DOOR, participants=(ANA, BO))
    assert cancel(shop) is Freed.LEFT
    assert states(shop.sessions) == ["confirmed", "confirmed"]


def test_there_is_nothing_to_cancel_under_another_reference(shop: Shop) -> None:
    with pytest.raises(NoResultFound):
        cancel_held_place(
            shop.sessions,
            reference="R-NONE",
            reason="ill",
            partners=shop.partners,
            wake=shop.wake,
            now=shop.now,
        )


def test_the_use_of_its_voucher_is_given_back(shop: Shop) -> None:
    add_voucher(shop.sessions, kind=VoucherKind.PERCENT, percent=25)
    order_by(shop, BY_INVOICE, participants=(ANA, BO), voucher=CODE)
    assert used(shop.sessions) == (2, 0)
    cancel(shop)
    assert used(shop.sessions) == (1, 0)
    assert vouchers_agree(shop.sessions)
    assert account(shop).owed == PRICE * 3 // 4


def test_its_extras_are_given_back(shop: Shop) -> None:
    add_extra(shop.sessions)
    token = add_draft(shop.sessions, participants=(ANA, BO))
    with transaction(shop.sessions) as session:
        draft = session.scalars(select(Draft)).one()
        people = [{**each, "extras": {"lunch": 1}} for each in draft.content["participants"]]
        draft.content = {**draft.content, "participants": people}
    register(
        shop.sessions,
        draft_token=token,
        partners=shop.partners,
        now=shop.now,
        hold=HOLD,
        wish=BY_INVOICE,
    )
    assert taken(shop.sessions) == 2
    cancel(shop)
    assert taken(shop.sessions) == 1
    assert extras_agree(shop.sessions)
    assert account(shop).owed == PRICE + 15_000
