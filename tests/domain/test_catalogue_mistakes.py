"""Every mistake of a catalogue file is named by its path and its reason, in one line."""

from typing import Any

import pytest

from app.domain.catalogue import CatalogueMistake, read_catalogue
from app.domain.form.question import QuestionKind
from tests.fakes.catalogue_file import EXAMPLE, changed, of_class

CLASS = "programs[0].classes[0]"
*_KINDS, _LAST_KIND = QuestionKind
KINDS = f"{', '.join(_KINDS)} or {_LAST_KIND}"


def mistake(document: object) -> str:
    with pytest.raises(CatalogueMistake) as caught:
        read_catalogue(document)
    return str(caught.value)


def test_t18_asking_for_it_is_a_mistake_that_names_the_currency() -> None:
    prices = [
        {"label": "Standard", "amount": "4200", "currency": "NOK"},
        {"label": "Standard", "amount": "4200", "currency": "SEK"},
    ]
    assert mistake(of_class(prices=prices)) == (
        f"{CLASS}.prices[1].currency:"
        " must be NOK, EUR, USD or GBP for a class listed at trainingportal"
    )


MEETING = {"starts": "2031-03-10T09:00", "ends": "2031-03-10T16:00"}
PRICE = {"label": "Standard", "amount": "4200.00", "currency": "NOK"}


def prices(**fields: object) -> dict[str, Any]:
    return of_class(prices=[PRICE | fields])


def sessions(*meetings: dict[str, str]) -> dict[str, Any]:
    return of_class(sessions=list(meetings))


