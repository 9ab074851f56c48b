"""Make vouchers: staff make one under a code of theirs, or many under codes that nobody guesses."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.catalogue import VoucherEntry
from app.domain.contract import Sessions
from app.domain.voucher_code import new_code
from app.store.database import reading, transaction
from app.store.voucher_making import Making, add_voucher, made_with, missing_of

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
    """What they have in common, nothing for one alone, and the first one's number.

    ``before``: the same form had made them before.
    """

    batch: str
    first: int
    before: bool = False


def make_vouchers(
    sessions: Sessions,
    *,
    entry: VoucherEntry,
    count: int,
    by: str,
    now: datetime,
    key: str | None = None,
) -> MadeVouchers:
    """Make so many vouchers that give the same; one alone has the entry's code, if it has one.

    Where many are made the entry's code is how theirs begin. ``by`` is who made them, ``key`` the
    form's: the same key twice, at once or later, makes them once.

    Raises:
        MakingRefused: too many, none, a code that is taken, no such class or program.
    """
    if not 1 <= count <= MOST_AT_ONCE:
        raise MakingRefused("count", f"Between 1 and {MOST_AT_ONCE} can be made at once")
    making = Making(by=by, at=now, batch=str(uuid4()) if count > 1 else "")
    try:
        with transaction(sessions) as session:
            if (before := _made_before(session, key)) is not None:
                return before
            missing = missing_of(session, entry)
            if missing:
                raise MakingRefused(missing, f"There is no such {missing}")
            first, *others = _codes(entry, count)
            row = add_voucher(session, entry, first, replace(making, given_key=key))
            for shown in others:
                add_voucher(session, entry, shown, making)
            session.flush()
            number = row.id
    except IntegrityError as error:
        # Either is another's by now: the code, or the key.
        with reading(sessions) as session:
            if (before := _made_before(session, key)) is not None:
                return before
        raise MakingRefused("code", _TAKEN) from error
    return MadeVouchers(making.batch, number)


def _made_before(session: Session, key: str | None) -> MadeVouchers | None:
    row = made_with(session, key)
    return None if row is None else MadeVouchers(row.batch, row.id, before=True)


def _codes(entry: VoucherEntry, count: int) -> list[str]:
    if count == 1 and entry.code:
        return [entry.code]
    # A prefix so long that with it no code could be kept is cut.
    return [new_code(entry.code[:20].strip("-")) for _ in range(count)]
