"""Money, days, times and zones as pages say them. Not here: sentences.

Every time says its zone. Results are English and know how other languages write the same
(``said.py``). They are remembered: a list of classes says the same few days over and over, and
saying one anew costs more than fetching it.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_interval,
    format_skeleton,
    format_time,
    get_timezone_location,
    get_timezone_name,
)
from babel.numbers import format_currency, format_decimal, get_currency_symbol

from app.domain.money import Money, exponent
from app.domain.said import Said, Tongue, sentence
from app.domain.tax import VAT_NAMES, Tax, TaxMode

_LOCALE = "en_GB"
_REMEMBERED = 4096
# When what has days and no hours is over: at midnight it would be said to last a day longer.
LAST_MINUTE = time(23, 59)
# What lasts longer, over midnight, meets more than once.
_NIGHT = timedelta(hours=12)
_UTC = ("UTC", "Etc/UTC")


@lru_cache(_REMEMBERED)
def say_money(amount: Money) -> Said:
    """Return the amount with its currency: ``NOK 4,200``, ``€380.50``.

    Decimals are left out where all of them are 0.
    """
    major = abs(amount.major)
    decimals = _decimals(amount)
    pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    symbol = str(get_currency_symbol(amount.currency, locale=_LOCALE))
    space = "\N{NO-BREAK SPACE}" if symbol[-1].isalpha() else ""
    sign = "−" if amount.minor < 0 else ""
    english = f"{sign}{symbol}{space}{format_decimal(major, format=pattern, locale=_LOCALE)}"
    return Said(english, lambda tongue: _money(amount, tongue))


@lru_cache(_REMEMBERED)
def _money(amount: Money, tongue: Tongue) -> str:
    usual = Locale.parse(tongue.locale).currency_formats["standard"].pattern
    pattern = usual.replace("0.00", f"0.{'0' * _decimals(amount)}".rstrip("."))
    sign = str(get_currency_symbol(amount.currency, tongue.locale))
    if pattern.startswith("¤") and sign[-1].isalpha():
        pattern = pattern.replace("¤", "¤\N{NO-BREAK SPACE}")
    written = format_currency(
        amount.major, amount.currency, pattern, locale=tongue.locale, currency_digits=False
    )
    # A sign of letters and a mark (US$) is turned around among letters that run the other way.
    return written.replace("-", "−").replace(sign, tongue.isolate(sign))


def _decimals(amount: Money) -> int:
    whole = amount.major == amount.major.to_integral_value()
    return 0 if whole else exponent(amount.currency)


@lru_cache(_REMEMBERED)
def say_tax(tax: Tax) -> str:
    """Return how a price stands to its tax: ``incl. 25 % VAT``, ``plus 25 % VAT``, or nothing."""
    if tax.mode is TaxMode.NONE:
        return ""
    if tax.mode is TaxMode.EXEMPT:
        return name_tax(tax)
    if tax.mode is TaxMode.INCLUSIVE:
        return sentence("incl. {tax}", tax=name_tax(tax))
    return sentence("plus {tax}", tax=name_tax(tax))


@lru_cache(_REMEMBERED)
def name_tax(tax: Tax) -> Said:
    """Return ``25 % VAT``; ``exempt from VAT`` where it is not charged."""
    name = _tax_word(tax.name)
    if tax.mode is TaxMode.EXEMPT:
        return sentence("exempt from {tax}", tax=name)
    return sentence("{rate}\N{NO-BREAK SPACE}% {tax}", rate=say_rate(tax), tax=name)


def _tax_word(name: str) -> str:
    """Return what a tax is called: VAT has a word in each language, others have their own alone."""
    if name.casefold() not in VAT_NAMES:
        return name
    in_english = sentence("VAT")
    return Said(name, in_english.in_tongue)


def say_rate(tax: Tax) -> Said:
    """Return the rate in percent: ``25``, ``12.5``."""
    whole, part = divmod(tax.rate, 100)
    english = f"{whole}.{part:02}".rstrip("0").rstrip(".")
    rate = Decimal(tax.rate) / 100
    return Said(english, lambda tongue: format_decimal(rate, locale=tongue.locale))


@lru_cache(_REMEMBERED)
def say_day(day: date) -> Said:
    """Return ``Tuesday 4 March 2031``; of a moment, the day it has in its own zone."""
    return Said(
        format_date(day, "EEEE d MMMM y", locale=_LOCALE),
        lambda tongue: _day(day, tongue.locale),
    )


@lru_cache(_REMEMBERED)
def _day(day: date, locale: str) -> str:
    return format_date(day, "full", locale=locale)


@lru_cache(_REMEMBERED)
def say_short_day(day: date) -> Said:
    """Return ``Tue 4 Mar 2031``."""
    return Said(
        format_date(day, "EEE d MMM y", locale=_LOCALE),
        lambda tongue: _by_skeleton(day, "yMMMEd", tongue.locale),
    )


@lru_cache(_REMEMBERED)
def say_month(day: date) -> Said:
    """Return ``March 2031``."""
    return Said(
        format_date(day, "MMMM y", locale=_LOCALE),
        lambda tongue: _by_skeleton(day, "yMMMM", tongue.locale),
    )


@lru_cache(_REMEMBERED)
def _by_skeleton(day: date, skeleton: str, locale: str) -> str:
    return format_skeleton(skeleton, day, locale=locale)


@lru_cache(_REMEMBERED)
def say_moment(moment: datetime, timezone: str) -> Said:
    """Return ``Tuesday 4 March 2031, 09:00 CET``; the moment is aware, the zone an IANA name."""
    local = moment.astimezone(ZoneInfo(timezone))
    return sentence(
        "{day}, {time} {zone}",
        day=say_day(local.date()),
        time=say_clock(local),
        zone=_abbreviation(local),
    )


@lru_cache(_REMEMBERED)
def say_until(moment: datetime, timezone: str) -> Said:
    """Return when something ends: ``the end of Tuesday 4 March 2031 (CET)`` at midnight.

    Midnight itself is the day before's, as people count; any other moment is said as it is.
    """
    local = moment.astimezone(ZoneInfo(timezone))
    if local.time() != time.min:
        return say_moment(moment, timezone)
    day = say_day(local.date() - timedelta(days=1))
    return sentence("the end of {day} ({zone})", day=day, zone=_abbreviation(local))


@lru_cache(_REMEMBERED)
def say_hours(starts_at: datetime, ends_at: datetime, timezone: str) -> Said:
    """Return ``09:00–16:00 CET``, whatever days the two are on; ``all day`` of a day's whole."""
    starts, ends = (each.astimezone(ZoneInfo(timezone)) for each in (starts_at, ends_at))
    if is_all_day(starts, ends):
        return sentence("all day")
    if starts.utcoffset() != ends.utcoffset():
        return sentence(
            "{starts} {zone}–{ends} {later_zone}",
            starts=say_clock(starts),
            zone=_abbreviation(starts),
            ends=say_clock(ends),
            later_zone=_abbreviation(ends),
        )
    return sentence(
        "{starts}–{ends} {zone}",
        starts=say_clock(starts),
        ends=say_clock(ends),
        zone=_abbreviation(starts),
    )


