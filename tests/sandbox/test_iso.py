"""ISO as ``partners/iso.md`` reads: tokens, programs, registrations, and how it says no."""

from typing import Any

import httpx
import pytest

from tests.sandbox.callers import Iso, registration

PROGRAMS = "/iso/api/v1/programs"
REGISTRATIONS = "/iso/api/v1/registrations"


def error(response: httpx.Response) -> dict[str, Any]:
    """Return the inside of the envelope."""
    inside: dict[str, Any] = response.json()["error"]
    return inside


def held(iso: Iso) -> list[dict[str, Any]]:
    """Return the registrations ISO holds."""
    found: list[dict[str, Any]] = iso.http.get("/control/holdings").json()["iso"]["registrations"]
    return found


def test_a_client_with_the_right_secret_gets_a_bearer_token_for_an_hour(iso: Iso) -> None:
    answer = iso.token(scope="programs.read programs.write")
    assert answer.status_code == 200
    token = answer.json()
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 3600)
    assert token["scope"] == "programs.read programs.write"
    assert answer.headers["Cache-Control"] == "no-store"


def test_credentials_are_taken_from_basic_authorization_too(iso: Iso) -> None:
    answer = iso.http.post(
        "/iso/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=("coursedesk", "iso-sandbox-secret"),
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("changed", "status", "word"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"scope": "registrations.write"}, 400, "invalid_scope"),  # I2
    ],
)
def test_a_wrong_client_grant_or_scope_gets_no_token(
    iso: Iso, changed: dict[str, str], status: int, word: str
) -> None:
    answer = iso.token(**changed)
    assert (answer.status_code, answer.json()["error"]) == (status, word)


def test_credentials_in_the_address_get_no_token(iso: Iso) -> None:
    query = "grant_type=client_credentials&client_id=coursedesk&client_secret=iso-sandbox-secret"
    assert iso.http.post(f"/iso/oauth/token?{query}").status_code == 400


def test_a_token_that_ran_out_is_401(iso: Iso) -> None:
    bearer = iso.bearer()
    iso.http.post("/control/clock", json={"advance": 3600})
    assert iso.http.get(PROGRAMS, headers=bearer).status_code == 401


def test_a_token_ended_early_is_401(iso: Iso) -> None:
    bearer = iso.bearer()
    iso.http.post("/control/iso/expire-tokens")
    assert iso.http.get(PROGRAMS, headers=bearer).status_code == 401


def test_a_token_without_the_scope_is_403_i2(iso: Iso) -> None:
    bearer = iso.bearer(scope="programs.read")
    answer = iso.http.post(REGISTRATIONS, headers=bearer, json=registration())
    assert (answer.status_code, error(answer)["code"]) == (403, "FORBIDDEN")
    assert held(iso) == []


def test_programs_are_paged_and_sorted_by_start(iso: Iso) -> None:
    answer = iso.http.get(PROGRAMS, headers=iso.bearer(), params={"limit": 2, "offset": 1})
    page = answer.json()
    assert [each["id"] for each in page["data"]] == ["prg-310", "prg-311"]
    assert page["pagination"] == {"limit": 2, "offset": 1, "total": 3}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"location": "lisbon"}, ["prg-310"]),
        ({"type": "course"}, ["prg-311"]),
        ({"status": "completed"}, []),
    ],
)
def test_programs_are_filtered(iso: Iso, query: dict[str, str], found: list[str]) -> None:
    answer = iso.http.get(PROGRAMS, headers=iso.bearer(), params=query)
    assert [each["id"] for each in answer.json()["data"]] == found


@pytest.mark.parametrize("query", [{"limit": "x"}, {"offset": "-1"}, {"status": "confirmed"}])
def test_a_filter_that_cannot_be_is_400(iso: Iso, query: dict[str, str]) -> None:
    answer = iso.http.get(PROGRAMS, headers=iso.bearer(), params=query)
    assert (answer.status_code, error(answer)["code"]) == (400, "INVALID_REQUEST")


def test_a_get_with_a_body_is_refused_i1(iso: Iso) -> None:
    answer = iso.http.request("GET", PROGRAMS, headers=iso.bearer(), json={"limit": 2})
    assert answer.status_code == 400


def test_an_unknown_program_is_404_with_the_odd_code_i10(iso: Iso) -> None:
    answer = iso.http.get(f"{PROGRAMS}/prg-999", headers=iso.bearer())
    assert (answer.status_code, error(answer)["code"]) == (404, "INVALID_REQUEST")
    assert error(answer)["details"] == {"field": "programId", "reason": "Program not found"}


def test_programs_come_and_go_by_the_control_api(iso: Iso) -> None:
    kept = iso.http.get(f"{PROGRAMS}/prg-310", headers=iso.bearer()).json()
    iso.http.put("/control/iso/programs", json=kept | {"id": "prg-400"})
    iso.http.delete("/control/iso/programs/prg-310")
    page = iso.http.get(PROGRAMS, headers=iso.bearer()).json()
    assert {each["id"] for each in page["data"]} == {"prg-400", "prg-311", "prg-312"}


def test_a_program_without_its_mandatory_parts_is_not_kept(iso: Iso) -> None:
    answer = iso.http.put("/control/iso/programs", json={"id": "prg-400"})
    assert (answer.status_code, answer.json()["error"]) == (400, "name: is required")
