"""Seeding: a file or the demo organisation; one line says what happened."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app.commands.demo.catalogue import class_codes, demo_catalogue
from app.commands.demo.guests import GUESTS
from app.commands.demo.holidays import is_holiday
from app.commands.seed import seed
from app.domain.catalogue import read_catalogue
from app.domain.contact import clean_email, clean_name, clean_phone
from app.domain.course_class import ClassState, ClassStatus, class_status
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.program import Program
from app.store.seat import SeatChange
from tests.fakes.catalogue_file import EXAMPLE, of_class
from tests.fakes.partner import CLASSES, FakePartner
from tests.worlds import Desk

MONDAY = date(2031, 1, 6)


@pytest.fixture
def desk(sessions: Database) -> Desk:
    return Desk(
        sessions,
        partners={"trainingportal": FakePartner("trainingportal", kinds=CLASSES, per="class")},
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.json"


def written(file: Path, document: object) -> Path:
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def classes(desk: Desk) -> list[CourseClass]:
    with reading(desk.sessions) as session:
        return list(session.scalars(select(CourseClass).order_by(CourseClass.id)))


def test_a_file_is_loaded_and_one_line_says_so(
    desk: Desk, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert seed(desk.parts, written(file, EXAMPLE)) == 0
    printed = capsys.readouterr()
    assert printed.out == "Loaded 1 program, 1 class and 1 venue: 1 class new, 0 changed.\n"
    assert printed.err == ""
    assert desk.woken == ["trainingportal"]


def test_a_mistake_is_one_line_on_standard_error_and_nothing_is_loaded(
    desk: Desk, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert seed(desk.parts, written(file, of_class(capacity=-1))) == 1
    printed = capsys.readouterr()
    assert printed.err == "programs[0].classes[0].capacity: must be 0 or more\n"
    assert printed.out == ""
    assert classes(desk) == []


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'{"venues": [', "is not JSON: Expecting value (line 1, column 13)"),
        (b"", "is not JSON: Expecting value (line 1, column 1)"),
        (b"\xff\xfe", "is not text in UTF-8"),
        (b"[" * 100_000, "is not JSON that can be read"),
        (b"9" * 5_000, "is not JSON that can be read"),
    ],
    ids=["broken", "empty", "not-text", "deep", "long"],
)
def test_a_file_that_is_not_json_is_named_in_one_line(
    desk: Desk, file: Path, capsys: pytest.CaptureFixture[str], content: bytes, line: str
) -> None:
    file.write_bytes(content)
    assert seed(desk.parts, file) == 1
    assert capsys.readouterr().err == f"{file}: {line}\n"


def test_a_file_that_is_not_there_is_named_in_one_line(
    desk: Desk, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert seed(desk.parts, file) == 1
    assert capsys.readouterr().err == f"{file}: No such file or directory\n"


def demo(today: date) -> Any:
    return read_catalogue(demo_catalogue(today=today).document)


def test_an_option_of_the_demo_takes_an_extra_that_has_a_price() -> None:
    first_aid = next(each for each in demo(MONDAY).programs if each.code == "FIRST-AID")
    (taken,) = {
        option.extra for asked in first_aid.questions for option in asked.options if option.extra
    }
    extras = [each for run in first_aid.classes for each in run.extras or ()]
    (extra,) = (each for each in extras if each.code == taken)
    assert extra.amounts["NOK"] > 0


def test_the_demo_is_a_whole_organisation() -> None:
    catalogue = demo(MONDAY)
    entries = list(catalogue.classes())
    assert len(catalogue.programs) >= 14
    assert len(entries) >= 44
    assert {venue.city for venue in catalogue.venues} == {
        "Bergen",
        "Oslo",
        "London",
        "Berlin",
        "Lisbon",
    }
    currencies = {price.money.currency for entry in entries for price in entry.prices}
    assert currencies == {"NOK", "EUR", "GBP"}
    assert any(len(entry.meetings) > 2 for entry in entries)
    assert any(price.ends_at for entry in entries for price in entry.prices)
    assert any(not entry.prices for entry in entries)
    assert any(entry.venue is None for entry in entries)
    assert [e.code for e in entries if e.state is ClassState.CANCELLED] == ["AD-LISBON-1"]
    kinds = Counter(q.kind for program in catalogue.programs for q in program.questions)
    assert len(kinds) >= 13
    for program in catalogue.programs:
        paragraphs = [part for part in program.description.split("\n\n") if part]
        assert 2 <= len(paragraphs) <= 5, program.code


@pytest.mark.parametrize("back", range(7))
def test_on_every_day_of_the_week_some_run_some_are_over_and_most_are_to_come(back: int) -> None:
    today = MONDAY + timedelta(days=back)
    now = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    found = Counter(
        class_status(now, starts_at=entry.starts_at, ends_at=entry.ends_at)
        for entry in demo(today).classes()
    )
    assert found[ClassStatus.COMPLETED] >= 1
    assert found[ClassStatus.ACTIVE] >= 1
    assert found[ClassStatus.UPCOMING] >= 40


@pytest.mark.parametrize("day", [date(2031, month, 15) for month in range(1, 13)], ids=str)
def test_the_demo_is_a_good_catalogue_all_year_round(day: date) -> None:
    assert len(list(demo(day).classes())) == len(class_codes())


COUNTRIES = {"quay": "NO", "grunerlokka": "NO", "wapping": "GB", "spree": "DE", "alcantara": "PT"}


@pytest.mark.parametrize("week", range(0, 53, 2))
def test_no_demo_class_meets_on_a_holiday_and_some_run_some_are_over(week: int) -> None:
    today = MONDAY + timedelta(weeks=week, days=3)
    now = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    found: Counter[ClassStatus] = Counter()
    for entry in demo(today).classes():
        country = COUNTRIES[entry.venue] if entry.venue else "NO"
        days = [
            each.starts_at.astimezone(ZoneInfo(entry.timezone)).date() for each in entry.meetings
        ]
        assert [day for day in days if is_holiday(day, country)] == [], entry.code
        assert days == sorted(days)
        found[class_status(now, starts_at=entry.starts_at, ends_at=entry.ends_at)] += 1
    assert found[ClassStatus.COMPLETED] >= 1
    assert found[ClassStatus.ACTIVE] >= 1
    assert found[ClassStatus.UPCOMING] >= 40


@pytest.mark.parametrize(
    ("day", "country"),
    [
        (date(2031, 4, 13), "NO"),  # Easter Sunday
        (date(2031, 4, 10), "NO"),  # Maundy Thursday
        (date(2031, 5, 22), "NO"),  # Ascension Day
        (date(2031, 5, 17), "NO"),
        (date(2031, 5, 5), "GB"),  # the first Monday of May
        (date(2031, 5, 26), "GB"),  # its last
        (date(2031, 8, 25), "GB"),
        (date(2031, 6, 2), "DE"),  # Whit Monday
        (date(2031, 10, 3), "DE"),
        (date(2031, 6, 12), "PT"),  # Corpus Christi
        (date(2030, 4, 21), "PT"),  # Easter Sunday of another year
        (date(2038, 4, 25), "PT"),
    ],
)
def test_holidays_are_where_the_calendar_has_them(day: date, country: str) -> None:
    assert is_holiday(day, country)


@pytest.mark.parametrize(
    ("day", "country"),
    [(date(2031, 4, 10), "GB"), (date(2031, 5, 17), "DE"), (date(2031, 5, 12), "GB")],
)
def test_what_is_a_holiday_elsewhere_is_none(day: date, country: str) -> None:
    assert not is_holiday(day, country)


def test_the_guests_are_different_people_with_addresses_that_are_nobodys() -> None:
    assert len({guest.email for guest in GUESTS}) == len(GUESTS)
    for guest in GUESTS:
        assert clean_name(guest.name) == guest.name
        assert clean_email(guest.email) == guest.email
        assert clean_phone(guest.phone, country="NO") == guest.phone
        assert guest.email.endswith("@example.org")


def test_the_demo_has_full_classes_nearly_full_ones_and_a_ledger_that_adds_up(desk: Desk) -> None:
    assert seed(desk.parts, None) == 0
    found = classes(desk)
    free = Counter(each.capacity - each.taken for each in found)
    assert free[0] >= 5
    assert free[1] >= 3
    with reading(desk.sessions) as session:
        ledger = dict(
            session.execute(
                select(SeatChange.class_id, func.sum(SeatChange.change)).group_by(
                    SeatChange.class_id
                )
            ).all()
        )
    assert {each.id: each.taken for each in found if each.taken} == ledger


def test_seeding_the_demo_again_another_day_moves_and_doubles_nothing(desk: Desk) -> None:
    seed(desk.parts, None)
    first = [(each.code, each.starts_at, each.taken) for each in classes(desk)]
    desk.woken.clear()
    desk.later(days=9, hours=5)
    assert seed(desk.parts, None) == 0
    assert [(each.code, each.starts_at, each.taken) for each in classes(desk)] == first
    assert desk.woken == []


def test_seeding_the_demo_again_leaves_what_staff_changed_as_it_is(desk: Desk) -> None:
    seed(desk.parts, None)
    with transaction(desk.sessions) as session:
        row = session.scalars(select(CourseClass).order_by(CourseClass.id)).first()
        assert row
        row.capacity, row.state = 99, ClassState.CANCELLED
        code = row.code
    assert seed(desk.parts, None) == 0
    (again,) = [each for each in classes(desk) if each.code == code]
    assert (again.capacity, again.state) == (99, ClassState.CANCELLED)


def test_the_demo_takes_place_in_the_daytime_of_its_places(desk: Desk) -> None:
    seed(desk.parts, None)
    for each in classes(desk):
        assert 8 <= each.starts_at.astimezone(ZoneInfo(each.timezone)).hour <= 18
    with reading(desk.sessions) as session:
        slugs = set(session.scalars(select(Program.slug)))
    assert "difficult-conversations" in slugs