def is_all_day(starts: datetime, ends: datetime) -> bool:
    """Say whether a sitting, local to its class, has days and no hours: it ends at 23:59."""
    return starts.time() == time.min and ends.time() == LAST_MINUTE


@lru_cache(_REMEMBERED)
def say_span(starts_at: datetime, ends_at: datetime, timezone: str) -> Said:
    """Return one sitting: its day and hours, or both moments where it runs past midnight."""
    starts, ends = (each.astimezone(ZoneInfo(timezone)) for each in (starts_at, ends_at))
    if starts.date() == ends.date():
        hours = say_hours(starts_at, ends_at, timezone)
        return sentence("{day}, {hours}", day=say_day(starts.date()), hours=hours)
    return sentence(
        "{starts} – {ends}",
        starts=say_moment(starts_at, timezone),
        ends=say_moment(ends_at, timezone),
    )


@lru_cache(_REMEMBERED)
def say_days(starts_at: datetime, ends_at: datetime, timezone: str) -> Said:
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
    return Said(
        f"{format_date(first, pattern, locale=_LOCALE)}{dash}{until}",
        lambda tongue: _interval(first, last, tongue.locale),
    )


@lru_cache(_REMEMBERED)
def _interval(first: date, last: date, locale: str) -> str:
    return format_interval(first, last, "yMMMd", locale=locale)


@lru_cache(_REMEMBERED)
def say_run(starts_at: datetime, ends_at: datetime, timezone: str) -> Said:
    """Return when a whole class is, which may meet on many days: never one stretch of weeks.

    ``4–25 Mar 2031, from 17:30 CET on the first day``; on one day, or in a night, as one sitting.
    """
    starts, ends = (each.astimezone(ZoneInfo(timezone)) for each in (starts_at, ends_at))
    if starts.date() == ends.date() or ends_at - starts_at <= _NIGHT:
        return say_span(starts_at, ends_at, timezone)
    days = say_days(starts_at, ends_at, timezone)
    if is_all_day(starts, ends):
        return days
    return sentence(
        "{days}, from {time} {zone} on the first day",
        days=days,
        time=say_clock(starts),
        zone=_abbreviation(starts),
    )


@lru_cache(_REMEMBERED)
def say_zone(timezone: str) -> Said:
    """Return the zone as people name it: ``Central European Time (Oslo)``."""
    return Said(_zone(timezone, _LOCALE), lambda tongue: _zone(timezone, tongue.locale))


@lru_cache(_REMEMBERED)
def _zone(timezone: str, locale: str) -> str:
    zone = ZoneInfo(timezone)
    if timezone in _UTC:
        # A zone without a place has a name only at a moment.
        return str(get_timezone_name(datetime(2031, 1, 1, tzinfo=zone), locale=locale))
    name = str(get_timezone_name(zone, locale=locale))
    city = str(get_timezone_location(zone, locale=locale, return_city=True))
    return name if city in name else f"{name} ({city})"


@lru_cache(_REMEMBERED)
def say_country(country: str) -> Said:
    """Return the country's name for its two letters (ISO 3166), or the letters themselves."""
    return Said(_country(country, _LOCALE), lambda tongue: _country(country, tongue.locale))


def _country(country: str, locale: str) -> str:
    return str(Locale.parse(locale).territories.get(country, country))


def say_clock(local: datetime) -> Said:
    """Return the time that a local moment's clock shows: ``09:00``."""
    return Said(f"{local:%H:%M}", lambda tongue: format_time(local, "short", locale=tongue.locale))


def _abbreviation(local: datetime) -> Said:
    # Zones without a name of their own are called "+0545" there.
    name = local.tzname() or "UTC"
    offset = f"{local:%z}"
    english = name if name.isalpha() else f"UTC{offset[:3]}:{offset[3:]}"
    return Said(english, lambda tongue: _short_zone(local, tongue.locale) or english)


def _short_zone(local: datetime, locale: str) -> str:
    """Return the language's own letters for the zone, or nothing where it has none."""
    name = str(get_timezone_name(local, "short", locale=locale))
    return name if name.isalpha() else ""
