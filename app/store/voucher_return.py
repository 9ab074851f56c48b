"""A voucher's uses given back, taken again, and going along with a place that goes on as another.

Works inside the caller's transaction, with the order's row locked and before any class's is. Not
here: using one in the first place (voucher.py).
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app.domain.voucher import VoucherGone, VoucherKind
from app.store.database import rows_changed
from app.store.voucher import (
    GIVE_BACK,
    PERSON_BACK,
    TAKE,
    VoucherRedemption,
    VoucherRow,
    count_people,
)


def give_vouchers_back(
    session: Session, registration_ids: Collection[int], *, reason: str, now: datetime
) -> int:
    """Give back every use by which these places were had; return how many redemptions that were."""
    found = _redemptions(session, VoucherRedemption.registration_id.in_(registration_ids))
    return _give_back(session, found, reason=reason, now=now)


def give_redemption_back(
    session: Session, redemption_id: int, *, reason: str, now: datetime
) -> int:
    """Give one redemption back; 0 where that was done before."""
    found = _redemptions(session, VoucherRedemption.id == redemption_id)
    return _give_back(session, found, reason=reason, now=now)


def take_vouchers_again(session: Session, registration_ids: Collection[int]) -> None:
    """Take again what was given back of places that ended unpaid, because their money came late.

    Raises:
        VoucherGone: somebody else used it up meanwhile; what was done here must be undone.
    """
    found = session.scalars(
        select(VoucherRedemption)
        .where(
            VoucherRedemption.registration_id.in_(registration_ids),
            VoucherRedemption.given_back_at.is_not(None),
        )
        .order_by(VoucherRedemption.voucher_id, VoucherRedemption.id)
    ).all()
    for voucher, redemptions in _by_voucher(session, found):
        taken = session.execute(TAKE, _counted(voucher, redemptions))
        if rows_changed(taken) != 1 or not count_people(
            session, voucher.id, _by_person(redemptions), most=voucher.most_per_person
        ):
            raise VoucherGone("")
        for each in redemptions:
            each.given_back_at, each.given_back = None, ""


def let_vouchers_go_along(session: Session, *, old_id: int, new_id: int) -> None:
    """Have a place's redemptions be those of the place it goes on as."""
    session.execute(
        update(VoucherRedemption)
        .where(
            VoucherRedemption.registration_id == old_id, VoucherRedemption.given_back_at.is_(None)
        )
        .values(registration_id=new_id)
        .execution_options(synchronize_session=False)
    )


def _redemptions(session: Session, whose: ColumnElement[bool]) -> Sequence[VoucherRedemption]:
    return session.scalars(
        select(VoucherRedemption)
        .where(whose, VoucherRedemption.given_back_at.is_(None))
        .order_by(VoucherRedemption.voucher_id, VoucherRedemption.id)
        .execution_options(populate_existing=True)
    ).all()


def _give_back(
    session: Session, found: Sequence[VoucherRedemption], *, reason: str, now: datetime
) -> int:
    for voucher, redemptions in _by_voucher(session, found):
        session.execute(GIVE_BACK, _counted(voucher, redemptions))
        for person, uses in sorted(_by_person(redemptions).items()):
            session.execute(
                PERSON_BACK, {"of_voucher": voucher.id, "of_person": person, "uses": uses}
            )
        for each in redemptions:
            each.given_back_at, each.given_back = now, reason[:200]
    return len(found)


def _by_voucher(
    session: Session, found: Sequence[VoucherRedemption]
) -> Iterator[tuple[VoucherRow, list[VoucherRedemption]]]:
    for number, redemptions in groupby(found, key=lambda each: each.voucher_id):
        yield session.get_one(VoucherRow, number), list(redemptions)


def _counted(voucher: VoucherRow, redemptions: Sequence[VoucherRedemption]) -> dict[str, int]:
    value = voucher.kind is VoucherKind.VALUE
    return {
        "of_voucher": voucher.id,
        "uses": sum(each.uses for each in redemptions),
        "drawn": sum(each.amount_minor for each in redemptions) if value else 0,
    }


def _by_person(redemptions: Sequence[VoucherRedemption]) -> Mapping[str, int]:
    counted: Counter[str] = Counter()
    for each in redemptions:
        counted[each.person_key] += each.uses
    return counted
