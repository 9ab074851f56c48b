"""Money, days, times and zones are said so that nobody can misread them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.domain import wording
from app.domain.class_wording import say_who
from app.domain.course_class import Price, PriceKind
from app.domain.money import Money
from app.domain.tax import UNTAXED, Tax, TaxMode

NBSP = "\N{NO-BREAK SPACE}"
NINE = datetime(2031, 3, 10, 8, tzinfo=UTC)
FOUR = datetime(2031, 3, 10, 15, tzinfo=UTC)
OSLO = "Europe/Oslo"


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [
        (420000, "NOK", f"NOK{NBSP}4,200"),
        (38050, "EUR", "€380.50"),
        (12000, "JPY", "JP¥12,000"),
        (4200500, "KWD", f"KWD{NBSP}4,200.500"),
        (0, "GBP", "£0"),
        (-150, "GBP", "−£1.50"),
    ],
)
def test_money_is_said_with_its_currency_and_its_own_decimals(
    minor: int, currency: str, said: str
) -> None:
    assert wording.say_money(Money(minor, currency)) == said


def test_days_are_said_in_full_in_short_and_as_months() -> None:
    day = date(2031, 3, 4)
    assert wording.say_day(day) == "Tuesday 4 March 2031"
    assert wording.say_short_day(day) == "Tue 4 Mar 2031"
    assert wording.say_month(day) == "March 2031"


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        (OSLO, "Monday 10 March 2031, 09:00 CET"),
        ("America/New_York", "Monday 10 March 2031, 04:00 EDT"),
        ("Asia/Kathmandu", "Monday 10 March 2031, 13:45 UTC+05:45"),
        ("America/Sao_Paulo", "Monday 10 March 2031, 05:00 UTC-03:00"),
        ("UTC", "Monday 10 March 2031, 08:00 UTC"),
    ],
)
def test_every_time_says_its_zone(zone: str, said: str) -> None:
    assert wording.say_moment(NINE, zone) == said


def test_midnight_is_the_end_of_the_day_before() -> None:
    midnight = datetime(2031, 3, 9, 23, tzinfo=UTC)
    assert wording.say_until(midnight, OSLO) == "the end of Sunday 9 March 2031 (CET)"
    assert wording.say_until(NINE, OSLO) == "Monday 10 March 2031, 09:00 CET"


def test_a_sitting_is_one_day_with_its_hours() -> None:
    assert wording.say_span(NINE, FOUR, OSLO) == "Monday 10 March 2031, 09:00–16:00 CET"


def test_a_sitting_past_midnight_says_both_days() -> None:
    said = wording.say_span(FOUR, datetime(2031, 3, 11, 1, tzinfo=UTC), OSLO)
    assert said == "Monday 10 March 2031, 16:00 CET – Tuesday 11 March 2031, 02:00 CET"


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (FOUR, "Monday 10 March 2031, 09:00–16:00 CET"),
        (datetime(2031, 3, 11, 8, tzinfo=UTC), "10–11 Mar 2031, from 09:00 CET on the first day"),
        (
            datetime(2031, 4, 2, 15, tzinfo=UTC),
            "10 Mar – 2 Apr 2031, from 09:00 CET on the first day",
        ),
    ],
)
def test_a_class_of_several_days_is_never_said_as_one_stretch(ends: datetime, said: str) -> None:
    assert wording.say_run(NINE, ends, OSLO) == said


def test_a_class_of_one_night_is_said_with_both_its_ends() -> None:
    dawn = datetime(2031, 3, 11, 1, tzinfo=UTC)
    assert wording.say_run(FOUR, dawn, OSLO) == wording.say_span(FOUR, dawn, OSLO)


def test_S18_a_class_of_days_without_hours_is_said_as_days() -> None:
    starts = datetime(2031, 3, 9, 23, 0, tzinfo=UTC)
    ends = datetime(2031, 3, 12, 22, 59, tzinfo=UTC)
    assert wording.say_run(starts, ends, OSLO) == "10–12 Mar 2031"


def test_hours_over_a_change_of_the_clocks_say_both_zones() -> None:
    starts = datetime(2031, 3, 30, 0, tzinfo=UTC)
    ends = datetime(2031, 3, 30, 3, tzinfo=UTC)
    assert wording.say_hours(starts, ends, OSLO) == "01:00 CET–05:00 CEST"


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (FOUR, "Mon 10 Mar 2031"),
        (datetime(2031, 3, 12, 15, tzinfo=UTC), "10–12 Mar 2031"),
        (datetime(2031, 4, 2, 15, tzinfo=UTC), "10 Mar – 2 Apr 2031"),
        (datetime(2032, 1, 2, 15, tzinfo=UTC), "10 Mar 2031 – 2 Jan 2032"),
    ],
)
def test_a_range_of_days_is_as_short_as_it_can_be(ends: datetime, said: str) -> None:
    assert wording.say_days(NINE, ends, OSLO) == said


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        (OSLO, "Central European Time (Oslo)"),
        ("Asia/Kathmandu", "Nepal Time (Kathmandu)"),
        ("UTC", "Coordinated Universal Time"),
    ],
)
def test_a_zone_has_the_name_people_use(zone: str, said: str) -> None:
    assert wording.say_zone(zone) == said


@pytest.mark.parametrize(
    ("country", "said"), [("NO", "Norway"), ("GB", "United Kingdom"), ("ZZZ", "ZZZ")]
)
def test_a_country_has_the_name_people_use(country: str, said: str) -> None:
    assert wording.say_country(country) == said


def test_a_country_is_said_by_its_name_where_it_has_one() -> None:
    assert wording.say_country("NO") == "Norway"
    assert wording.say_country("ZZZ") == "ZZZ"


def test_S18_a_day_without_hours_is_said_as_a_day() -> None:
    oslo = ZoneInfo("Europe/Oslo")
    starts = datetime(2031, 3, 30, 0, 0, tzinfo=oslo)
    ends = datetime(2031, 3, 30, 23, 59, tzinfo=oslo)
    assert wording.say_hours(starts, ends, "Europe/Oslo") == "all day"
    assert wording.say_span(starts, ends, "Europe/Oslo") == "Sunday 30 March 2031, all day"
    assert wording.say_days(starts, ends, "Europe/Oslo") == "Sun 30 Mar 2031"
    assert wording.say_hours(starts, ends, "UTC") != "all day"


@pytest.mark.parametrize(
    ("tax", "said", "name"),
    [
        (Tax(TaxMode.INCLUSIVE, 2_500, "MVA"), f"incl. 25{NBSP}% MVA", f"25{NBSP}% MVA"),
        (Tax(TaxMode.EXCLUSIVE, 1_250, "VAT"), f"plus 12.5{NBSP}% VAT", f"12.5{NBSP}% VAT"),
        (Tax(TaxMode.EXCLUSIVE, 5, "VAT"), f"plus 0.05{NBSP}% VAT", f"0.05{NBSP}% VAT"),
        (Tax(TaxMode.INCLUSIVE, 10_000, "VAT"), f"incl. 100{NBSP}% VAT", f"100{NBSP}% VAT"),
        (Tax(TaxMode.EXEMPT, 2_500, "MVA"), "exempt from MVA", "exempt from MVA"),
    ],
)
def test_a_price_says_how_it_stands_to_its_tax(tax: Tax, said: str, name: str) -> None:
    assert (wording.say_tax(tax), wording.name_tax(tax)) == (said, name)


def test_a_price_without_tax_says_nothing_of_it() -> None:
    assert wording.say_tax(UNTAXED) == ""


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (PriceKind.STANDARD, "Everybody"),
        (PriceKind.MEMBER, "Members"),
        (PriceKind.GROUP, "Groups of 5 or more"),
        (PriceKind.VOUCHER_ONLY, "With a voucher"),
    ],
)
def test_a_price_says_who_can_have_it(kind: PriceKind, said: str) -> None:
    price = Price("Any", Money(1, "NOK"), kind=kind, least=5)
    assert say_who(price) == said
