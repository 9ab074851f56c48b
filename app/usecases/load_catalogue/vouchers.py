"""The vouchers of a catalogue file, put into their table.

Not here: the classes they are for. A voucher's row is locked before any class's, so these come
first.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.catalogue import CatalogueMistake, VoucherEntry
from app.domain.voucher_code import read_code
from app.store.voucher_making import (
    Making,
    add_voucher,
    change_limits,
    find_row,
    is_the_same,
    limits_of,
    missing_of,
)


def put_vouchers(session: Session, entries: Sequence[VoucherEntry], *, now: datetime) -> None:
    """Add the vouchers that are new, and give those that are there the file's limits.

    Raises:
        CatalogueMistake: one is there and gives something else, or was used more often than it may.
    """
    for entry in entries:
        row = find_row(session, read_code(entry.code))
        if row is None:
            add_voucher(session, entry, entry.code, Making(by="", at=now))
            # The next one may be this one under other signs.
            session.flush()
            continue
        if not is_the_same(row, entry):
            reason = "is that of another voucher: what one gives never changes"
            raise CatalogueMistake(f"{entry.path}.code", reason)
        if not change_limits(session, row, limits_of(entry)):
            raise CatalogueMistake(f"{entry.path}.most", f"must be {row.used} or more")


def check_vouchers(session: Session, entries: Sequence[VoucherEntry]) -> None:
    """Check what the vouchers are for, once the file's programs and classes are there.

    Raises:
        CatalogueMistake: there is no such class, or no such program.
    """
    for entry in entries:
        missing = missing_of(session, entry)
        if missing:
            raise CatalogueMistake(f"{entry.path}.{missing}", f"there is no such {missing}")
