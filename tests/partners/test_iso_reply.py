"""Claims about what ISO's answers mean (iso.md 7)."""

import json
from datetime import timedelta

import pytest

from app.domain.contract import (
    Refused,
    Told,
    Unknown,
    Unreachable,
)
from app.domain.event import EventKind
from app.sandbox.server import Sandbox
from tests.fakes.events import event
from tests.fakes.wire import Wire, hang_up, saying
from tests.fixtures.ports import free_port
from tests.partners.built import Built, built
from tests.partners.iso_world import (
    CANCELLED,
    CONFIRMED,
    HELD,
    held_at_iso,
    paths,
)


def test_a_lost_answer_to_a_creation_is_unknown_and_not_asked_again_S17(
    sandbox: Sandbox, partners: Built
) -> None:
    sandbox.world.dials.turn("iso", {"mode": "lost", "call": "/registrations"})
    assert isinstance(partners.iso.tell(event(HELD), key="key-1"), Unknown)
    assert len(held_at_iso(sandbox)) == 1
    assert paths(sandbox) == ["POST /iso/api/v1/registrations"]


def test_a_lost_answer_to_a_change_of_status_may_be_asked_again_S8(
    sandbox: Sandbox, partners: Built
) -> None:
    known = partners.iso.tell(event(HELD), key="key-1").learned
    sandbox.world.dials.turn("iso", {"mode": "lost", "times": 1, "call": "/status"})
    lost = partners.iso.tell(event(CONFIRMED, known=known), key="key-2")
    assert isinstance(lost, Unreachable)
    assert isinstance(partners.iso.tell(event(CONFIRMED, known=known), key="key-2"), Told)
    (kept,) = held_at_iso(sandbox)
    assert [step["status"] for step in kept["statusHistory"]] == ["pending", "confirmed"]


def test_where_iso_cannot_be_reached_nothing_took_effect() -> None:
    with Wire(hang_up) as wire:
        nobody = f"http://127.0.0.1:{free_port()}"
        iso = built(nobody, ISO_TOKEN_URL=f"{wire.url}/oauth/token").iso
        assert isinstance(iso.tell(event(HELD), key="k"), Unreachable)
        known = {"registration": "r"}
        assert isinstance(iso.tell(event(CONFIRMED, known=known), key="k"), Unreachable)
        assert wire.heard == []


def test_without_a_token_a_change_of_status_waits(sandbox: Sandbox) -> None:
    iso = built(sandbox.url, ISO_CLIENT_SECRET="wrong").iso
    outcome = iso.tell(event(CONFIRMED, known={"registration": "r"}), key="k")
    assert isinstance(outcome, Unreachable)
    assert paths(sandbox) == []


def test_what_was_created_is_learned_even_where_the_change_fails(
    sandbox: Sandbox, partners: Built
) -> None:
    sandbox.world.dials.turn("iso", {"mode": "500", "call": "/status"})
    outcome = partners.iso.tell(event(CONFIRMED), key="key-1")
    assert isinstance(outcome, Unreachable)
    assert outcome.learned == {"registration": held_at_iso(sandbox)[0]["id"]}


def test_a_busy_iso_is_left_alone_for_as_long_as_it_asks_S16(
    sandbox: Sandbox, partners: Built
) -> None:
    sandbox.world.dials.turn("iso", {"mode": "429", "retry_after": 30, "call": "/registrations"})
    outcome = partners.iso.tell(event(HELD), key="key-1")
    assert isinstance(outcome, Unreachable)
    assert outcome.retry_after == timedelta(seconds=30)


def test_the_end_of_an_iso_that_has_ended_otherwise_is_refused_in_its_words(
    sandbox: Sandbox, partners: Built
) -> None:
    known = partners.iso.tell(event(HELD), key="key-1").learned
    partners.iso.tell(event(CANCELLED, known=known), key="key-2")
    outcome = partners.iso.tell(event(CONFIRMED, known=known), key="key-3")
    assert isinstance(outcome, Refused)
    assert "cancelled cannot become confirmed" in outcome.words


def test_I10_not_found_is_told_by_the_status_whatever_the_code_says() -> None:
    body = {"error": {"code": "INVALID_REQUEST", "message": "x", "details": {"reason": "gone"}}}
    with Wire(saying("404 Not Found", json.dumps(body).encode())) as wire:
        outcome = built(wire.url).iso.tell(event(CONFIRMED, known={"registration": "r"}), key="k")
    assert outcome == Refused("ISO answered 404 INVALID_REQUEST · x · gone")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"error": {"code": "INVALID_REQUEST", "message": "Unknown"}}', "INVALID_REQUEST"),
        (b'{"error": {}}', "an error without words"),
        (b'{"error": "plain text"}', "plain text"),
        (b'{"status_code": 400, "detail": "Bad thing", "extra": null}', "Bad thing"),
        (b"<html>no</html>", "400"),
        (b"", "400"),
        (b"[1]", "400"),
    ],
)
def test_I8_both_error_shapes_and_none_at_all_are_read(body: bytes, words: str) -> None:
    with Wire(saying("400 Bad Request", body)) as wire:
        outcome = built(wire.url).iso.tell(event(HELD), key="key-1")
    assert isinstance(outcome, Refused)
    assert words in outcome.words


def test_a_success_that_holds_an_error_is_a_refusal() -> None:
    with Wire(saying("200 OK", b'{"error": {"code": "INVALID_REQUEST"}}')) as wire:
        iso = built(wire.url).iso
        assert isinstance(iso.tell(event(HELD), key="k"), Refused)
        known = {"registration": "r"}
        assert isinstance(iso.tell(event(CONFIRMED, known=known), key="k"), Refused)


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[]", b'{"id": ""}', b'{"data": 1}'])
def test_a_creation_without_an_id_is_unknown(body: bytes) -> None:
    with Wire(saying("201 Created", body)) as wire:
        assert isinstance(built(wire.url).iso.tell(event(HELD), key="key-1"), Unknown)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", Told),
        (b"{}", Told),
        (b"[]", Told),
        (b'{"status": "confirmed", "new": {}}', Told),
        (b"<html>We will be back</html>", Unreachable),
        (b'{"status": "conf', Unreachable),
    ],
)
def test_a_change_is_done_when_the_answer_is_no_page_of_somebody_else(
    body: bytes, kind: type
) -> None:
    with Wire(saying("200 OK", body)) as wire:
        outcome = built(wire.url).iso.tell(event(CONFIRMED, known={"registration": "r"}), key="k")
    assert isinstance(outcome, kind)


def test_a_change_that_iso_answers_differently_is_told_with_a_warning() -> None:
    with Wire(saying("200 OK", b'{"status": "pending"}')) as wire:
        outcome = built(wire.url).iso.tell(event(CONFIRMED, known={"registration": "r"}), key="k")
    assert outcome == Told("warning: ISO was told confirmed and answers pending")


def test_an_id_with_a_slash_stays_one_part_of_the_path() -> None:
    with Wire(saying("200 OK")) as wire:
        built(wire.url).iso.tell(event(CONFIRMED, known={"registration": "a/../b"}), key="k")
    assert wire.heard[0].path == "/iso/api/v1/registrations/a%2F..%2Fb/status"


@pytest.mark.parametrize("kind", [HELD, CONFIRMED])
def test_an_event_about_no_registration_is_refused(partners: Built, kind: EventKind) -> None:
    about_none = event(kind)
    object.__setattr__(about_none, "registration", None)
    assert isinstance(partners.iso.tell(about_none, key="k"), Refused)
