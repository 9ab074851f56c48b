"""Vouchers as staff see them: the list, one with its uses, and those made together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.domain.contract import Sessions
from app.domain.money import Money
from app.domain.registration import SEATED, RegistrationState
from app.domain.voucher import Voucher, VoucherKind, VoucherState
from app.domain.voucher_wording import say_voucher
from app.queries.staff.paging import Extent, extent
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.money_back import left_instead_of
from app.store.order import Order
from app.store.registration import Registration
from app.store.voucher import VoucherRedemption, VoucherRow, voucher_of
from app.store.voucher_making import Limits, find_row

PAGE = 25
# What is shown of a code: ``str`` all of it, ``mask_code`` its end.
Show = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class VoucherLine:
    """One voucher of a list; ``number`` finds it, ``gives`` is what it does in words.

    Its code is as it may be shown.
    """

    number: int
    name: str
    gives: str
    voucher: Voucher
    state: VoucherState
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class VouchersPage:
    """One page of the list, the newest first."""

    lines: tuple[VoucherLine, ...]
    extent: Extent


@dataclass(frozen=True, slots=True)
class Use:
    """What it gave to one place; ``ended``: nobody has that place any more."""

    id: int
    reference: str
    name: str
    class_code: str
    order: str
    uses: int
    amount: Money
    at: datetime
    given_back_at: datetime | None
    given_back: str
    ended: bool


@dataclass(frozen=True, slots=True)
class VoucherPage:
    """One voucher, its limits and a page of its uses, the newest first.

    ``given_for`` is an order, ``as_money`` what can go back of its money if the voucher is closed,
    nothing where it cannot be; ``switches``: it can be stopped, or used again.
    """

    line: VoucherLine
    limits: Limits
    batch: str
    given_for: str
    as_money: Money | None
    switches: bool
    changed_by: str
    changed_at: datetime | None
    uses: tuple[Use, ...]
    extent: Extent


def vouchers_page(
    sessions: Sessions, *, search: str, batch: str, show: Show, wanted: int, now: datetime
) -> VouchersPage:
    """Return the page wanted, or the nearest there is; two statements.

    ``search`` is for names alone: whoever looks for a part of a code may be guessing the rest.
    """
    conditions = list(_conditions(search, batch))
    with reading(sessions) as session:
        total = session.scalar(select(func.count(VoucherRow.id)).where(*conditions))
        found = extent(total or 0, wanted=wanted, size=PAGE)
        rows = session.scalars(
            select(VoucherRow)
            .where(*conditions)
            .order_by(VoucherRow.made_at.desc(), VoucherRow.id.desc())
            .offset(found.offset)
            .limit(found.size)
        ).all()
        return VouchersPage(tuple(_line(row, show=show, now=now) for row in rows), found)


def number_of(sessions: Sessions, code: str) -> int | None:
    """Return the number of the voucher of this code, as it is kept, or None; one statement."""
    with reading(sessions) as session:
        row = find_row(session, code)
        return None if row is None else row.id


def voucher_page(
    sessions: Sessions, number: int, *, show: Show, wanted: int, now: datetime
) -> VoucherPage | None:
    """Return one voucher with that page of its uses, or None where there is none.

    Four statements, and three about the money of one that was given for some and is stopped.
    """
    with reading(sessions) as session:
        row = session.get(VoucherRow, number)
        if row is None:
            return None
        total = session.scalar(
            select(func.count(VoucherRedemption.id)).where(VoucherRedemption.voucher_id == row.id)
        )
        found = extent(total or 0, wanted=wanted, size=PAGE)
        uses = _uses(session, row.id, found)
        order = session.get(Order, row.given_for_id) if row.given_for_id else None
        return VoucherPage(
            line=_line(row, show=show, now=now),
            limits=Limits(
                name=row.name,
                valid_from=row.valid_from,
                valid_until=row.valid_until,
                most_total=row.most_total,
                most_per_person=row.most_per_person,
                most_per_class=row.most_per_class,
            ),
            batch=row.batch,
            given_for=order.reference if order else "",
            as_money=_as_money(session, order, row),
            switches=row.active or row.kind is not VoucherKind.VALUE or row.balance_minor > 0,
            changed_by=row.changed_by,
            changed_at=row.changed_at,
            uses=uses,
            extent=found,
        )


def _as_money(session: Session, order: Order | None, row: VoucherRow) -> Money | None:
    if order is None or row.active:
        return None
    left = left_instead_of(session, order, minor=row.balance_minor)
    return Money(left, order.currency) if left else None


def batch_of(sessions: Sessions, batch: str, *, show: Show, now: datetime) -> Sequence[VoucherLine]:
    """Return the vouchers that were made together, in their order; one statement."""
    with reading(sessions) as session:
        rows = session.scalars(
            select(VoucherRow)
            .where(VoucherRow.batch == batch, VoucherRow.batch != "")
            .order_by(VoucherRow.id)
        )
        return [_line(row, show=show, now=now) for row in rows]


def _conditions(search: str, batch: str) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [VoucherRow.batch == batch] if batch else []
    if search:
        conditions.append(VoucherRow.name.icontains(search, autoescape=True))
    return conditions


def _line(row: VoucherRow, *, show: Show, now: datetime) -> VoucherLine:
    voucher = replace(voucher_of(row), code=show(row.shown))
    return VoucherLine(
        number=row.id,
        name=row.name,
        gives=say_voucher(voucher),
        voucher=voucher,
        state=voucher.state(now),
        made_by=row.made_by,
        made_at=row.made_at,
    )


def _uses(session: Session, voucher_id: int, page: Extent) -> tuple[Use, ...]:
    rows = session.execute(
        select(
            VoucherRedemption,
            Registration.reference,
            Registration.name,
            CourseClass.code,
            Order.reference,
            Registration.state,
        )
        .join(Registration, Registration.id == VoucherRedemption.registration_id)
        .join(CourseClass, CourseClass.id == Registration.class_id)
        .join(Order, Order.id == VoucherRedemption.order_id)
        .where(VoucherRedemption.voucher_id == voucher_id)
        .order_by(VoucherRedemption.id.desc())
        .offset(page.offset)
        .limit(page.size)
    )
    return tuple(_use(*row) for row in rows)


def _use(
    redemption: VoucherRedemption,
    reference: str,
    name: str,
    class_code: str,
    order: str,
    state: RegistrationState,
) -> Use:
    return Use(
        id=redemption.id,
        reference=reference,
        name=name,
        class_code=class_code,
        order=order,
        uses=redemption.uses,
        amount=Money(redemption.amount_minor, redemption.currency),
        at=redemption.at,
        given_back_at=redemption.given_back_at,
        given_back=redemption.given_back,
        ended=state not in SEATED,
    )
