"""Vouchers given instead of money that went after all: what nothing covers any more is stopped.

Works inside the caller's transaction, with the order's row locked. Not here: the money
(money_gone), giving a voucher (voucher_giving).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.money import Money
from app.domain.money_behind import uncovered_vouchers
from app.domain.voucher_code import mask_code
from app.domain.wording import say_money
from app.store.cases import seats_of
from app.store.order import Order
from app.store.paid_money import paid_money
from app.store.voucher import VoucherRow

# Stands where a voucher's page says who changed it.
_BY = "because its money went"


def stop_uncovered(session: Session, order: Order, *, now: datetime) -> str:
    """Stop the order's vouchers where what is left of its money is not behind them any more.

    What is left is first for the places that stand. All of them and whole, because what a voucher
    gives never changes: staff, who read what is returned, may have one used again. Returns nothing
    where the money still covers them.
    """
    vouchers = _given_for(session, order)
    if not vouchers:
        return ""
    session.flush()
    seats = seats_of(session.connection(), order.id)
    worth = sum(each.amount_minor for each in vouchers)
    covered = worth <= max(0, paid_money(session, order).here)
    if covered and not uncovered_vouchers(seats.of_order, decided=seats.decided):
        return ""
    for each in vouchers:
        if each.active:
            each.active, each.changed_by, each.changed_at = False, _BY, now
    return " ".join(f"{_named(each)} is stopped{_used(each)}." for each in vouchers)


def say_stopped(session: Session, order: Order) -> str:
    """Return what staff read of the order's stopped vouchers when its money came back."""
    return " ".join(
        f"{_named(each)} is stopped: is it to be used again, or its money sent back?"
        for each in _given_for(session, order)
        if not each.active and each.balance_minor
    )


def say_in_use(session: Session, order: Order) -> str:
    """Return what staff read of the order's vouchers while a bank claims its money."""
    return " ".join(
        f"{_named(each)} can be used meanwhile."
        for each in _given_for(session, order)
        if each.active and each.balance_minor
    )


def _given_for(session: Session, order: Order) -> Sequence[VoucherRow]:
    """Return the vouchers that were given for the order's money, locked: none is being used."""
    return session.scalars(
        select(VoucherRow)
        .where(VoucherRow.given_for_id == order.id)
        .order_by(VoucherRow.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def _named(voucher: VoucherRow) -> str:
    """Return what it is called where nobody may read its code; by its number its page is found."""
    worth = say_money(Money(voucher.amount_minor, voucher.currency))
    return f"Voucher {voucher.id} ({mask_code(voucher.shown)}), {worth} given instead of money,"


def _used(voucher: VoucherRow) -> str:
    used = voucher.amount_minor - voucher.balance_minor
    return f", and {say_money(Money(used, voucher.currency))} of it was used" if used else ""
