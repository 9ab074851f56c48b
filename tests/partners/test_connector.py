"""Claims about the Connector as a destination, and its traps (connector.md 12)."""

from base64 import b64encode
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from app.domain.contract import Refused, Told, Unreachable
from app.sandbox.server import Sandbox
from tests.fakes.events import event
from tests.fakes.wire import Script, Wire, saying
from tests.partners.built import Built, built
from tests.partners.connector_world import (
    CONFIRMED,
    HELD,
    SAVED,
    error,
    saves,
    users,
)


def test_a_held_place_makes_a_prospect_under_our_id(sandbox: Sandbox, partners: Built) -> None:
    outcome = partners.connector.tell(event(HELD), key="key-1")
    (kept,) = users(sandbox)
    assert outcome == Told("the Connector has the person", {"user": kept["uuid"]})
    expected = {
        "identifier": "COURSEDESK",
        "clientID": "org-1",
        "clubID": "club-1",
        "recordID": "person-90412",
        "firstname": "Ingrid",
        "lastname": "Solheim",
        "userStatus": "ACTIVE",
        "userType": "PROSPECT",
        "mobile": "+4790000001",
        "email": "ingrid@example.org",
        "leadSource": "",
        "ownerID": "",
        "warnings": [],
    }
    assert {name: kept[name] for name in expected} == expected
    assert saves(sandbox) == ["user"]


def test_a_confirmed_place_makes_the_prospect_a_member(sandbox: Sandbox, partners: Built) -> None:
    partners.connector.tell(event(HELD), key="key-1")
    partners.connector.tell(event(CONFIRMED), key="key-2")
    (kept,) = users(sandbox)
    assert [step["userType"] for step in kept["types"]] == ["PROSPECT", "MEMBER"]


def test_a_member_who_holds_another_place_stays_a_member_S5(
    sandbox: Sandbox, partners: Built
) -> None:
    partners.connector.tell(event(CONFIRMED), key="key-1")
    partners.connector.tell(event(HELD, registration={"member": True}), key="key-2")
    (kept,) = users(sandbox)
    assert kept["userType"] == "MEMBER"
    assert kept["warnings"] == []


def test_what_is_not_known_is_sent_empty_so_that_it_is_cleared_S6(
    sandbox: Sandbox, partners: Built
) -> None:
    partners.connector.tell(event(HELD), key="key-1")
    partners.connector.tell(event(HELD, registration={"email": "", "phone": ""}), key="key-2")
    (kept,) = users(sandbox)
    assert (kept["email"], kept["mobile"]) == ("", "")


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"name": ""}, "firstname, lastname"),
        ({"person_code": " "}, "recordID"),
    ],
)
def test_without_a_mandatory_field_nothing_is_sent(
    sandbox: Sandbox, partners: Built, changed: dict[str, str], missing: str
) -> None:
    outcome = partners.connector.tell(event(HELD, registration=changed), key="key-1")
    assert outcome == Refused(f"nothing was sent: {missing} is missing")
    assert saves(sandbox) == []


def test_an_event_about_no_registration_is_refused(partners: Built) -> None:
    about_none = event(HELD)
    object.__setattr__(about_none, "registration", None)
    assert isinstance(partners.connector.tell(about_none, key="k"), Refused)


def test_a_lost_answer_may_be_asked_for_again_S14(sandbox: Sandbox, partners: Built) -> None:
    sandbox.world.dials.turn("connector", {"mode": "lost", "times": 1})
    assert isinstance(partners.connector.tell(event(HELD), key="key-1"), Unreachable)
    assert isinstance(partners.connector.tell(event(HELD), key="key-1"), Told)
    assert len(users(sandbox)) == 1


@pytest.mark.parametrize("namespaces", ["documented", "everywhere", "nowhere"])
def test_C12_answers_are_read_with_and_without_a_namespace(
    sandbox: Sandbox, partners: Built, namespaces: str
) -> None:
    sandbox.world.dials.turn("connector", {"namespaces": namespaces})
    outcome = partners.connector.tell(event(HELD), key="key-1")
    assert isinstance(outcome, Told)
    assert outcome.learned["user"]


def test_C16_of_a_stack_trace_only_the_first_line_is_kept() -> None:
    trace = "Boom\n\tat com.intouch.Resource.save(Resource.java:118)"
    with Wire(error("VALIDATION", trace)) as wire:
        outcome = built(wire.url).connector.tell(event(HELD), key="key-1")
    assert outcome == Refused("Connector answered 400 VALIDATION · e-1 · Boom")


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (error("VALIDATION", "bad", "200 OK"), Refused),
        (error("DATABASE", "busy", "200 OK"), Unreachable),
        (error("UNKNOWN", "?", "200 OK"), Unreachable),
        (error("DATABASE", "busy"), Unreachable),
        (error("UNKNOWN", "?"), Refused),
        (error("DATABASE", "busy", "500 Oops"), Unreachable),
        (error("VALIDATION", "who?", "403 Forbidden"), Unreachable),
        (saying("404 Not Found", b"<html><body>no</body></html>"), Refused),
        (saying("200 OK", b"<html><body>hello</body></html>"), Unreachable),
        (saying("200 OK", b"<response><uuid/></response>"), Unreachable),
        (saying("200 OK", b"<response><uuid>u-1"), Unreachable),
        (saying("200 OK", b""), Unreachable),
        (saying("201 Created", b"<response><uuid>u-1</uuid></response>"), Told),
    ],
)
def test_S3_an_answer_counts_by_what_it_holds_not_by_its_status_alone(
    script: Script, kind: type
) -> None:
    with Wire(script) as wire:
        assert isinstance(built(wire.url).connector.tell(event(HELD), key="k"), kind)


def test_an_identity_not_agreed_is_for_a_person_and_pauses(sandbox: Sandbox) -> None:
    connector = built(sandbox.url, CONNECTOR_CLUB_ID="somewhere-else").connector
    outcome = connector.tell(event(HELD), key="key-1")
    assert isinstance(outcome, Unreachable)
    assert outcome.words.startswith("configuration: Connector")
    assert outcome.retry_after == timedelta(seconds=60)


@pytest.mark.parametrize(
    ("setting", "header", "value"),
    [
        ("none", "authorization", None),
        ("basic:desk:pass:word", "authorization", "Basic " + b64encode(b"desk:pass:word").decode()),
        ("token:X-Api-Token:t-1", "x-api-token", "t-1"),
    ],
)
def test_who_calls_is_shown_as_the_setting_says_S1(
    setting: str, header: str, value: str | None
) -> None:
    with Wire(SAVED) as wire:
        built(wire.url, CONNECTOR_AUTH=setting).connector.tell(event(HELD), key="key-1")
    (heard,) = wire.heard
    assert heard.headers.get(header) == value
    assert heard.headers["content-type"] == "application/xml; charset=UTF-8"


def test_no_name_comes_into_the_log(partners: Built) -> None:
    with capture_logs() as lines:
        partners.connector.tell(event(HELD), key="key-1")
    assert [line["path"] for line in lines] == ["/connector/api/2011-11/user"]
    assert "Solheim" not in str(lines)
