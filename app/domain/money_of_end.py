"""What becomes of the money of places that ended, as an event says it and as it is told. Pure.

Not here: deciding what goes back (refund_rule.py), sending it, the sentences of the letter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.money import Money
from app.domain.refund_rule import say_kept_rule

# What of a place's price its end kept, of what price, and the rule, in an event's facts.
_KEPT, _OF_PRICE, _RULE = "kept_minor", "kept_of_minor", "kept_by_rule"
_GOES_BACK = "goes_back"
# No rule says what comes back of it: staff decide.
UNDECIDED = "undecided"


class Way(StrEnum):
    """How money of an end comes back, or what is missing until it does.

    ``sent``: by itself, the way it came. ``by_hand``: no machine can send it, staff do. ``theirs``:
    the partner that took it does. ``bank``: the buyer's bank, which claims it, decides first.
    ``looked_at``: staff look at it first. ``undecided``: staff decide whether, and how much.
    """

    SENT = "sent"
    BY_HAND = "by_hand"
    THEIRS = "theirs"
    BANK = "bank"
    LOOKED_AT = "looked_at"
    UNDECIDED = "undecided"
    VOUCHER = "voucher"


# The money of these stays: a voucher stands for it, or nobody decided yet.
_STAYS = frozenset({Way.VOUCHER, Way.UNDECIDED})


@dataclass(frozen=True, slots=True)
class ComesBack:
    """So much comes back in one way."""

    amount: Money
    way: Way


@dataclass(frozen=True, slots=True)
class MoneyOfEnd:
    """What an order had paid when places of it ended, what of that had gone back, what does now.

    All in the order's currency; ``paid`` counts what was sent back ``before``. ``besides`` was owed
    back before these places ended, and had not been sent by the time this is told.
    """

    paid: Money
    before: Money
    back: tuple[ComesBack, ...]
    besides: tuple[ComesBack, ...] = ()

    @property
    def goes(self) -> Money:
        """What of it went back or goes, as money, as far as that is decided."""
        coming = (*self.back, *self.besides)
        sure = [each.amount for each in coming if each.way not in _STAYS]
        return sum(sure, self.before)

    @property
    def stays(self) -> Money:
        """What is paid once all of that went."""
        return self.paid - self.goes


@dataclass(frozen=True, slots=True)
class Kept:
    """What of places' price does not come back; ``rule`` says why in words, "" where nobody did."""

    amount: Money
    price: Money
    rule: str


def fact_of_going_back(reason: str) -> dict[str, str]:
    """Return as facts of an event that a payment goes back whole, and why."""
    return {_GOES_BACK: "whole", "reason": reason}


def goes_back_whole(facts: Mapping[str, object]) -> bool:
    """Read back what ``fact_of_going_back`` gave."""
    return _GOES_BACK in facts


def fact_of_kept(kept_minor: int, *, price_minor: int, rule: str = "") -> dict[str, str | int]:
    """Return as facts of an event what an end keeps of a price; none where it keeps nothing.

    In minor units of the order's currency; ``rule`` is what ``fact_of_rule`` gives.
    """
    if kept_minor <= 0:
        return {}
    return {_KEPT: kept_minor, _OF_PRICE: price_minor, _RULE: rule}


def kept_of(facts: Mapping[str, object], currency: str) -> Kept | None:
    """Read back what ``fact_of_kept`` gave; None where nothing is kept."""
    kept, price = facts.get(_KEPT), facts.get(_OF_PRICE)
    if not isinstance(kept, int) or not isinstance(price, int):
        return None
    rule = say_kept_rule(str(facts.get(_RULE) or ""))
    return Kept(Money(kept, currency), Money(price, currency), rule)
