"""Claims about a refund that moves at the bank after it was made, days later perhaps."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.domain.gateway import GatewayRefused, GatewayUnreachable, RefundReport
from app.domain.news import GatewayNews
from app.domain.payment import RefundState
from app.domain.registration import RegistrationState
from app.queries.staff.overview import overview
from app.store.database import Database, reading, transaction
from app.store.inbound import Inbound
from app.store.payment import Refund
from app.usecases.hear_of_refund import Heard, hear_of_refund
from app.usecases.retry_refund import retry_refund
from tests.usecases.shop import Shop
from tests.worlds import add_class, money, register_once


@pytest.fixture
def shop(sessions: Database) -> Shop:
    """Give a shop that owes one buyer all they paid."""
    add_class(sessions)
    shop = Shop(sessions)
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.release(order, RegistrationState.CANCELLED)
    shop.gateway.pay_late(page)
    shop.news(page)
    return shop


def uid_of(shop: Shop) -> str:
    """Return the refund's key."""
    with reading(shop.sessions) as session:
        return session.scalars(select(Refund.uid)).one()


def hear(shop: Shop, event: str = "evt_9", *, refund: str = "", uid: str = "") -> Heard:
    """Hear that the shop's refund moved, or another one's."""
    news = GatewayNews(
        gateway="stripe",
        event_id=event,
        kind="refund.failed",
        gateway_id=None,
        body=b"{}",
        refund_id=refund or shop.gateway.refunds[0].gateway_id,
        refund_uid=uid or uid_of(shop),
    )
    return hear_of_refund(shop.sessions, news=news, gateways=shop.gateways, **shop.around)


def fail(shop: Shop) -> None:
    """Let the bank send the refund back, days later."""
    shop.later(days=4)
    shop.gateway.failed_refunds.add(shop.gateway.refunds[0].gateway_id)


def handled(shop: Shop, event: str = "evt_9") -> bool:
    """Say whether the news had its effect."""
    with reading(shop.sessions) as session:
        row = session.scalars(select(Inbound).where(Inbound.external_id == event)).one()
        return row.handled_at is not None


def test_a_refund_that_was_made_and_comes_back_is_shown_to_staff_and_owed_again(
    shop: Shop,
) -> None:
    assert shop.refund_all() == [RefundState.MADE]
    assert money(shop.sessions).paid == 0
    fail(shop)
    assert hear(shop) is Heard.SETTLED
    assert money(shop.sessions).paid == 420000
    (shown,) = overview(shop.sessions, now=shop.now).refunds
    assert shown.state is RefundState.REFUSED
    assert handled(shop)


def test_staff_send_it_again_and_late_news_of_the_old_one_changes_nothing(shop: Shop) -> None:
    shop.refund_all()
    fail(shop)
    old = shop.gateway.refunds[0].gateway_id, uid_of(shop)
    hear(shop)
    shop.gateway.refunds[0] = replace(shop.gateway.refunds[0], intent_id="came back")
    assert retry_refund(shop.sessions, refund_uid=old[1], now=shop.now)
    assert shop.refund_all() == [RefundState.MADE]
    assert money(shop.sessions).paid == 0
    assert hear(shop, "evt_10", refund=old[0], uid=old[1]) is Heard.IGNORED
    assert money(shop.sessions).paid == 0


def test_the_same_news_again_and_other_news_of_it_count_back_once(shop: Shop) -> None:
    shop.refund_all()
    fail(shop)
    assert hear(shop) is Heard.SETTLED
    assert hear(shop) is Heard.ALREADY
    assert hear(shop, "evt_10") is Heard.ALREADY
    assert money(shop.sessions).paid == 420000


def test_what_the_news_says_is_not_believed_the_gateway_is_asked(shop: Shop) -> None:
    shop.refund_all()
    assert hear(shop) is Heard.ALREADY
    assert money(shop.sessions).refunds[0][0] is RefundState.MADE


