"""Undo payment: what staff wrote down by mistake is corrected by a row of its own, never deleted.

The order owes the money again, while it has places; they stay as they are until staff decide.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.payment import MISTAKE, OrderStanding, PaymentState, RefundState
from app.domain.payment_plan import is_by_hand
from app.domain.reason import PAYMENT_UNDONE, OwnReason
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.money_back import left_to_give_back
from app.store.order import Order, lock_order
from app.store.owed_news import tell_of_owed
from app.store.owing_again import owe_again
from app.store.payment import Payment, Refund, find_payment
from app.store.payment_terms import terms_of
from app.store.registration import registrations_of
from app.store.settlement import standing_of

# Whose order still owes what was not paid after all; of one that ended nobody asks it.
_OWES = frozenset({OrderStanding.HELD, OrderStanding.SETTLED, OrderStanding.OWING})


@dataclass(eq=False)
class VoucherGiven(Exception):
    """A voucher was given for this money: taken back, the voucher would be worth it still."""

    def __str__(self) -> str:
        return "A voucher was given for this money, so it is not taken back"


def undo_payment(
    sessions: Sessions,
    *,
    payment_uid: str,
    by: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> bool:
    """Correct a payment that staff wrote down; say whether there was one to correct.

    Its buyer is told what is owed then. What of it went back already stays gone; what waited to go
    back does so no more. A second time nothing is left to correct.

    Raises:
        VoucherGiven: so much of the order's money was given as a voucher.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        payment = find_payment(session, uid=payment_uid)
        if payment is None or not is_by_hand(payment.gateway):
            return False
        order = lock_order(session, payment.order_id)
        before = order.owed_minor
        undone = _correct(session, order, payment, by=by, now=now)
        tell_of_owed(session, announcer, order, before=before, reason=PAYMENT_UNDONE)
    wake(announcer.destinations)
    return undone


def _correct(session: Session, order: Order, payment: Payment, *, by: str, now: datetime) -> bool:
    if payment.state is not PaymentState.PAID:
        return False
    refunds = session.scalars(select(Refund).where(Refund.payment_id == payment.id)).all()
    left = (payment.received_minor or 0) - sum(each.amount_minor for each in refunds)
    if left > left_to_give_back(session, order):
        raise VoucherGiven
    waiting = [each for each in refunds if each.state is RefundState.ASKED]
    for each in waiting:
        each.state, each.reason, each.asked_by = RefundState.MADE, MISTAKE, by
        each.own_reason, each.made_at = OwnReason.MISTAKE, now
        order.paid_minor -= each.amount_minor
    if left > 0:
        session.add(
            Refund(
                uid=str(uuid4()),
                payment=payment,
                amount_minor=left,
                currency=order.currency,
                reason=MISTAKE,
                own_reason=OwnReason.MISTAKE,
                asked_by=by,
                state=RefundState.MADE,
                due_at=now,
                created_at=now,
                made_at=now,
            )
        )
        order.paid_minor -= left
        _owe_again(session, order, left, now=now)
    return left > 0 or bool(waiting)


def _owe_again(session: Session, order: Order, minor: int, *, now: datetime) -> None:
    """Have it owed as it was agreed; where nothing was, as what staff charge, so that it is due."""
    terms = terms_of(session, order)
    if terms is None or terms.due_at is None:
        owe_again(session, order, minor=minor, now=now)
    elif standing_of(registrations_of(session, order.id), owed=order.owed_minor + minor) in _OWES:
        order.owed_minor += minor
