"""Vouchers, who used them, and the counters that keep anybody from using one too often.

As with seats: one conditional UPDATE takes a use or none, every use is a row, and a CHECK stands
behind. Works inside the caller's transaction; a voucher's row is locked after the order and the
people, and before any class. Not here: what a voucher takes off (domain/discount.py), how often a
person uses it and how often it is used in a class (voucher_count.py).
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    String,
    and_,
    bindparam,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.discount import Share
from app.domain.money import Money
from app.domain.priced import Held
from app.domain.voucher import Voucher, VoucherGone, VoucherKind
from app.domain.voucher_code import LONGEST_CODE
from app.store.database import (
    Base,
    Executor,
    Minor,
    UtcDateTime,
    table_of,
    word,
)
from app.store.voucher_count import Most, Uses, VoucherClass, VoucherPerson, count_uses


class VoucherRow(Base):
    """A voucher; ``code`` is how it is found (``read_code``), ``shown`` how it is written.

    ``used`` is the sum of the uses that were not given back, ``balance_minor`` what a value voucher
    has left; of one that was closed ``amount_minor`` is what was used. ``batch`` is what those made
    together have in common. ``given_for_id`` is the order whose money was not sent back for it,
    ``given_key`` the form's by which that was decided, or by which it was made, with others: then
    it is the first one's.
    """

    __tablename__ = "voucher"
    __table_args__ = (
        CheckConstraint("used >= 0 AND (most_total IS NULL OR used <= most_total)", name="used"),
        CheckConstraint("balance_minor >= 0 AND balance_minor <= amount_minor", name="balance"),
        CheckConstraint("percent >= 0 AND percent <= 100", name="percent"),
        Index("ix_voucher_made", "made_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(LONGEST_CODE), unique=True)
    shown: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120), default="")
    batch: Mapped[str] = mapped_column(String(36), default="", index=True)
    kind: Mapped[VoucherKind] = mapped_column(word(VoucherKind))
    percent: Mapped[int] = mapped_column(default=0)
    amount_minor: Mapped[int] = mapped_column(Minor, default=0)
    balance_minor: Mapped[int] = mapped_column(Minor, default=0)
    currency: Mapped[str] = mapped_column(String(3), default="")
    extras_too: Mapped[bool] = mapped_column(default=False)
    class_code: Mapped[str] = mapped_column(String(64), default="")
    program_code: Mapped[str] = mapped_column(String(64), default="")
    opens: Mapped[str] = mapped_column(String(120), default="")
    valid_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    valid_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    most_total: Mapped[int | None]
    most_per_person: Mapped[int | None]
    most_per_class: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    given_for_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    given_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    made_by: Mapped[str] = mapped_column(String(320), default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(320), default="")
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class VoucherRedemption(Base):
    """What a voucher gave to one place: so many uses, so much; given back, it counts no more."""

    __tablename__ = "voucher_redemption"
    __table_args__ = (CheckConstraint("uses >= 0 AND amount_minor >= 0", name="gives"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"), index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    person_key: Mapped[str] = mapped_column(String(64))
    uses: Mapped[int]
    amount_minor: Mapped[int] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(String(3))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    given_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    given_back: Mapped[str] = mapped_column(String(200), default="")


_VOUCHER, _PERSON = table_of(VoucherRow), table_of(VoucherPerson)
_IN_CLASS = table_of(VoucherClass)
_REDEMPTION = table_of(VoucherRedemption)
_USES: ColumnElement[int] = bindparam("uses", type_=_VOUCHER.c.used.type)
_DRAWN: ColumnElement[int] = bindparam("drawn", type_=_VOUCHER.c.balance_minor.type)
_NOW: ColumnElement[datetime] = bindparam("now", type_=UtcDateTime)

_FIND = (
    select(
        *_VOUCHER.c,
        _PERSON.c.person_key,
        _PERSON.c.used.label("used_by_person"),
        _IN_CLASS.c.used.label("used_in_class"),
    )
    .select_from(
        _VOUCHER.outerjoin(
            _PERSON,
            and_(
                _PERSON.c.voucher_id == _VOUCHER.c.id,
                _PERSON.c.person_key.in_(bindparam("people", expanding=True)),
            ),
        ).outerjoin(
            _IN_CLASS,
            and_(
                _IN_CLASS.c.voucher_id == _VOUCHER.c.id,
                _IN_CLASS.c.class_id == bindparam("of_class"),
            ),
        )
    )
    .where(_VOUCHER.c.code == bindparam("of_code"))
)
# Takes so many uses now, or none; then it says what else limits them.
_TAKE = (
    update(_VOUCHER)
    .where(
        _VOUCHER.c.id == bindparam("of_voucher"),
        _VOUCHER.c.active,
        or_(_VOUCHER.c.valid_from.is_(None), _VOUCHER.c.valid_from <= _NOW),
        or_(_VOUCHER.c.valid_until.is_(None), _VOUCHER.c.valid_until > _NOW),
        or_(_VOUCHER.c.most_total.is_(None), _VOUCHER.c.used + _USES <= _VOUCHER.c.most_total),
        _VOUCHER.c.balance_minor >= _DRAWN,
    )
    .values(used=_VOUCHER.c.used + _USES, balance_minor=_VOUCHER.c.balance_minor - _DRAWN)
    .returning(_VOUCHER.c.most_per_person, _VOUCHER.c.most_per_class)
)
GIVE_BACK = (
    update(_VOUCHER)
    .where(_VOUCHER.c.id == bindparam("of_voucher"))
    .values(used=_VOUCHER.c.used - _USES, balance_minor=_VOUCHER.c.balance_minor + _DRAWN)
)
_WRITE = insert(_REDEMPTION).inline()


def find_voucher(
    executor: Executor, code: str, *, people: Collection[str], class_id: int
) -> Held | None:
    """Return a voucher by its code, how often each of the people used it, and it was there.

    One statement.
    """
    wanted = {"of_code": code, "people": sorted(set(people)), "of_class": class_id}
    rows = executor.execute(_FIND, wanted).all()
    if not rows:
        return None
    used_by = {row.person_key: row.used_by_person for row in rows if row.person_key is not None}
    return Held(voucher_of(rows[0]), used_by, rows[0].used_in_class or 0)


def voucher_of(row: VoucherRow | Row[*tuple[Any, ...]]) -> Voucher:
    """Return a row as the rules take it."""
    amount = Money(row.amount_minor, row.currency) if row.currency else None
    return Voucher(
        id=row.id,
        code=row.shown,
        kind=row.kind,
        percent=row.percent,
        amount=amount,
        balance_minor=row.balance_minor,
        extras_too=row.extras_too,
        class_code=row.class_code,
        program_code=row.program_code,
        opens=row.opens,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        most_total=row.most_total,
        most_per_person=row.most_per_person,
        most_per_class=row.most_per_class,
        used=row.used,
        active=row.active,
    )


def redeem_voucher(
    executor: Executor,
    voucher: Voucher,
    shares: Sequence[Share],
    *,
    class_id: int,
    class_code: str,
    order_id: int,
    places: Mapping[int, int],
    now: datetime,
) -> None:
    """Use a voucher for an order's places in a class, or not at all: conditional UPDATEs decide.

    ``places`` has the registration's number by its position. From here to its end the transaction
    keeps the voucher's row to itself.

    Raises:
        VoucherGone: it was used up, switched off or over meanwhile; the transaction must end.
    """
    value = voucher.kind is VoucherKind.VALUE
    given = {
        "of_voucher": voucher.id,
        "uses": sum(each.uses for each in shares),
        "drawn": sum(each.amount.minor for each in shares) if value else 0,
    }
    by_person = Counter({each.person: 0 for each in shares})
    for each in shares:
        by_person[each.person] += each.uses
    uses = Uses(by_person, {class_id: given["uses"]})
    if not take_uses(executor, given, uses, now=now):
        raise VoucherGone(class_code)
    common = {"voucher_id": voucher.id, "order_id": order_id, "at": now, "given_back": ""}
    executor.execute(
        _WRITE,
        [{**common, "registration_id": places[each.place], **_written(each)} for each in shares],
    )


def take_uses(executor: Executor, given: Mapping[str, Any], uses: Uses, *, now: datetime) -> bool:
    """Take uses of a voucher and count them; False where it has not so many, or holds no more.

    The limits are those of the row that is locked by it, whatever was read before.
    """
    most = executor.execute(_TAKE, {**given, "now": now}).one_or_none()
    return most is not None and count_uses(
        executor, given["of_voucher"], uses, Most(most.most_per_person, most.most_per_class)
    )


def _written(share: Share) -> dict[str, object]:
    return {
        "person_key": share.person,
        "uses": share.uses,
        "amount_minor": share.amount.minor,
        "currency": share.amount.currency,
    }
