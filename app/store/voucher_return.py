"""A voucher's uses given back, taken again, and going along with a place that goes on as another.

One use of an amount or a value voucher is an order. It is counted on one of the places that have a
part of it, and goes on to another when that one gives its part back: it comes back with the last.

Works inside the caller's transaction, with the order's row locked and before any class's is. Not
here: using one in the first place (voucher.py), counting (voucher_count.py).
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from app.domain.voucher import BY_PLACE, VoucherGone, VoucherKind
from app.store.registration import Registration
from app.store.voucher import GIVE_BACK, VoucherRedemption, VoucherRow, take_uses
from app.store.voucher_count import Most, Uses, count_back, count_uses


def give_vouchers_back(
    session: Session, registration_ids: Collection[int], *, reason: str, now: datetime
) -> int:
    """Give back what these places of an order were had by; return how many rows that were."""
    found = _redemptions(session, VoucherRedemption.registration_id.in_(registration_ids))
    return _give_back(session, found, reason=reason, now=now)


def give_redemption_back(
    session: Session, redemption_id: int, *, reason: str, now: datetime
) -> int:
    """Give one redemption back; 0 where that was done before."""
    found = _redemptions(session, VoucherRedemption.id == redemption_id)
    return _give_back(session, found, reason=reason, now=now)


def has_others(session: Session, redemption: VoucherRedemption) -> bool:
    """Say whether other places have a part of the same use, so that it does not come back yet."""
    return bool(_others(session, session.get_one(VoucherRow, redemption.voucher_id), [redemption]))


def take_vouchers_again(
    session: Session, registration_ids: Collection[int], *, now: datetime
) -> None:
    """Take again what was given back of places that ended unpaid, because their money came late.

    The voucher's limits of now decide, as everything else that late money buys is as it is now.

    Raises:
        VoucherGone: somebody else used it up meanwhile, it ended or was stopped; what was done here
            must be undone.
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
        uses = _uses(session, redemptions)
        if not take_uses(session, _counted(voucher, redemptions), uses, now=now):
            raise VoucherGone("")
        for each in redemptions:
            each.given_back_at, each.given_back = None, ""


def count_in_class(session: Session, registration_id: int, class_id: int) -> None:
    """Count a place's uses in another class than its own, because it goes on there.

    Raises:
        VoucherGone: there it was used as often as it may be; what was done here must be undone.
    """
    found = _redemptions(session, VoucherRedemption.registration_id == registration_id)
    for each in found:
        voucher = session.get_one(
            VoucherRow,
            each.voucher_id,
            populate_existing=True,
            with_for_update={"key_share": True},
        )
        count_back(session, voucher.id, Uses({}, _by_class(session, [each])))
        most = Most(voucher.most_per_person, voucher.most_per_class)
        if not count_uses(session, voucher.id, Uses({}, {class_id: each.uses}), most):
            raise VoucherGone("")


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
        uses, others = _uses(session, redemptions), _others(session, voucher, redemptions)
        heirs = _hand_on(redemptions, others)
        session.execute(GIVE_BACK, _counted(voucher, redemptions))
        count_back(session, voucher.id, uses)
        # Whatever the limits: it is no new use, and no place has to stay because of them.
        count_uses(session, voucher.id, _uses(session, heirs), Most(None, None))
        for each in redemptions:
            each.given_back_at, each.given_back = now, reason[:200]
    return len(found)


def _others(
    session: Session, voucher: VoucherRow, redemptions: Sequence[VoucherRedemption]
) -> Sequence[VoucherRedemption]:
    """Return the rest of the order's one use; nothing where each place is a use of its own."""
    if voucher.kind in BY_PLACE:
        return ()
    return [
        each
        for each in _redemptions(
            session,
            and_(
                VoucherRedemption.voucher_id == voucher.id,
                VoucherRedemption.order_id == redemptions[0].order_id,
            ),
        )
        if each not in redemptions
    ]


def _hand_on(
    redemptions: Sequence[VoucherRedemption], others: Sequence[VoucherRedemption]
) -> Sequence[VoucherRedemption]:
    """Have the use be one of the others', where these have it; return whose it is now."""
    handed = sum(each.uses for each in redemptions)
    if not handed or not others:
        return ()
    others[0].uses = handed
    for each in redemptions:
        each.uses = 0
    return others[:1]


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


def _uses(session: Session, redemptions: Sequence[VoucherRedemption]) -> Uses:
    by_person: Counter[str] = Counter()
    for each in redemptions:
        by_person[each.person_key] += each.uses
    return Uses(by_person, _by_class(session, redemptions))


def _by_class(session: Session, redemptions: Sequence[VoucherRedemption]) -> Mapping[int, int]:
    places = select(Registration.id, Registration.class_id).where(
        Registration.id.in_([each.registration_id for each in redemptions])
    )
    class_of = {row.id: row.class_id for row in session.execute(places)}
    counted: Counter[int] = Counter()
    for each in redemptions:
        counted[class_of[each.registration_id]] += each.uses
    return counted
