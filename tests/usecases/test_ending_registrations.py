"""Registrations end by word: cancelled, with money left for staff to decide on."""

import pytest
from sqlalchemy import select

from app.domain.payment import RefundState
from app.domain.registration import AlreadyRegistered, Channel
from app.store.database import Database, reading, transaction
from app.store.payment import Refund
from app.store.registration import Registration
from app.usecases.cancel_registration import Given, cancel_registration
from app.usecases.register import register
from app.usecases.retry_refund import retry_refund
from tests.usecases.shop import Shop
from tests.worlds import (
    ANA,
    BO,
    HOLD,
    Seats,
    add_class,
    add_draft,
    deliveries,
    money,
    register_once,
    seats,
    states,
)


@pytest.fixture
def shop(sessions: Database) -> Shop:
    return Shop(sessions)


def references(shop: Shop) -> list[str]:
    with reading(shop.sessions) as session:
        return list(session.scalars(select(Registration.reference).order_by(Registration.id)))


def cancel(shop: Shop, reference: str) -> Given:
    return cancel_registration(
        shop.sessions,
        reference=reference,
        reason="Ill",
        channel=Channel.API,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def pay(shop: Shop, order: str) -> None:
    page = shop.page_of(order)
    shop.gateway.pay(page)
    shop.news(page)


def test_S10_a_paid_place_leaves_a_refund_that_waits_for_staff(shop: Shop) -> None:
    add_class(shop.sessions)
    order = register_once(shop, participants=(ANA, BO)).reference
    pay(shop, order)
    first, second = references(shop)
    assert cancel(shop, first) is Given.CANCELLED
    assert seats(shop.sessions) == Seats(1, 1, 1)
    assert money(shop.sessions).refunds == [
        (RefundState.ASKED, 420000, "cancelled after it was paid")
    ]
    assert ("order.cancelled", "due") not in deliveries(shop.sessions, "mail")
    assert shop.refund_all() == []
    assert cancel(shop, second) is Given.CANCELLED
    assert ("order.cancelled", "due") in deliveries(shop.sessions, "mail")
    assert cancel(shop, second) is Given.ALREADY


def test_S10_staff_have_it_sent(shop: Shop) -> None:
    add_class(shop.sessions)
    pay(shop, register_once(shop).reference)
    cancel(shop, references(shop)[0])
    with reading(shop.sessions) as session:
        uid = session.scalars(select(Refund.uid)).one()
    assert retry_refund(shop.sessions, refund_uid=uid, now=shop.now)
    assert shop.refund_all() == [RefundState.MADE]
    assert money(shop.sessions).paid == 0


def test_a_place_that_cost_nothing_in_a_paid_order_leaves_no_refund(shop: Shop) -> None:
    add_class(shop.sessions)
    order = register_once(shop).reference
    pay(shop, order)
    with transaction(shop.sessions) as session:
        session.query(Registration).one().price_minor = 0
    cancel(shop, references(shop)[0])
    assert money(shop.sessions).refunds == []


def test_a_place_in_a_free_class_leaves_no_refund(shop: Shop) -> None:
    add_class(shop.sessions, prices=())
    register_once(shop, currency="")
    assert cancel(shop, references(shop)[0]) is Given.CANCELLED
    assert money(shop.sessions).refunds == []
    assert set(shop.woken) == {"iso", "mail", "trainingportal"}


def test_an_unpaid_place_is_left_to_its_gateway(shop: Shop) -> None:
    add_class(shop.sessions)
    register_once(shop)
    assert cancel(shop, references(shop)[0]) is Given.UNPAID
    assert states(shop.sessions) == ["held"]


def test_S7_by_way_of_the_api_an_address_has_one_open_place(shop: Shop) -> None:
    add_class(shop.sessions)
    register_once(shop)
    add_draft(shop.sessions, token="draft-2")
    with pytest.raises(AlreadyRegistered, match="This address is registered") as already:
        register(
            shop.sessions,
            draft_token="draft-2",
            partners=shop.partners,
            now=shop.now,
            hold=HOLD,
            channel=Channel.API,
        )
    assert already.value.reference == references(shop)[0]
    assert seats(shop.sessions) == Seats(1, 1, 1)
