"""Programs as ISO reads them: shapes, filters, paging, and no more statements for more rows."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from app.domain.catalogue import read_catalogue
from app.domain.course_class import ClassState, PriceKind
from app.domain.tax import TaxMode
from app.store.course_class import CourseClass
from app.store.database import transaction
from app.store.price_option import PriceOption
from app.usecases.load_catalogue import load_catalogue
from app.usecases.register import register
from tests.api.caller import PROGRAMS, Caller, fields
from tests.fakes.catalogue_file import CLASS_CODE, EXAMPLE
from tests.usecases.shop import Shop
from tests.worlds import CLASS, HOLD, NOW, add_class, add_draft, add_price

OVER = datetime(2030, 5, 1, 8, tzinfo=UTC)


def codes(caller: Caller, **query: str) -> list[str]:
    """Return the ids of the programs that a list holds."""
    answer = caller.get(PROGRAMS, **query)
    assert answer.status_code == 200
    return [each["id"] for each in answer.get_json()["data"]]


def test_a_program_is_as_iso_md_5_2_has_it(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    found = iso.get(f"{PROGRAMS}/{CLASS}").get_json()
    assert found == iso.get(PROGRAMS).get_json()["data"][0]
    assert found["name"] == "First aid"
    assert found["status"] == "upcoming"
    assert found["schedule"] == {
        "startDate": "2031-03-10",
        "endDate": "2031-03-10",
        "timezone": "Europe/Oslo",
    }
    assert found["venue"] == {
        "id": "quay",
        "name": "Quay Hall",
        "address": "Quay 4, 5003 Bergen, NO",
        "capacity": 12,
    }
    assert found["availability"] == {"capacity": 12, "available": 12, "waitlistOpen": False}
    assert found["registration"]["url"].endswith(f"/classes/{CLASS}/register")


def test_S12_a_program_says_what_it_asks(iso: Caller, shop: Shop) -> None:
    question = {"key": "diet", "kind": "choice", "label": "Diet", "required": True}
    add_class(shop.sessions, questions=({**question, "options": ["all", "vegan"]},))
    for found in (iso.get(f"{PROGRAMS}/{CLASS}").get_json(), *iso.get(PROGRAMS).get_json()["data"]):
        assert found["formFields"] == [
            {
                "key": "diet",
                "type": "choice",
                "label": "Diet",
                "help": "",
                "required": True,
                "options": ["all", "vegan"],
            }
        ]


def test_I14_amounts_are_decimals_in_major_units(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions, prices=(("NOK", 18050), ("JPY", 9000)))
    add_class(shop.sessions, "JP-1", prices=(("JPY", 9000),))
    add_class(shop.sessions, "KW-1", prices=(("KWD", 1234567),))
    add_class(shop.sessions, "FREE-1", prices=())
    found = {each["id"]: each["pricing"] for each in iso.get(PROGRAMS).get_json()["data"]}
    assert found == {
        CLASS: {"currency": "NOK", "amount": 180.5},
        "JP-1": {"currency": "JPY", "amount": 9000.0},
        "KW-1": {"currency": "KWD", "amount": 1234.567},
        "FREE-1": {"currency": "XXX", "amount": 0.0},
    }


@pytest.mark.parametrize(
    ("ends_at", "last_day"),
    [
        (datetime(2031, 1, 31, 23, tzinfo=UTC), "2031-01-31"),
        (datetime(2031, 1, 31, 11, tzinfo=UTC), "2031-01-31"),
    ],
)
def test_an_early_bird_is_told_beside_the_price_that_follows(
    iso: Caller, shop: Shop, ends_at: datetime, last_day: str
) -> None:
    add_class(shop.sessions)
    _add_price(shop, 390000, ends_at=ends_at)
    assert iso.get(f"{PROGRAMS}/{CLASS}").get_json()["pricing"] == {
        "currency": "NOK",
        "amount": 4200.0,
        "earlyBird": {"amount": 3900.0, "endDate": last_day},
    }
    shop.later(days=40)
    iso.sign_in()
    assert "earlyBird" not in iso.get(f"{PROGRAMS}/{CLASS}").get_json()["pricing"]


def test_what_is_told_is_what_is_charged_tax_included_and_nothing_of_members_or_vouchers(
    iso: Caller, shop: Shop
) -> None:
    add_class(shop.sessions, prices=())
    add_price(shop.sessions, "Member", 10000, kind=PriceKind.MEMBER)
    add_price(shop.sessions, "Sponsor", 100, kind=PriceKind.VOUCHER_ONLY)
    add_price(shop.sessions, "Standard", 400000, tax_mode=TaxMode.EXCLUSIVE, tax_rate=2500)
    assert iso.get(f"{PROGRAMS}/{CLASS}").get_json()["pricing"] == {
        "currency": "NOK",
        "amount": 5000.0,
    }
    assert iso.made()["payment"]["amount"] == 5000.0


def test_with_no_price_left_nothing_is_available(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions, prices=())
    _add_price(shop, 390000, ends_at=NOW - timedelta(days=1))
    found = iso.get(f"{PROGRAMS}/{CLASS}").get_json()
    assert found["pricing"] == {"currency": "NOK", "amount": 3900.0}
    assert found["availability"]["available"] == 0


def test_S20_taken_and_closed_seats_are_not_available(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions, capacity=2)
    add_draft(shop.sessions)
    register(shop.sessions, draft_token="draft-1", partners=shop.partners, now=NOW, hold=HOLD)
    add_class(shop.sessions, "LATE", deadline=date(2031, 1, 9))
    found = {each["id"]: each for each in iso.get(PROGRAMS).get_json()["data"]}
    assert found[CLASS]["availability"]["available"] == 1
    assert found[CLASS]["updatedAt"] == "2031-01-10T12:00:00Z"
    assert found["LATE"]["availability"]["available"] == 0


def test_S18_times_carry_the_offset_of_the_programs_zone(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    found = iso.get(f"{PROGRAMS}/{CLASS}").get_json()
    assert found["registration"]["closesAt"] == "2031-03-02T00:00:00+01:00"


def test_a_class_without_a_venue_is_online(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    with transaction(shop.sessions) as session:
        session.query(CourseClass).one().venue_id = None
    assert iso.get(f"{PROGRAMS}/{CLASS}").get_json()["venue"]["id"] == "online"
    assert codes(iso, location="Online") == [CLASS]
    assert codes(iso, location="Bergen") == []


def test_S6_pages_go_by_first_day_then_id_with_a_total(iso: Caller, shop: Shop) -> None:
    first = datetime(2031, 2, 1, 8, tzinfo=UTC)
    for number in range(25):
        add_class(shop.sessions, f"C-{24 - number:02}", starts_at=first)
    add_class(shop.sessions, "A-LATER", starts_at=first + timedelta(days=1))
    answer = iso.get(PROGRAMS)
    assert answer.get_json()["pagination"] == {"limit": 20, "offset": 0, "total": 26}
    assert [each["id"] for each in answer.get_json()["data"]] == [f"C-{n:02}" for n in range(20)]
    assert codes(iso, offset="24", limit="2") == ["C-24", "A-LATER"]
    assert codes(iso, offset="26") == []
    assert iso.get(PROGRAMS, limit="1000").get_json()["pagination"]["limit"] == 100


def test_a_list_takes_four_statements_however_long_it_is(iso: Caller, shop: Shop) -> None:
    assert len(iso.get(PROGRAMS).statements) <= 4
    for number in range(30):
        add_class(shop.sessions, f"C-{number:02}")
    answer = iso.get(PROGRAMS, limit="100")
    assert len(answer.get_json()["data"]) == 30
    assert len(answer.statements) == 4


@pytest.mark.parametrize(
    "query",
    [
        {"status": "upcoming"},
        {"filters[status]": "upcoming"},
        {"filters": json.dumps({"status": "upcoming"})},
    ],
)
def test_I1_filters_come_plain_in_brackets_or_as_json(
    iso: Caller, shop: Shop, query: dict[str, str]
) -> None:
    add_class(shop.sessions)
    add_class(shop.sessions, "OVER", starts_at=OVER)
    assert codes(iso, **query) == [CLASS]


def test_I5_a_programs_status_is_where_it_is_in_time(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    add_class(shop.sessions, "OVER", starts_at=OVER)
    add_class(shop.sessions, "NOW", starts_at=NOW - timedelta(hours=1))
    for status, code in (("completed", "OVER"), ("active", "NOW"), ("upcoming", CLASS)):
        assert codes(iso, status=status) == [code]
        assert iso.get(f"{PROGRAMS}/{code}").get_json()["status"] == status


@pytest.mark.parametrize("location", ["bergen", "Quay hall", "QUAY", "no"])
def test_type_and_location_find_whatever_their_case(iso: Caller, shop: Shop, location: str) -> None:
    add_class(shop.sessions)
    assert codes(iso, location=location, type="Safety") == [CLASS]
    assert codes(iso, location=location, type="music") == []


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"limit": "0"}, ["limit"]),
        ({"limit": "ten", "offset": "-1"}, ["limit", "offset"]),
        ({"offset": "9" * 400}, ["offset"]),
        ({"offset": "٣"}, ["offset"]),
        ({"status": "cancelled"}, ["status"]),
        ({"filters": "{"}, ["filters"]),
        ({"filters": "[]"}, ["filters"]),
        ({"filters": '{"type": 5}'}, ["type"]),
        ({"filters": '{"type": "\\u0000"}'}, ["type"]),
        ({"filters": '{"location": "\\ud800"}'}, ["location"]),
        ({"location": "x" * 201}, ["location"]),
    ],
)
def test_a_filter_that_is_none_is_named(
    iso: Caller, query: dict[str, str], wrong: list[str]
) -> None:
    answer = iso.get(PROGRAMS, **query)
    assert answer.status_code == 400
    assert fields(answer) == wrong


def test_a_class_that_was_over_when_it_was_loaded_changed_last_at_its_end(
    iso: Caller, shop: Shop
) -> None:
    shop.later(days=365)
    iso.sign_in()
    load_catalogue(
        shop.sessions,
        catalogue=read_catalogue(EXAMPLE),
        partners=shop.partners,
        now=shop.now,
    )
    found = iso.get(f"{PROGRAMS}/{CLASS_CODE}").get_json()
    assert found["status"] == "completed"
    assert found["updatedAt"] == "2031-03-10T15:00:00Z"


def test_what_is_unknown_in_the_address_is_passed_over(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    assert codes(iso, filters='{"colour": "red"}', colour="red") == [CLASS]


@pytest.mark.parametrize("code", ["NOPE", "%ED%A0%80", "Ærlig", "x" * 200])
def test_a_program_that_is_not_there_gets_the_envelope(iso: Caller, code: str) -> None:
    answer = iso.get(f"{PROGRAMS}/{code}")
    assert answer.status_code == 404
    assert answer.get_json()["error"]["code"] == "NOT_FOUND"
    assert fields(answer) == ["programId"]


def test_a_cancelled_class_is_not_shown(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions, state=ClassState.CANCELLED)
    assert codes(iso) == []
    assert iso.get(f"{PROGRAMS}/{CLASS}").status_code == 404


def test_what_the_caller_has_already_is_not_sent_again(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    for address in (PROGRAMS, f"{PROGRAMS}/{CLASS}"):
        known = {"If-None-Match": iso.get(address).headers["ETag"]}
        assert iso.call("GET", address, headers=known).status_code == 304
        with transaction(shop.sessions) as session:
            session.query(CourseClass).one().capacity += 1
        assert iso.call("GET", address, headers=known).status_code == 200


def test_reading_programs_needs_its_scope(calls: Callable[..., Caller]) -> None:
    answer = calls("registrations.read").get(PROGRAMS)
    assert answer.status_code == 403
    assert answer.get_json()["error"]["code"] == "FORBIDDEN"
    assert 'scope="programs.read"' in answer.headers["WWW-Authenticate"]


def _add_price(shop: Shop, minor: int, *, ends_at: datetime) -> None:
    with transaction(shop.sessions) as session:
        course_class = session.query(CourseClass).one()
        price = PriceOption(label="Early", currency="NOK", amount_minor=minor, ends_at=ends_at)
        price.class_id = course_class.id
        session.add(price)


def test_what_iso_lists_here_is_not_listed_back_to_it(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    add_class(shop.sessions, "ISO-prg-310")
    with transaction(shop.sessions) as session:
        session.execute(
            update(CourseClass).where(CourseClass.code != CLASS).values(origin="iso", origin_id="1")
        )
    assert codes(iso) == [CLASS]
    assert iso.get(f"{PROGRAMS}/ISO-prg-310").status_code == 200
