"""Close voucher: what is left of one given instead of money ends, and its money goes back.

Only of one that is stopped, so that nobody is using it. Not here: stopping it (change_voucher,
store/voucher_cover.py), giving one (give_voucher_back).
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contract import Sessions
from app.domain.money import Money
from app.domain.wording import say_money
from app.store.database import transaction
from app.store.money_back import left_instead_of, owe_back
from app.store.order import Order, lock_order
from app.store.voucher import VoucherRow


def close_voucher(
    sessions: Sessions, *, number: int, agreed_minor: int, reason: str, by: str, now: datetime
) -> Money | None:
    """Have what a stopped voucher is still worth go back as money; return how much that is.

    Never more than is left of what its order paid; what of the voucher is more than that ends too.
    None, and nothing changes, where nothing can go, or something else than ``agreed_minor`` (minor
    units), which is what was on the page: the voucher is used again, or was closed, meanwhile, or
    money went. ``by`` is whose decision it was; the sweep sends the money.
    """
    with transaction(sessions) as session:
        found = _locked(session, number)
        if found is None:
            return None
        order, voucher = found
        ends = voucher.balance_minor
        back = Money(left_instead_of(session, order, minor=ends), order.currency)
        if voucher.active or not back.minor or back.minor != agreed_minor:
            return None
        voucher.amount_minor, voucher.balance_minor = voucher.amount_minor - ends, 0
        voucher.changed_by = f"{by[:250]}, who had {say_money(back)} sent back instead"
        voucher.changed_at = now
        session.flush()
        owe_back(session, order, amount_minor=back.minor, reason=reason, now=now, asked_by=by)
    return back


def _locked(session: Session, number: int) -> tuple[Order, VoucherRow] | None:
    """Return a voucher given instead of money, and its order, both rows locked; None if it is none.

    The order's first, as everywhere.
    """
    given_for = select(VoucherRow.given_for_id).where(VoucherRow.id == number)
    order_id = session.scalar(given_for)
    if order_id is None:
        return None
    order = lock_order(session, order_id)
    voucher = session.get_one(
        VoucherRow, number, populate_existing=True, with_for_update={"key_share": True}
    )
    return order, voucher
