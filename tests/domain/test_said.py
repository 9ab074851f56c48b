"""A text is English, and whoever knows another language can have it said in that."""

from copy import deepcopy
from datetime import UTC, date, datetime
from pickle import dumps, loads

import pytest

from app.domain.class_wording import say_closed, say_for_whom, say_times, say_who
from app.domain.course_class import Closed, Price, PriceKind
from app.domain.form.said import countries_by_name
from app.domain.money import Money
from app.domain.reason import OwnReason, own_words, say_reason
from app.domain.said import (
    Said,
    all_of,
    capitalised,
    counted,
    one_of,
    plain_day,
    say_in,
    sentence,
    sentences,
    tenths,
    together,
)
from app.domain.tax import Tax, TaxMode
from app.domain.wording import (
    say_country,
    say_day,
    say_days,
    say_hours,
    say_moment,
    say_money,
    say_month,
    say_run,
    say_tax,
    say_until,
    say_zone,
)
from app.languages import LANGUAGES, language_of

NINE, FOUR = datetime(2031, 3, 10, 8, tzinfo=UTC), datetime(2031, 3, 12, 15, tzinfo=UTC)
OSLO = "Europe/Oslo"
NBSP = "\N{NO-BREAK SPACE}"


def in_(code: str, text: object) -> str:
    """Return it in a language, with plain spaces and without marks of direction."""
    said = str(say_in(language_of(code), text))
    for sign in ("\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{THIN SPACE}"):
        said = said.replace(sign, " ")
    return said.replace("\N{RIGHT-TO-LEFT MARK}", "")


@pytest.mark.parametrize(
    ("code", "said"),
    [("nb", "4 200 kr"), ("de", "4.200 NOK"), ("hi", "NOK 4,200"), ("ar", "4,200 \u2068NOK\u2069")],
)
def test_money_is_written_as_its_reader_does(code: str, said: str) -> None:
    assert in_(code, say_money(Money(420000, "NOK"))) == said


@pytest.mark.parametrize(
    ("amount", "code", "said"),
    [
        (Money(38050, "EUR"), "de", "380,50 €"),
        (Money(1234567890, "INR"), "hi", "₹1,23,45,678.90"),
        (Money(-420050, "NOK"), "nb", "−4 200,50 kr"),
        (Money(4200, "JPY"), "de", "4.200 ¥"),
        (Money(4200500, "KWD"), "de", "4.200,500 KWD"),
        (Money(1000, "KWD"), "ar", "1 \u2068د.ك.\u2069"),
        # A sign of letters and a mark would be turned around: £UK.
        (Money(4200, "GBP"), "ar", "42 \u2068UK£\u2069"),
        (Money(4200, "EUR"), "ar", "42 €"),
    ],
)
def test_every_currency_keeps_its_decimals(amount: Money, code: str, said: str) -> None:
    assert in_(code, say_money(amount)) == said


@pytest.mark.parametrize(
    ("code", "day", "days", "month"),
    [
        ("nb", "tirsdag 4. mars 2031", "10.–12. mars 2031", "mars 2031"),
        ("de", "Dienstag, 4. März 2031", "10.–12. März 2031", "März 2031"),
        ("hi", "मंगलवार, 4 मार्च 2031", "10–12 मार्च 2031", "मार्च 2031"),
        ("ar", "الثلاثاء، 4 مارس 2031", "10–12 مارس 2031", "مارس 2031"),
    ],
)
def test_days_are_written_as_their_reader_does(code: str, day: str, days: str, month: str) -> None:
    assert in_(code, say_day(date(2031, 3, 4))) == day
    assert in_(code, say_days(NINE, FOUR, OSLO)) == days
    assert in_(code, say_month(date(2031, 3, 4))) == month


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("nb", "mandag 10. mars 2031 kl. 09:00 (CET)"),
        ("de", "Montag, 10. März 2031, 09:00 Uhr (MEZ)"),
        ("hi", "सोमवार, 10 मार्च 2031, 9:00 am (CET)"),
        ("ar", "الاثنين، 10 مارس 2031، الساعة 9:00 ص (CET)"),
    ],
)
def test_a_moment_says_its_zone_in_every_language(code: str, said: str) -> None:
    assert in_(code, say_moment(NINE, OSLO)) == said


def test_the_end_of_a_day_hours_and_zones_are_said_too() -> None:
    midnight = datetime(2031, 3, 4, 23, tzinfo=UTC)
    assert in_("de", say_until(midnight, OSLO)) == "Dienstag, 4. März 2031, 24:00 Uhr (MEZ)"
    assert in_("de", say_hours(NINE, FOUR, OSLO)) == "09:00–16:00 Uhr (MEZ)"
    assert in_("de", say_run(NINE, FOUR, OSLO)).endswith("am ersten Tag ab 09:00 Uhr (MEZ)")
    assert in_("de", say_zone(OSLO)) == "Mitteleuropäische Zeit (Oslo)"
    assert in_("de", say_zone("UTC")) == "Koordinierte Weltzeit"
    assert in_("de", say_country("NO")) == "Norwegen"


