"""Vouchers as they are made and their limits changed. Not here: using one (voucher.py)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.catalogue import VoucherEntry
from app.domain.voucher import VoucherKind
from app.domain.voucher_code import read_code
from app.store.course_class import CourseClass
from app.store.database import rows_changed
from app.store.program import Program
from app.store.voucher import VoucherRow


@dataclass(frozen=True, slots=True)
class Limits:
    """What can be changed of a voucher once it is made; times are UTC."""

    name: str
    valid_from: datetime | None
    valid_until: datetime | None
    most_total: int | None
    most_per_person: int | None
    most_per_class: int | None

    @property
    def first_day(self) -> str:
        """The first day on which it holds, of UTC, or empty."""
        return f"{self.valid_from:%Y-%m-%d}" if self.valid_from else ""

    @property
    def last_day(self) -> str:
        """The last day on which it holds, of UTC, or empty."""
        return (
            f"{self.valid_until - timedelta(microseconds=1):%Y-%m-%d}" if self.valid_until else ""
        )


@dataclass(frozen=True, slots=True)
class Making:
    """Who makes a voucher, when, with which others and which form, and of which order's money."""

    by: str
    at: datetime
    batch: str = ""
    given_for_id: int | None = None
    given_key: str | None = None


def limits_of(entry: VoucherEntry) -> Limits:
    """Return what an entry says of a voucher that can be changed."""
    return Limits(
        name=entry.name,
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
        most_total=entry.most_total,
        most_per_person=entry.most_per_person,
        most_per_class=entry.most_per_class,
    )


def find_row(session: Session, code: str) -> VoucherRow | None:
    """Return a voucher's row by its code as it is kept."""
    return session.scalar(select(VoucherRow).where(VoucherRow.code == code))


def missing_of(session: Session, entry: VoucherEntry) -> str:
    """Return which of what a voucher is for is not there, ``class`` or ``program``, or nothing."""
    if entry.class_code and not session.scalar(
        select(CourseClass.id).where(CourseClass.code == entry.class_code)
    ):
        return "class"
    if entry.program_code and not session.scalar(
        select(Program.id).where(Program.code == entry.program_code)
    ):
        return "program"
    return ""


def made_with(session: Session, key: str | None) -> VoucherRow | None:
    """Return the first voucher that was made with the form of this key before, or None."""
    if key is None:
        return None
    return session.scalar(select(VoucherRow).where(VoucherRow.given_key == key))


def add_voucher(session: Session, entry: VoucherEntry, shown: str, making: Making) -> VoucherRow:
    """Have a voucher under the code that is shown, which must be nobody's yet."""
    minor = entry.amount.minor if entry.amount else 0
    row = VoucherRow(
        code=read_code(shown),
        shown=shown,
        batch=making.batch,
        kind=entry.kind,
        percent=entry.percent,
        amount_minor=minor,
        balance_minor=minor if entry.kind is VoucherKind.VALUE else 0,
        currency=entry.amount.currency if entry.amount else "",
        extras_too=entry.extras_too,
        class_code=entry.class_code,
        program_code=entry.program_code,
        opens=entry.opens,
        given_for_id=making.given_for_id,
        given_key=making.given_key,
        made_by=making.by,
        made_at=making.at,
        name=entry.name,
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
        most_total=entry.most_total,
        most_per_person=entry.most_per_person,
        most_per_class=entry.most_per_class,
    )
    session.add(row)
    return row


def is_the_same(row: VoucherRow, entry: VoucherEntry) -> bool:
    """Say whether a voucher gives, and holds, just what the entry says."""
    amount = (row.amount_minor, row.currency) if row.currency else None
    wanted = (entry.amount.minor, entry.amount.currency) if entry.amount else None
    return (amount, *_given(row)) == (wanted, *_given(entry))


def _given(of: VoucherRow | VoucherEntry) -> tuple[object, ...]:
    return (of.kind, of.percent, of.extras_too, of.class_code, of.program_code, of.opens)


def change_limits(session: Session, row: VoucherRow, limits: Limits) -> bool:
    """Have other limits; False, and nothing done, where it was used more often than the new most.

    One conditional UPDATE, as uses are taken by one.
    """
    changed = update(VoucherRow).where(VoucherRow.id == row.id)
    if limits.most_total is not None:
        changed = changed.where(VoucherRow.used <= limits.most_total)
    result = session.execute(
        changed.values(
            name=limits.name,
            valid_from=limits.valid_from,
            valid_until=limits.valid_until,
            most_total=limits.most_total,
            most_per_person=limits.most_per_person,
            most_per_class=limits.most_per_class,
        ).execution_options(synchronize_session=False)
    )
    return rows_changed(result) == 1
