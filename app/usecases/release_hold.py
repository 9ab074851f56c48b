"""Release hold: give a held order's seats back when its time is up, or when its buyer gives up.

The gateway is asked first (promise 2): its page is closed so that nothing can be paid any more, and
what it reports then counts. While it cannot be reached, the seats stay held.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import HOUSE, Partner, Sessions
from app.domain.gateway import Gateway, GatewayRefused, GatewayUnreachable
from app.domain.payment import UNSETTLED, OrderStanding, PaymentReport, PaymentState
from app.domain.registration import RegistrationState
from app.store.announcer import Announcer, announcing
from app.store.database import transaction
from app.store.order import Order, find_order, lock_order
from app.store.payment import Payment, payments_of
from app.store.registration import Registration, registrations_of
from app.store.settlement import record_report, release_order, standing_of

ASK_AGAIN = timedelta(minutes=1)
# What was reported, by our uid and by the gateway's name for the page as it was when we asked.
_Reports = Mapping[tuple[str, str | None], PaymentReport | None]


class Released(StrEnum):
    """How it ended."""

    RELEASED = "released"
    PAID = "paid"
    WAITING = "waiting"
    NOT_HELD = "not_held"


def release_hold(
    sessions: Sessions,
    *,
    reference: str,
    state: RegistrationState,
    reason: str,
    gateways: Mapping[str, Gateway],
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
) -> Released:
    """Release an order's seats; ``state`` is expired (only once its hold has ended) or cancelled.

    ``PAID``: money had come after all and the order is confirmed. ``WAITING``: the gateway cannot
    be reached, or money is on its way. ``NOT_HELD``: there was nothing to release.
    """
    with transaction(sessions) as session:
        open_payments = _open_payments(session, reference)
    reports = {(uid, page): _close(gateways.get(name), page) for uid, name, page in open_payments}
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now) as announcer,
    ):
        ended = _write(session, announcer, reference, reports, state, reason, now)
    wake([*announcer.destinations, HOUSE])
    return ended


def _open_payments(session: Session, reference: str) -> list[tuple[str, str, str | None]]:
    rows = session.execute(
        select(Payment.uid, Payment.gateway, Payment.gateway_id)
        .join(Order, Order.id == Payment.order_id)
        .where(
            Order.reference == reference,
            Payment.state.in_(UNSETTLED),
        )
    )
    return list(rows)


def _close(gateway: Gateway | None, page: str | None) -> PaymentReport | None:
    """Return how the payment stands once its page is closed, or None while nobody can say.

    A page we have no name for was never shown to anybody; one the gateway does not know cannot be
    paid at.
    """
    if page is None:
        return PaymentReport(state=PaymentState.EXPIRED)
    if gateway is None:
        return None
    answer = gateway.close_checkout(page)
    if isinstance(answer, GatewayUnreachable):
        return None
    if isinstance(answer, GatewayRefused):
        return PaymentReport(state=PaymentState.EXPIRED)
    return answer


def _write(
    session: Session,
    announcer: Announcer,
    reference: str,
    reports: _Reports,
    state: RegistrationState,
    reason: str,
    now: datetime,
) -> Released:
    order = find_order(session, reference)
    if order is None:
        return Released.NOT_HELD
    order = lock_order(session, order.id)
    registrations = registrations_of(session, order.id)
    waiting = _is_waiting(session, announcer, order, registrations, reports, now=now)
    standing = standing_of(registrations)
    if standing is not OrderStanding.HELD:
        order.hold_until = None
        return Released.PAID if standing is OrderStanding.SETTLED else Released.NOT_HELD
    if waiting:
        order.hold_until = max(order.hold_until or now, now + ASK_AGAIN)
        return Released.WAITING
    early = order.hold_until is not None and order.hold_until > now
    if state is RegistrationState.EXPIRED and early:
        return Released.WAITING
    release_order(
        session,
        announcer,
        order=order,
        registrations=registrations,
        state=state,
        reason=reason,
        now=now,
    )
    return Released.RELEASED


def _is_waiting(
    session: Session,
    announcer: Announcer,
    order: Order,
    registrations: Sequence[Registration],
    reports: _Reports,
    *,
    now: datetime,
) -> bool:
    """Write down what was reported, and say whether money may still come.

    A payment begun since we asked, or whose page got its name since, has no report: it is asked
    about next time. So is a page that the gateway would not close.
    """
    waiting = False
    for payment in payments_of(session, order.id):
        if payment.state not in UNSETTLED:
            continue
        report = reports.get((payment.uid, payment.gateway_id))
        if report is not None:
            record_report(
                session,
                announcer,
                order=order,
                registrations=registrations,
                payment=payment,
                report=report,
                now=now,
            )
        waiting |= payment.state in UNSETTLED
    return waiting
