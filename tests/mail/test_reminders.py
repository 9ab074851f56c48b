"""Claims about the letters that remind of a class: what they say, and when nobody needs one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event as Stop
from typing import Any

import pytest
from sqlalchemy import update

from app.domain.contract import Told
from app.domain.event import EventKind
from app.domain.money import Money
from app.domain.registration import RegistrationState
from app.jobs.reminders import remind_of_classes
from app.mail.reminders import needless_reminder
from app.sandbox.server import Sandbox
from app.store.course_class import CourseClass
from app.store.database import Database, transaction
from tests.fakes.events import REGISTRATION, STARTS, event
from tests.mail.letters import inbox
from tests.mail.post_office import open_office
from tests.mail.telling import NEAR, YOURS_IS_NEAR, entries, letter, says, says_not, tell
from tests.usecases.later import AT_DOOR
from tests.worlds import register_once

BOTH = [NEAR, YOURS_IS_NEAR]
ONLINE = {"online_url": "https://meet.example/room", "venue": None}
BRING = {"bring": "Warm clothes\nA pen"}
PLACE = {"state": RegistrationState.CONFIRMED}
DATE = {"starts_at": STARTS.isoformat()}


@pytest.mark.parametrize("kind", BOTH)
def test_it_says_when_and_where_and_brings_the_dates(sandbox: Sandbox, kind: EventKind) -> None:
    came = letter(sandbox, kind)
    assert came.message["Subject"] == "It begins soon: First aid"
    says(came, "It begins soon", "10 March 2031", "09:00", "Quay Hall", "5003 Bergen")
    says_not(came, "What to bring")
    assert len(entries(came)) == 2


@pytest.mark.parametrize("kind", BOTH)
def test_it_says_what_to_bring_line_by_line(sandbox: Sandbox, kind: EventKind) -> None:
    came = letter(sandbox, kind, course_class=BRING)
    says(came, "What to bring", "Warm clothes A pen")
    assert "Warm clothes\r\nA pen\r\n" in came.part("plain")
    assert "<bdi>Warm clothes</bdi><br>" in came.part("html")


@pytest.mark.parametrize("kind", BOTH)
def test_it_says_how_to_join_online(sandbox: Sandbox, kind: EventKind) -> None:
    says(letter(sandbox, kind, course_class=ONLINE), "https://meet.example/room")


def test_the_buyer_reads_of_everybody_and_what_is_owed(sandbox: Sandbox) -> None:
    owed = {"owed": Money(120_000, "NOK")}
    came = letter(sandbox, NEAR, order=owed)
    assert came.to == ["per@example.org"]
    says(came, "Ingrid Solheim", "NOK 1,200")
    assert all("token=abc" in came.part(each) for each in ("plain", "html"))


def test_a_participant_reads_nothing_of_money_or_of_the_order(sandbox: Sandbox) -> None:
    came = letter(sandbox, YOURS_IS_NEAR, order={"owed": Money(120_000, "NOK")})
    assert came.to == ["ingrid@example.org"]
    says_not(came, "NOK", "token=", "CD-23456")


def test_who_has_no_place_is_not_named(sandbox: Sandbox) -> None:
    sure = replace(REGISTRATION, state=RegistrationState.CONFIRMED)
    held = replace(REGISTRATION, reference="R-2", name="Nina Held")
    came = letter(sandbox, NEAR, order={"registrations": (sure, held)})
    says(came, "Ingrid Solheim")
    says_not(came, "Nina Held")


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"registration": {"state": RegistrationState.CANCELLED}}, "was given back"),
        ({"registration": {"class_code": "FA-2031-09"}}, "was given back"),
        ({"course_class": {"cancelled": True}}, "was cancelled"),
        ({"course_class": {"starts_at": STARTS + timedelta(days=7)}}, "was moved"),
    ],
)
def test_nobody_is_reminded_needlessly(
    sandbox: Sandbox, kind: EventKind, changed: dict[str, Any], words: str
) -> None:
    outcome = tell(sandbox, kind, **changed)
    assert isinstance(outcome, Told)
    assert words in outcome.words
    assert inbox(sandbox) == []


@pytest.mark.parametrize("kind", BOTH)
def test_a_mail_that_was_away_too_long_reminds_nobody(kind: EventKind) -> None:
    near = event(kind, facts=DATE, registration=PLACE)
    near = event(
        kind, facts=DATE, registration=PLACE, order={"registrations": (near.registration,)}
    )
    assert needless_reminder(near, now=STARTS - timedelta(seconds=1)) == ""
    assert "has begun" in needless_reminder(near, now=STARTS)


def test_who_is_the_buyer_gets_one_letter(sandbox: Sandbox) -> None:
    outcome = tell(sandbox, YOURS_IS_NEAR, order={"email": "INGRID@example.org"})
    assert isinstance(outcome, Told)
    assert inbox(sandbox) == []


def test_what_the_class_says_stands_in_the_letter_that_the_sweep_has_sent(
    sessions: Database, sandbox: Sandbox
) -> None:
    office = open_office(sessions, sandbox)
    order = register_once(office, wish=AT_DOOR).reference
    office.post()
    with transaction(sessions) as session:
        session.execute(update(CourseClass).values(bring="Warm clothes", reminder_days=3))
    office.now = STARTS - timedelta(days=3)
    remind_of_classes(office.parts, stop=Stop())
    (came,) = office.post()
    says(came, "It begins soon", "What to bring", "Warm clothes", "NOK 4,200 at the door")
    assert order in came.part("plain")
    assert came.calendar is not None


def test_other_letters_are_not_looked_at() -> None:
    late = datetime(2040, 1, 1, tzinfo=UTC)
    assert needless_reminder(event(EventKind.ORDER_CONFIRMED), now=late) == ""
