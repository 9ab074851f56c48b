"""Claims about lead sources at the Connector (connector.md C6, C7 and section 10)."""

import pytest

from app.domain.contract import Refused, Told, Unreachable
from app.domain.event import LeadSourceFacts
from app.sandbox.server import Sandbox
from tests.fakes.events import event
from tests.fakes.wire import Script, Wire, in_turn, saying
from tests.partners.built import Built, built
from tests.partners.connector_world import (
    CONFIRMED,
    FROM_OPEN_DAY,
    HELD,
    OPEN_DAY_KNOWN,
    SAVED,
    error,
    saves,
    sources,
    users,
)


def test_C6_a_source_the_hub_does_not_know_yet_is_saved_before_the_lead(
    sandbox: Sandbox, partners: Built
) -> None:
    outcome = partners.connector.tell(event(HELD, registration=FROM_OPEN_DAY), key="key-1")
    (source,), (person,) = sources(sandbox), users(sandbox)
    assert saves(sandbox) == ["leadsource", "user"]
    assert (source["recordID"], source["name"], source["active"]) == (
        "open-day",
        "Open Day",
        "true",
    )
    assert isinstance(outcome, Told)
    assert outcome.learned == {**OPEN_DAY_KNOWN, "user": person["uuid"]}


def test_C7_a_lead_names_its_source_by_our_id(sandbox: Sandbox, partners: Built) -> None:
    partners.connector.tell(event(HELD, registration=FROM_OPEN_DAY), key="key-1")
    assert users(sandbox)[0]["leadSource"] == "open-day"


def test_a_source_the_hub_knows_is_not_saved_again(sandbox: Sandbox, partners: Built) -> None:
    first = partners.connector.tell(event(HELD, registration=FROM_OPEN_DAY), key="key-1")
    again = event(CONFIRMED, registration=FROM_OPEN_DAY, known=first.learned)
    partners.connector.tell(again, key="key-2")
    assert saves(sandbox) == ["leadsource", "user", "user"]
    # A save overwrites: the source would be gone had the member been saved without it.
    assert users(sandbox)[0]["leadSource"] == "open-day"


def test_a_source_no_longer_used_is_told_so_C13(sandbox: Sandbox, partners: Built) -> None:
    retired = LeadSourceFacts(code="old", name="Old <& co>", active=False)
    partners.connector.tell(event(HELD, registration={"lead_source": retired}), key="key-1")
    (kept,) = sources(sandbox)
    assert (kept["name"], kept["active"]) == ("Old <& co>", "false")


def test_C6_a_lead_rejected_for_its_source_is_sent_again_once_the_source_is_saved(
    sandbox: Sandbox, partners: Built
) -> None:
    forgotten = event(HELD, registration=FROM_OPEN_DAY, known=OPEN_DAY_KNOWN)
    outcome = partners.connector.tell(forgotten, key="key-1")
    assert isinstance(outcome, Told)
    assert "saved anew" in outcome.words
    assert saves(sandbox) == ["user", "leadsource", "user"]
    assert users(sandbox)[0]["leadSource"] == "open-day"


UNKNOWN_SOURCE = error("VALIDATION", "Unknown lead source open-day")


@pytest.mark.parametrize("resaved", [SAVED, error("VALIDATION", "no")])
def test_C6_a_lead_rejected_again_is_saved_without_its_source_and_warned_of(
    resaved: Script,
) -> None:
    with Wire(in_turn(UNKNOWN_SOURCE, resaved, UNKNOWN_SOURCE, SAVED)) as wire:
        outcome = built(wire.url).connector.tell(
            event(HELD, registration=FROM_OPEN_DAY, known=OPEN_DAY_KNOWN), key="key-1"
        )
        bodies = [each.body for each in wire.heard]
    assert outcome == Told(
        "warning: saved without lead source and owner (Connector answered 400 VALIDATION · e-1 · "
        "Unknown lead source open-day)",
        {"user": "u-1"},
    )
    assert [b"leadInfo" in body for body in bodies] == [True, True, True, False]


def test_C6_a_person_rejected_even_without_source_is_refused() -> None:
    with Wire(in_turn(UNKNOWN_SOURCE, SAVED, UNKNOWN_SOURCE, error("VALIDATION", "bad"))) as wire:
        outcome = built(wire.url).connector.tell(
            event(HELD, registration=FROM_OPEN_DAY, known=OPEN_DAY_KNOWN), key="key-1"
        )
    assert outcome == Refused("Connector answered 400 VALIDATION · e-1 · bad")


@pytest.mark.parametrize("steps", [[UNKNOWN_SOURCE], [UNKNOWN_SOURCE, SAVED]])
def test_the_ladder_stops_where_the_hub_goes_away(steps: list[Script]) -> None:
    with Wire(in_turn(*steps, saying("503 Away"))) as wire:
        outcome = built(wire.url).connector.tell(
            event(HELD, registration=FROM_OPEN_DAY, known=OPEN_DAY_KNOWN), key="key-1"
        )
    assert isinstance(outcome, Unreachable)


def test_a_source_the_hub_will_not_take_does_not_keep_the_person_away() -> None:
    with Wire(in_turn(error("VALIDATION", "no such name"), SAVED)) as wire:
        outcome = built(wire.url).connector.tell(
            event(HELD, registration=FROM_OPEN_DAY), key="key-1"
        )
    assert isinstance(outcome, Told)
    assert outcome.words.startswith("warning: saved without lead source and owner")
    assert outcome.learned == {"user": "u-1"}


def test_while_the_source_cannot_be_saved_the_lead_waits(sandbox: Sandbox, partners: Built) -> None:
    sandbox.world.dials.turn("connector", {"mode": "500", "call": "/leadsource"})
    outcome = partners.connector.tell(event(HELD, registration=FROM_OPEN_DAY), key="key-1")
    assert isinstance(outcome, Unreachable)
    assert users(sandbox) == []


def test_a_source_that_was_saved_is_learned_though_the_person_was_not(
    sandbox: Sandbox, partners: Built
) -> None:
    sandbox.world.dials.turn("connector", {"mode": "500", "call": "/user"})
    outcome = partners.connector.tell(event(HELD, registration=FROM_OPEN_DAY), key="key-1")
    assert isinstance(outcome, Unreachable)
    assert outcome.learned == OPEN_DAY_KNOWN
