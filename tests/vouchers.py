"""Vouchers and extras as tests keep and count them. Not here: any claim."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, func, select, update

from app.domain.bill import LineKind
from app.domain.contract import Sessions
from app.domain.registration import SEATED
from app.domain.tax import TaxMode
from app.domain.voucher import BY_PLACE, VoucherKind
from app.store.course_class import CourseClass
from app.store.database import reading, transaction
from app.store.extra import ExtraRow
from app.store.order_line import OrderLine
from app.store.registration import Registration
from app.store.voucher import VoucherRedemption, VoucherRow
from app.store.voucher_count import VoucherClass, VoucherPerson
from tests.worlds import CLASS, NOW

CODE = "FAIR2031"


def add_voucher(
    sessions: Sessions,
    code: str = CODE,
    kind: VoucherKind = VoucherKind.FREE,
    *,
    minor: int = 0,
    currency: str = "",
    **columns: Any,
) -> str:
    """Keep a voucher and return its code."""
    balance = minor if kind is VoucherKind.VALUE else 0
    with transaction(sessions) as session:
        session.add(
            VoucherRow(
                code=code,
                shown=code,
                kind=kind,
                amount_minor=minor,
                balance_minor=balance,
                currency=currency,
                made_at=NOW,
                **columns,
            )
        )
    return code


def change_voucher(sessions: Sessions, **columns: Any) -> None:
    """Change every voucher."""
    with transaction(sessions) as session:
        session.execute(update(VoucherRow).values(**columns))


def used(sessions: Sessions) -> tuple[int, int]:
    """Return how often the only voucher was used, and what it has left."""
    with reading(sessions) as session:
        row = session.scalars(select(VoucherRow)).one()
        return row.used, row.balance_minor


def vouchers_agree(sessions: Sessions) -> bool:
    """Say whether its counters, whole, by person and by class, are the sums of a voucher's uses.

    And whether it is used as long as anybody has a part of it (``parts_are_uses``).
    """
    open_uses = select(
        VoucherRedemption.voucher_id,
        VoucherRedemption.person_key,
        func.sum(VoucherRedemption.uses),
        func.sum(VoucherRedemption.amount_minor),
    ).where(VoucherRedemption.given_back_at.is_(None))
    with reading(sessions) as session:
        rows = session.execute(
            open_uses.group_by(VoucherRedemption.voucher_id, VoucherRedemption.person_key)
        ).all()
        by_person = {(voucher, person): uses for voucher, person, uses, _ in rows if uses}
        counted = session.scalars(select(VoucherPerson).where(VoucherPerson.used > 0)).all()
        if by_person != {(each.voucher_id, each.person_key): each.used for each in counted}:
            return False
        if used_by_class(sessions) != uses_by_class(sessions) or not parts_are_uses(sessions):
            return False
        for voucher in session.scalars(select(VoucherRow)):
            mine = [row for row in rows if row[0] == voucher.id]
            drawn = sum(row[3] for row in mine) if voucher.kind is VoucherKind.VALUE else 0
            spent = voucher.amount_minor - voucher.balance_minor
            if voucher.used != sum(row[2] for row in mine):
                return False
            if voucher.kind is VoucherKind.VALUE and spent != drawn:
                return False
    return True


def parts_are_uses(sessions: Sessions) -> bool:
    """Say whether every order that still has a part of a voucher is counted as having used it.

    That is once for an amount or a value voucher, and by each place for the others; and no place
    has its seat with something off by a voucher whose use came back.
    """
    with reading(sessions) as session:
        parts = session.execute(
            select(
                VoucherRow.kind, func.sum(VoucherRedemption.uses), func.count(VoucherRedemption.id)
            )
            .join(VoucherRow, VoucherRow.id == VoucherRedemption.voucher_id)
            .where(VoucherRedemption.given_back_at.is_(None))
            .group_by(VoucherRow.kind, VoucherRedemption.voucher_id, VoucherRedemption.order_id)
        )
        if any(uses != (count if kind in BY_PLACE else 1) for kind, uses, count in parts):
            return False
        had = exists().where(
            VoucherRedemption.registration_id == Registration.id,
            VoucherRedemption.voucher_id == OrderLine.voucher_id,
            VoucherRedemption.given_back_at.is_(None),
        )
        without = session.scalar(
            select(func.count(OrderLine.id))
            .join(Registration, Registration.id == OrderLine.registration_id)
            .where(
                OrderLine.kind == LineKind.DISCOUNT,
                OrderLine.voucher_id.is_not(None),
                Registration.state.in_(SEATED),
                ~had,
            )
        )
    return not without


def used_by_class(sessions: Sessions) -> dict[tuple[int, str], int]:
    """Return how often vouchers, by their numbers, are counted in classes, where they are."""
    with reading(sessions) as session:
        rows = session.execute(
            select(VoucherClass.voucher_id, CourseClass.code, VoucherClass.used)
            .join(CourseClass, CourseClass.id == VoucherClass.class_id)
            .where(VoucherClass.used != 0)
        )
        return {(voucher, code): uses for voucher, code, uses in rows}


def uses_by_class(sessions: Sessions) -> dict[tuple[int, str], int]:
    """Return how often vouchers, by their numbers, are used in classes, by their rows."""
    with reading(sessions) as session:
        rows = session.execute(
            select(VoucherRedemption.voucher_id, CourseClass.code, func.sum(VoucherRedemption.uses))
            .join(Registration, Registration.id == VoucherRedemption.registration_id)
            .join(CourseClass, CourseClass.id == Registration.class_id)
            .where(VoucherRedemption.given_back_at.is_(None))
            .group_by(VoucherRedemption.voucher_id, CourseClass.code)
        )
        return {(voucher, code): uses for voucher, code, uses in rows if uses}


def add_extra(
    sessions: Sessions,
    code: str = "lunch",
    *,
    class_code: str = CLASS,
    amounts: Mapping[str, int] | None = None,
    stock: int | None = None,
    most: int = 1,
) -> str:
    """Keep an extra of a class and return its code."""
    with transaction(sessions) as session:
        of = session.scalars(select(CourseClass).where(CourseClass.code == class_code)).one()
        session.add(
            ExtraRow(
                class_id=of.id,
                code=code,
                label=code.capitalize(),
                amounts={"NOK": 15_000} if amounts is None else dict(amounts),
                tax_mode=TaxMode.NONE,
                tax_rate=0,
                tax_name="",
                stock=stock,
                most_per_place=most,
                position=0,
            )
        )
    return code


def taken(sessions: Sessions, code: str = "lunch") -> int:
    """Return how many of an extra are taken."""
    with reading(sessions) as session:
        return session.scalars(select(ExtraRow.taken).where(ExtraRow.code == code)).one()


def extras_agree(sessions: Sessions) -> bool:
    """Say whether what is taken of each extra is what the places with a seat have of it."""
    with reading(sessions) as session:
        rows = session.execute(
            select(OrderLine.extra_id, func.sum(OrderLine.quantity))
            .join(Registration, Registration.id == OrderLine.registration_id)
            .where(OrderLine.kind == LineKind.EXTRA, Registration.state.in_(SEATED))
            .group_by(OrderLine.extra_id)
        ).all()
        had = {number: int(quantity) for number, quantity in rows}
        return all(each.taken == had.get(each.id, 0) for each in session.scalars(select(ExtraRow)))
