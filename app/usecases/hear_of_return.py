"""Hear of return: somebody sent money back at the gateway itself, past us.

The news is only a nudge: the gateway is asked for every refund of that money, and each that is not
known here is written down, once, however often and in whatever order news comes. The places stay:
staff are asked. A voucher that was given for that money is stopped (store/voucher_cover.py). Not
here: refunds of ours that move (hear_of_refund).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.domain.account import Answerable, RefundThere
from app.domain.contract import Partner, Sessions
from app.domain.event import CAUSE, EventKind
from app.domain.gateway import Gateway, GatewayRefused, GatewayUnreachable
from app.domain.money import Money
from app.domain.news import GatewayNews
from app.domain.payment import PaymentState
from app.domain.registration import SEATED
from app.domain.wording import say_money
from app.store.announcer import Announcer, announcing
from app.store.database import transaction
from app.store.inbound import find_inbound, keep_gateway_news
from app.store.money_gone import record_refund_there
from app.store.open_refunds import say_twice
from app.store.order import Order, lock_order
from app.store.payment import Payment, Refund
from app.store.registration import registrations_of, speaker_of
from app.store.voucher_cover import stop_uncovered


class ReturnHeard(StrEnum):
    """What came of the news."""

    SETTLED = "settled"
    ALREADY = "already"
    IGNORED = "ignored"
    NOT_PAID_YET = "not_paid_yet"
    GATEWAY_UNREACHABLE = "gateway_unreachable"


def hear_of_return(
    sessions: Sessions,
    *,
    news: GatewayNews,
    gateways: Mapping[str, Gateway],
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
) -> ReturnHeard:
    """Write down what went back of a payment of ours without us, tell its buyer, ask staff.

    ``NOT_PAID_YET``: that the money came is not known here yet, so the gateway is to come again.
    Money of somebody else's is kept as news and ends there.
    """
    with transaction(sessions) as session:
        if keep_gateway_news(session, news, now=now):
            return ReturnHeard.ALREADY
        found = _find(session, news)
        if found is None:
            find_inbound(session, source=news.gateway, external_id=news.event_id).handled_at = now
            return ReturnHeard.IGNORED
        if found.state is not PaymentState.PAID:
            return ReturnHeard.NOT_PAID_YET
    gateway: object = gateways.get(news.gateway)
    if not isinstance(gateway, Answerable):
        return ReturnHeard.GATEWAY_UNREACHABLE
    refunds = gateway.refunds_of(news.intent_id)
    if isinstance(refunds, GatewayUnreachable | GatewayRefused):
        return ReturnHeard.GATEWAY_UNREACHABLE
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now) as announcer,
    ):
        words = _write(session, announcer, found, refunds, now=now)
        inbound = find_inbound(session, source=news.gateway, external_id=news.event_id)
        inbound.handled_at = now
        if words:
            inbound.words, inbound.look = words, True
    wake(announcer.destinations)
    return ReturnHeard.SETTLED if words else ReturnHeard.ALREADY


def _find(session: Session, news: GatewayNews) -> Row[int, int, PaymentState] | None:
    return session.execute(
        select(Payment.id, Payment.order_id, Payment.state).where(
            Payment.gateway == news.gateway, Payment.intent_id == news.intent_id
        )
    ).first()


def _write(
    session: Session,
    announcer: Announcer,
    found: Row[int, int, PaymentState],
    refunds: Sequence[RefundThere],
    *,
    now: datetime,
) -> str:
    """Write down each refund that we did not make; return what staff must look at, or nothing."""
    order = lock_order(session, found.order_id)
    payment = session.get_one(Payment, found.id, populate_existing=True)
    made = [
        refund
        for each in refunds
        if not each.refund_uid
        and (refund := record_refund_there(session, order, payment, each)) is not None
    ]
    if not made:
        return ""
    about = speaker_of(registrations_of(session, order.id))
    for refund in made:
        announcer.announce(
            EventKind.ORDER_MONEY_RETURNED, about.course_class, order=order, facts=_facts(refund)
        )
    said = [f"{_said(order, made)} went back at the gateway, not by us."]
    if about.state in SEATED:
        said.append("Keep or cancel the place?")
    said += filter(None, [stop_uncovered(session, order, now=now), say_twice(session, payment)])
    return " ".join(said)


def _facts(refund: Refund) -> dict[str, str | int | None]:
    return {
        "amount_minor": refund.amount_minor,
        "currency": refund.currency,
        "reason": refund.reason,
        CAUSE: refund.cause,
    }


def _said(order: Order, made: Sequence[Refund]) -> str:
    total = Money(sum(each.amount_minor for each in made), made[0].currency)
    return f"Order {order.reference}: {say_money(total)}"
