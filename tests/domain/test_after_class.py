"""What is said of a place after its class, and to its buyer of somebody else."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.after_class import AfterClass, after_class, state_for_buyer
from app.domain.contact import Contact, is_one_person
from app.domain.registration import RegistrationState

S = RegistrationState
A = AfterClass
ENDS = datetime(2031, 3, 10, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def said(
    state: S, *, own: bool = True, cancelled: bool = False, now: datetime = ENDS
) -> AfterClass | None:
    return after_class(state, ends_at=ENDS, own=own, cancelled=cancelled, now=now)


@pytest.mark.parametrize(
    ("state", "own", "others"),
    [
        (S.COMPLETED, A.COMPLETED, A.COMPLETED),
        (S.NO_SHOW, A.NO_SHOW, A.OVER),
        (S.FAILED, A.FAILED, A.OVER),
        (S.CONFIRMED, A.OVER, A.OVER),
        (S.HELD, None, None),
        (S.WAITLISTED, None, None),
        (S.CANCELLED, None, None),
        (S.EXPIRED, None, None),
    ],
)
def test_after_the_class_everybody_hears_of_themselves_alone(
    state: S, own: A | None, others: A | None
) -> None:
    assert said(state) is own
    assert said(state, own=False) is others


@pytest.mark.parametrize("state", [S.NO_SHOW, S.FAILED, S.CONFIRMED])
def test_while_the_class_lasts_another_who_failed_looks_like_everybody(state: S) -> None:
    assert said(state, own=False, now=ENDS - SECOND) is None
    assert said(state, own=False) is A.OVER


def test_a_class_that_was_cancelled_was_never_held() -> None:
    assert said(S.CONFIRMED, cancelled=True) is None
    assert said(S.COMPLETED, cancelled=True) is A.COMPLETED


@pytest.mark.parametrize("state", list(S))
def test_what_is_handed_out_of_others_has_no_failing_in_it(state: S) -> None:
    assert state_for_buyer(state, own=True) is state
    hidden = state in (S.NO_SHOW, S.FAILED)
    assert state_for_buyer(state, own=False) is (S.CONFIRMED if hidden else state)


@pytest.mark.parametrize(
    ("name", "email", "same"),
    [
        ("Ana Lind", "ana@example.org", True),
        ("ANA  lind", "Ana@Example.org", True),
        ("Bo Lind", "ana@example.org", False),
        ("Ana Lind", "bo@example.org", False),
    ],
)
def test_one_address_and_one_name_are_one_person(name: str, email: str, same: bool) -> None:
    ana = Contact("Ana Lind", "ana@example.org", "")
    assert is_one_person(ana, Contact(name, email, "1")) is same


def test_whoever_has_no_address_is_nobody_known() -> None:
    nobody = Contact("Erased", "", "")
    assert not is_one_person(nobody, nobody)