CLASS_MISTAKES = [
    (of_class(capacity=-1), "capacity: must be 0 or more"),
    (of_class(capacity=100_001), "capacity: must be 100000 or less"),
    (of_class(capacity="12"), "capacity: must be a whole number"),
    (of_class(capacity=True), "capacity: must be a whole number"),
    (of_class(capacity=1.5), "capacity: must be a whole number"),
    (of_class(capacity=...), "capacity: is missing"),
    (of_class(allotments=3), "allotments: must be an object"),
    (of_class(allotments={"api": 1}), "allotments.api: is not a field that is known here"),
    (of_class(allotments={"staff": -1}), "allotments.staff: must be 0 or more"),
    (of_class(allotments={"web": "1"}), "allotments.web: must be a whole number"),
    (of_class(allotments={"trainingportal": 13}), "allotments.trainingportal: must be 12 or less"),
    (
        of_class(allotments={"trainingportal": 10, "staff": 3}),
        "allotments: must be 12 or less together: so many seats the class has",
    ),
    (of_class(seats=4), "seats: is not a field that is known here"),
    (of_class(code="FA 1"), "code: must be 1 to 64 letters, digits, - or _"),
    (of_class(code="FÅ"), "code: must be 1 to 64 letters, digits, - or _"),
    (of_class(code="A" * 65), "code: must be 1 to 64 letters, digits, - or _"),
    (of_class(code=7), "code: must be text"),
    (of_class(code=" "), "code: must not be empty"),
    (of_class(venue=...), "venue: is missing (a class has a venue or an online_url)"),
    (
        of_class(online_url="https://a.example.org"),
        "online_url: cannot be given together with a venue",
    ),
    (of_class(venue=..., online_url="http://[::"), "online_url: must be a web address"),
    (
        of_class(venue=..., online_url="meet.example.org"),
        "online_url: must be a web address, like https://meet.example.org/room",
    ),
    (of_class(timezone="Oslo"), "timezone: must be a time zone like Europe/Oslo"),
    (of_class(timezone="../passwd"), "timezone: must be a time zone like Europe/Oslo"),
    (of_class(state="open"), "state: must be published or cancelled"),
    (of_class(refunds=[{"days": 367, "percent": 1}]), "refunds[0].days: must be 366 or less"),
    (of_class(refunds=[{"days": -1, "percent": 1}]), "refunds[0].days: must be 0 or more"),
    (of_class(refunds=[{"days": 1, "percent": 101}]), "refunds[0].percent: must be 100 or less"),
    (of_class(refunds=[{"days": 1, "percent": 0}]), "refunds[0].percent: must be 1 or more"),
    (
        of_class(refunds=[{"days": 7, "percent": 50}, {"days": 7, "percent": 10}]),
        "refunds[1].days: must be 6 or less",
    ),
    (
        of_class(refunds=[{"days": 7, "percent": 50}, {"days": 1, "percent": 50}]),
        "refunds[1].percent: must be 49 or less",
    ),
    (of_class(waiting_list="yes"), "waiting_list: must be true or false"),
    (sessions(), "sessions: must have one or more meetings"),
    (of_class(sessions=...), "sessions: must have one or more meetings"),
    (of_class(sessions={}), "sessions: must be a list"),
    (of_class(sessions=[4]), "sessions[0]: must be an object"),
    (
        sessions(MEETING | {"ends": "2031-03-10T09:00"}),
        "sessions[0].ends: must be after it starts",
    ),
    (
        sessions(MEETING, MEETING),
        "sessions[1].starts: must not be before the meeting above it is over",
    ),
    (
        sessions(MEETING | {"starts": "2031-03-10"}),
        "sessions[0].starts: must be a local time like 2031-03-10T09:00",
    ),
    (
        sessions(MEETING | {"starts": "2031-03-10T25:00"}),
        "sessions[0].starts: must be a local time like 2031-03-10T09:00",
    ),
    (
        sessions(MEETING | {"starts": "2031-03-10T09:00+01:00"}),
        "sessions[0].starts: must be a local time like 2031-03-10T09:00",
    ),
    (
        sessions(MEETING | {"starts": "0001-01-01T00:00"}),
        "sessions[0].starts: must be between 2000 and 2199",
    ),
    (
        sessions({"starts": "2031-03-30T02:30", "ends": "2031-03-30T09:00"}),
        "sessions[0].starts: is skipped by the clocks in Europe/Oslo that day",
    ),
    (
        of_class(enrollment_deadline="2031-03-11"),
        "enrollment_deadline: must not be after the class starts (2031-03-10)",
    ),
    (
        of_class(cancellation_deadline="2031-03-11"),
        "cancellation_deadline: must not be after the class starts (2031-03-10)",
    ),
    (
        of_class(enrollment_deadline="1 March"),
        "enrollment_deadline: must be a date like 2031-03-01",
    ),
    (prices(amount="-1"), "prices[0].amount: must be 0 or more"),
    (prices(amount=4200), 'prices[0].amount: must be an amount of NOK, like "4200.00"'),
    (
        prices(amount="4.200"),
        'prices[0].amount: must be written without a mark for thousands, like "4200.00"',
    ),
    (prices(amount="4200.001"), 'prices[0].amount: must be an amount of NOK, like "4200.00"'),
    (
        prices(amount="4.2", currency="JPY"),
        'prices[0].amount: must be an amount of JPY, like "4200"',
    ),
    (prices(amount="1000000.01"), "prices[0].amount: must be 1000000.00 or less"),
    (prices(amount=None), "prices[0].amount: is missing"),
    (prices(currency="KRN"), "prices[0].currency: must be a currency of ISO 4217, like NOK"),
    (prices(currency="nok"), "prices[0].currency: must be a currency of ISO 4217, like NOK"),
    (
        prices(ends="soon"),
        "prices[0].ends: must be a date like 2031-03-01 or a local time like 2031-03-01T12:00",
    ),
    (
        prices(ends="2031-02-01"),
        "prices: must have a standard price in NOK that does not end and has no limit",
    ),
    (prices(kind="child"), "prices[0].kind: must be standard, member, group or voucher_only"),
    (
        prices(kind="member"),
        "prices: must have a standard price in NOK that does not end and has no limit",
    ),
    (
        prices(limit=5),
        "prices: must have a standard price in NOK that does not end and has no limit",
    ),
    (prices(limit=0), "prices[0].limit: must be 1 or more"),
    (prices(limit="5"), "prices[0].limit: must be a whole number"),
    (prices(kind="group"), "prices[0].from_participants: is missing"),
    (prices(kind="group", from_participants=1), "prices[0].from_participants: must be 2 or more"),
    (prices(kind="group", from_participants=21), "prices[0].from_participants: must be 20 or less"),
    (
        prices(from_participants=3),
        "prices[0].from_participants: can only be given for a price of kind group",
    ),
    (prices(tax=25), "prices[0].tax: must be an object"),
    (prices(tax={}), "prices[0].tax.mode: is missing"),
    (prices(tax={"mode": "none"}), "prices[0].tax.mode: must be inclusive, exclusive or exempt"),
    (prices(tax={"mode": "inclusive"}), "prices[0].tax.rate: is missing"),
    *(
        (
            prices(tax={"mode": "inclusive", "rate": rate}),
            'prices[0].tax.rate: must be a rate in percent, like "25" or "12.5"',
        )
        for rate in ("-1", "25%", "12.345", "1e3", "", True, 12.5, "٢٥")
    ),
    (
        prices(tax={"mode": "exclusive", "rate": "100.01"}),
        "prices[0].tax.rate: must be 100 or less",
    ),
    (
        prices(tax={"mode": "exempt", "rate": "25"}),
        "prices[0].tax.rate: cannot be given for what is exempt anyway",
    ),
    (
        prices(tax={"mode": "exempt", "exempt_with_vat_number": True}),
        "prices[0].tax.exempt_with_vat_number: cannot be given for what is exempt anyway",
    ),
    (of_class(prices=[PRICE, PRICE]), "prices[1].label: is there already in NOK"),
    (of_class(partners=["mintra"]), "partners[0]: must be iso, connector or trainingportal"),
    (of_class(partners=["iso", "iso"]), "partners[1]: is there already"),
    (of_class(partners="iso"), "partners: must be a list"),
]


