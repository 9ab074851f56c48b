"""How what an order costs, what is paid of it and what is left add up. Not here: its lines."""

from dataclasses import dataclass

from app.domain.money import Money


@dataclass(frozen=True, slots=True)
class Balance:
    """``total`` − ``sent_back`` − ``let_off`` + ``too_much`` = ``paid`` + ``left``, always.

    ``sent_back`` is what of its price went back, ``let_off`` what of it need not be paid any more,
    ``too_much`` what is paid beyond its price and goes back. ``besides`` went back too, and is no
    part of this: the total was lowered since, or more was paid than it.
    """

    total: Money
    sent_back: Money
    let_off: Money
    paid: Money
    too_much: Money
    left: Money
    besides: Money

    @property
    def changed(self) -> bool:
        """Whether something was taken off what was ordered, or is paid beyond it."""
        return bool(self.less.minor or self.too_much.minor)

    @property
    def less(self) -> Money:
        """What was taken off in all."""
        return self.sent_back + self.let_off


def balance_of(total: Money, *, paid: Money, left: Money, went: Money) -> Balance:
    """Return how an order's money adds up, all in its currency.

    ``went`` is everything that was sent back, also what was paid twice, or is not in the total any
    more: of that only so much is taken off as the price became less by, and the rest is besides.
    """
    none = Money(0, total.currency)
    less = total - paid - left
    if less.minor < 0:
        return Balance(total, none, none, paid, none - less, left, went)
    back = min(less, went, key=lambda each: each.minor)
    return Balance(total, back, less - back, paid, none, left, went - back)
