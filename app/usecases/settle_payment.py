"""Settle payment: the one way from a gateway's word to our rows.

Webhook, return page and sweep all end here: the news is only a nudge, the gateway is asked, and one
transaction writes down what follows (house.md, *Register and pay*).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import HOUSE, Partner, Sessions
from app.domain.gateway import Gateway, GatewayRefused, GatewayUnreachable
from app.domain.news import GatewayNews
from app.domain.payment import UNSETTLED, PaymentReport, PaymentState, Step, is_awaited
from app.store.announcer import Announcer, announcing
from app.store.database import transaction
from app.store.holding import in_cancelled_class
from app.store.inbound import find_inbound, keep_gateway_news
from app.store.order import Order, find_order, lock_order
from app.store.payment import Payment
from app.store.payment_terms import account_of
from app.store.registration import registrations_of
from app.store.settlement import record_report, standing_of

Wake = Callable[[Iterable[str]], None]

LONGEST_LOOK = timedelta(hours=1)


class Settled(StrEnum):
    """How a look at a payment ended."""

    SETTLED = "settled"
    ALREADY = "already"
    UNKNOWN_PAYMENT = "unknown_payment"
    GATEWAY_UNREACHABLE = "gateway_unreachable"
    IGNORED = "ignored"


def settle_payment(
    sessions: Sessions,
    *,
    gateways: Mapping[str, Gateway],
    partners: Mapping[str, Partner],
    wake: Wake,
    now: datetime,
    news: GatewayNews | None = None,
    payment_uid: str | None = None,
    order_reference: str | None = None,
    request_id: str = "",
) -> Settled:
    """Look up the payment that the news, our uid or an order names, and write down what follows.

    News is kept before anything else and has its effect once, however often it comes (promise 4).
    With an order, every unsettled payment of it is looked up. What a buyer agreed to pay is
    collected only while the order owes that much: money nobody needs is never taken (promise 2).
    Unknown payments are answered as such, so that the gateway comes again (stripe.md: 409, not
    200).
    """
    with transaction(sessions) as session:
        if news is not None and keep_gateway_news(session, news, now=now):
            return Settled.ALREADY
        targets = _targets(session, news, uid=payment_uid, reference=order_reference, now=now)
        if not targets:
            return _without_payment(session, news, now=now)
    ends = [
        _settle_one(
            sessions,
            uid=uid,
            gateway=gateways.get(gateway),
            gateway_id=gateway_id,
            awaited=awaited,
            news=news,
            partners=partners,
            wake=wake,
            now=now,
            request_id=request_id,
        )
        for uid, gateway, gateway_id, awaited in targets
    ]
    for end in (Settled.GATEWAY_UNREACHABLE, Settled.SETTLED):
        if end in ends:
            return end
    return Settled.ALREADY


def _targets(
    session: Session,
    news: GatewayNews | None,
    *,
    uid: str | None,
    reference: str | None,
    now: datetime,
) -> Sequence[tuple[str, str, str, bool]]:
    query = select(Payment).where(Payment.gateway_id.is_not(None))
    if news is not None:
        query = query.where(Payment.gateway == news.gateway, Payment.gateway_id == news.gateway_id)
    elif uid is not None:
        query = query.where(Payment.uid == uid)
    else:
        order = find_order(session, reference or "")
        query = query.where(
            Payment.order_id == (order.id if order else None), Payment.state.in_(UNSETTLED)
        )
    return [
        (each.uid, each.gateway, each.gateway_id or "", _is_awaited(session, each, now=now))
        for each in session.scalars(query).all()
    ]


def _is_awaited(session: Session, payment: Payment, *, now: datetime) -> bool:
    """Say whether the order needs the payment's money: its page was not closed, nor it paid.

    What was only agreed to for a class that is cancelled would just go back.
    """
    if payment.state not in UNSETTLED:
        return False
    order = session.get_one(Order, payment.order_id)
    account = account_of(session, order, now=now)
    places = registrations_of(session, payment.order_id)
    standing = standing_of(places, owed=order.owed_minor)
    wanted = is_awaited(payment.amount, account, standing)
    return wanted and not in_cancelled_class(places)


def _without_payment(session: Session, news: GatewayNews | None, *, now: datetime) -> Settled:
    if news is None:
        return Settled.ALREADY
    if news.gateway_id is not None:
        return Settled.UNKNOWN_PAYMENT
    find_inbound(session, source=news.gateway, external_id=news.event_id).handled_at = now
    return Settled.IGNORED


def _settle_one(
    sessions: Sessions,
    *,
    uid: str,
    gateway: Gateway | None,
    gateway_id: str,
    awaited: bool,
    news: GatewayNews | None,
    partners: Mapping[str, Partner],
    wake: Wake,
    now: datetime,
    request_id: str,
) -> Settled:
    report = _ask(gateway, gateway_id, awaited=awaited)
    if isinstance(report, GatewayUnreachable):
        _look_again(sessions, uid, now=now)
        return Settled.GATEWAY_UNREACHABLE
    if isinstance(report, GatewayRefused):
        # It does not know the page: nothing was, and nothing can be, paid there.
        report = PaymentReport(state=PaymentState.EXPIRED)
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        step = _write(session, announcer, uid, report, now=now)
        if news is not None:
            find_inbound(session, source=news.gateway, external_id=news.event_id).handled_at = now
    wake([*announcer.destinations, HOUSE] if step is Step.REFUND else announcer.destinations)
    return Settled.ALREADY if step is Step.NOTHING else Settled.SETTLED


def _ask(
    gateway: Gateway | None, gateway_id: str, *, awaited: bool
) -> PaymentReport | GatewayRefused | GatewayUnreachable:
    if gateway is None:
        return GatewayUnreachable(words="gateway is off")
    return gateway.collect(gateway_id) if awaited else gateway.look_up(gateway_id)


def _write(
    session: Session, announcer: Announcer, uid: str, report: PaymentReport, *, now: datetime
) -> Step:
    order_id = session.scalars(select(Payment.order_id).where(Payment.uid == uid)).one()
    order = lock_order(session, order_id)
    payment = session.scalars(
        select(Payment).where(Payment.uid == uid).execution_options(populate_existing=True)
    ).one()
    step = record_report(
        session,
        announcer,
        order=order,
        registrations=registrations_of(session, order_id),
        payment=payment,
        report=report,
        now=now,
    )
    if payment.state in UNSETTLED:
        payment.look_at = _next_look(payment, now)
    return step


def _look_again(sessions: Sessions, uid: str, *, now: datetime) -> None:
    with transaction(sessions) as session:
        payment = session.scalars(select(Payment).where(Payment.uid == uid)).one()
        if payment.state in UNSETTLED:
            payment.look_at = _next_look(payment, now)


def _next_look(payment: Payment, now: datetime) -> datetime:
    """Ask again after half the payment's age: often while young, hourly when old."""
    age = max(now - payment.created_at, timedelta(seconds=60))
    return now + min(age / 2, LONGEST_LOOK)
