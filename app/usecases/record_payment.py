"""Record payment: staff write down money that came by transfer, or at the door.

It counts as any other payment does; what is too much waits for staff to give it back by hand.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.money import Money
from app.domain.payment import PaymentReport, PaymentState, Step
from app.domain.payment_plan import ByHand
from app.store.announcer import Announcer, announcing
from app.store.database import transaction
from app.store.order import Order, find_order, lock_order
from app.store.payment import Payment, find_payment, payments_of
from app.store.registration import registrations_of
from app.store.settlement import record_report

NOTE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Came:
    """Money as staff write it down: how, how much, when (UTC), under which words, and by whom.

    ``key`` is the form's: sent twice it is one payment. ``alike`` is how many payments just like it
    are known to be written down: one more than that is asked about first.
    """

    how: ByHand
    minor: int
    at: datetime
    note: str
    by: str
    key: str
    alike: int | None = None


@dataclass(eq=False)
class WrittenBefore(Exception):
    """So many payments of the same amount and reference are written down for the order already."""

    count: int

    def __str__(self) -> str:
        return "A payment of this amount with this reference is written down already"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What followed, and how much of what came is too much; ``step`` NOTHING: it was known."""

    step: Step
    too_much: Money


def record_payment(
    sessions: Sessions,
    *,
    order_reference: str,
    came: Came,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> Recorded | None:
    """Write a payment down and what follows from it; None where there is no such order.

    ``came.minor`` is in minor units of the order's currency and more than 0.

    Raises:
        WrittenBefore: more payments just like it are there than who writes it down knows of.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        order = find_order(session, order_reference)
        if order is None:
            return None
        order = lock_order(session, order.id)
        if find_payment(session, uid=came.key) is not None:
            return Recorded(Step.NOTHING, Money(0, order.currency))
        alike = sum(_is_alike(each, came) for each in payments_of(session, order.id))
        if came.alike is not None and alike > came.alike:
            raise WrittenBefore(alike)
        recorded = _record(session, announcer, order, came, now=now)
    wake(announcer.destinations)
    return recorded


def _is_alike(payment: Payment, came: Came) -> bool:
    theirs = (payment.gateway, payment.amount_minor, payment.note)
    return theirs == (came.how.value, came.minor, came.note[:NOTE_LIMIT])


def _record(
    session: Session, announcer: Announcer, order: Order, came: Came, *, now: datetime
) -> Recorded:
    payment = _payment(order, came, now=now)
    session.add(payment)
    session.flush()
    owed = order.owed_minor
    amount = Money(came.minor, order.currency)
    step = record_report(
        session,
        announcer,
        order=order,
        registrations=registrations_of(session, order.id),
        payment=payment,
        report=PaymentReport(PaymentState.PAID, received=amount),
        now=now,
    )
    payment.settled_at = came.at
    counted = Money(owed - order.owed_minor, order.currency)
    return Recorded(step, amount - counted)


def _payment(order: Order, came: Came, *, now: datetime) -> Payment:
    return Payment(
        uid=came.key,
        order_id=order.id,
        gateway=came.how.value,
        amount_minor=came.minor,
        currency=order.currency,
        state=PaymentState.OPEN,
        created_at=now,
        expires_at=now,
        recorded_by=came.by,
        note=came.note[:NOTE_LIMIT],
    )