def test_what_a_price_is_for_and_its_tax_are_said() -> None:
    group = Price("G", Money(1, "NOK"), kind=PriceKind.GROUP, least=5)
    member = Price("M", Money(1, "NOK"), kind=PriceKind.MEMBER)
    voucher = Price("V", Money(1, "NOK"), kind=PriceKind.VOUCHER_ONLY)
    assert say_who(group) == "Groups of 5 or more"
    assert in_("ar", say_for_whom(group)) == "للمجموعات من 5 أشخاص فأكثر"
    assert [say_for_whom(member), say_for_whom(voucher)] == ["for members", "with a voucher"]
    assert say_for_whom(Price("S", Money(1, "NOK"))) == ""
    taxed = say_tax(Tax(TaxMode.INCLUSIVE, 1250, "MVA"))
    assert taxed == f"incl. 12.5{NBSP}% MVA"
    assert in_("de", taxed) == "inkl. 12,5 % MwSt."
    assert in_("de", say_tax(Tax(TaxMode.EXCLUSIVE, 500, "GST"))) == "zzgl. 5 % GST"
    assert in_("nb", say_tax(Tax(TaxMode.EXEMPT, 0, "VAT"))) == "fritatt for mva."


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "لا برامج"),
        (1, "برنامج واحد"),
        (2, "برنامجان"),
        (3, "3 برامج"),
        (11, "11 برنامجًا"),
        (100, "100 برنامج"),
        (1200, "1,200 برنامج"),
    ],
)
def test_arabic_has_six_forms(number: int, said: str) -> None:
    assert in_("ar", sentences("{number} program", "{number} programs", number=number)) == said


def test_a_sentence_says_its_facts_in_its_own_language() -> None:
    until = sentence("until {moment}", moment=say_moment(NINE, OSLO))
    assert until == "until Monday 10 March 2031, 09:00 CET"
    assert in_("de", until) == "bis Montag, 10. März 2031, 09:00 Uhr (MEZ)"
    assert in_("de", say_times("Lunch", 2)) == "Lunch × 2"
    assert say_times("Lunch", 1) == "Lunch"


def test_lists_are_said_as_each_language_does() -> None:
    ways = [sentence("online"), sentence("by invoice"), sentence("at the door")]
    assert one_of(ways) == "online, by invoice or at the door"
    assert in_("de", one_of(ways)) == "online, auf Rechnung oder vor Ort"
    assert in_("nb", all_of(ways[:2])) == "på nett og med faktura"
    assert all_of(ways[:2]) == "online and by invoice"
    assert in_("nb", capitalised(one_of(ways[:1]))) == "På nett"
    assert together([sentence("online"), "!"], "") == "online!"
    assert in_("hi", together([sentence("online"), "!"], "")) == "ऑनलाइन!"


def test_what_is_no_sentence_of_ours_stays_as_it_is() -> None:
    assert say_in(LANGUAGES["de"], "Ada") == "Ada"
    assert say_in(LANGUAGES["de"], 7) == 7
    assert counted(1200) == "1,200"
    assert in_("de", counted(1200)) == "1.200"
    assert (tenths(3.44), tenths(5.04)) == ("3.4", "5")
    assert (in_("de", tenths(3.44)), in_("de", tenths(5.04))) == ("3,4", "5")


def test_a_text_is_itself_in_a_copy_and_its_english_where_it_goes_elsewhere() -> None:
    online = sentence("online")
    assert deepcopy(online) is online
    elsewhere = loads(dumps(online))
    assert (elsewhere, type(elsewhere)) == ("online", str)


def test_what_somebody_wrote_cannot_turn_an_arabic_sentence_around() -> None:
    said = say_in(LANGUAGES["ar"], say_times("Lunch", 2))
    assert "\N{FIRST STRONG ISOLATE}Lunch\N{POP DIRECTIONAL ISOLATE}" in str(said)
    assert isinstance(say_times("Lunch", 2), Said)
    assert say_in(LANGUAGES["de"], say_times("Lunch", 2)) == "Lunch × 2"


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (say_reason(OwnReason.UNPAID), "es wurde nicht rechtzeitig bezahlt"),
        (
            say_reason(OwnReason.CLASS_CANCELLED, "no teacher"),
            "Der Kurs wurde abgesagt: no teacher",
        ),
        (say_reason(OwnReason.CLASS_CANCELLED), "Der Kurs wurde abgesagt"),
        ("Ada asked for it", "Ada asked for it"),
    ],
)
def test_the_products_own_reasons_are_said_and_peoples_are_quoted(kept: str, said: str) -> None:
    assert say_in(LANGUAGES["de"], own_words(kept)) == said


def test_a_day_without_its_weekday_is_written_as_its_reader_does() -> None:
    day = plain_day(date(2031, 3, 4))
    assert day == "4 March 2031"
    assert (in_("de", day), in_("nb", day)) == ("4. März 2031", "4. mars 2031")


@pytest.mark.parametrize("why", Closed)
def test_why_a_class_is_closed_is_said_in_every_language(why: Closed) -> None:
    said = {in_(code, say_closed(why)) for code in LANGUAGES}
    assert len(said) == len(LANGUAGES)


def test_countries_stand_where_their_readers_look_for_them() -> None:
    names = {code: [name for _, name in countries_by_name(code)] for code in ("en", "nb")}
    # A letter with a mark is its plain one's neighbour, but in Norwegian it comes last.
    assert names["en"].index("Åland Islands") < names["en"].index("Bahrain")
    assert names["nb"].index("Åland") > names["nb"].index("Zimbabwe")
