"""Claims about what happens seldom: a gateway that is off, answers that cross, rows gone on."""

from typing import Any

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import select, update

from app.domain.booking import NotCancelled
from app.domain.contract import BookingAnswer
from app.domain.delivery import PACE, DeliveryState
from app.domain.event import EventKind
from app.domain.gateway import (
    CheckoutOpened,
    CheckoutRequest,
    GatewayRefused,
    GatewayUnreachable,
    RefundReport,
)
from app.domain.money import Money
from app.domain.payment import PaymentState, RefundState
from app.domain.registration import RegistrationState
from app.queries.outbox import find_due_refunds
from app.store.database import Database, transaction
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.registration import Registration
from app.usecases.follow_refund import follow_refund
from app.usecases.make_refund import make_refund
from app.usecases.open_checkout import CheckoutPage, CheckoutUnavailable, open_checkout
from app.usecases.register import register
from app.usecases.release_hold import Released, release_hold
from app.usecases.release_lapsed import release_lapsed
from app.usecases.settle_payment import Settled
from tests.fakes.gateway import FakeGateway
from tests.usecases.market import Market
from tests.usecases.shop import Shop
from tests.worlds import (
    BO,
    HOLD,
    Desk,
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
    add_class(sessions)
    return Shop(sessions)


@pytest.fixture
def market(sessions: Database) -> Market:
    add_class(sessions)
    return Market(sessions)


def test_a_booking_that_was_completed_is_not_cancelled(market: Market) -> None:
    reference = market.reference()
    with transaction(market.sessions) as session:
        session.execute(update(Registration).values(state=RegistrationState.COMPLETED))
    assert isinstance(market.cancel(reference), NotCancelled)
    assert seats(market.sessions).taken == 1


def test_a_booking_asked_for_by_one_worker_is_left_alone_by_another(market: Market) -> None:
    both: list[object] = []
    ask = market.portal.booking
    delivery_id = _asking(market)

    def meanwhile(reference: str) -> BookingAnswer:
        both.append(market.ask_for(delivery_id))
        return ask(reference)

    market.portal.booking = meanwhile  # type: ignore[method-assign]  # the fake's own answer
    market.ask()
    assert both == [None]


def _asking(market: Market) -> int:
    market.reference()
    with transaction(market.sessions) as session:
        return session.scalars(
            select(Delivery.id)
            .join(EventRow, EventRow.id == Delivery.event_id)
            .where(EventRow.kind == EventKind.BOOKING_RESERVED)
        ).one()


def _due_refund(shop: Shop) -> str:
    """Pay too much, so that some has to go back."""
    order = register_once(shop).reference
    page = shop.page_of(order)
    paid = shop.gateway.pages[page].total + Money(1, "NOK")
    shop.gateway.pay_wrong_amount(page, paid)
    shop.news(page)
    (uid,) = find_due_refunds(shop.sessions, now=shop.now)
    return uid


def test_a_refund_waits_while_its_gateway_is_off(shop: Shop) -> None:
    uid = _due_refund(shop)
    ended = make_refund(
        shop.sessions,
        refund_uid=uid,
        gateways={},
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        jitter=0,
    )
    assert ended is RefundState.DUE
    assert money(shop.sessions).refunds[0][0] is RefundState.DUE


def _pending_refund(shop: Shop) -> str:
    uid = _due_refund(shop)
    shop.gateway.slow_refunds = True
    assert shop.refund_all() == [RefundState.PENDING]
    return uid


def test_nobody_follows_a_refund_that_is_not_there_or_whose_gateway_is_off(shop: Shop) -> None:
    uid = _pending_refund(shop)
    nobody = {"refund_uid": "nobody", "gateways": shop.gateways}
    off: dict[str, Any] = {"refund_uid": uid, "gateways": {}}
    for asked in (nobody, off):
        assert follow_refund(shop.sessions, **shop.around, **asked) is None
    assert money(shop.sessions).refunds[0][0] is RefundState.PENDING


def test_a_refund_the_gateway_cannot_be_asked_about_stays_pending(shop: Shop) -> None:
    uid = _pending_refund(shop)
    shop.gateway.is_down = True
    ended = follow_refund(shop.sessions, refund_uid=uid, gateways=shop.gateways, **shop.around)
    assert ended is RefundState.PENDING


def test_a_refund_followed_by_two_is_counted_back_once(shop: Shop) -> None:
    uid = _pending_refund(shop)
    shop.gateway.failed_refunds.add(shop.gateway.refunds[0].gateway_id)
    look_up = shop.gateway.look_up_refund

    def meanwhile(gateway_id: str) -> RefundReport | GatewayRefused | GatewayUnreachable:
        shop.gateway.look_up_refund = look_up  # type: ignore[method-assign]  # the fake's own
        follow_refund(shop.sessions, refund_uid=uid, gateways=shop.gateways, **shop.around)
        return look_up(gateway_id)

    shop.gateway.look_up_refund = meanwhile  # type: ignore[method-assign]  # the fake's own
    ended = follow_refund(shop.sessions, refund_uid=uid, gateways=shop.gateways, **shop.around)
    assert ended is RefundState.REFUSED
    assert money(shop.sessions).paid == 420001


def test_each_gateway_has_a_page_of_its_own(shop: Shop) -> None:
    order = register_once(shop).reference
    shop.page_of(order)
    other = FakeGateway(name="paypal")
    opened = open_checkout(
        shop.sessions,
        reference=order,
        gateway=other,
        success_url="https://desk.example.test/ok",
        cancel_url="https://desk.example.test/no",
        now=shop.now,
    )
    assert isinstance(opened, CheckoutPage)
    assert len(other.pages) == 1
    shop.page_of(order)
    assert len(shop.gateway.pages) == 1


class RefusingGateway(FakeGateway):
    """Opens no page."""

    def open_checkout(
        self, request: CheckoutRequest, *, key: str
    ) -> CheckoutOpened | GatewayRefused | GatewayUnreachable:
        """Say no."""
        return GatewayRefused("This currency is not taken")


def test_a_page_the_gateway_will_not_open_is_a_failed_attempt(shop: Shop) -> None:
    order = register_once(shop).reference
    shop.gateway = RefusingGateway()
    assert isinstance(shop.open(order), CheckoutUnavailable)
    assert money(shop.sessions).payments == [PaymentState.FAILED]
    assert states(shop.sessions) == ["held"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_click_that_crosses_another_finds_its_order(database: Database) -> None:
    # Only where writers run side by side; SQLite lets the second begin after the first has ended.
    add_class(database)
    add_draft(database)
    first: list[str] = []
    desk = Desk(database)

    def cross(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO person") and not first:
            first.append("begun")
            first[0] = _send(desk)

    sql_event.listen(database.engine, "before_cursor_execute", cross)
    assert _send(desk) == first[0]
    assert states(database) == ["held"]
    assert seats(database).taken == 1


def _send(desk: Desk) -> str:
    return register(
        desk.sessions, draft_token="draft-1", partners={}, now=desk.now, hold=HOLD
    ).reference


def _release(shop: Shop, reference: str, gateways: dict[str, Any]) -> Released:
    return release_hold(
        shop.sessions,
        reference=reference,
        state=RegistrationState.EXPIRED,
        reason="test",
        gateways=gateways,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def test_no_hold_is_released_while_its_gateway_is_off(shop: Shop) -> None:
    order = register_once(shop).reference
    shop.page_of(order)
    shop.later(minutes=31)
    assert _release(shop, order, {}) is Released.WAITING
    assert states(shop.sessions) == ["held"]


def test_an_order_that_is_not_there_has_no_hold(shop: Shop) -> None:
    assert _release(shop, "CD-NO", {}) is Released.NOT_HELD


def test_an_attempt_that_is_over_does_not_keep_the_hold(shop: Shop) -> None:
    order = register_once(shop).reference
    shop.gateway.expire(shop.page_of(order))
    shop.look(order)
    assert money(shop.sessions).payments == [PaymentState.EXPIRED]
    assert shop.lapse(order) is Released.RELEASED


def test_a_page_the_gateway_forgot_is_over(shop: Shop) -> None:
    order = register_once(shop).reference
    shop.page_of(order)
    shop.gateway.pages.clear()
    shop.look(order)
    assert money(shop.sessions).payments == [PaymentState.EXPIRED]
    assert states(shop.sessions) == ["held"]


def test_news_of_what_is_settled_changes_nothing_though_the_gateway_is_down(shop: Shop) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.gateway.pay(page)
    shop.news(page)
    shop.gateway.is_down = True
    assert shop.news(page, "evt_2") is Settled.GATEWAY_UNREACHABLE
    assert money(shop.sessions).paid == 420000


def test_a_telling_that_lapsed_once_too_often_is_given_up(shop: Shop) -> None:
    register_once(shop, participants=(BO,), buyer=BO)
    with transaction(shop.sessions) as session:
        session.execute(
            update(Delivery)
            .where(Delivery.destination == "iso")
            .values(state=DeliveryState.IN_FLIGHT, attempt=len(PACE) + 1, lease_until=shop.now)
        )
    shop.later(minutes=1)
    release_lapsed(shop.sessions, partners=shop.partners, now=shop.now, jitter=0)
    assert deliveries(shop.sessions, "iso") == [("registration.held", "dead")]
