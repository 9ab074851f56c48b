"""What a catalogue file may say. Not here: its mistakes (see test_catalogue_mistakes.py)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from app.domain.catalogue import Catalogue, ClassEntry, read_catalogue
from app.domain.course_class import ClassState, PriceKind, ProgramKind
from app.domain.form.question import Option, Question, QuestionKind
from app.domain.money import Money
from app.domain.tax import UNTAXED, Tax, TaxMode
from tests.fakes.catalogue_file import EXAMPLE, changed, of_class


def the_class(document: Mapping[str, Any]) -> ClassEntry:
    return next(read_catalogue(document).classes())


def test_the_example_of_the_product_is_read_whole() -> None:
    catalogue = read_catalogue(EXAMPLE)
    program = catalogue.programs[0]
    entry = program.classes[0]
    assert (program.code, program.slug, program.kind) == (
        "FIRST-AID",
        "first-aid",
        ProgramKind.COURSE,
    )
    assert catalogue.venues[0].city == "Bergen"
    assert entry.starts_at.astimezone(UTC) == datetime(2031, 3, 10, 8, tzinfo=UTC)
    assert entry.ends_at.astimezone(UTC) == datetime(2031, 3, 10, 15, tzinfo=UTC)
    assert entry.enrollment_deadline == date(2031, 3, 1)
    assert entry.cancellation_deadline == date(2031, 2, 20)
    assert entry.prices[0].money == Money(420000, "NOK")
    assert (entry.capacity, entry.waiting_list, entry.state) == (12, True, None)
    assert entry.partners == ("iso", "trainingportal")
    assert entry.venue == "quay"


def test_an_empty_file_is_an_empty_catalogue() -> None:
    assert read_catalogue({}) == Catalogue(venues=(), lead_sources=(), programs=())


def test_what_may_be_left_out_has_its_usual_value() -> None:
    entry = the_class(
        of_class(
            enrollment_deadline=...,
            cancellation_deadline=None,
            prices=...,
            waiting_list=...,
            partners=...,
        )
    )
    assert entry.prices == ()
    assert entry.enrollment_deadline is None
    assert entry.cancellation_deadline is None
    assert entry.waiting_list is False
    assert entry.partners == ("iso", "trainingportal")


def test_no_partners_at_all_can_be_said() -> None:
    assert the_class(of_class(partners=[])).partners == ()


def test_an_online_class_has_an_address_instead_of_a_venue() -> None:
    entry = the_class(of_class(venue=..., online_url="https://meet.example.org/room"))
    assert (entry.venue, entry.online_url) == (None, "https://meet.example.org/room")


def test_a_class_can_be_cancelled() -> None:
    assert the_class(of_class(state="cancelled")).state is ClassState.CANCELLED


def test_an_early_bird_ends_with_its_last_day_in_the_zone_of_the_class() -> None:
    prices = [
        {"label": "Early bird", "amount": "3600.00", "currency": "NOK", "ends": "2031-02-01"},
        {"label": "Earlier", "amount": "3500.00", "currency": "NOK", "ends": "2031-01-10T12:00"},
        {"label": "Standard", "amount": "4200.00", "currency": "NOK"},
    ]
    early, earlier, standard = the_class(of_class(prices=prices)).prices
    assert early.ends_at == datetime(2031, 2, 1, 23, tzinfo=UTC)
    assert earlier.ends_at == datetime(2031, 1, 10, 11, tzinfo=UTC)
    assert standard.ends_at is None


def test_amounts_are_exact_in_currencies_with_none_two_and_three_decimals() -> None:
    prices = [
        {"label": "Standard", "amount": "42000", "currency": "JPY"},
        {"label": "Standard", "amount": "42.5", "currency": "EUR"},
        {"label": "Standard", "amount": "42.125", "currency": "KWD"},
    ]
    read = the_class(of_class(prices=prices, partners=["iso"])).prices
    assert [price.money.minor for price in read] == [42000, 4250, 42125]


def test_prices_say_who_has_them_how_many_places_and_their_tax() -> None:
    price = {"label": "Standard", "amount": "4200", "currency": "NOK"}
    read = the_class(
        of_class(
            prices=[
                price,
                price | {"label": "First ten", "limit": 10},
                price | {"label": "Member", "kind": "member", "tax": {"mode": "exempt"}},
                price
                | {
                    "label": "Group",
                    "kind": "group",
                    "from_participants": 5,
                    "tax": {"mode": "exclusive", "rate": "12.5", "name": "MVA"},
                },
                price
                | {
                    "label": "Sponsor",
                    "kind": "voucher_only",
                    "tax": {"mode": "inclusive", "rate": 25, "exempt_with_vat_number": True},
                },
            ]
        )
    ).prices
    kinds = [PriceKind.STANDARD] * 2 + [*PriceKind][1:]
    assert [each.kind for each in read] == kinds
    assert [(each.limit, each.least) for each in read] == [
        (None, 1),
        (10, 1),
        (None, 1),
        (None, 5),
        (None, 1),
    ]
    assert [each.tax for each in read] == [
        UNTAXED,
        UNTAXED,
        Tax(TaxMode.EXEMPT, name="VAT"),
        Tax(TaxMode.EXCLUSIVE, 1_250, "MVA"),
        Tax(TaxMode.INCLUSIVE, 2_500, "VAT"),
    ]
    assert [each.exemptable for each in read] == [False] * 4 + [True]
    assert read[1].price().left == 10


def test_questions_are_read_as_the_form_asks_them() -> None:
    asked = [
        {"key": "diet", "kind": "choice", "label": "Diet", "options": ["None", "Vegan"]},
        {"key": "why", "kind": "long_text", "label": "Why", "required": True, "help": "In short"},
    ]
    document = changed("programs.0.questions", asked)
    assert read_catalogue(document).programs[0].questions == (
        Question(
            key="diet",
            kind=QuestionKind.CHOICE,
            label="Diet",
            options=(Option("None"), Option("Vegan")),
        ),
        Question(
            key="why", kind=QuestionKind.LONG_TEXT, label="Why", required=True, help="In short"
        ),
    )


def test_lead_sources_are_read() -> None:
    document = changed("lead_sources", [{"code": "fair", "name": "Trade fair"}])
    assert [each.name for each in read_catalogue(document).lead_sources] == ["Trade fair"]


def test_a_slug_may_be_given_and_comes_from_the_code_otherwise() -> None:
    given = read_catalogue(changed("programs.0.slug", "first-aid-at-sea"))
    assert given.programs[0].slug == "first-aid-at-sea"
    odd = read_catalogue(changed("programs.0.code", "_A__B-"))
    assert odd.programs[0].slug == "a-b"
    nameless = read_catalogue(changed("programs.0.code", "--"))
    assert nameless.programs[0].slug == "program"


def test_t18_a_class_in_another_currency_is_not_listed_at_trainingportal_unless_asked() -> None:
    prices = [{"label": "Standard", "amount": "4200", "currency": "SEK"}]
    assert the_class(of_class(prices=prices, partners=...)).partners == ("iso",)
    assert the_class(of_class(prices=prices, partners=["iso"])).partners == ("iso",)


def test_the_hour_that_comes_twice_is_taken_at_its_first_time() -> None:
    entry = the_class(
        of_class(
            sessions=[{"starts": "2031-10-26T02:30", "ends": "2031-10-26T04:00"}],
            enrollment_deadline=...,
        )
    )
    assert entry.starts_at.astimezone(UTC) == datetime(2031, 10, 26, 0, 30, tzinfo=UTC)
