"""Claims about ISO as a destination, and its traps (iso.md 9)."""

import json
from typing import Any

import pytest

from app.domain.contract import Adopted, Refused, Told, Unreachable
from app.domain.event import EventKind
from app.sandbox.server import Sandbox
from tests.fakes.events import event
from tests.fakes.wire import Wire, saying
from tests.partners.built import Built, built
from tests.partners.iso_world import (
    CANCELLED,
    CONFIRMED,
    EXPIRED,
    HELD,
    held_at_iso,
    paths,
)


def test_what_iso_has_no_call_to_erase_is_left_to_staff(sandbox: Sandbox, partners: Built) -> None:
    erased = event(EventKind.REGISTRATION_ERASED, known={"registration": "reg-7"})
    outcome = partners.iso.tell(erased, key="key-1")
    assert isinstance(outcome, Refused)
    assert "ask ISO to erase registration reg-7" in outcome.words
    never = partners.iso.tell(event(EventKind.REGISTRATION_ERASED), key="key-1")
    assert never == Told("ISO never had this registration: there is nothing to tell")
    assert held_at_iso(sandbox) == []


def test_S7_an_address_that_iso_cannot_change_is_left_to_staff(
    sandbox: Sandbox, partners: Built
) -> None:
    changed = event(EventKind.REGISTRATION_ADDRESS_CHANGED, known={"registration": "reg-7"})
    outcome = partners.iso.tell(changed, key="key-1")
    assert isinstance(outcome, Refused)
    assert "ask ISO to correct that of registration reg-7" in outcome.words
    never = partners.iso.tell(event(EventKind.REGISTRATION_ADDRESS_CHANGED), key="key-1")
    assert never == Told("ISO never had this registration: there is nothing to tell")
    assert held_at_iso(sandbox) == []


def test_a_held_registration_is_created_with_one_name_and_its_answers_I7(
    sandbox: Sandbox, partners: Built
) -> None:
    outcome = partners.iso.tell(event(HELD), key="key-1")
    (kept,) = held_at_iso(sandbox)
    assert outcome == Told(f"ISO has it as {kept['id']}", {"registration": kept["id"]})
    assert kept["programId"] == "FA-2031-07"
    assert kept["participant"] == {
        "name": "Ingrid Solheim",
        "email": "ingrid@example.org",
        "phone": "+4790000001",
    }
    assert kept["formData"] == {
        "diet": "vegetarian",
        "days": ["mon", "tue"],
        "first": True,
        "years": 3,
    }
    assert kept["status"] == "pending"
    assert kept["warnings"] == []


def test_a_confirmation_moves_the_registration_iso_knows(sandbox: Sandbox, partners: Built) -> None:
    known = partners.iso.tell(event(HELD), key="key-1").learned
    outcome = partners.iso.tell(event(CONFIRMED, known=known), key="key-2")
    assert outcome == Told("ISO has it as confirmed", {})
    assert [each["status"] for each in held_at_iso(sandbox)] == ["confirmed"]


def test_a_confirmation_of_what_iso_never_had_creates_it_first(
    sandbox: Sandbox, partners: Built
) -> None:
    outcome = partners.iso.tell(event(CONFIRMED), key="key-1")
    (kept,) = held_at_iso(sandbox)
    assert outcome == Told("ISO has it as confirmed", {"registration": kept["id"]})
    assert [step["status"] for step in kept["statusHistory"]] == ["pending", "confirmed"]


def test_a_completion_of_what_iso_never_had_creates_and_confirms_it_first_S8(
    sandbox: Sandbox, partners: Built
) -> None:
    outcome = partners.iso.tell(event(EventKind.REGISTRATION_COMPLETED), key="key-1")
    (kept,) = held_at_iso(sandbox)
    assert outcome == Told("ISO has it as completed", {"registration": kept["id"]})
    steps = [step["status"] for step in kept["statusHistory"]]
    assert steps == ["pending", "confirmed", "completed"]


def test_where_the_confirmation_before_a_completion_fails_its_id_is_kept(
    sandbox: Sandbox, partners: Built
) -> None:
    sandbox.world.dials.turn("iso", {"mode": "500", "call": "/status"})
    outcome = partners.iso.tell(event(EventKind.REGISTRATION_COMPLETED), key="key-1")
    (kept,) = held_at_iso(sandbox)
    assert isinstance(outcome, Unreachable)
    assert outcome.learned == {"registration": kept["id"]}
    assert kept["status"] == "pending"


