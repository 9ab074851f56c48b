"""The one table of a registration's moves (product.md, *Words*)."""

import pytest

from app.domain.registration import (
    MOVES,
    RESULTS,
    SEATED,
    IllegalMove,
    RegistrationState,
    move,
    take_back,
)

LEGAL = {
    ("held", "confirmed"),
    ("held", "expired"),
    ("held", "cancelled"),
    ("waitlisted", "held"),
    ("waitlisted", "cancelled"),
    ("confirmed", "completed"),
    ("confirmed", "no_show"),
    ("confirmed", "failed"),
    ("confirmed", "cancelled"),
}
PAIRS = [(present, wanted) for present in RegistrationState for wanted in RegistrationState]


@pytest.mark.parametrize(("present", "wanted"), PAIRS)
def test_only_the_moves_of_the_contract_are_legal(
    present: RegistrationState, wanted: RegistrationState
) -> None:
    if (present.value, wanted.value) in LEGAL:
        assert move(present, wanted) is wanted
        return
    with pytest.raises(IllegalMove) as refusal:
        move(present, wanted)
    assert (refusal.value.present, refusal.value.wanted) == (present, wanted)
    assert str(refusal.value) == f"a registration that is {present} cannot become {wanted}"


def test_every_state_has_its_row_in_the_table() -> None:
    assert set(MOVES) == set(RegistrationState)


def test_a_seat_is_held_from_the_hold_to_the_end_of_the_class() -> None:
    without = {"waitlisted", "cancelled", "expired"}
    assert {state.value for state in set(RegistrationState) - SEATED} == without


@pytest.mark.parametrize("present", RegistrationState)
def test_S24_only_a_result_is_taken_back_and_leaves_a_confirmed_registration(
    present: RegistrationState,
) -> None:
    if present in RESULTS:
        assert take_back(present) is RegistrationState.CONFIRMED
        return
    with pytest.raises(IllegalMove):
        take_back(present)
