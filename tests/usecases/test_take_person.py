"""Claims about two calls with the same person, or the same source, that meet in the database."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.domain.contact import Contact
from app.domain.person import Effect, IncomingPerson
from app.store.database import Database, reading, transaction
from app.store.inbound import Inbound
from app.store.lead_source import LeadSource
from app.store.person import Person, know_people
from app.usecases.keep_lead_source import add_lead_source, change_lead_source
from app.usecases.take_lead_source import take_lead_source
from app.usecases.take_person import take_person
from tests.usecases.meeting import meeting
from tests.worlds import NOW

LEO = IncomingPerson("Leo Marsh", email="leo@example.org", links=("uuid:u-1",))


def number(sessions: Database, mapped: type) -> int:
    """Return how many rows there are."""
    with reading(sessions) as session:
        return session.scalar(select(func.count()).select_from(mapped)) or 0


@pytest.mark.both_databases
def test_promise_4_two_at_once_are_one_person_and_both_calls_are_recorded(
    sessions: Database,
) -> None:
    def deed() -> str:
        return take_person(sessions, LEO, origin="connector", body=b"x", now=NOW).code

    ends = meeting(sessions, deed, deed, at="INSERT INTO person ")
    assert len(ends) == 2
    assert len(set(ends)) == 1
    assert number(sessions, Person) == 1
    assert number(sessions, Inbound) == 2


@pytest.mark.both_databases
def test_without_an_address_the_link_alone_keeps_two_at_once_apart(sessions: Database) -> None:
    bare = IncomingPerson("Leo Marsh", links=("body:1",))

    def deed() -> str:
        return take_person(sessions, bare, origin="connector", body=b"x", now=NOW).code

    ends = meeting(sessions, deed, deed, at="INSERT INTO person ")
    assert len(set(ends)) == 1
    assert number(sessions, Person) == 1


@pytest.mark.both_databases
def test_two_that_create_a_source_at_once_get_the_same_one(sessions: Database) -> None:
    def deed() -> str:
        taken = take_lead_source(
            sessions, name="Fair", active=None, origin="connector", body=b"x", now=NOW
        )
        assert taken
        return taken.source.code

    assert meeting(sessions, deed, deed, at="INSERT INTO lead_source") == ["fair", "fair"]
    assert number(sessions, LeadSource) == 1


@pytest.mark.both_databases
def test_two_of_staff_that_add_a_source_at_once_make_one_and_the_other_is_told(
    sessions: Database,
) -> None:
    def deed() -> str:
        return add_lead_source(sessions, name="Fair", partners={}, now=NOW).code

    ends = {str(end) for end in meeting(sessions, deed, deed, at="INSERT INTO lead_source")}
    assert "fair" in ends
    assert any("already" in end or "just now" in end for end in ends)
    assert number(sessions, LeadSource) == 1


@pytest.mark.both_databases
def test_two_of_staff_that_rename_to_one_name_at_once_make_one_and_the_other_is_told(
    sessions: Database,
) -> None:
    for name in ("Fair", "Radio"):
        add_lead_source(sessions, name=name, partners={}, now=NOW)

    def rename(code: str) -> str:
        kept = change_lead_source(sessions, code=code, name="New", partners={}, now=NOW)
        assert kept
        return kept.code

    ends = meeting(
        sessions, lambda: rename("fair"), lambda: rename("radio"), at="UPDATE lead_source"
    )
    said = sorted(str(end) for end in ends)
    assert len([end for end in said if end in ("fair", "radio")]) == 1
    assert any("already" in end or "just now" in end for end in said)


def test_codes_of_sources_with_the_same_letters_differ(sessions: Database) -> None:
    codes = [
        add_lead_source(sessions, name=name, partners={}, now=NOW).code
        for name in ("Open Day", "Open-Day!", "open_day", "Öpen day", "日本")
    ]
    assert codes == ["open-day", "open-day-2", "open-day-3", "open-day-4", "source"]


def test_an_echo_that_says_the_same_is_an_echo_and_one_that_does_not_is_a_change_C18(
    sessions: Database,
) -> None:
    def taken(**said: Any) -> Effect:
        person = IncomingPerson("Leo Marsh", email="leo@example.org", ours=True, **said)
        return take_person(sessions, person, origin="connector", body=b"", now=NOW).effect

    assert taken() is Effect.ADDED
    assert taken() is Effect.ECHO
    assert taken(details={"city": "Ayr"}) is Effect.CHANGED


def test_S11_registering_with_nothing_new_does_not_make_the_hubs_news_old(
    sessions: Database,
) -> None:
    contact = Contact("Leo Marsh", "leo@example.org", "+4722123456")
    with transaction(sessions) as session:
        know_people(session, [contact], now=NOW)
    with transaction(sessions) as session:
        know_people(session, [contact], now=NOW + timedelta(minutes=2))
    moved = replace(LEO, details={"city": "Bergen"}, changed_at=NOW + timedelta(minutes=1))
    later = NOW + timedelta(minutes=3)
    taken = take_person(sessions, moved, origin="connector", body=b"x", now=later)
    assert taken.effect is Effect.CHANGED
    with reading(sessions) as session:
        assert session.scalars(select(Person)).one().details["city"] == "Bergen"
