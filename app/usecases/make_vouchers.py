"""Make vouchers: staff make one under a code of theirs, or many under codes that nobody guesses."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from app.domain.catalogue import VoucherEntry
from app.domain.contract import Sessions
from app.domain.voucher_code import new_code, read_code
from app.store.database import transaction
from app.store.voucher_making import Making, add_voucher, codes_taken, missing_of

MOST_AT_ONCE = 1000
_TAKEN = "There is a voucher with this code already"


@dataclass(eq=False)
class MakingRefused(Exception):
    """Vouchers that are not made; ``field`` is what is wrong with them, ``reason`` for people."""

    field: str
    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class MadeVouchers:
    """What they have in common, nothing for one alone, and the first one's number."""

    batch: str
    first: int


def make_vouchers(
    sessions: Sessions, *, entry: VoucherEntry, count: int, by: str, now: datetime
) -> MadeVouchers:
    """Make so many vouchers that give the same; one alone has the entry's code, if it has one.

    Where many are made the entry's code is how theirs begin. ``by`` is who made them.

    Raises:
        MakingRefused: too many, none, a code that is taken, no such class or program.
    """
    if not 1 <= count <= MOST_AT_ONCE:
        raise MakingRefused("count", f"Between 1 and {MOST_AT_ONCE} can be made at once")
    making = Making(by=by, at=now, batch=str(uuid4()) if count > 1 else "")
    try:
        with transaction(sessions) as session:
            missing = missing_of(session, entry)
            if missing:
                raise MakingRefused(missing, f"There is no such {missing}")
            codes = _codes(entry, count)
            if codes_taken(session, [read_code(each) for each in codes]):
                raise MakingRefused("code", _TAKEN)
            made = [add_voucher(session, entry, shown, making) for shown in codes]
            session.flush()
            first = made[0].id
    except IntegrityError as error:
        raise MakingRefused("code", _TAKEN) from error
    return MadeVouchers(making.batch, first)


def _codes(entry: VoucherEntry, count: int) -> list[str]:
    if count == 1 and entry.code:
        return [entry.code]
    # A prefix so long that with it no code could be kept is cut.
    return [new_code(entry.code[:20].strip("-")) for _ in range(count)]
