"""Claims about the calendar file, and times and places as letters say them."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.event import EventKind, MeetingFacts
from app.sandbox.server import Sandbox
from tests.fakes.events import CLASS, QUAY, STARTS
from tests.mail.telling import (
    CONFIRMED,
    HELD,
    PARTICIPANT,
    entries,
    letter,
)


@pytest.mark.parametrize("kind", [CONFIRMED, PARTICIPANT])
def test_a_confirmation_brings_a_calendar_file_with_every_meeting(
    sandbox: Sandbox, kind: EventKind
) -> None:
    came = letter(sandbox, kind)
    file = came.calendar
    assert file is not None
    assert file.get_content_type() == "text/calendar"
    assert file.get_param("method") == "PUBLISH"
    assert file.get_filename() == "FA-2031-07.ics"
    assert "METHOD:PUBLISH" in file.get_content()
    first, second = entries(came)
    assert first["DTSTART"].dt == STARTS
    assert first["DTEND"].dt == STARTS + timedelta(hours=7)
    assert second["DTSTART"].dt == STARTS + timedelta(days=1)
    assert first["SUMMARY"] == "First aid"
    assert first["LOCATION"] == "Quay Hall, Quay 4, 5003 Bergen"
    assert (first["UID"], second["UID"]) == (
        "FA-2031-07-1@coursedesk.example",
        "FA-2031-07-2@coursedesk.example",
    )


def test_a_meeting_is_at_the_same_moment_in_every_zone_and_season(sandbox: Sandbox) -> None:
    winter, summer = datetime(2031, 3, 29, 9, tzinfo=UTC), datetime(2031, 3, 30, 8, tzinfo=UTC)
    meetings = tuple(MeetingFacts(each, each + timedelta(hours=1)) for each in (winter, summer))
    came = letter(sandbox, CONFIRMED, course_class={"meetings": meetings})
    assert "Saturday 29 March 2031, 10:00\N{EN DASH}11:00 CET" in came.part("plain")
    assert "Sunday 30 March 2031, 10:00\N{EN DASH}11:00 CEST" in came.part("plain")
    assert "Times are in Central European Time (Oslo)." in came.part("plain")
    assert came.calendar is not None
    raw = came.calendar.get_content()
    assert "DTSTART:20310329T090000Z" in raw
    assert "DTSTART:20310330T080000Z" in raw


def test_a_class_without_meetings_lasts_from_start_to_end(sandbox: Sandbox) -> None:
    came = letter(sandbox, CONFIRMED, course_class={"meetings": ()})
    span = "Monday 10 March 2031, 09:00 CET \N{EN DASH} Tuesday 11 March 2031, 16:00 CET"
    assert span in came.part("plain")
    (only,) = entries(came)
    assert (only["DTSTART"].dt, only["DTEND"].dt) == (CLASS.starts_at, CLASS.ends_at)


def test_an_online_class_is_held_at_its_address(sandbox: Sandbox) -> None:
    online = {"venue": None, "online_url": "https://meet.example.org/1"}
    came = letter(sandbox, CONFIRMED, course_class=online)
    assert entries(came)[0]["LOCATION"] == "https://meet.example.org/1"


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("America/New_York", "Times are in Eastern Time (New York)."),
        ("Asia/Kolkata", "Times are in India Time (Kolkata)."),
        ("UTC", "Times are in Coordinated Universal Time."),
    ],
)
def test_times_are_those_of_the_class_and_its_zone_is_named(
    sandbox: Sandbox, zone: str, said: str
) -> None:
    assert said in letter(sandbox, HELD, course_class={"timezone": zone}).part("plain")


def test_a_line_of_an_address_is_said_once_and_an_empty_one_not_at_all(sandbox: Sandbox) -> None:
    bare = QUAY.__class__("q", "Oslo", "", "", "Oslo", "", "NO")
    text = letter(sandbox, HELD, course_class={"venue": bare}).part("plain")
    assert re.search(r"\n\nOslo\n\n", text.replace("\r", ""))
