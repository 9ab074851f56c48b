"""Days from one to another, both in it: whole months, quarters, years, and what is beside them."""

from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
# A month, a quarter, a year: as many months as they have.
_WHOLE = (1, 3, 12)


@dataclass(frozen=True, slots=True)
class Days:
    """Days from ``first`` to ``last``, both in it."""

    first: date
    last: date

    @property
    def before(self) -> "Days":
        """The month, quarter or year before where it is a whole one, else as many days before."""
        last = self.first - _DAY
        if months := self._months():
            return whole(months, last)
        return Days(last - (self.last - self.first), last)

    @property
    def after(self) -> "Days":
        """The month, quarter or year after where it is a whole one, else as many days after."""
        first = self.last + _DAY
        if months := self._months():
            return whole(months, first)
        return Days(first, first + (self.last - self.first))

    def _months(self) -> int:
        """Return how many months the whole month, quarter or year has that it is; 0: it is none."""
        return next((each for each in _WHOLE if whole(each, self.first) == self), 0)


def whole(months: int, day: date) -> Days:
    """Return the month, quarter or year (1, 3 or 12 months) that a day is in."""
    begins = (day.month - 1) // months * months + 1
    first = day.replace(month=begins, day=1)
    ends = first.replace(month=begins + months - 1, day=28) + timedelta(days=4)
    return Days(first, ends.replace(day=1) - _DAY)


def usual(today: date) -> tuple[tuple[str, Days], ...]:
    """Return what books are looked at for, by name."""
    month = whole(1, today)
    return (
        ("This month", month),
        ("Last month", month.before),
        ("This quarter", whole(3, today)),
        ("This year", whole(12, today)),
    )
