"""A refund that its gateway refused comes back to staff, who may close it past the gateway."""

import pytest
from sqlalchemy import select, update

from app.domain.money import Money
from app.domain.payment import Closing, RefundOrigin, RefundState
from app.queries.order.page import order_page
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.payment import Refund
from app.usecases.close_refund import close_refund
from app.usecases.give_money_back import give_money_back
from app.usecases.retry_refund import retry_refund
from tests.usecases.later import BY_INVOICE, EVERY_WAY, PRICE, order_by, record
from tests.usecases.papers import MVA, Books, books, catch_up, papers, tax_lines
from tests.usecases.places import KIM, paid
from tests.usecases.shop import Shop
from tests.worlds import add_class, deliveries, money

PART = 100000


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def order_of(shop: Shop) -> str:
    with reading(shop.sessions) as session:
        return session.scalars(select(Order.reference)).one()


def give(shop: Shop, minor: int, key: str) -> None:
    give_money_back(
        shop.sessions,
        order_reference=order_of(shop),
        amount_minor=minor,
        reason="It rained",
        asked_by=KIM,
        key=key,
        now=shop.now,
    )


def refused(shop: Shop) -> str:
    """Return the uid of a refund that the gateway refused."""
    paid(shop)
    give(shop, PART, "form-1")
    pages = dict(shop.gateway.pages)
    # It knows nothing of the payment, and says so.
    shop.gateway.pages.clear()
    assert shop.refund_all() == [RefundState.REFUSED]
    shop.gateway.pages.update(pages)
    return uid_of(shop)


def uid_of(shop: Shop) -> str:
    with reading(shop.sessions) as session:
        return session.scalars(select(Refund.uid).order_by(Refund.id)).all()[-1]


def close(shop: Shop, uid: str, how: Closing) -> bool:
    return close_refund(
        shop.sessions,
        refund_uid=uid,
        how=how,
        note="by bank, 12 January",
        by=KIM,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def test_what_was_paid_back_otherwise_is_gone_and_the_buyer_is_told(shop: Shop) -> None:
    uid = refused(shop)
    tax_lines(shop.sessions, MVA)
    assert money(shop.sessions).paid == PRICE
    assert close(shop, uid, Closing.PAID_OTHERWISE)
    assert money(shop.sessions).paid == PRICE - PART
    assert ("order.money_returned", "due") in deliveries(shop.sessions, "mail")
    with reading(shop.sessions) as session:
        refund = session.scalars(select(Refund)).one()
        assert (refund.state, refund.origin) == (RefundState.MADE, RefundOrigin.HAND)
        assert (refund.closed_by, refund.note) == (KIM, "by bank, 12 January")
        assert refund.closed_at == shop.now
    assert shop.refund_all() == []
    assert shop.gateway.refunds == []
    catch_up(shop)
    assert books(shop.sessions) == Books(PRICE - PART, PRICE - PART)
    note = papers(shop.sessions)[-1]
    assert note.moved
    assert note.moved.gateway == ""


def test_what_is_withdrawn_stays_and_may_be_asked_for_anew(shop: Shop) -> None:
    uid = refused(shop)
    assert close(shop, uid, Closing.WITHDRAWN)
    assert money(shop.sessions).paid == PRICE
    assert ("order.money_returned", "due") not in deliveries(shop.sessions, "mail")
    page = order_page(shop.sessions, reference=order_of(shop), now=shop.now)
    assert page is not None
    assert page.money_back == ()
    catch_up(shop)
    assert books(shop.sessions) == Books(PRICE, PRICE)
    give(shop, PRICE, "form-2")
    assert shop.refund_all() == [RefundState.MADE]
    assert [each.amount for each in shop.gateway.refunds] == [Money(PRICE, "NOK")]
    assert money(shop.sessions).paid == 0


@pytest.mark.parametrize("first", [Closing.PAID_OTHERWISE, Closing.WITHDRAWN])
def test_a_refund_is_closed_once_and_never_sent_again(shop: Shop, first: Closing) -> None:
    uid = refused(shop)
    assert close(shop, uid, first)
    for known in {uid, uid_of(shop)}:
        assert not any(close(shop, known, how) for how in Closing)
        assert not retry_refund(shop.sessions, refund_uid=known, now=shop.now)
    assert money(shop.sessions).paid == PRICE - PART * (first is Closing.PAID_OTHERWISE)


def test_what_is_on_its_way_or_unknown_is_not_closed(shop: Shop) -> None:
    paid(shop)
    give(shop, PART, "form-1")
    assert not close(shop, uid_of(shop), Closing.WITHDRAWN)
    shop.refund_all()
    assert not close(shop, uid_of(shop), Closing.PAID_OTHERWISE)
    assert not close(shop, "none", Closing.WITHDRAWN)
    assert money(shop.sessions).paid == PRICE - PART


def test_news_of_the_gateways_own_try_does_not_bring_the_money_back(shop: Shop) -> None:
    shop.gateway.slow_refunds = True
    paid(shop)
    give(shop, PART, "form-1")
    shop.refund_all()
    (there,) = shop.gateway.refunds
    shop.gateway.failed_refunds.add(there.gateway_id)
    shop.later(days=1)
    assert shop.follow_all() == [RefundState.REFUSED]
    assert close(shop, uid_of(shop), Closing.PAID_OTHERWISE)
    shop.later(days=1)
    assert shop.follow_all() == []
    assert money(shop.sessions).paid == PRICE - PART


def test_what_came_by_hand_goes_back_by_its_own_button(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE)
    record(shop, order, PRICE + PART)
    assert not close(shop, uid_of(shop), Closing.PAID_OTHERWISE)
    assert money(shop.sessions).paid == PRICE + PART


def test_what_came_in_another_currency_takes_nothing_off_what_was_paid(shop: Shop) -> None:
    uid = refused(shop)
    with transaction(shop.sessions) as session:
        session.execute(update(Refund).values(currency="EUR"))
    assert close(shop, uid, Closing.PAID_OTHERWISE)
    assert money(shop.sessions).paid == PRICE
