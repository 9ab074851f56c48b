"""What ISO's programs say, and what of each becomes a class here (iso.md 5.2)."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.listing import LeftOut, ListedClass
from app.partners.iso.news import NewsRefused, read_envelope
from app.partners.iso.programs import read_exactly, read_program
from tests.partners.iso_world import program


def read(**changed: Any) -> ListedClass:
    """Read it as it comes over the wire."""
    entry = read_program(read_exactly(json.dumps(program(**changed)).encode()))
    assert isinstance(entry, ListedClass), entry
    return entry


def test_a_program_is_understood_as_a_class_in_our_words() -> None:
    found = read()
    assert (found.partner_id, found.code) == ("prg-310", "ISO-prg-310")
    assert (found.title, found.type, found.timezone) == (
        *("Weekend Intensive", "workshop", "Europe/Lisbon"),
    )
    assert found.venue is not None
    assert (found.venue.code, found.venue.line1, found.venue.city) == (
        *("ISO-lis-1", "Cais 2", "Lisbon"),
    )
    assert (found.available, found.waiting_list, found.ended) == (13, True, False)
    assert found.updated_at == datetime(2031, 5, 1, 9, tzinfo=UTC)


def test_S18_dates_are_whole_days_in_the_programs_zone() -> None:
    found = read(
        schedule={"startDate": "2031-06-06", "endDate": "2031-06-07", "timezone": "Asia/Kolkata"}
    )
    assert found.sittings == (
        (datetime(2031, 6, 5, 18, 30, tzinfo=UTC), datetime(2031, 6, 6, 18, 29, tzinfo=UTC)),
        (datetime(2031, 6, 6, 18, 30, tzinfo=UTC), datetime(2031, 6, 7, 18, 29, tzinfo=UTC)),
    )


def test_S18_moments_with_an_offset_are_taken_as_they_are() -> None:
    found = read(
        schedule={
            "startDate": "2031-06-06T18:00:00+01:00",
            "endDate": "2031-06-06T21:00:00",
            "timezone": "Europe/Lisbon",
        }
    )
    assert found.sittings == (
        (datetime(2031, 6, 6, 17, tzinfo=UTC), datetime(2031, 6, 6, 20, tzinfo=UTC)),
    )


def test_a_program_of_many_weeks_is_one_span() -> None:
    found = read(
        schedule={"startDate": "2031-06-01", "endDate": "2031-12-01", "timezone": "UTC"},
    )
    assert len(found.sittings) == 1
    assert (found.starts_at.month, found.ends_at.month) == (6, 12)


@pytest.mark.parametrize(
    ("pricing", "money"),
    [
        ({"currency": "INR", "amount": 5000}, ["5000.00 INR"]),
        ({"currency": "EUR", "amount": 180.1}, ["180.10 EUR"]),
        ({"currency": "EUR", "amount": "99.95"}, ["99.95 EUR"]),
        ({"currency": "JPY", "amount": 3000.0}, ["3000 JPY"]),
        ({"currency": "KWD", "amount": 1.125}, ["1.125 KWD"]),
        ({"currency": "NOK", "amount": 0.0}, []),
    ],
)
def test_I14_amounts_are_major_units_and_decimals(
    pricing: dict[str, Any], money: list[str]
) -> None:
    assert [str(each.money) for each in read(pricing=pricing).prices] == money


def test_an_early_bird_flies_to_the_end_of_its_day_in_the_programs_zone() -> None:
    early = {"amount": 150, "endDate": "2031-05-01"}
    found = read(pricing={"currency": "EUR", "amount": 180, "earlyBird": early})
    assert [(each.label, str(each.money)) for each in found.prices] == [
        ("Standard", "180.00 EUR"),
        ("Early bird", "150.00 EUR"),
    ]
    assert found.prices[1].ends_at == datetime(2031, 5, 1, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("closes", "moment"),
    [
        ("2031-05-31", datetime(2031, 5, 31, 23, tzinfo=UTC)),
        ("2031-05-31T12:00:00Z", datetime(2031, 5, 31, 12, tzinfo=UTC)),
        ("soon", None),
        (None, None),
    ],
)
def test_a_last_day_includes_its_day(closes: str | None, moment: datetime | None) -> None:
    assert read(registration={"closesAt": closes}).closes_at == moment


@pytest.mark.parametrize(
    ("venue", "shown"),
    [
        ({"name": "Hall", "address": "A 1, 0150 Oslo, Norway"}, ("A 1, 0150 Oslo, Norway", "", "")),
        (
            {"name": "Hall", "address": "A 1", "city": "Oslo", "country": "NO"},
            ("A 1", "Oslo", "NO"),
        ),
        ({"name": "Hall", "address": 7, "country": "Norway"}, ("", "", "")),
    ],
)
def test_a_place_is_as_much_as_is_known_of_it(
    venue: dict[str, Any], shown: tuple[str, ...]
) -> None:
    found = read(venue=venue).venue
    assert found is not None
    assert (found.line1, found.city, found.country) == shown
    assert found.code == "ISO-Hall"


def test_what_is_not_needed_may_be_missing_and_what_is_unknown_is_ignored() -> None:
    found = read(
        venue=None, type=None, description=None, updatedAt="?", extra={"a": [1]}, status="new"
    )
    assert (found.venue, found.type, found.description) == (None, "program", "")
    assert found.updated_at is None


def test_I5_a_program_that_is_completed_takes_no_registrations() -> None:
    assert read(status="completed").ended


def test_numbers_that_are_no_codes_get_codes_of_their_own() -> None:
    codes = {read(id=number).code for number in ("a/b", "a b", "朝", "a-b", 7, "x" * 60)}
    assert len(codes) == 6
    assert {"ISO-a-b", "ISO-7"} < codes
    assert all(len(code) <= 64 and code.isascii() for code in codes)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"id": None}, "id is missing"),
        ({"id": True}, "id is missing"),
        ({"name": " "}, "name is missing"),
        ({"schedule": None}, "schedule.timezone is missing"),
        ({"schedule": {"timezone": "Mars/Dome"}}, "schedule.timezone is no time zone: Mars/Dome"),
        ({"schedule": {"timezone": "UTC"}}, "schedule.startDate is missing or no date"),
        (
            {"schedule": {"timezone": "UTC", "startDate": "9999-12-31"}},
            "schedule.startDate is missing or no date",
        ),
        (
            {"schedule": {"timezone": "UTC", "startDate": "2031-01-01", "endDate": "x"}},
            "schedule.endDate is no date",
        ),
        (
            {"schedule": {"timezone": "UTC", "startDate": "2031-01-02", "endDate": "2031-01-01"}},
            "schedule.endDate is before startDate",
        ),
        (
            {"schedule": {"timezone": "UTC", "startDate": "2031-01-02T09:00"}},
            "schedule.endDate is before startDate",
        ),
        ({"venue": None, "availability": None}, "availability.capacity is missing"),
        ({"pricing": None}, "pricing is missing"),
        ({"pricing": {"currency": "EUR"}}, "pricing.amount is missing or no amount"),
        ({"pricing": {"currency": "EUR", "amount": -1}}, "pricing.amount is less than 0"),
        ({"pricing": {"currency": "eur", "amount": 1}}, "not an ISO 4217 currency: 'eur'"),
        ({"pricing": {"currency": "JPY", "amount": 1.5}}, "1.5 is finer than the smallest unit"),
    ],
)
def test_what_cannot_be_a_class_is_left_out_with_the_field_and_the_reason(
    changed: dict[str, Any], reason: str
) -> None:
    entry = read_program(read_exactly(json.dumps(program(**changed)).encode()))
    assert isinstance(entry, LeftOut)
    assert entry.reason.startswith(reason)


@pytest.mark.parametrize("amount", ["1e999999", "-1e-999999", "1.0e20"])
def test_an_amount_of_endless_digits_is_left_out(amount: str) -> None:
    body = json.dumps(program(pricing={"currency": "EUR", "amount": 0.25})).replace("0.25", amount)
    assert isinstance(read_program(read_exactly(body.encode())), LeftOut)


@pytest.mark.parametrize("item", [None, [], "prg-1", 7])
def test_an_entry_that_is_no_object_is_left_out(item: object) -> None:
    assert read_program(item) == LeftOut("(without id)", "id is missing")


def test_a_refused_event_says_field_and_reason_in_one_line() -> None:
    with pytest.raises(NewsRefused, match=r"^id is required$"):
        read_envelope(b'{"event": "a.b"}')
