"""Follow refund: see whether money that was on its way back arrived. Not here: sending it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.contract import Partner, Sessions
from app.domain.gateway import Gateway, GatewayRefused, GatewayUnreachable, RefundReport
from app.domain.payment import RefundState
from app.store.announcer import Announcer, announcing
from app.store.database import transaction
from app.store.money_back import record_refund_report
from app.store.order import lock_order
from app.store.payment import Payment, Refund
from app.store.refund_news import tell_of_money_returned

# Banks take days: asked more often than this, they say nothing new.
ASK_AGAIN = timedelta(hours=6)


def follow_refund(
    sessions: Sessions,
    *,
    refund_uid: str,
    gateways: Mapping[str, Gateway],
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
) -> RefundState | None:
    """Ask the gateway about a pending refund and return its state now; None where there is none.

    One that the bank sent back is refused, with the gateway's words, for staff; the money is ours
    to hold again, the order's ``paid`` says so (promise 5), and the buyer is told.
    """
    with transaction(sessions) as session:
        row = session.execute(
            select(Payment.gateway, Refund.gateway_id, Payment.order_id)
            .join(Refund, Refund.payment_id == Payment.id)
            .where(Refund.uid == refund_uid, Refund.state == RefundState.PENDING)
        ).one_or_none()
    gateway = gateways.get(row.gateway) if row else None
    if row is None or gateway is None:
        return None
    report = gateway.look_up_refund(row.gateway_id or "")
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now) as announcer,
    ):
        state = _write(session, announcer, refund_uid, row.order_id, report, now=now)
    wake(announcer.destinations)
    return state


def _write(
    session: Session,
    announcer: Announcer,
    refund_uid: str,
    order_id: int,
    report: RefundReport | GatewayRefused | GatewayUnreachable,
    *,
    now: datetime,
) -> RefundState | None:
    order = lock_order(session, order_id)
    refund = session.scalars(
        select(Refund).where(Refund.uid == refund_uid).options(joinedload(Refund.payment))
    ).one_or_none()
    if refund is None:
        # Sent again meanwhile, under another uid.
        return None
    if refund.state is not RefundState.PENDING:
        return refund.state
    refund.due_at = now + ASK_AGAIN
    if isinstance(report, RefundReport) and record_refund_report(order, refund, report):
        if report.state is RefundState.REFUSED:
            tell_of_money_returned(session, announcer, order, refund)
        return report.state
    return refund.state
