"""Vouchers: what one gives, for whom and how often, and when it cannot be used. Not here: money."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.course_class import Price
from app.domain.draft import FormChanged
from app.domain.money import Money
from app.domain.said import sentence

# One and the same, whatever the reason: who guesses learns nothing.
UNUSABLE = sentence(
    "This voucher cannot be used here. It may be mistyped, over, used up, for another class or in"
    " another currency. Check it, or remove it to go on without"
)


class VoucherKind(StrEnum):
    """What a voucher gives.

    ``amount``: so much off an order, once. ``value``: money's worth that lasts until it is spent.
    ``unlock``: price options that are for its holders only.
    """

    PERCENT = "percent"
    AMOUNT = "amount"
    FREE = "free"
    UNLOCK = "unlock"
    VALUE = "value"


class VoucherState(StrEnum):
    """Whether anybody can use a voucher now, and if not why; the text is for people."""

    IN_USE = "in use"
    STOPPED = "stopped"
    NOT_YET = "not yet"
    OVER = "over"
    USED_UP = "used up"


# One use of these is a place, by whoever takes part; of the others an order, by whoever buys.
BY_PLACE = (VoucherKind.PERCENT, VoucherKind.FREE, VoucherKind.UNLOCK)


@dataclass(eq=False)
class VoucherRefused(Exception):
    """A voucher that cannot be used here, for whatever reason."""

    def __str__(self) -> str:
        return UNUSABLE


@dataclass(eq=False)
class VoucherGone(FormChanged):
    """A voucher could be used when the price was shown, and cannot any more."""

    def __str__(self) -> str:
        return "The voucher cannot be used any more"


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher as it stands; what it gives never changes once it is made.

    ``code`` is shown; ``percent`` of the price, ``amount`` off an order or what it was worth when
    it was made; ``balance_minor`` is what a value voucher has left. ``extras_too``: not of places
    alone. ``class_code`` and ``program_code`` say where it holds, empty anywhere; ``opens`` is the
    label of the price option it unlocks, empty for all. Times are UTC.
    """

    id: int
    code: str
    kind: VoucherKind
    percent: int = 0
    amount: Money | None = None
    balance_minor: int = 0
    extras_too: bool = False
    class_code: str = ""
    program_code: str = ""
    opens: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    most_total: int | None = None
    most_per_person: int | None = None
    most_per_class: int | None = None
    used: int = 0
    active: bool = True

    @property
    def left(self) -> int | None:
        """How many uses are left, or None where nobody counts."""
        return None if self.most_total is None else max(0, self.most_total - self.used)

    def left_in_class(self, used_there: int) -> int | None:
        """How many uses are left where so many were in one class, or None where nobody counts."""
        most = self.most_per_class
        there = None if most is None else max(0, most - used_there)
        return min((each for each in (self.left, there) if each is not None), default=None)

    @property
    def by_place(self) -> bool:
        """Whether each place is a use of its own."""
        return self.kind in BY_PLACE

    def holds(self, *, class_code: str, program_code: str, now: datetime) -> bool:
        """Say whether it may be used in that class now, as far as no counter says otherwise."""
        return (
            self.active
            and self._begun(now)
            and not self._over(now)
            and self.class_code in ("", class_code)
            and self.program_code in ("", program_code)
        )

    def state(self, now: datetime) -> VoucherState:
        """Return whether anybody at all can use it now."""
        if not self.active:
            return VoucherState.STOPPED
        if self._over(now):
            return VoucherState.OVER
        spent = self.kind is VoucherKind.VALUE and self.balance_minor <= 0
        if self.left == 0 or spent:
            return VoucherState.USED_UP
        return VoucherState.IN_USE if self._begun(now) else VoucherState.NOT_YET

    def _begun(self, now: datetime) -> bool:
        return self.valid_from is None or now >= self.valid_from

    def _over(self, now: datetime) -> bool:
        return self.valid_until is not None and now >= self.valid_until

    def unlocks(self, prices: Collection[Price]) -> frozenset[int]:
        """Return the numbers of the price options that it opens; those of others need no key."""
        if self.kind is not VoucherKind.UNLOCK:
            return frozenset()
        return frozenset(each.id for each in prices if self.opens in ("", each.label))
