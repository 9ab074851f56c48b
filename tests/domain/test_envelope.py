"""The envelope of iso.md 7: a word for every status, and what is wrong named."""

import pytest

from app.domain.envelope import Problem, code_of, envelope


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "INVALID_REQUEST"),
        (401, "UNAUTHENTICATED"),
        (403, "FORBIDDEN"),
        (404, "NOT_FOUND"),
        (405, "INVALID_REQUEST"),
        (409, "CONFLICT"),
        (413, "INVALID_REQUEST"),
        (429, "RATE_LIMITED"),
        (500, "INTERNAL_ERROR"),
        (502, "UPSTREAM_ERROR"),
        (503, "INTERNAL_ERROR"),
        (504, "UPSTREAM_ERROR"),
    ],
)
def test_every_status_has_the_word_of_the_table(status: int, code: str) -> None:
    assert code_of(status) == code


def test_one_problem_is_named_as_in_the_seed() -> None:
    found = envelope(400, "Unknown program", problems=[Problem("programId", "No program x")])
    assert found == {
        "error": {
            "code": "INVALID_REQUEST",
            "message": "Unknown program",
            "details": {"field": "programId", "reason": "No program x"},
        }
    }


def test_several_problems_are_all_named_and_the_first_stands_in_front() -> None:
    problems = [Problem("a", "is missing"), Problem("b", "is none")]
    details = envelope(409, "No", problems=problems, registrationId="R-1")["error"]["details"]
    assert (details["field"], details["registrationId"]) == ("a", "R-1")
    assert [each["field"] for each in details["problems"]] == ["a", "b"]


def test_without_a_problem_the_reason_is_the_message() -> None:
    assert envelope(500, "Oh")["error"]["details"] == {"field": "", "reason": "Oh"}
