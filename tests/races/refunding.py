"""What a crowd of staff does with one order's money and places, and without the guard."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

import app.usecases.close_voucher
import app.usecases.give_money_back
import app.usecases.retry_refund
from app.domain.payment import TooMuchBack, WentAlready
from app.domain.replacing import PlaceStays
from app.store.database import Database
from app.store.money_back import left_instead_of, owe_back
from app.store.open_refunds import refuse_what_went
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.store.voucher import VoucherRow
from app.usecases.close_voucher import close_voucher
from app.usecases.give_money_back import give_money_back
from app.usecases.move_registration import move_registration
from app.usecases.retry_refund import retry_refund
from tests.races.deeds import deferred, meet, unlocked
from tests.worlds import NOW

PART_MINOR = 100000
# Twice this is more than was paid.
MOST_MINOR = 300000


def give_back(database: Database, share: str, *, minor: int = PART_MINOR) -> str:
    """Ask for a part of an order's money; the share is the order and the form's key."""
    order, key = share.split()
    try:
        given = give_money_back(
            database,
            order_reference=order,
            amount_minor=minor,
            reason="test",
            asked_by="kim@example.org",
            key=key,
            now=NOW,
        )
    except TooMuchBack:
        return "too much"
    return "given" if given and given.amount.minor else "asked before"


def give_back_without_the_guard(database: Database, share: str) -> str:
    """Ask where the order's row is not locked (and SQLite's begin deferred, out of turn).

    Elsewhere two write before either commits, as they may where nothing is locked: else it would be
    chance whether they meet.
    """
    app.usecases.give_money_back.lock_order = unlocked  # type: ignore[attr-defined]  # control
    if database.engine.dialect.name == "sqlite":
        deferred(database)
    else:
        app.usecases.give_money_back.owe_back = _owe_back_together  # type: ignore[attr-defined]  # control
    return give_back(database, share, minor=MOST_MINOR)


def _owe_back_together(session: Session, order: Order, **how: Any) -> int:
    back = owe_back(session, order, **how)
    session.flush()
    meet()
    return back


def close(database: Database, number: str) -> str:
    """Close a voucher that is worth all that was paid, and have the money sent."""
    closed = close_voucher(
        database, number=int(number), agreed_minor=420000, reason="", by="kim@example.org", now=NOW
    )
    return "closed" if closed else "known"


def close_without_the_guard(database: Database, number: str) -> str:
    """Close where no row is locked, and two look before either writes."""
    app.usecases.close_voucher._locked = _unlocked_voucher
    app.usecases.close_voucher.left_instead_of = _left_together  # type: ignore[attr-defined]  # control
    if database.engine.dialect.name == "sqlite":
        deferred(database)
    return close(database, number)


def _unlocked_voucher(session: Session, number: int) -> tuple[Order, VoucherRow] | None:
    voucher = session.get_one(VoucherRow, number)
    return unlocked(session, voucher.given_for_id or 0), voucher


def _left_together(session: Session, order: Order, *, minor: int) -> int:
    left = left_instead_of(session, order, minor=minor)
    meet()
    return left


def send_again(database: Database, uid: str) -> str:
    """Have a refund that was refused sent again."""
    try:
        return "sent" if retry_refund(database, refund_uid=uid, now=NOW) else "known"
    except WentAlready:
        return "gone"


def send_again_without_the_guard(database: Database, uid: str) -> str:
    """Send again where no row is locked, and two look before either writes."""
    app.usecases.retry_refund.lock_refund = _unlocked_refund  # type: ignore[attr-defined]  # control
    app.usecases.retry_refund.refuse_what_went = _look_together  # type: ignore[attr-defined]  # control
    if database.engine.dialect.name == "sqlite":
        deferred(database)
    return send_again(database, uid)


def _unlocked_refund(session: Session, uid: str) -> tuple[Order, Refund] | None:
    row = session.execute(
        select(Order, Refund)
        .join(Payment, Payment.order_id == Order.id)
        .join(Refund, Refund.payment_id == Payment.id)
        .where(Refund.uid == uid)
        .options(joinedload(Refund.payment))
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def _look_together(session: Session, refund: Refund) -> None:
    refuse_what_went(session, refund)
    meet()


def move(database: Database, share: str) -> str:
    """Move a place; the share is its reference and the class where it shall go."""
    reference, code = share.split()
    try:
        move_registration(
            database,
            reference=reference,
            class_code=code,
            asked_by="kim@example.org",
            partners={},
            wake=lambda names: None,
            now=NOW,
        )
    except PlaceStays as stays:
        return stays.why.name
    return "moved"
