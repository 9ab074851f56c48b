"""A voucher instead of money: its worth is the buyer's, and the money never goes back besides."""

import pytest
from sqlalchemy import select

from app.domain.money import Money
from app.domain.payment import TooMuchBack
from app.domain.refund_rule import BackAs
from app.domain.registration import Channel
from app.store.database import Database, reading
from app.store.order import Order
from app.store.voucher import VoucherRow
from app.usecases.cancel_registration import Decided, cancel_registration
from app.usecases.give_money_back import give_money_back
from app.usecases.give_voucher_back import GivenAsVoucher, give_voucher_back
from tests.usecases.places import KIM, paid
from tests.usecases.shop import Shop
from tests.vouchers import used, vouchers_agree
from tests.worlds import ANA, BO, add_class, deliveries, money, register_once, states


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


def cancel(shop: Shop, reference: str, back: int) -> None:
    cancel_registration(
        shop.sessions,
        reference=reference,
        reason="ill",
        channel=Channel.STAFF,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        decided=Decided(back, KIM, BackAs.VOUCHER),
    )


def give(shop: Shop, amount: int, *, key: str = "form-1") -> GivenAsVoucher | None:
    return give_voucher_back(
        shop.sessions,
        order_reference=order(shop),
        amount_minor=amount,
        reason="it rained",
        asked_by=KIM,
        key=key,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def order(shop: Shop) -> str:
    with reading(shop.sessions) as session:
        return session.scalars(select(Order.reference)).one()


def voucher(shop: Shop) -> VoucherRow:
    with reading(shop.sessions) as session:
        return session.scalars(select(VoucherRow)).one()


def test_a_cancelled_place_leaves_a_voucher_that_can_be_spent(shop: Shop) -> None:
    (only,) = paid(shop)
    cancel(shop, only, 210_000)
    found = voucher(shop)
    assert (found.amount_minor, found.currency, found.made_by) == (210_000, "NOK", KIM)
    # The money stays with us: payments less refunds is what was paid (promise 5).
    assert money(shop.sessions).paid == 420_000
    assert money(shop.sessions).refunds == []
    assert ("order.voucher_given", "due") in deliveries(shop.sessions, "mail")
    register_once(shop, token="b", participants=(BO,), buyer=BO, voucher=found.code)
    assert used(shop.sessions) == (1, 0)
    assert vouchers_agree(shop.sessions)


def test_nothing_back_is_no_voucher(shop: Shop) -> None:
    (only,) = paid(shop)
    cancel(shop, only, 0)
    with reading(shop.sessions) as session:
        assert session.scalars(select(VoucherRow)).all() == []
    assert states(shop.sessions) == ["cancelled"]


def test_what_a_voucher_was_given_for_does_not_go_back_as_money(shop: Shop) -> None:
    paid(shop, ANA, BO)
    assert give(shop, 400_000) == GivenAsVoucher(Money(400_000, "NOK"))
    with pytest.raises(TooMuchBack) as refused:
        give_money_back(
            shop.sessions,
            order_reference=order(shop),
            amount_minor=440_001,
            reason="",
            asked_by=KIM,
            key="form-2",
            now=shop.now,
        )
    assert refused.value.left == Money(440_000, "NOK")
    with pytest.raises(TooMuchBack):
        give(shop, 440_001, key="form-3")


def test_a_form_sent_twice_is_one_voucher(shop: Shop) -> None:
    paid(shop)
    give(shop, 1_000)
    assert give(shop, 1_000) == GivenAsVoucher(Money(0, "NOK"))
    assert voucher(shop).amount_minor == 1_000


def test_an_order_that_is_not_there_gets_none(shop: Shop) -> None:
    given = give_voucher_back(
        shop.sessions,
        order_reference="CD-NONE",
        amount_minor=1,
        reason="",
        asked_by=KIM,
        key="x",
        partners={},
        wake=shop.wake,
        now=shop.now,
    )
    assert given is None
