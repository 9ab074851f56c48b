"""Hear of refund: the gateway says that money on its way back, or back already, moved.

A bank may send it back days after it was made. The news is only a nudge: the gateway is asked, and
one transaction writes down what follows. Not here: asking by ourselves (follow_refund).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.gateway import Gateway, GatewayUnreachable, RefundReport
from app.domain.news import GatewayNews
from app.domain.payment import RefundState
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.inbound import find_inbound, keep_gateway_news
from app.store.money_back import record_refund_report
from app.store.order import lock_order
from app.store.payment import Payment, Refund
from app.store.refund_news import tell_of_money_returned


class Heard(StrEnum):
    """What came of the news."""

    SETTLED = "settled"
    ALREADY = "already"
    IGNORED = "ignored"
    UNKNOWN_REFUND = "unknown_refund"
    GATEWAY_UNREACHABLE = "gateway_unreachable"


def hear_of_refund(
    sessions: Sessions,
    *,
    news: GatewayNews,
    gateways: Mapping[str, Gateway],
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
) -> Heard:
    """Ask the gateway about the refund that the news names, and write down what came of it.

    News is kept before anything else and has its effect once (promise 4). A refund of ours whose
    making was not answered yet is unknown: the gateway comes again. One that somebody made there
    by hand is none of ours. One that came back is refused, for staff, the money is ours to
    hold again (promise 5), and the buyer is told.
    """
    with transaction(sessions) as session:
        if keep_gateway_news(session, news, now=now):
            return Heard.ALREADY
        found = _find(session, news)
        if found is None and _is_being_made(session, news):
            return Heard.UNKNOWN_REFUND
        if found is None:
            find_inbound(session, source=news.gateway, external_id=news.event_id).handled_at = now
            return Heard.IGNORED
    gateway = gateways.get(news.gateway)
    report = gateway.look_up_refund(news.refund_id or "") if gateway else None
    if report is None or isinstance(report, GatewayUnreachable):
        return Heard.GATEWAY_UNREACHABLE
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now) as announcer,
    ):
        order = lock_order(session, found.order_id)
        refund = session.get_one(Refund, found.id, populate_existing=True)
        moved = (
            refund.gateway_id == news.refund_id
            and isinstance(report, RefundReport)
            and record_refund_report(order, refund, report)
        )
        if moved and refund.state is RefundState.REFUSED:
            tell_of_money_returned(session, announcer, order, refund)
        find_inbound(session, source=news.gateway, external_id=news.event_id).handled_at = now
    wake(announcer.destinations)
    return Heard.SETTLED if moved else Heard.ALREADY


def _find(session: Session, news: GatewayNews) -> Row[int, int] | None:
    return session.execute(
        select(Refund.id, Payment.order_id)
        .join(Refund.payment)
        .where(Payment.gateway == news.gateway, Refund.gateway_id == news.refund_id)
    ).one_or_none()


def _is_being_made(session: Session, news: GatewayNews) -> bool:
    # One that was said no to at once has no name there either, and never will.
    asked = select(Refund.id).where(
        Refund.uid == news.refund_uid,
        Refund.gateway_id.is_(None),
        Refund.state == RefundState.DUE,
    )
    return session.scalar(asked) is not None
