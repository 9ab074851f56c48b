"""Claims about what is said of a person at the hub (connector.md 6, 12 and 13)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from app.domain.contract import Told
from app.domain.erasing import NAME, NOTHING_KNOWN
from app.domain.event import EventKind, PersonFacts
from app.partners.connector import partner as connector_room
from app.sandbox.server import Sandbox
from tests.fakes.events import OPEN_DAY, event
from tests.fakes.wire import Wire, in_turn
from tests.partners.built import Built, built
from tests.partners.connector_world import CONFIRMED, HELD, KIM, SAVED, users

LEAD_CHANGED = EventKind.REGISTRATION_LEAD_CHANGED
SCHEMA = etree.XMLSchema(etree.parse(str(Path(connector_room.__file__).with_name("schema.xsd"))))
KNOWN = {
    "first_name": "Ingrid Marie",
    "last_name": "Solheim",
    "birth_date": "1988-11-02",
    "gender": "F",
    "line1": "Quay 4",
    "line2": "Flat 2",
    "city": "Bergen",
    "postal_code": "5003",
    "region": "Vestland",
    "country": "no",
    "home_phone": "22 12 34 56",
    "work_phone": "ask for Ingrid",
    "company": "Fjordlift AS",
}


def person(**changed: object) -> PersonFacts:
    """Return what is known of Ingrid, with something changed."""
    facts: dict[str, object] = {
        "code": "person-90412",
        "name": "Ingrid Marie Solheim",
        "email": "ingrid@example.org",
        "phone": "(0047) 900 00 001",
        "member": False,
        "active": True,
        "details": KNOWN,
        **changed,
    }
    return PersonFacts(**facts)  # type: ignore[arg-type]  # as the test says


def told(
    sandbox: Sandbox, partners: Built, kind: EventKind = HELD, **facts: object
) -> dict[str, Any]:
    """Tell of the person and return what the hub holds then."""
    outcome = partners.connector.tell(event(kind, registration=facts), key="key-1")
    assert isinstance(outcome, Told)
    return users(sandbox)[0]


def test_S6_the_whole_record_is_sent_every_time(sandbox: Sandbox, partners: Built) -> None:
    kept = told(sandbox, partners, person=person())
    expected = {
        "firstname": "Ingrid Marie",
        "lastname": "Solheim",
        "birthdate": "1988-11-02",
        "gender": "F",
        "address1": "Quay 4, Flat 2",
        "city": "Bergen",
        "zipcode": "5003",
        "state": "Vestland",
        "country": "NO",
        "homePhone": "+4722123456",
        "workPhone": "ask for Ingrid",
        "company": "Fjordlift AS",
        "mobile": "+4790000001",
        "email": "ingrid@example.org",
    }
    assert {name: kept[name] for name in expected} == expected
    assert kept["warnings"] == []


def test_C15_a_second_line_of_an_address_is_folded_into_the_first(
    sandbox: Sandbox, partners: Built
) -> None:
    assert told(sandbox, partners, person=person())["address1"] == "Quay 4, Flat 2"
    only = person(details={"line1": "", "line2": "Flat 2"})
    assert told(sandbox, partners, person=only)["address1"] == "Flat 2"


def sent(**facts: object) -> dict[str, str]:
    """Return the elements of ``userInfo`` as they travel."""
    with Wire(SAVED) as wire:
        built(wire.url).connector.tell(event(HELD, registration=facts), key="key-1")
    (heard,) = wire.heard
    return {each.tag: each.text or "" for each in etree.fromstring(heard.body)[1]}


def test_S7_what_was_never_known_is_left_out_and_what_was_cleared_is_empty() -> None:
    cleared = dict.fromkeys(KNOWN, "")
    assert sent(person=person(details=cleared)) == {
        "firstname": "Ingrid Marie",
        "lastname": "Solheim",
        "userStatus": "ACTIVE",
        "userType": "PROSPECT",
        **dict.fromkeys(
            "birthdate gender address1 country city zipcode state homePhone workPhone "
            "company".split(),
            "",
        ),
        "mobile": "+4790000001",
        "email": "ingrid@example.org",
    }
    assert set(sent(person=person(details={}))) == {
        *("firstname", "lastname", "userStatus", "userType", "mobile", "email"),
    }


@pytest.mark.parametrize(
    ("detail", "element", "unusable"),
    [
        ("gender", "gender", "X"),
        ("birth_date", "birthdate", "2.11.1988"),
        ("birth_date", "birthdate", "19881102"),
        ("country", "country", "Norway"),
    ],
)
def test_S8_C22_what_the_hub_has_no_word_for_is_left_out(
    detail: str, element: str, unusable: str
) -> None:
    assert element not in sent(person=person(details={detail: unusable}))


def test_C22_an_address_that_is_none_is_not_sent() -> None:
    assert sent(person=person(email="", phone=""), email="nobody", phone="")["email"] == ""


@pytest.mark.parametrize(
    ("written", "e164"),
    [
        ("22 12 34 56", "+4722123456"),
        ("+44 20 7946 0958", "+442079460958"),
        ("+4790000001", "+4790000001"),
        ("ring twice", "ring twice"),
    ],
)
def test_S9_numbers_are_sent_in_E_164_where_they_are_numbers(written: str, e164: str) -> None:
    assert sent(person=person(phone=written))["mobile"] == e164


def test_I7_a_name_that_changed_here_is_split_anew() -> None:
    names = sent(person=person(name="Ingrid Berg"))
    assert (names["firstname"], names["lastname"]) == ("Ingrid", "Berg")


def test_a_registrations_own_birth_date_is_the_newest() -> None:
    assert sent(person=person(), birth_date=date(1990, 1, 2))["birthdate"] == "1990-01-02"


def test_S19_a_long_name_is_sent_whole_and_warned_of() -> None:
    long = "Ø" * 41
    with Wire(SAVED) as wire:
        outcome = built(wire.url).connector.tell(
            event(HELD, registration={"name": f"Ada {long}"}), key="key-1"
        )
    assert long.encode() in wire.heard[0].body
    assert outcome.words.startswith("warning: the Connector has the person; a name is longer")


@pytest.mark.parametrize(
    "kind",
    [
        LEAD_CHANGED,
        EventKind.REGISTRATION_CONTACT_CHANGED,
        EventKind.REGISTRATION_ADDRESS_CHANGED,
    ],
)
def test_S4_S12_there_are_two_types_and_two_states_and_no_other_word(kind: EventKind) -> None:
    assert sent(person=person(active=False))["userStatus"] == "ACTIVE"
    assert sent(person=person(member=True), member=True)["userType"] == "MEMBER"
    with Wire(SAVED) as wire:
        idle = {"person": person(active=False), "member": True}
        built(wire.url).connector.tell(event(kind, registration=idle), key="key-1")
    body = wire.heard[0].body
    assert b"<userStatus>INACTIVE</userStatus><userType>MEMBER</userType>" in body


def test_S12_who_was_erased_is_inactive_without_a_name_and_every_field_is_cleared() -> None:
    gone = person(name=NAME, email="", phone="", active=False, details=NOTHING_KNOWN)
    erased = {"name": NAME, "email": "", "phone": "", "birth_date": None, "person": gone}
    with Wire(SAVED) as wire:
        outcome = built(wire.url).connector.tell(
            event(EventKind.REGISTRATION_ERASED, registration=erased), key="key-1"
        )
    assert isinstance(outcome, Told)
    body = wire.heard[0].body.decode()
    assert "<firstname>Erased</firstname><lastname>Erased</lastname>" in body
    assert "<userStatus>INACTIVE</userStatus>" in body
    for field in ("birthdate", "gender", "address1", "city", "zipcode", "company", "homePhone"):
        assert f"<{field}/>" in body or f"<{field}></{field}>" in body
    for field in ("mobile", "email", "workPhone", "country", "state"):
        assert f"<{field}/>" in body or f"<{field}></{field}>" in body


def test_who_has_another_order_stays_active_when_one_is_erased() -> None:
    with Wire(SAVED) as wire:
        still = {"person": person(active=True)}
        built(wire.url).connector.tell(
            event(EventKind.REGISTRATION_ERASED, registration=still), key="key-1"
        )
    assert b"<userStatus>ACTIVE</userStatus>" in wire.heard[0].body


def test_C20_every_record_belongs_to_the_one_club_of_the_settings() -> None:
    lead = {"lead_source": OPEN_DAY, "owner": KIM, "person": person()}
    with Wire(in_turn(SAVED, SAVED, SAVED)) as wire:
        built(wire.url, CONNECTOR_CLUB_ID="venue-3").connector.tell(
            event(HELD, registration=lead), key="key-1"
        )
    assert [b"<clubID>venue-3</clubID>" in each.body for each in wire.heard] == [True] * 3


@pytest.mark.parametrize("kind", [HELD, CONFIRMED, LEAD_CHANGED])
def test_S16_everything_we_send_is_as_the_schema_says(kind: EventKind) -> None:
    lead = {"lead_source": OPEN_DAY, "owner": KIM, "person": person()}
    with Wire(in_turn(SAVED, SAVED, SAVED, SAVED)) as wire:
        connector = built(wire.url).connector
        connector.tell(event(kind, registration=lead), key="key-1")
        connector.client("k").acknowledge("u-1", record="P-1")
    assert [each.method for each in wire.heard] == ["POST"] * 4
    for heard in wire.heard:
        SCHEMA.assertValid(etree.fromstring(heard.body))
