"""Hear of dispute: a buyer's bank claims a payment back, or decided about it.

The news is only a nudge, as all of it: the gateway is asked how the dispute stands, so that news in
any order and any number has one effect. A lost one is money gone (store/money_gone.py), and a
voucher that was given for that money is stopped (store/voucher_cover.py).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.domain.account import Answerable, DisputeReport, DisputeState
from app.domain.contract import Partner, Sessions
from app.domain.gateway import Gateway, GatewayRefused, GatewayUnreachable
from app.domain.money import Money
from app.domain.news import GatewayNews
from app.domain.registration import SEATED
from app.domain.wording import say_money
from app.store.announcer import Announcer, announcing
from app.store.database import transaction
from app.store.dispute import find_dispute, keep_disputes
from app.store.inbound import find_inbound, keep_gateway_news
from app.store.money_back import left_to_give_back
from app.store.money_gone import record_dispute
from app.store.open_refunds import say_twice, waits_to_go
from app.store.order import Order, lock_order
from app.store.payment import Payment
from app.store.registration import registrations_of
from app.store.voucher_cover import say_in_use, say_stopped, stop_uncovered


class DisputeHeard(StrEnum):
    """What came of the news."""

    SETTLED = "settled"
    ALREADY = "already"
    IGNORED = "ignored"
    GATEWAY_UNREACHABLE = "gateway_unreachable"


def hear_of_dispute(
    sessions: Sessions,
    *,
    news: GatewayNews,
    gateways: Mapping[str, Gateway],
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
) -> DisputeHeard:
    """Ask the gateway about the dispute that the news names, keep it, and take off what was lost.

    Staff are asked to look at each that is new or has ended. One about a payment that is not known
    here is kept too, and ends there.
    """
    with transaction(sessions) as session:
        if keep_gateway_news(session, news, now=now):
            return DisputeHeard.ALREADY
    gateway: object = gateways.get(news.gateway)
    if not isinstance(gateway, Answerable):
        return DisputeHeard.GATEWAY_UNREACHABLE
    report = gateway.look_up_dispute(news.dispute_id)
    if isinstance(report, GatewayUnreachable):
        return DisputeHeard.GATEWAY_UNREACHABLE
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now) as announcer,
    ):
        inbound = find_inbound(session, source=news.gateway, external_id=news.event_id)
        inbound.handled_at = now
        if isinstance(report, GatewayRefused):
            return DisputeHeard.IGNORED
        words = _keep(session, announcer, news.gateway, report, now=now)
        if words:
            inbound.words, inbound.look = words, True
    wake(announcer.destinations)
    return DisputeHeard.SETTLED if words else DisputeHeard.ALREADY


def _keep(
    session: Session, announcer: Announcer, gateway: str, report: DisputeReport, *, now: datetime
) -> str:
    """Keep how the dispute stands; return what staff must look at, empty where that is nothing."""
    found = _find(session, gateway, report)
    order = lock_order(session, found.order_id) if found else None
    before = find_dispute(session, gateway, report.dispute_id)
    keep_disputes(session, gateway, [report], now=now)
    if order is None or found is None:
        return ""
    payment = session.get_one(Payment, found.id)
    over = record_dispute(session, announcer, order, payment, report, now=now)
    if before is report.state and over is None:
        return ""
    back = f" {say_money(Money(over, order.currency))} is too much and goes back." if over else ""
    twice = say_twice(session, payment) if report.state is DisputeState.LOST else ""
    asks = _asks(session, order, report, now=now)
    return f"{_words(order, report)}{back}{asks}{twice and f' {twice}'}"


def _find(session: Session, gateway: str, report: DisputeReport) -> Row[int, int] | None:
    return session.execute(
        select(Payment.id, Payment.order_id).where(
            Payment.gateway == gateway, Payment.intent_id == report.intent_id
        )
    ).first()


def _words(order: Order, report: DisputeReport) -> str:
    amount = say_money(report.amount)
    about = f"Order {order.reference}, {amount} ({report.reason})"
    match report.state:
        case DisputeState.OPEN:
            due = f" by {report.due_at:%Y-%m-%d}" if report.due_at else ""
            return f"{about}: the buyer's bank claims it back. Answer at the gateway{due}."
        case DisputeState.LOST:
            return f"{about}: the dispute is lost."
    return f"{about}: the dispute is won, the money stays."


def _asks(session: Session, order: Order, report: DisputeReport, *, now: datetime) -> str:
    """Return what staff have to decide, and how the vouchers given for the money stand."""
    seated = any(each.state in SEATED for each in registrations_of(session, order.id))
    vouchers = asks = ""
    if report.state is DisputeState.LOST:
        asks = "Keep or cancel the place?" if seated else ""
        vouchers = stop_uncovered(session, order, now=now)
    elif report.state is DisputeState.OPEN:
        vouchers = say_in_use(session, order)
    else:
        if waiting := waits_to_go(session, order):
            asks = f"{say_money(waiting)} waits to go back: send it, or not."
        elif not seated and left_to_give_back(session, order):
            asks = "It has no place: does money go back?"
        vouchers = say_stopped(session, order)
    return "".join(f" {each}" for each in (asks, vouchers) if each)
