"""Make refund: send money back at the gateway, once, however often it is tried."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from app.domain.contract import Partner, Sessions
from app.domain.delivery import next_delay
from app.domain.gateway import (
    Gateway,
    GatewayRefused,
    GatewayUnreachable,
    RefundMade,
    RefundRequest,
)
from app.domain.payment import RefundState
from app.store.announcer import Announcer, announcing
from app.store.database import rows_changed, transaction
from app.store.order import lock_order
from app.store.payment import Payment, Refund
from app.store.refund_news import tell_of_money_back

LEASE = timedelta(seconds=60)
# Gateways forget the keys of what they were asked after a day, and a part could then go back twice.
# So many tries, by the pace of deliveries, are made within it.
TRIES = 10
LOOK_THERE = "Nobody answered for most of a day: see there whether the money went before it is sent"
# When a refund that is still pending is asked about (follow_refund).
FOLLOWED_AFTER = timedelta(hours=1)


def make_refund(
    sessions: Sessions,
    *,
    refund_uid: str,
    gateways: Mapping[str, Gateway],
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    jitter: float,
) -> RefundState | None:
    """Ask the gateway for a due refund and write down its answer; None where it was not due.

    The refund's uid is the gateway's idempotency key, so a try whose answer was lost is repeated
    safely. A refusal stays as ``refused`` for staff; the buyer is told once the money is sent.
    """
    with transaction(sessions) as session:
        started = _claim(session, refund_uid, now=now)
    if started is None:
        return None
    gateway_name, request, attempt = started
    gateway = gateways.get(gateway_name)
    answer: RefundMade | GatewayRefused | GatewayUnreachable
    if gateway is None:
        answer = GatewayUnreachable(words=f"{gateway_name} is off")
    else:
        answer = gateway.refund(request, key=refund_uid)
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now) as announcer,
    ):
        state = _record(session, announcer, refund_uid, answer, attempt, now=now, jitter=jitter)
    wake(announcer.destinations)
    return state


def _claim(
    session: Session, refund_uid: str, *, now: datetime
) -> tuple[str, RefundRequest, int] | None:
    claimed = session.execute(
        update(Refund)
        .where(Refund.uid == refund_uid, Refund.state == RefundState.DUE, Refund.due_at <= now)
        .values(attempt=Refund.attempt + 1, due_at=now + LEASE)
        .execution_options(synchronize_session=False)
    )
    if rows_changed(claimed) != 1:
        return None
    refund = session.scalars(
        select(Refund).where(Refund.uid == refund_uid).options(joinedload(Refund.payment))
    ).one()
    request = RefundRequest(
        intent_id=refund.payment.intent_id or "", amount=refund.amount, refund_uid=refund.uid
    )
    return refund.payment.gateway, request, refund.attempt


def _record(
    session: Session,
    announcer: Announcer,
    refund_uid: str,
    answer: RefundMade | GatewayRefused | GatewayUnreachable,
    attempt: int,
    *,
    now: datetime,
    jitter: float,
) -> RefundState:
    order_id = session.scalars(
        select(Payment.order_id).join(Refund).where(Refund.uid == refund_uid)
    ).one()
    order = lock_order(session, order_id)
    refund = session.scalars(
        select(Refund).where(Refund.uid == refund_uid).options(joinedload(Refund.payment))
    ).one()
    if refund.state is not RefundState.DUE:
        return refund.state
    if isinstance(answer, GatewayUnreachable):
        refund.words = answer.words[:1000]
        delay = next_delay(attempt, jitter=jitter)
        if attempt >= TRIES or delay is None:
            refund.state = RefundState.REFUSED
            refund.words = f"{LOOK_THERE} ({answer.words})"[:1000]
        else:
            refund.due_at = now + delay
        return refund.state
    if isinstance(answer, GatewayRefused):
        refund.words = answer.words[:1000]
        refund.state = RefundState.REFUSED
        return refund.state
    refund.gateway_id = answer.gateway_id
    refund.state = RefundState.PENDING if answer.pending else RefundState.MADE
    refund.made_at = now
    refund.due_at = now + FOLLOWED_AFTER
    if refund.currency == order.currency:
        order.paid_minor -= refund.amount_minor
    tell_of_money_back(session, announcer, order, refund)
    return refund.state
