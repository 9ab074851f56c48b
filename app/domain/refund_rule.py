"""What goes back of a place that is cancelled: so much until so many days before.

Not here: sending it.

A class says it in steps ("everything until 14 days before, half until 7"), or only by its last day
to cancel: everything until then and nothing after. Days are those of the class's zone, inclusive.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.money import Money

WHOLE = 100


@dataclass(frozen=True, slots=True)
class RefundStep:
    """``percent`` of the price goes back until ``days`` before the first day of the class."""

    days: int
    percent: int


def percent_back(
    steps: Sequence[RefundStep], *, today: date, first_day: date, deadline: date | None
) -> int | None:
    """Return how many percent of a place's price go back today; None where no rule says so.

    ``deadline`` is the last day to cancel, which counts where there are no steps.
    """
    if not steps:
        return None if deadline is None else WHOLE if today <= deadline else 0
    left = (first_day - today).days
    return max((step.percent for step in steps if left >= step.days), default=0)


def part_of(price: Money, percent: int) -> Money:
    """Return so many percent of a price, half a minor unit and more rounded up."""
    return Money((price.minor * percent + WHOLE // 2) // WHOLE, price.currency)


def say_steps(steps: Sequence[RefundStep]) -> str:
    """Return the steps as a sentence, the earliest first; empty where there are none."""
    if not steps:
        return ""
    said = [f"{_percent(step.percent)} until {_days(step.days)}" for step in steps]
    return f"You get back {', '.join(said)}; after that nothing."


def _percent(percent: int) -> str:
    return "everything" if percent == WHOLE else f"{percent} %"


def _days(days: int) -> str:
    if not days:
        return "the day the class starts"
    return f"{days} day{'' if days == 1 else 's'} before the class starts"
