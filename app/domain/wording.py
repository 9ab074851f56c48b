"""Money, days, times and zones as pages say them, in English. Not here: sentences.

Every time says its zone. Results are remembered: a list of classes says the same few days over and
over, and saying one anew costs more than fetching it.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, get_timezone_location, get_timezone_name
from babel.numbers import format_decimal, get_currency_symbol

from app.domain.course_class import Price, PriceKind
from app.domain.money import Money, exponent
from app.domain.tax import Tax, TaxMode

_LOCALE = "en_GB"
_REMEMBERED = 4096
# When what has days and no hours is over: at midnight it would be said to last a day longer.
LAST_MINUTE = time(23, 59)
# What lasts longer, over midnight, meets more than once.
_NIGHT = timedelta(hours=12)


@lru_cache(_REMEMBERED)
def say_money(amount: Money) -> str:
    """Return the amount with its currency: ``NOK 4,200``, ``€380.50``.

    Decimals are left out where all of them are 0.
    """
    major = abs(amount.major)
    decimals = 0 if major == major.to_integral_value() else exponent(amount.currency)
    pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    symbol = str(get_currency_symbol(amount.currency, locale=_LOCALE))
    space = "\N{NO-BREAK SPACE}" if symbol[-1].isalpha() else ""
    sign = "−" if amount.minor < 0 else ""
    return f"{sign}{symbol}{space}{format_decimal(major, format=pattern, locale=_LOCALE)}"


_TAX_WORDS = {TaxMode.INCLUSIVE: "incl. {}", TaxMode.EXCLUSIVE: "plus {}", TaxMode.EXEMPT: "{}"}


@lru_cache(_REMEMBERED)
def say_tax(tax: Tax) -> str:
    """Return how a price stands to its tax: ``incl. 25 % VAT``, ``plus 25 % VAT``, or nothing."""
    if tax.mode is TaxMode.NONE:
        return ""
    return _TAX_WORDS[tax.mode].format(name_tax(tax))


@lru_cache(_REMEMBERED)
def name_tax(tax: Tax) -> str:
    """Return ``25 % VAT``; ``exempt from VAT`` where it is not charged."""
    if tax.mode is TaxMode.EXEMPT:
        return f"exempt from {tax.name}"
    return f"{say_rate(tax)}\N{NO-BREAK SPACE}% {tax.name}"


def say_rate(tax: Tax) -> str:
    """Return the rate in percent: ``25``, ``12.5``."""
    whole, part = divmod(tax.rate, 100)
    return f"{whole}.{part:02}".rstrip("0").rstrip(".")


_WHO = {
    PriceKind.STANDARD: "Everybody",
    PriceKind.MEMBER: "Members",
    PriceKind.GROUP: "Groups of {} or more",
    PriceKind.VOUCHER_ONLY: "With a voucher",
}


def say_who(price: Price) -> str:
    """Return who can have a price: ``Everybody``, ``Members``, ``Groups of 5 or more``."""
    return _WHO[price.kind].format(price.least)


@lru_cache(_REMEMBERED)
def say_day(day: date) -> str:
    """Return ``Tuesday 4 March 2031``; of a moment, the day it has in its own zone."""
    return format_date(day, "EEEE d MMMM y", locale=_LOCALE)


@lru_cache(_REMEMBERED)
def say_short_day(day: date) -> str:
    """Return ``Tue 4 Mar 2031``."""
    return format_date(day, "EEE d MMM y", locale=_LOCALE)


@lru_cache(_REMEMBERED)
def say_month(day: date) -> str:
    """Return ``March 2031``."""
    return format_date(day, "MMMM y", locale=_LOCALE)


@lru_cache(_REMEMBERED)
def say_moment(moment: datetime, timezone: str) -> str:
    """Return ``Tuesday 4 March 2031, 09:00 CET``; the moment is aware, the zone an IANA name."""
    local = moment.astimezone(ZoneInfo(timezone))
    return f"{say_day(local.date())}, {local:%H:%M} {_abbreviation(local)}"


@lru_cache(_REMEMBERED)
def say_until(moment: datetime, timezone: str) -> str:
    """Return when something ends: ``the end of Tuesday 4 March 2031 (CET)`` at midnight.

    Midnight itself is the day before's, as people count; any other moment is said as it is.
    """
    local = moment.astimezone(ZoneInfo(timezone))
    if local.time() != time.min:
        return say_moment(moment, timezone)
    return f"the end of {say_day(local.date() - timedelta(days=1))} ({_abbreviation(local)})"


@lru_cache(_REMEMBERED)
def say_hours(starts_at: datetime, ends_at: datetime, timezone: str) -> str:
    """Return ``09:00–16:00 CET``, whatever days the two are on; ``all day`` of a day's whole."""
    starts, ends = (each.astimezone(ZoneInfo(timezone)) for each in (starts_at, ends_at))
    if is_all_day(starts, ends):
        return "all day"
    if starts.utcoffset() != ends.utcoffset():
        return f"{starts:%H:%M} {_abbreviation(starts)}–{ends:%H:%M} {_abbreviation(ends)}"
    return f"{starts:%H:%M}–{ends:%H:%M} {_abbreviation(starts)}"


