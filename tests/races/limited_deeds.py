"""What a crowd does to a voucher and to an extra, and the same with their guards taken away."""

from sqlalchemy import bindparam, update

import app.store.extra
import app.store.voucher
import app.store.voucher_count
import app.usecases.register
from app.domain.course_class import ClassFull
from app.domain.extra import ExtraGone
from app.domain.registration import RegistrationState
from app.domain.replacing import PlaceStays
from app.domain.voucher import VoucherGone
from app.store.database import Database, table_of
from app.store.extra import ExtraRow
from app.store.voucher import VoucherRow
from app.usecases.move_registration import move_registration
from app.usecases.register import register
from app.usecases.release_hold import release_hold
from tests.worlds import HOLD, NOW

# Where places are moved.
OTHER = "FA-2031-09"


def order(database: Database, share: str) -> str:
    """Register with a draft, or move a place; where the share says so, give the order up again."""
    what, _, token = share.rpartition(" ")
    if what == "move":
        return _move(database, token)
    try:
        made = register(database, draft_token=token, partners={}, now=NOW, hold=HOLD)
    except (VoucherGone, ExtraGone):
        return "gone"
    except ClassFull:
        return "full"
    if what == "leave":
        release_hold(
            database,
            reference=made.reference,
            state=RegistrationState.CANCELLED,
            reason="changed my mind",
            gateways={},
            partners={},
            wake=lambda names: None,
            now=NOW,
        )
        return "left"
    return "ordered"


def _move(database: Database, reference: str) -> str:
    try:
        move_registration(
            database,
            reference=reference,
            class_code=OTHER,
            asked_by="",
            partners={},
            wake=lambda names: None,
            now=NOW,
        )
    except PlaceStays as stays:
        return stays.why.name
    return "moved"


def order_without_the_guard(database: Database, share: str) -> str:
    """Order where the UPDATEs have lost their conditions: what was read before is believed."""
    voucher, extra = table_of(VoucherRow), table_of(ExtraRow)
    app.store.voucher._TAKE = (
        update(voucher)
        .where(voucher.c.id == bindparam("of_voucher"))
        .values(
            used=voucher.c.used + app.store.voucher._USES,
            balance_minor=voucher.c.balance_minor - app.store.voucher._DRAWN,
        )
        .returning(voucher.c.most_per_person, voucher.c.most_per_class)
    )
    app.store.voucher_count._count = lambda *_: True
    app.store.extra._TAKE = (
        update(extra)
        .where(extra.c.id == bindparam("of_extra"))
        .values(taken=extra.c.taken + app.store.extra._QUANTITY)
    )
    return order(database, share)
