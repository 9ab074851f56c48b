"""Only the token made for an order opens its page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.link import order_address, order_token, order_token_fits

SECRET = "a secret of at least thirty-two signs"
REFERENCE = "ORD-AB23C-DE45F"


def test_an_orders_address_carries_its_token() -> None:
    token = order_token(SECRET, REFERENCE)
    assert order_address("https://desk.example", SECRET, REFERENCE) == (
        f"https://desk.example/orders/{REFERENCE}?token={token}"
    )
    assert order_token_fits(SECRET, REFERENCE, token)


@given(reference=st.text(max_size=40), secret=st.text(min_size=1, max_size=40))
def test_a_token_is_32_hexadecimal_signs_for_any_reference(reference: str, secret: str) -> None:
    token = order_token(secret, reference)
    assert len(token) == 32
    assert int(token, 16) >= 0


@pytest.mark.parametrize(
    ("secret", "reference"), [(SECRET, "ORD-AB23C-DE45G"), (SECRET + "!", REFERENCE)]
)
def test_another_orders_token_or_anothers_secret_does_not_fit(secret: str, reference: str) -> None:
    assert not order_token_fits(SECRET, REFERENCE, order_token(secret, reference))


@pytest.mark.parametrize("token", ["", "æøå", "0" * 32, "0" * 5000])
def test_what_is_no_token_does_not_fit(token: str) -> None:
    assert not order_token_fits(SECRET, REFERENCE, token)


def test_a_link_that_was_renewed_opens_by_its_own_turn_alone() -> None:
    tokens = [order_token(SECRET, REFERENCE, turn=turn) for turn in range(3)]
    assert len(set(tokens)) == 3
    assert tokens[0] == order_token(SECRET, REFERENCE)
    fits = [
        [order_token_fits(SECRET, REFERENCE, token, turn=turn) for token in tokens]
        for turn in range(3)
    ]
    assert fits == [[turn == of for of in range(3)] for turn in range(3)]
    address = order_address("https://desk.example", SECRET, REFERENCE, turn=1)
    assert address.endswith(f"?token={tokens[1]}")
