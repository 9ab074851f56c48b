"""Whether money that staff ask back may go: one form may be sent twice, or two be open at once.

Works inside the caller's transaction, with the order's row locked by ``lock_order``.
"""

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.money import Money
from app.domain.payment import OWED, AskedBefore, TooMuchBack
from app.store.money_back import left_to_give_back, was_asked
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.store.voucher import VoucherRow


def is_asked_anew(
    session: Session,
    order: Order,
    amount_minor: int,
    reason: str,
    *,
    key: str,
    alike: int | None,
) -> bool:
    """Say whether the form with that key had not asked for it yet; then so much may go back.

    ``amount_minor`` is in the order's minor units; ``alike`` how often as much is known to have
    been asked back for the same reason, None where that is nobody's concern.

    Raises:
        AskedBefore: it was asked more often than that.
        TooMuchBack: so much is not left of what was paid.
    """
    if was_asked(session, key):
        return False
    count = 0 if alike is None else _alike(session, order, amount_minor, reason)
    if alike is not None and count > alike:
        raise AskedBefore(count)
    left = left_to_give_back(session, order)
    if not 0 < amount_minor <= left:
        raise TooMuchBack(Money(left, order.currency))
    return True


def _alike(session: Session, order: Order, amount_minor: int, reason: str) -> int:
    """Return how often; of a voucher no reason is kept."""
    asked = Counter[str]()
    rows = session.execute(
        select(Refund.asked_key, Refund.amount_minor)
        .join(Refund.payment)
        .where(
            Payment.order_id == order.id,
            Refund.asked_key.is_not(None),
            Refund.reason == reason[:200],
            Refund.state.in_(OWED),
        )
    )
    for key, minor in rows:
        # One form's may be of several payments.
        asked[str(key).partition(":")[0]] += minor
    vouchers = session.scalars(
        select(func.count(VoucherRow.id)).where(
            VoucherRow.given_for_id == order.id, VoucherRow.amount_minor == amount_minor
        )
    ).one()
    return vouchers + sum(minor == amount_minor for minor in asked.values())