@pytest.mark.parametrize("arrives", [True, False])
def test_news_of_a_slow_refund_ends_the_waiting(shop: Shop, arrives: bool) -> None:
    shop.gateway.slow_refunds = True
    assert shop.refund_all() == [RefundState.PENDING]
    assert hear(shop, "evt_8") is Heard.ALREADY
    shop.gateway.refunds[0] = replace(shop.gateway.refunds[0], pending=False)
    if not arrives:
        fail(shop)
    assert hear(shop) is Heard.SETTLED
    ended = RefundState.MADE if arrives else RefundState.REFUSED
    assert money(shop.sessions).refunds[0][0] is ended


def test_a_made_refund_that_the_gateway_calls_pending_again_stays_made(shop: Shop) -> None:
    shop.refund_all()
    shop.gateway.refunds[0] = replace(shop.gateway.refunds[0], pending=True)
    assert hear(shop) is Heard.ALREADY
    assert money(shop.sessions).refunds[0][0] is RefundState.MADE


def test_while_its_making_is_not_answered_the_gateway_is_to_come_again(shop: Shop) -> None:
    shop.gateway.loses_answers = True
    assert shop.refund_all() == [RefundState.DUE]
    assert hear(shop) is Heard.UNKNOWN_REFUND
    assert not handled(shop)
    shop.gateway.loses_answers = False
    shop.later(minutes=5)
    shop.refund_all()
    fail(shop)
    assert hear(shop) is Heard.SETTLED


def test_a_refund_of_somebody_elses_is_kept_and_ends_there(shop: Shop) -> None:
    shop.refund_all()
    assert hear(shop, refund="re_other", uid="uid-other") is Heard.IGNORED
    assert handled(shop)


def test_while_the_gateway_is_away_or_off_it_is_to_come_again(shop: Shop) -> None:
    shop.refund_all()
    fail(shop)
    shop.gateway.is_down = True
    assert hear(shop) is Heard.GATEWAY_UNREACHABLE
    shop.gateway.is_down = False
    gateways = dict(shop.gateways)
    shop.gateways.clear()
    assert hear(shop) is Heard.GATEWAY_UNREACHABLE
    assert not handled(shop)
    shop.gateways.update(gateways)
    assert hear(shop) is Heard.SETTLED


def test_what_the_gateway_does_not_know_stays_as_it_is(shop: Shop) -> None:
    shop.refund_all()
    made = shop.gateway.refunds.pop()
    assert hear(shop, refund=made.gateway_id) is Heard.ALREADY
    assert money(shop.sessions).refunds[0][0] is RefundState.MADE


def test_a_refund_sent_again_while_the_gateway_is_asked_of_the_old_one_is_left_alone(
    shop: Shop,
) -> None:
    shop.refund_all()
    fail(shop)
    look_up, uid = shop.gateway.look_up_refund, uid_of(shop)

    def meanwhile(gateway_id: str) -> RefundReport | GatewayRefused | GatewayUnreachable:
        shop.gateway.look_up_refund = look_up  # type: ignore[method-assign]  # the fake's own
        hear(shop, "evt_8", uid=uid)
        answer = look_up(gateway_id)
        retry_refund(shop.sessions, refund_uid=uid, now=shop.now)
        shop.gateway.refunds[0] = replace(shop.gateway.refunds[0], intent_id="came back")
        assert shop.refund_all() == [RefundState.MADE]
        return answer

    shop.gateway.look_up_refund = meanwhile  # type: ignore[method-assign]  # the fake's own
    assert hear(shop) is Heard.ALREADY
    assert money(shop.sessions).paid == 0
    assert money(shop.sessions).refunds[0][0] is RefundState.MADE


def test_news_of_a_refund_that_was_said_no_to_at_once_is_acknowledged(shop: Shop) -> None:
    with transaction(shop.sessions) as session:
        session.scalars(select(Refund)).one().state = RefundState.REFUSED
    assert hear(shop, refund="re_unknown") is Heard.IGNORED
