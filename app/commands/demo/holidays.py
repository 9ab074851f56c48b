"""Days on which the demo's places do not teach: the public holidays of their countries.

Not here: moving a class off them (catalogue.py). A day that is only sometimes free somewhere, as
the one that stands for a holiday on a Sunday, counts as one: the demo loses nothing by it.
"""

from datetime import date, timedelta
from functools import cache

# Month and day; everywhere, then by country.
_EVERYWHERE = ((1, 1), (12, 24), (12, 25), (12, 26), (12, 31))
_FIXED = {
    "NO": ((5, 1), (5, 17)),
    "GB": ((1, 2), (1, 3), (12, 27), (12, 28)),
    "DE": ((3, 8), (5, 1), (10, 3)),
    "PT": ((4, 25), (5, 1), (6, 10), (6, 13), (8, 15), (10, 5), (11, 1), (12, 1), (12, 8)),
}
# Days from Easter Sunday: Good Friday, Easter, and what each country adds.
_EASTER_EVERYWHERE = (-2, 0, 1)
_EASTER = {"NO": (-3, 39, 49, 50), "GB": (), "DE": (39, 49, 50), "PT": (-47, 60)}


def is_holiday(day: date, country: str) -> bool:
    """Say whether nobody teaches on the day in a country (two letters)."""
    return day in _holidays(day.year, country)


@cache
def _holidays(year: int, country: str) -> frozenset[date]:
    fixed = (date(year, *each) for each in (*_EVERYWHERE, *_FIXED[country]))
    easter = easter_sunday(year)
    moving = (easter + timedelta(days=each) for each in (*_EASTER_EVERYWHERE, *_EASTER[country]))
    banks = _bank_holidays(year) if country == "GB" else ()
    return frozenset((*fixed, *moving, *banks))


def _bank_holidays(year: int) -> tuple[date, ...]:
    """Return England's Mondays: the first and the last of May, the last of August."""
    first = date(year, 5, 1)
    lasts = (date(year, 5, 31), date(year, 8, 31))
    return (
        first + timedelta(days=-first.weekday() % 7),
        *(last - timedelta(days=last.weekday()) for last in lasts),
    )


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)
