"""Change voucher: its name and limits, whether it is in use, and a use of it given back.

A voucher is named by its number, so that no address tells its code.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from app.domain.catalogue import VoucherEntry
from app.domain.contract import Sessions
from app.domain.registration import SEATED
from app.store.database import transaction
from app.store.order import lock_order
from app.store.registration import Registration
from app.store.voucher import VoucherRedemption, VoucherRow
from app.store.voucher_making import change_limits, limits_of
from app.store.voucher_return import give_redemption_back, has_others


@dataclass(eq=False)
class UsedMoreOften(Exception):
    """A voucher was to be used no more often than it was used already."""

    def __str__(self) -> str:
        return "It was used more often already"


@dataclass(eq=False)
class StillHad(Exception):
    """The use of a voucher was to be given back while somebody has the place it was used for."""

    def __str__(self) -> str:
        return "The place that it was used for has not ended"


class UseGivenBack(StrEnum):
    """How it ended; ``shared``: the voucher stays used, for other places of the order."""

    GIVEN = "given"
    SHARED = "shared"
    BEFORE = "before"


def limit_voucher(
    sessions: Sessions, *, number: int, entry: VoucherEntry, by: str, now: datetime
) -> bool:
    """Have a voucher's name and limits as the entry says; False where there is no such voucher.

    Uses there were stay, whoever would have one too many now.

    Raises:
        UsedMoreOften: it was used more often than the new most.
    """
    with transaction(sessions) as session:
        row = session.get(VoucherRow, number)
        if row is None:
            return False
        row.changed_by, row.changed_at = by, now
        session.flush()
        if not change_limits(session, row, limits_of(entry)):
            raise UsedMoreOften
    return True


def switch_voucher(
    sessions: Sessions, *, number: int, active: bool, by: str, now: datetime
) -> bool:
    """Stop or resume a voucher's use; False where there is no such voucher."""
    with transaction(sessions) as session:
        row = session.get(VoucherRow, number)
        if row is None:
            return False
        row.active, row.changed_by, row.changed_at = active, by, now
    return True


def give_use_back(
    sessions: Sessions, *, number: int, redemption_id: int, by: str, now: datetime
) -> UseGivenBack | None:
    """Give one place's use of a voucher back; None where there is none.

    The place keeps its price: what was frozen stays. The use of an amount or a value voucher is
    the order's: it comes back with the last place that has a part of it.

    Raises:
        StillHad: its place has not ended, so that one voucher would give two.
    """
    with transaction(sessions) as session:
        redemption = session.scalar(
            select(VoucherRedemption).where(
                VoucherRedemption.id == redemption_id, VoucherRedemption.voucher_id == number
            )
        )
        if redemption is None:
            return None
        lock_order(session, redemption.order_id)
        place = session.get_one(Registration, redemption.registration_id)
        session.refresh(place)
        if place.state in SEATED:
            raise StillHad
        shared = has_others(session, redemption)
        given = give_redemption_back(session, redemption_id, reason=f"given back by {by}", now=now)
    if not given:
        return UseGivenBack.BEFORE
    return UseGivenBack.SHARED if shared else UseGivenBack.GIVEN
