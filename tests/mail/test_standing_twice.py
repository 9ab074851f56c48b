"""Claims about a confirmation of somebody who stands in the same class more than once."""

from typing import Any

import pytest

from app.domain.registration import RegistrationState
from app.sandbox.server import Sandbox
from tests.mail.telling import CONFIRMED, HELD, _place, letter, says, says_not

TWICE = "Ingrid Solheim stands in this class more than once. If that is not meant"


def two(**other: Any) -> dict[str, Any]:
    """Return an order of two places, of which the other one differs in that."""
    state = RegistrationState.CONFIRMED
    places = (_place(state=state), _place(**{"state": state, "reference": "R-2", **other}))
    return {"registrations": places}


def test_who_stands_twice_in_a_class_is_named_as_it_is_confirmed(sandbox: Sandbox) -> None:
    came = letter(sandbox, CONFIRMED, order=two(email="INGRID@example.org"))
    says(came, TWICE)
    assert came.part("plain").count("more than once") == 1


@pytest.mark.parametrize(
    "other",
    [
        {"email": "other@example.org"},
        {"name": "Per Vik"},
        {"class_code": "FA-2031-09"},
        {"state": RegistrationState.CANCELLED},
    ],
)
def test_somebody_else_another_class_or_a_place_that_ended_is_not_twice(
    sandbox: Sandbox, other: dict[str, Any]
) -> None:
    says_not(letter(sandbox, CONFIRMED, order=two(**other)), "more than once")


def test_of_what_is_held_it_is_not_said(sandbox: Sandbox) -> None:
    came = letter(sandbox, HELD, order=two(state=RegistrationState.HELD))
    says_not(came, "more than once")
