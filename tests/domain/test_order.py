"""The one plain word for an order, told from its registrations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.order import OrderState, order_state
from app.domain.registration import RegistrationState

S = RegistrationState


@pytest.mark.parametrize(
    ("registrations", "word"),
    [
        ([S.HELD], "waiting for payment"),
        ([S.CONFIRMED], "confirmed"),
        ([S.COMPLETED], "confirmed"),
        ([S.NO_SHOW], "confirmed"),
        ([S.FAILED], "confirmed"),
        ([S.WAITLISTED], "on the waiting list"),
        ([S.EXPIRED], "expired"),
        ([S.CANCELLED], "cancelled"),
        ([S.CANCELLED, S.CONFIRMED], "confirmed"),
        ([S.CONFIRMED, S.HELD], "waiting for payment"),
        ([S.EXPIRED, S.WAITLISTED], "on the waiting list"),
        ([S.CANCELLED, S.EXPIRED], "expired"),
        ([], "cancelled"),
    ],
)
def test_the_liveliest_registration_speaks_for_the_order(
    registrations: list[RegistrationState], word: str
) -> None:
    assert order_state(registrations).value == word


@given(st.lists(st.sampled_from(RegistrationState), min_size=1))
def test_the_word_does_not_depend_on_the_order_of_the_people(
    registrations: list[RegistrationState],
) -> None:
    assert order_state(registrations) is order_state(registrations[::-1])
    assert order_state(registrations) in OrderState
