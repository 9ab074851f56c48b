"""Make refund: send money back at the gateway, once, however often it is tried."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

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
from app.store.database import transaction
from app.store.open_refunds import is_left
from app.store.order import Order
from app.store.payment import Refund, lock_refund
from app.store.refund_news import tell_of_parts_back

LEASE = timedelta(seconds=60)
# Gateways forget the keys of what they were asked after a day, and a part could then go back twice.
# So many tries, by the pace of deliveries, are made within it.
TRIES = 10
WENT_ALREADY = "So much is not left of that payment: the rest went another way"
WENT_TWICE = "It was made there after the rest went another way: more went than was paid"
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
    safely. A refusal stays as ``refused`` for staff; the buyer is told once the money is sent. One
    that is more than is left of its payment, because money went without us, waits for staff.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now) as announcer,
    ):
        started = _claim(session, announcer, refund_uid, now=now)
    if started is None:
        wake(announcer.destinations)
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
    session: Session, announcer: Announcer, refund_uid: str, *, now: datetime
) -> tuple[str, RefundRequest, int] | None:
    found = lock_refund(session, refund_uid)
    if found is None or found[1].state is not RefundState.DUE or found[1].due_at > now:
        return None
    refund = found[1]
    if not is_left(session, refund):
        refund.state, refund.words = RefundState.ASKED, WENT_ALREADY
        tell_of_parts_back(session, announcer, found[0], refund)
        return None
    refund.attempt, refund.due_at = refund.attempt + 1, now + LEASE
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
) -> RefundState | None:
    found = lock_refund(session, refund_uid)
    if found is None:
        # Closed meanwhile as paid back otherwise: it has another name by now.
        return None
    order, refund = found
    if isinstance(answer, RefundMade):
        # Also where staff were asked about it while it was on its way: it went.
        if refund.state in (RefundState.DUE, RefundState.ASKED):
            _write_made(session, order, refund, answer, now=now)
    elif refund.state is RefundState.DUE:
        _write_not_made(refund, answer, attempt, now=now, jitter=jitter)
    tell_of_parts_back(session, announcer, order, refund)
    return refund.state


def _write_not_made(
    refund: Refund,
    answer: GatewayRefused | GatewayUnreachable,
    attempt: int,
    *,
    now: datetime,
    jitter: float,
) -> None:
    refund.words = answer.words[:1000]
    if isinstance(answer, GatewayRefused):
        refund.state = RefundState.REFUSED
        return
    delay = next_delay(attempt, jitter=jitter)
    if attempt >= TRIES or delay is None:
        refund.state = RefundState.REFUSED
        refund.words = f"{LOOK_THERE} ({answer.words})"[:1000]
    else:
        refund.due_at = now + delay


def _write_made(
    session: Session, order: Order, refund: Refund, answer: RefundMade, *, now: datetime
) -> None:
    refund.gateway_id = answer.gateway_id
    if not is_left(session, refund):
        # While it was asked the rest went another way, and paid is never below nothing.
        refund.state, refund.words = RefundState.REFUSED, WENT_TWICE
        return
    refund.state = RefundState.PENDING if answer.pending else RefundState.MADE
    refund.made_at = now
    refund.due_at = now + FOLLOWED_AFTER
    if refund.currency == order.currency:
        order.paid_minor -= refund.amount_minor
