"""What becomes of vouchers that were given for an order's money when that was mended."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.proof import Mend, MoneyDifference, Side
from app.store.order import find_order
from app.store.voucher_cover import say_stopped, stop_uncovered

# After these there may be less of an order's money than was known, or more again.
_MOVES = frozenset({Mend.RECORD, Mend.TAKE_THEIRS, Mend.STRIKE_OUT})


def see_to_vouchers(
    session: Session, difference: MoneyDifference, mend: Mend, *, now: datetime
) -> str:
    """Stop those that nothing covers any more; return what staff read, or nothing.

    Works inside the transaction that mends the difference, which has the order's row locked.
    """
    moves = mend in _MOVES and difference.about is not Side.ENTRY
    order = find_order(session, difference.order) if moves else None
    if order is None:
        return ""
    return stop_uncovered(session, order, now=now) or say_stopped(session, order)
