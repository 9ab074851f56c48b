"""ISO's acceptance checks 1 and 6 (iso.md 11); the others stand with what they are about."""

import json
from collections.abc import Callable

import pytest

from app.domain.contract import Refused, Unreachable
from app.jobs.sweep import sweep_once
from app.store.database import Database
from tests.fakes.events import event
from tests.fakes.wire import Wire, saying
from tests.partners.built import Built, built
from tests.partners.iso_world import CONFIRMED, HELD
from tests.worlds import Desk, add_class, register_once, seats, states

ERROR = {
    "error": {
        "code": "INVALID_REQUEST",
        "message": "Unknown program",
        "details": {"field": "programId", "reason": "No program prg-999"},
    }
}
KNOWN = {"registration": "reg-1"}


@pytest.mark.parametrize(
    "call",
    [
        lambda partners: partners.iso.listed_classes(),
        lambda partners: partners.iso.listed_class("prg-999"),
        lambda partners: partners.iso.tell(event(HELD), key="key-1"),
        lambda partners: partners.iso.tell(event(CONFIRMED, known=KNOWN), key="key-1"),
    ],
    ids=["list programs", "read program", "create registration", "change status"],
)
def test_check_1_of_iso_every_call_understands_its_error_envelope(
    call: Callable[[Built], object],
) -> None:
    with Wire(saying("400 Bad Request", json.dumps(ERROR).encode())) as wire:
        outcome = call(built(wire.url))
    assert isinstance(outcome, Refused | Unreachable)
    assert "No program prg-999" in outcome.words


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_check_6_of_iso_without_it_people_still_register(sessions: Database) -> None:
    desk = Desk(sessions, partners={})
    add_class(sessions, prices=())
    register_once(desk, currency="")
    sweep_once(desk.parts)
    assert states(sessions) == ["confirmed"]
    assert seats(sessions).taken == 1
