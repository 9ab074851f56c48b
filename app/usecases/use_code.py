"""Use code: open an order to whoever types the digits that were mailed to its buyer.

Not here: asking for them (ask_for_code.py).
"""

from datetime import datetime

from app.domain.contract import Sessions
from app.domain.mailed_code import code_fits
from app.store.database import transaction
from app.store.mailed_code import take_try, use_up
from app.store.order import Order


def use_code(
    sessions: Sessions, *, asking: str, typed: str, secret: str, now: datetime
) -> str | None:
    """Return the order's reference, once; None for whatever is wrong, which is not said.

    A code that was used, is too old or was tried five times opens nothing any more, nor does the
    right one of an asking for an order that is not there.
    """
    with transaction(sessions) as session:
        # Counted before it is looked at, so that many at once are counted too.
        order_id = take_try(session, asking, now=now)
        fits = code_fits(secret, asking, typed)
        if order_id is None or not fits:
            return None
        use_up(session, asking, now=now)
        return session.get_one(Order, order_id).reference
