"""Payments that a gateway may still have news of, when the time to pay has ended.

The gateway is asked first, with no transaction open: its page is closed, and what it reports then
counts (promise 2). Works inside the caller's transactions. Not here: what ends (the use cases).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.payment import UNSETTLED, PaymentReport
from app.store.announcer import Announcer
from app.store.order import Order
from app.store.payment import Payment, payments_of
from app.store.registration import Registration
from app.store.settlement import record_report

# What was reported, by our uid and by the gateway's name for the page as it was when we asked.
Reports = Mapping[tuple[str, str | None], PaymentReport | None]


def unsettled_payments(session: Session, reference: str) -> Sequence[tuple[str, str, str | None]]:
    """Return uid, gateway and the gateway's name of each payment that may still bring money."""
    rows = session.execute(
        select(Payment.uid, Payment.gateway, Payment.gateway_id)
        .join(Order, Order.id == Payment.order_id)
        .where(Order.reference == reference, Payment.state.in_(UNSETTLED))
    )
    return [(uid, gateway, page) for uid, gateway, page in rows]


def record_reports(
    session: Session,
    announcer: Announcer,
    order: Order,
    registrations: Sequence[Registration],
    reports: Reports,
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