def is_all_day(starts: datetime, ends: datetime) -> bool:
    """Say whether a sitting, local to its class, has days and no hours: it ends at 23:59."""
    return starts.time() == time.min and ends.time() == LAST_MINUTE


@lru_cache(_REMEMBERED)
def say_span(starts_at: datetime, ends_at: datetime, timezone: str) -> str:
    """Return one sitting: its day and hours, or both moments where it runs past midnight."""
    starts, ends = (each.astimezone(ZoneInfo(timezone)) for each in (starts_at, ends_at))
    if starts.date() == ends.date():
        return f"{say_day(starts.date())}, {say_hours(starts_at, ends_at, timezone)}"
    return f"{say_moment(starts_at, timezone)} – {say_moment(ends_at, timezone)}"


@lru_cache(_REMEMBERED)
def say_days(starts_at: datetime, ends_at: datetime, timezone: str) -> str:
    """Return the days alone, as short as they can be said: ``4–6 Mar 2031``."""
    first, last = (each.astimezone(ZoneInfo(timezone)).date() for each in (starts_at, ends_at))
    if first == last:
        return say_short_day(first)
    if first.year != last.year:
        pattern, dash = "d MMM y", " – "
    elif first.month != last.month:
        pattern, dash = "d MMM", " – "
    else:
        pattern, dash = "d", "–"
    until = format_date(last, "d MMM y", locale=_LOCALE)
    return f"{format_date(first, pattern, locale=_LOCALE)}{dash}{until}"


@lru_cache(_REMEMBERED)
def say_run(starts_at: datetime, ends_at: datetime, timezone: str) -> str:
    """Return when a whole class is, which may meet on many days: never one stretch of weeks.

    ``4–25 Mar 2031, from 17:30 CET on the first day``; on one day, or in a night, as one sitting.
    """
    starts, ends = (each.astimezone(ZoneInfo(timezone)) for each in (starts_at, ends_at))
    if starts.date() == ends.date() or ends_at - starts_at <= _NIGHT:
        return say_span(starts_at, ends_at, timezone)
    days = say_days(starts_at, ends_at, timezone)
    if is_all_day(starts, ends):
        return days
    return f"{days}, from {starts:%H:%M} {_abbreviation(starts)} on the first day"


@lru_cache(_REMEMBERED)
def say_zone(timezone: str) -> str:
    """Return the zone as people name it: ``Central European Time (Oslo)``."""
    if timezone in ("UTC", "Etc/UTC"):
        return "Coordinated Universal Time"
    zone = ZoneInfo(timezone)
    name = str(get_timezone_name(zone, locale=_LOCALE))
    city = str(get_timezone_location(zone, locale=_LOCALE, return_city=True))
    return name if city in name else f"{name} ({city})"


@lru_cache(_REMEMBERED)
def say_country(country: str) -> str:
    """Return the country's name for its two letters (ISO 3166), or the letters themselves."""
    return str(Locale.parse(_LOCALE).territories.get(country, country))


def _abbreviation(local: datetime) -> str:
    # Zones without a name of their own are called "+0545" there.
    name = local.tzname() or "UTC"
    offset = f"{local:%z}"
    return name if name.isalpha() else f"UTC{offset[:3]}:{offset[3:]}"


def say_times(label: str, quantity: int) -> str:
    """Say so many of something: ``Lunch × 2``, or ``Lunch`` where it is one."""
    return f"{label} × {quantity}" if quantity > 1 else label