@pytest.mark.parametrize(
    ("document", "line"), CLASS_MISTAKES, ids=[line for _, line in CLASS_MISTAKES]
)
def test_a_mistake_in_a_class_names_its_path_and_reason(
    document: dict[str, Any], line: str
) -> None:
    assert mistake(document) == f"{CLASS}.{line}"


def asks(**fields: object) -> dict[str, Any]:
    question = {"key": "diet", "kind": "text", "label": "Diet"} | fields
    return changed("programs.0.questions", [question])


MISTAKES: list[tuple[object, str]] = [
    ([], "catalogue: must be an object"),
    (None, "catalogue: is missing"),
    ({"courses": []}, "courses: is not a field that is known here"),
    ({"venues": {}}, "venues: must be a list"),
    (changed("venues.0.city", "Oslo"), "venues[0].city: is not a field that is known here"),
    (changed("venues.0.address", ...), "venues[0].address: is missing"),
    (
        changed("venues.0.address.country", "Norway"),
        "venues[0].address.country: must be two capital letters, like NO",
    ),
    (changed("venues.0.address.city", ...), "venues[0].address.city: is missing"),
    (changed("venues.1", EXAMPLE["venues"][0]), "venues[1].code: is that of venues[0] already"),
    (
        changed("programs.1", EXAMPLE["programs"][0]),
        "programs[1].code: is that of programs[0] already",
    ),
    (
        changed("programs.1", EXAMPLE["programs"][0] | {"code": "first_aid"}),
        "programs[1].slug: is that of programs[0] already (first-aid)",
    ),
    (
        changed("programs.1", EXAMPLE["programs"][0] | {"code": "SECOND-AID"}),
        "programs[1].classes[0].code: is that of programs[0].classes[0] already",
    ),
    (
        changed("programs.0.slug", "First aid"),
        "programs[0].slug: must be small letters, digits and single - between them",
    ),
    (changed("programs.0.kind", "class"), "programs[0].kind: must be program or course"),
    (changed("programs.0.kind", ...), "programs[0].kind: is missing"),
    (changed("programs.0.title", "x" * 201), "programs[0].title: must be 200 characters or fewer"),
    (
        changed("programs.0.title", "Fire\nand smoke"),
        "programs[0].title: has characters that cannot be shown",
    ),
    (
        changed("programs.0.description", "Fire\x00"),
        "programs[0].description: has characters that cannot be shown",
    ),
    (
        changed("programs.0.summary", "\ud800"),
        "programs[0].summary: has characters that cannot be shown",
    ),
    (
        changed("lead_sources", [{"code": "a", "name": "Fair"}, {"code": "b", "name": "FAIR"}]),
        "lead_sources[1].name: is that of lead_sources[0] already",
    ),
    (
        asks(kind="colour"),
        f"programs[0].questions[0].kind: must be {KINDS}",
    ),
    (
        asks(kind="choice"),
        "programs[0].questions[0].options: must have one or more options to choose from",
    ),
    (
        asks(options=["a"]),
        "programs[0].questions[0].options: must not be given for a question of kind text",
    ),
    (
        asks(kind="choices", options=["a", "a"]),
        "programs[0].questions[0].options: must not have the same option twice",
    ),
    (
        changed("programs.0.questions", [{"key": "a", "kind": "date", "label": "A"}] * 2),
        "programs[0].questions[1].key: is there already",
    ),
]


@pytest.mark.parametrize(("document", "line"), MISTAKES, ids=[line for _, line in MISTAKES])
def test_a_mistake_elsewhere_names_its_path_and_reason(document: object, line: str) -> None:
    assert mistake(document) == line
