"""What a filled-in form costs with its extras and its voucher. Not here: freezing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.bill import Bill, bill_of, places_by_key
from app.domain.course_class import Price
from app.domain.discount import People, Share, redeem
from app.domain.draft import Filled
from app.domain.extra import Extra, with_extras
from app.domain.voucher import Voucher, VoucherRefused
from app.domain.voucher_code import person_key


@dataclass(frozen=True, slots=True)
class Held:
    """A voucher as somebody holds it: how often these people used it before, by ``person_key``.

    ``in_class`` is how often anybody used it in the class that it is held for.
    """

    voucher: Voucher
    used_by: Mapping[str, int] = field(default_factory=dict)
    in_class: int = 0


@dataclass(frozen=True, slots=True)
class ForSale:
    """What a class offers: its own code and its program's, prices and extras."""

    class_code: str
    program_code: str
    prices: Sequence[Price]
    extras: Sequence[Extra] = ()


@dataclass(frozen=True, slots=True)
class Priced:
    """A bill, and what of it a voucher gave."""

    bill: Bill
    voucher: Voucher | None = None
    shares: tuple[Share, ...] = ()


def price(filled: Filled, of: ForSale, *, held: Held | None, now: datetime) -> Priced | None:
    """Return what a filled-in form costs now, or None where it cannot be had at any price.

    ``held`` is the voucher that the form names, None where there is none like that.

    Raises:
        ExtraGone: an extra that was chosen is not to be had.
        VoucherRefused: the voucher cannot be used here.
    """
    voucher = _voucher(filled, of, held, now=now)
    unlocked = voucher.unlocks(of.prices) if voucher else ()
    bill = bill_of(filled, of.prices, now=now, unlocked=unlocked)
    if bill is None:
        return None
    bill = with_extras(bill, filled, of.extras, class_code=of.class_code)
    if voucher is None or held is None:
        return Priced(bill)
    opened = places_by_key(filled, of.prices, now=now, unlocked=unlocked)
    redeemed = redeem(bill, voucher, _people(filled, held), opened=opened)
    return Priced(redeemed.bill, voucher, redeemed.shares)


def people_of(filled: Filled) -> list[str]:
    """Return whose uses of a voucher count: the buyer's first, then each participant's."""
    everybody = (filled.buyer, *(each.contact for each in filled.participants))
    return [person_key(each.email) for each in everybody]


def _voucher(filled: Filled, of: ForSale, held: Held | None, *, now: datetime) -> Voucher | None:
    if not filled.voucher:
        return None
    if held is None:
        raise VoucherRefused
    if not held.voucher.holds(class_code=of.class_code, program_code=of.program_code, now=now):
        raise VoucherRefused
    return held.voucher


def _people(filled: Filled, held: Held) -> People:
    buyer, *participants = people_of(filled)
    return People(participants=participants, buyer=buyer, used=held.used_by, in_class=held.in_class)
