"""Remind of payment: write to a buyer so many days before or after money is due, once each."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.event import EventKind
from app.domain.registration import SEATED
from app.store.announcer import Announcer, announcing
from app.store.database import transaction
from app.store.order import Order, lock_order
from app.store.payment_terms import PaymentReminder, PaymentTerms, terms_of
from app.store.registration import buyer_gave_up, registrations_of, speaker_of


def remind_of_payment(
    sessions: Sessions,
    *,
    order_id: int,
    days: int,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
) -> bool:
    """Write to the order's buyer, ``days`` after its money was due (below zero: before).

    Say whether one was written. The reminder's row, the event and its deliveries are one
    transaction, with the order's row locked, so each is sent once by however many workers.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now) as announcer,
    ):
        order = lock_order(session, order_id)
        terms = terms_of(session, order)
        reminded = terms is not None and _remind(
            session, announcer, order, terms, days=days, now=now
        )
    wake(announcer.destinations)
    return reminded


def _remind(
    session: Session,
    announcer: Announcer,
    order: Order,
    terms: PaymentTerms,
    *,
    days: int,
    now: datetime,
) -> bool:
    due_at = terms.due_at
    if due_at is None or not order.owed_minor or due_at + timedelta(days=days) > now:
        return False
    known = select(PaymentReminder.id).where(
        PaymentReminder.order_id == order.id,
        PaymentReminder.due_at == due_at,
        PaymentReminder.days == days,
    )
    if session.scalar(known) is not None:
        return False
    session.add(PaymentReminder(order_id=order.id, due_at=due_at, days=days, sent_at=now))
    places = registrations_of(session, order.id)
    about = speaker_of(places)
    # Who was told of a due time so late already need not be told again at once.
    asked = about.state in SEATED or buyer_gave_up(places)
    if not asked or terms.agreed_at > due_at + timedelta(days=days):
        return False
    announcer.announce(
        EventKind.ORDER_PAYMENT_DUE, about.course_class, order=order, facts={"days": days}
    )
    return True
