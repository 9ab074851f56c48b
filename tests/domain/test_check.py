"""Claims about what an operator is told of a part that is not well."""

from datetime import UTC, datetime, timedelta

from app.domain.check import LARGEST_SKEW, Verdict, clock_health, health_of
from app.domain.contract import (
    Refused,
    Told,
    Trouble,
    Unknown,
    Unreachable,
)

NOW = datetime(2031, 1, 10, 12, 0, tzinfo=UTC)


def test_every_answer_that_is_not_well_says_what_to_do() -> None:
    answers: list[object] = [
        Unreachable("401", trouble=Trouble.CONFIGURATION),
        Unreachable("no connection"),
        Refused("what is this"),
        Unknown("time-out"),
    ]
    found = [health_of(answer, setting="ISO") for answer in answers]
    assert [each.verdict for each in found] == [
        Verdict.ILL,
        Verdict.ILL,
        Verdict.DOUBT,
        Verdict.DOUBT,
    ]
    assert all("ISO_" in each.todo for each in found)
    assert health_of(Told("fine"), setting="ISO").todo == ""


def test_a_clock_that_is_off_is_said_so() -> None:
    assert clock_health(NOW + LARGEST_SKEW, ours=NOW).verdict is Verdict.WELL
    off = clock_health(NOW - LARGEST_SKEW - timedelta(seconds=1), ours=NOW)
    assert (off.verdict, "NTP" in off.todo) == (Verdict.ILL, True)
