"""ISO's stand-in: registrations and their status."""

from typing import Any

import pytest

from tests.sandbox.callers import Iso
from tests.sandbox.test_iso import PROGRAMS, REGISTRATIONS, error, held


def test_a_registration_is_created_pending_and_kept_whole(iso: Iso) -> None:
    answer = iso.register("key-1")
    assert answer.status_code == 201
    assert set(answer.json()) == {"id", "programId", "status", "createdAt"}
    assert answer.json()["status"] == "pending"
    (kept,) = held(iso)
    assert kept["id"] == answer.json()["id"]
    assert kept["participant"]["name"] == "Noor Haddad"
    assert kept["formData"] == {"diet": "vegetarian"}
    assert kept["idempotencyKey"] == "key-1"
    assert [step["status"] for step in kept["statusHistory"]] == ["pending"]


PARTICIPANT = {"name": "Noor Haddad", "email": "noor@example.org", "phone": "+351910"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"programId": None}, "programId"),
        ({"programId": 7}, "programId"),
        ({"participant": None}, "participant"),
        ({"participant": PARTICIPANT | {"name": ""}}, "participant.name"),
        ({"participant": PARTICIPANT | {"email": "noor"}}, "participant.email"),
        ({"participant": PARTICIPANT | {"phone": None}}, "participant.phone"),
        ({"formData": []}, "formData"),
        ({"formData": {"a": {"b": {"c": {"d": {"e": {}}}}}}}, "formData"),
        ({"formData": {"a": "x" * 65_536}}, "formData"),
    ],
)
def test_a_registration_that_lacks_something_names_the_field(
    iso: Iso, changed: dict[str, Any], field: str
) -> None:
    answer = iso.register("key-1", **changed)
    assert (answer.status_code, error(answer)["code"]) == (400, "INVALID_REQUEST")
    assert error(answer)["details"]["field"] == field
    assert held(iso) == []


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_400(iso: Iso, content: bytes) -> None:
    headers = iso.bearer() | {"Content-Type": "application/json"}
    answer = iso.http.post(REGISTRATIONS, headers=headers, content=content)
    assert (answer.status_code, error(answer)["code"]) == (400, "INVALID_REQUEST")


def test_a_form_instead_of_json_is_400(iso: Iso) -> None:
    answer = iso.http.post(REGISTRATIONS, headers=iso.bearer(), data={"programId": "x"})
    assert error(answer)["details"]["field"] == "Content-Type"


def test_the_same_idempotency_key_gives_the_same_registration(iso: Iso) -> None:
    first, second = iso.register("key-1"), iso.register("key-1")
    assert second.status_code == 201
    assert second.json() == first.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert len(held(iso)) == 1


def test_the_same_key_with_another_body_is_409(iso: Iso) -> None:
    iso.register("key-1")
    answer = iso.register("key-1", programId="FA-2")
    assert (answer.status_code, error(answer)["code"]) == (409, "CONFLICT")
    assert error(answer)["details"]["field"] == "Idempotency-Key"


@pytest.mark.parametrize("key", [None, "key-2"])
def test_the_same_person_on_the_same_program_is_409_with_the_existing_id(
    iso: Iso, key: str | None
) -> None:
    number = iso.register("key-1").json()["id"]
    answer = iso.register(key, participant=PARTICIPANT | {"email": "NOOR@example.org"})
    assert answer.status_code == 409
    assert number in error(answer)["details"]["reason"]
    assert len(held(iso)) == 1


def test_a_person_may_register_again_after_cancelling(iso: Iso) -> None:
    number = iso.register("key-1").json()["id"]
    iso.change(number, status="cancelled", reason="Participant request")
    assert iso.register("key-2").status_code == 201


def test_programs_unknown_to_iso_are_taken_until_it_is_strict(iso: Iso) -> None:
    iso.http.post("/control/dials/iso", json={"strict_programs": True})
    answer = iso.register("key-1")
    assert (answer.status_code, error(answer)["code"]) == (400, "INVALID_REQUEST")
    assert error(answer)["details"] == {"field": "programId", "reason": "Program not found"}
    assert iso.register("key-2", programId="prg-310").status_code == 201


def test_a_program_that_is_full_is_409(iso: Iso) -> None:
    answer = iso.register("key-1", programId="prg-312")
    assert (answer.status_code, error(answer)["message"]) == (409, "Program is full")


def test_a_full_program_with_a_waiting_list_takes_people_as_waitlisted(iso: Iso) -> None:
    program = iso.http.get(f"{PROGRAMS}/prg-312", headers=iso.bearer()).json()
    program["availability"]["waitlistOpen"] = True
    iso.http.put("/control/iso/programs", json=program)
    assert iso.register("key-1", programId="prg-312").json()["status"] == "waitlisted"


def test_a_place_is_taken_at_creation_and_free_again_when_cancelled(iso: Iso) -> None:
    def available() -> int:
        program = iso.http.get(f"{PROGRAMS}/prg-310", headers=iso.bearer()).json()
        places: int = program["availability"]["available"]
        return places

    number = iso.register("key-1", programId="prg-310").json()["id"]
    assert available() == 12
    iso.change(number, status="cancelled", reason="Participant request")
    assert available() == 13


def test_a_status_moves_and_its_history_is_kept(iso: Iso) -> None:
    number = iso.register("key-1").json()["id"]
    answer = iso.change(number, status="confirmed")
    assert (answer.status_code, answer.json()["status"]) == (200, "confirmed")
    iso.change(number, status="completed")
    assert [step["status"] for step in held(iso)[0]["statusHistory"]] == [
        "pending",
        "confirmed",
        "completed",
    ]


def test_the_same_status_again_is_no_error_and_no_second_step(iso: Iso) -> None:
    number = iso.register("key-1").json()["id"]
    iso.change(number, status="confirmed")
    assert iso.change(number, status="confirmed").status_code == 200
    assert len(held(iso)[0]["statusHistory"]) == 2


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ((), "completed"),
        (("cancelled",), "confirmed"),
        (("confirmed", "completed"), "cancelled"),
    ],
)
def test_an_illegal_move_is_409(iso: Iso, before: tuple[str, ...], wanted: str) -> None:
    number = iso.register("key-1").json()["id"]
    for status in before:
        iso.change(number, status=status, reason="so it is")
    answer = iso.change(number, status=wanted, reason="so it is")
    assert (answer.status_code, error(answer)["code"]) == (409, "CONFLICT")
    assert held(iso)[0]["status"] == (before or ("pending",))[-1]


@pytest.mark.parametrize("status", ["pending", "waitlisted", "refunded", None, 1])
def test_a_status_iso_does_not_know_is_400_i6(iso: Iso, status: object) -> None:
    number = iso.register("key-1").json()["id"]
    assert iso.change(number, status=status).status_code == 400


def test_cancelling_needs_a_reason(iso: Iso) -> None:
    number = iso.register("key-1").json()["id"]
    answer = iso.change(number, status="cancelled")
    assert (answer.status_code, error(answer)["details"]["field"]) == (400, "reason")


def test_an_unknown_registration_is_404(iso: Iso) -> None:
    answer = iso.change("reg-1", status="confirmed")
    assert (answer.status_code, error(answer)["code"]) == (404, "NOT_FOUND")