@pytest.mark.parametrize(
    ("kind", "facts", "reason"),
    [
        (CANCELLED, {"reason": "Participant request"}, "Participant request"),
        (CANCELLED, {}, "Cancelled"),
        (EXPIRED, {}, "Not paid in time"),
    ],
)
def test_an_end_is_told_as_cancelled_with_a_reason_S9(
    sandbox: Sandbox, partners: Built, kind: EventKind, facts: dict[str, str], reason: str
) -> None:
    known = partners.iso.tell(event(HELD), key="key-1").learned
    outcome = partners.iso.tell(event(kind, known=known, facts=facts), key="key-2")
    assert outcome == Told("ISO has it as cancelled", {})
    (kept,) = held_at_iso(sandbox)
    assert kept["statusHistory"][-1]["status"] == "cancelled"
    assert kept["statusHistory"][-1]["reason"] == reason


@pytest.mark.parametrize("kind", [CANCELLED, EXPIRED])
def test_the_end_of_what_iso_never_had_is_nothing_to_tell(
    sandbox: Sandbox, partners: Built, kind: EventKind
) -> None:
    outcome = partners.iso.tell(event(kind), key="key-1")
    assert isinstance(outcome, Told)
    assert "never had" in outcome.words
    assert paths(sandbox) == []


@pytest.mark.parametrize("kind", [HELD, CONFIRMED])
def test_whoever_has_no_telephone_number_is_not_sent_and_the_words_say_what_to_do(
    sandbox: Sandbox, partners: Built, kind: EventKind
) -> None:
    outcome = partners.iso.tell(event(kind, registration={"phone": ""}), key="key-1")
    assert outcome == Refused(
        "ISO takes nobody without a telephone number: fill it in on the registration's page, and "
        "ISO is told"
    )
    assert paths(sandbox) == []


def test_what_iso_has_already_is_moved_without_a_number(sandbox: Sandbox, partners: Built) -> None:
    known = partners.iso.tell(event(HELD), key="key-1").learned
    told = event(CONFIRMED, known=known, registration={"phone": ""})
    assert partners.iso.tell(told, key="key-2") == Told("ISO has it as confirmed", {})


def test_what_iso_has_is_not_created_again(sandbox: Sandbox, partners: Built) -> None:
    outcome = partners.iso.tell(event(HELD, known={"registration": "reg-7"}), key="key-1")
    assert outcome == Told("ISO has it as reg-7", {})
    assert paths(sandbox) == []


def test_the_same_key_twice_makes_one_registration_S7(sandbox: Sandbox, partners: Built) -> None:
    first = partners.iso.tell(event(HELD), key="key-1")
    assert partners.iso.tell(event(HELD), key="key-1") == first
    assert len(held_at_iso(sandbox)) == 1


def test_an_open_registration_of_the_same_person_is_learned_from_the_conflict_S7(
    sandbox: Sandbox, partners: Built
) -> None:
    first = partners.iso.tell(event(HELD), key="key-1")
    again = partners.iso.tell(event(HELD), key="key-2")
    assert isinstance(again, Adopted)
    assert again.learned == first.learned
    assert "already" in again.words
    assert len(held_at_iso(sandbox)) == 1


def test_nothing_is_changed_of_what_may_be_anothers_S7(sandbox: Sandbox, partners: Built) -> None:
    partners.iso.tell(event(HELD), key="key-1")
    before = held_at_iso(sandbox)
    again = partners.iso.tell(event(EventKind.REGISTRATION_CONFIRMED), key="key-2")
    assert isinstance(again, Adopted)
    assert not again.done
    assert held_at_iso(sandbox) == before


@pytest.mark.parametrize(
    "body",
    [
        {"id": "reg-5"},
        {"registrationId": 5},
        {"error": {"code": "CONFLICT", "details": {"existingId": "reg-5"}}},
        {"status_code": 409, "detail": "duplicate", "extra": {"id": "reg-5"}},
        {"error": {"details": {"reason": "Open registration reg-5 exists"}}},
    ],
)
def test_the_existing_id_is_found_wherever_the_conflict_has_it_S7(body: dict[str, Any]) -> None:
    with Wire(saying("409 Conflict", json.dumps(body).encode())) as wire:
        outcome = built(wire.url).iso.tell(event(HELD), key="key-1")
    assert isinstance(outcome, Adopted)
    assert outcome.learned["registration"] in ("reg-5", "5")


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"code": "CONFLICT", "message": "Program is full", "details": {"field": "x"}}},
        {"error": {"details": {"reason": "registration closed"}}},
        {"id": True, "error": "full"},
        {"id": "x" * 201},
        {"id": "two\nlines"},
        [],
    ],
)
def test_a_conflict_without_an_id_is_a_refusal(body: object) -> None:
    with Wire(saying("409 Conflict", json.dumps(body).encode())) as wire:
        assert isinstance(built(wire.url).iso.tell(event(HELD), key="k"), Refused)
