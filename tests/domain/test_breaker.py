"""Claims about the breaker: when a destination counts as down, and when it is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.breaker import (
    CONFIGURATION_PROBE_EVERY,
    FAILURES_TO_OPEN,
    PROBE_EVERY,
    Standing,
    Why,
    after,
    failed,
)
from app.domain.contract import (
    Adopted,
    BookingNotYet,
    Outcome,
    Refused,
    Told,
    Trouble,
    Unknown,
    Unreachable,
    trouble_of,
)

NOW = datetime(2031, 1, 10, 12, 0, tzinfo=UTC)
AWAY = Unreachable("connection refused")
UNWANTED = Unreachable("401", trouble=Trouble.CONFIGURATION)


def fail(times: int, *, apart: timedelta = timedelta(seconds=1)) -> Standing:
    standing = Standing()
    for number in range(times):
        standing = after(standing, AWAY, now=NOW + apart * number)
    return standing


def test_five_failures_with_no_answer_between_them_open_it() -> None:
    assert not fail(FAILURES_TO_OPEN - 1).open
    opened = fail(FAILURES_TO_OPEN)
    assert (opened.open, opened.why, opened.words) == (True, Why.DOWN, AWAY.words)
    assert opened.probe_at == opened.failed_at + PROBE_EVERY


def test_failures_far_apart_are_each_its_own() -> None:
    assert fail(50, apart=timedelta(minutes=2)).failures == 1


def test_an_answer_of_any_kind_begins_the_count_anew() -> None:
    said: list[object] = [Told("ok"), Refused("no"), Adopted("had it", {}), BookingNotYet("no")]
    for answer in said:
        assert after(fail(FAILURES_TO_OPEN), answer, now=NOW).failures == 0
        assert not after(fail(FAILURES_TO_OPEN), answer, now=NOW).open


def test_a_lost_answer_speaks_against_the_destination_too() -> None:
    assert failed(Unknown("time-out"))
    standing = Standing()
    for _ in range(FAILURES_TO_OPEN):
        standing = after(standing, Unknown("time-out"), now=NOW)
    assert standing.why is Why.DOWN


def test_credentials_that_are_refused_open_it_at_once_and_are_not_tried_often() -> None:
    opened = after(Standing(), UNWANTED, now=NOW)
    assert opened.why is Why.CONFIGURATION
    # The first probe tells another thing: it may have been that one alone.
    assert opened.probe_at == NOW + PROBE_EVERY
    again = after(opened, UNWANTED, now=NOW + PROBE_EVERY)
    assert again.probe_at == NOW + PROBE_EVERY + CONFIGURATION_PROBE_EVERY


def test_what_is_put_off_for_itself_alone_does_not_speak_against_the_destination() -> None:
    alone = Unreachable("450 no such domain", alone=True)
    standing = fail(FAILURES_TO_OPEN - 1)
    assert after(standing, alone, now=NOW).failures == 0
    assert not after(fail(FAILURES_TO_OPEN), alone, now=NOW).open


def test_a_probe_that_fails_keeps_it_open_since_the_same_moment() -> None:
    opened = fail(FAILURES_TO_OPEN)
    later = NOW + timedelta(hours=5)
    still = after(opened, AWAY, now=later)
    assert (still.opened_at, still.probe_at) == (opened.opened_at, later + PROBE_EVERY)
    # It came back, and does not know us any more.
    assert after(still, UNWANTED, now=later).why is Why.CONFIGURATION


def test_a_destination_that_asks_to_be_left_alone_is() -> None:
    busy = Unreachable("503", retry_after=timedelta(minutes=20))
    assert after(fail(9), busy, now=NOW).probe_at == NOW + timedelta(minutes=20)


@pytest.mark.parametrize(
    ("outcome", "trouble"),
    [
        (Told("ok"), None),
        (Adopted("had it", {}), None),
        (Refused("no"), Trouble.PERMANENT),
        (AWAY, Trouble.TEMPORARY),
        (UNWANTED, Trouble.CONFIGURATION),
        (Unknown("?"), Trouble.UNKNOWN),
    ],
)
def test_every_failure_is_of_one_kind(outcome: Outcome, trouble: Trouble | None) -> None:
    assert trouble_of(outcome) is trouble
