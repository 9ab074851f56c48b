"""What a voucher gives, in words for people. Not here: whether it does."""

from app.domain.money import Money
from app.domain.voucher import Voucher, VoucherKind
from app.domain.wording import say_money

# As staff choose one.
KINDS = {
    VoucherKind.PERCENT: "Percent off each place",
    VoucherKind.AMOUNT: "An amount off an order",
    VoucherKind.FREE: "Free places",
    VoucherKind.UNLOCK: "Opens prices that are for its holders only",
    VoucherKind.VALUE: "Credit, until it is spent",
}


def say_voucher(voucher: Voucher) -> str:
    """Return what it gives and where: ``25 % off each place, in FA-2031-03``."""
    where = voucher.class_code or voucher.program_code
    return f"{_gives(voucher)}{_extras(voucher)}{f', in {where}' if where else ''}"


def _gives(voucher: Voucher) -> str:
    amount = say_money(voucher.amount) if voucher.amount else ""
    if voucher.kind is VoucherKind.PERCENT:
        return f"{voucher.percent} % off each place"
    if voucher.kind is VoucherKind.AMOUNT:
        return f"{amount} off an order"
    if voucher.kind is VoucherKind.FREE:
        return "Free places"
    if voucher.kind is VoucherKind.UNLOCK:
        return f"Opens the price {voucher.opens}" if voucher.opens else "Opens every price"
    left = Money(voucher.balance_minor, voucher.amount.currency) if voucher.amount else None
    return f"Worth {amount}, {say_money(left) if left else amount} left"


def _extras(voucher: Voucher) -> str:
    said = voucher.extras_too and voucher.kind not in (VoucherKind.UNLOCK, VoucherKind.VALUE)
    return ", extras too" if said else ""
