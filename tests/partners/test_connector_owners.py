"""Claims about owners and what changes of them and of lead sources at the hub (C6, C8, S18)."""

from dataclasses import replace

import pytest

from app.domain.contract import Refused, Told, Unreachable
from app.domain.event import Event, EventKind
from app.domain.stream import Subject
from app.sandbox.server import Sandbox
from tests.fakes.events import OPEN_DAY, event
from tests.fakes.wire import Wire, in_turn, saying
from tests.partners.built import Built, built
from tests.partners.connector_world import (
    HELD,
    KIM,
    KIM_KNOWN,
    OPEN_DAY_KNOWN,
    SAVED,
    error,
    saves,
    sources,
    staff,
    users,
)

LEAD = {"lead_source": OPEN_DAY, "owner": KIM}
SOURCE_CHANGED, STAFF_CHANGED = EventKind.LEAD_SOURCE_CHANGED, EventKind.STAFF_CHANGED


def about(kind: EventKind, **named: object) -> Event:
    """Return an event about no class."""
    return replace(event(kind), about_class=None, registration=None, order=None, **named)  # type: ignore[arg-type]  # as the test says


def test_S18_source_then_staff_then_the_lead_that_names_them(
    sandbox: Sandbox, partners: Built
) -> None:
    outcome = partners.connector.tell(event(HELD, registration=LEAD), key="key-1")
    assert isinstance(outcome, Told)
    assert saves(sandbox) == ["leadsource", "staff", "user"]
    (kept,), (kim,) = users(sandbox), staff(sandbox)
    assert (kept["leadSource"], kept["ownerID"]) == ("open-day", "staff-12")
    assert (kim["userType"], kim["email"], kim["warnings"]) == ("STAFF", "kim@example.org", [])
    assert outcome.learned == {**OPEN_DAY_KNOWN, **KIM_KNOWN, "user": kept["uuid"]}


def test_C6_what_the_hub_has_as_it_is_now_is_not_saved_again(
    sandbox: Sandbox, partners: Built
) -> None:
    partners.connector.tell(about(SOURCE_CHANGED, lead_source=OPEN_DAY), key="key-1")
    partners.connector.tell(about(STAFF_CHANGED, staff=KIM), key="key-2")
    known = {**OPEN_DAY_KNOWN, **KIM_KNOWN}
    partners.connector.tell(event(HELD, registration=LEAD, known=known), key="key-3")
    assert saves(sandbox) == ["leadsource", "staff", "user"]


def test_C8_staff_whose_address_changed_are_saved_again_before_the_lead(
    sandbox: Sandbox, partners: Built
) -> None:
    partners.connector.tell(event(HELD, registration=LEAD), key="key-1")
    moved = replace(KIM, email=" Kim.Sol@Example.org ")
    known = {**OPEN_DAY_KNOWN, **KIM_KNOWN}
    lead = {"lead_source": OPEN_DAY, "owner": moved}
    partners.connector.tell(event(HELD, registration=lead, known=known), key="key-2")
    assert saves(sandbox) == ["leadsource", "staff", "user", "staff", "user"]
    assert staff(sandbox)[0]["email"] == "kim.sol@example.org"


def test_a_changed_source_and_changed_staff_are_told_by_themselves(
    sandbox: Sandbox, partners: Built
) -> None:
    gone = replace(KIM, active=False)
    told = partners.connector.tell(about(SOURCE_CHANGED, lead_source=OPEN_DAY), key="key-1")
    assert told == Told("the Connector has open-day", OPEN_DAY_KNOWN)
    assert isinstance(partners.connector.tell(about(STAFF_CHANGED, staff=gone), key="k"), Told)
    assert [each["name"] for each in sources(sandbox)] == ["Open Day"]
    assert [each["userStatus"] for each in staff(sandbox)] == ["INACTIVE"]


def test_each_source_and_each_member_is_a_stream_of_their_own(partners: Built) -> None:
    stream = partners.connector.stream
    assert stream(SOURCE_CHANGED, Subject(lead_source="fair")) == "lead_source:fair"
    assert stream(STAFF_CHANGED, Subject(staff="staff-3")) == "staff:staff-3"


def test_staff_without_an_address_are_refused_here_in_words(
    sandbox: Sandbox, partners: Built
) -> None:
    nameless = replace(KIM, email=" ")
    outcome = partners.connector.tell(about(STAFF_CHANGED, staff=nameless), key="key-1")
    assert outcome == Refused("nothing was sent: email is missing")
    assert saves(sandbox) == []
    lead = partners.connector.tell(event(HELD, registration={"owner": nameless}), key="key-2")
    assert isinstance(lead, Told)
    assert lead.words.startswith("warning: saved without lead source and owner (nothing was sent")


def test_an_event_that_names_nothing_is_refused(partners: Built) -> None:
    assert isinstance(partners.connector.tell(about(SOURCE_CHANGED), key="k"), Refused)


@pytest.mark.parametrize("kind", [SOURCE_CHANGED, STAFF_CHANGED])
def test_a_change_waits_while_the_hub_is_away(kind: EventKind) -> None:
    with Wire(saying("503 Away")) as wire:
        named = (
            about(kind, lead_source=OPEN_DAY) if kind is SOURCE_CHANGED else about(kind, staff=KIM)
        )
        assert isinstance(built(wire.url).connector.tell(named, key="k"), Unreachable)


UNKNOWN_OWNER = error("VALIDATION", "Unknown owner staff-12")


def test_check_3_connector_a_lead_with_an_unknown_owner_is_re_sent_and_leaves_a_warning(
    sandbox: Sandbox, partners: Built
) -> None:
    # The hub forgot both; refreshed, it takes the lead whole.
    known = {**OPEN_DAY_KNOWN, **KIM_KNOWN}
    outcome = partners.connector.tell(event(HELD, registration=LEAD, known=known), key="key-1")
    assert isinstance(outcome, Told)
    assert saves(sandbox) == ["user", "leadsource", "staff", "user"]
    assert users(sandbox)[0]["ownerID"] == "staff-12"
    # Where it will not know the owner even then, the lead goes without.
    script = in_turn(UNKNOWN_OWNER, SAVED, SAVED, UNKNOWN_OWNER, SAVED)
    with Wire(script) as wire:
        outcome = built(wire.url).connector.tell(
            event(HELD, registration=LEAD, known=known), key="key-1"
        )
        bodies = [each.body for each in wire.heard]
    assert isinstance(outcome, Told)
    assert outcome.words.startswith("warning: saved without lead source and owner")
    assert "Unknown owner staff-12" in outcome.words
    assert [b"ownerID" in body for body in bodies] == [True, False, False, True, False]


def test_C16_the_ladder_does_not_depend_on_the_words_of_the_rejection() -> None:
    cryptic = error("VALIDATION", "java.lang.NullPointerException")
    known = {**OPEN_DAY_KNOWN, **KIM_KNOWN}
    with Wire(in_turn(cryptic, SAVED, SAVED, SAVED)) as wire:
        outcome = built(wire.url).connector.tell(
            event(HELD, registration=LEAD, known=known), key="key-1"
        )
    assert isinstance(outcome, Told)
    assert "saved anew" in outcome.words
