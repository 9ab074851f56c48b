"""Why a gateway takes an amount of money or does not: currency, limits, decimals. Pure.

Not here: which amounts those are (each gateway's folder knows), nor how a page says it (wording).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.domain.money import Money


class Against(StrEnum):
    """What is wrong with an amount."""

    CURRENCY = "currency"
    TOO_LITTLE = "too_little"
    TOO_MUCH = "too_much"
    TOO_FINE = "too_fine"


@dataclass(frozen=True, slots=True)
class Objection:
    """Why an amount cannot be paid there.

    ``bound`` is the least, the most, or the smallest step that can; of a currency that is not taken
    it is nothing.
    """

    against: Against
    bound: Money


@dataclass(eq=False)
class Unpayable(Exception):
    """What an order needs paid online is an amount that no gateway takes."""

    amount: Money
    objection: Objection

    def __str__(self) -> str:
        return f"{self.amount} cannot be paid online ({self.objection.against})"


@dataclass(frozen=True, slots=True)
class Limits:
    """Which amounts of one currency are taken: from ``least`` to ``most``, by ``step``.

    In minor units; ``most`` is None where none is known.
    """

    least: int = 1
    most: int | None = None
    step: int = 1

    def object_to(self, money: Money) -> Objection | None:
        """Return what is wrong with an amount of that currency, or None where it is taken."""
        if money.minor < self.least:
            return Objection(Against.TOO_LITTLE, Money(self.least, money.currency))
        if self.most is not None and money.minor > self.most:
            return Objection(Against.TOO_MUCH, Money(self.most, money.currency))
        if money.minor % self.step:
            return Objection(Against.TOO_FINE, Money(self.step, money.currency))
        return None


class Taker(Protocol):
    """Whoever takes money, or objects to it."""

    def objects_to(self, money: Money) -> Objection | None:
        """Say why so much cannot be paid there; None where it can."""


def no_such_currency(money: Money) -> Objection:
    """Return the objection of who takes nothing of the currency."""
    return Objection(Against.CURRENCY, Money(0, money.currency))


def all_object(takers: Iterable[Taker], money: Money) -> Objection | None:
    """Say why nobody takes so much; None where somebody does, and where there is nobody to ask.

    Of several objections the first that is not to the currency: the amount could be another one.
    """
    objections = []
    for taker in takers:
        objection = taker.objects_to(money)
        if objection is None:
            return None
        objections.append(objection)
    of_amount = (each for each in objections if each.against is not Against.CURRENCY)
    return next(of_amount, objections[0] if objections else None)
