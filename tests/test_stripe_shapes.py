"""The shape checks themselves: what they let through and the seeded mistakes they must catch."""

import copy
from typing import Any

import pytest

from tests.stripe_shapes import (
    check_request,
    check_response,
    request_problems,
    response_problems,
)

SESSION: dict[str, Any] = {
    "mode": "payment",
    "success_url": "https://example.org/",
    "metadata": {"order": "A1"},
    "expires_at": 1_900_000_000,
    "line_items": [
        {
            "quantity": 1,
            "price_data": {
                "currency": "nok",
                "unit_amount": 420000,
                "product_data": {"name": "First aid"},
            },
        }
    ],
}
REFUND: dict[str, Any] = {
    "id": "re_1",
    "object": "refund",
    "amount": 420000,
    "balance_transaction": "txn_1",
    "charge": "ch_1",
    "created": 1_900_000_000,
    "currency": "nok",
    "metadata": {"order": "A1"},
    "payment_intent": "pi_1",
    "reason": "requested_by_customer",
    "status": "succeeded",
}


def changed(base: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return a copy with one place set; None takes it out."""
    made = copy.deepcopy(base)
    *way, last = path.split(".")
    node: Any = made
    for step in way:
        node = node[int(step)] if step.isdigit() else node[step]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return made


def test_a_good_request_passes() -> None:
    check_request(SESSION, "checkout.SessionCreateParams")


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("sucess_url", "https://example.org/", "sucess_url"),
        ("payment_method_types", ["card"], "payment_method_types"),
        ("mode", "pay", "mode"),
        ("expires_at", "1900000000", "expires_at"),
        ("line_items.0.price_data.currency", None, "currency"),
        ("line_items.0.price_data.amount", 1, "amount"),
        ("line_items.0.quantity", 1.5, "quantity"),
        ("metadata", {"order": 1}, "metadata"),
        ("locale", "xx", "locale"),
    ],
)
def test_a_seeded_mistake_in_a_request_is_caught(path: str, value: Any, named: str) -> None:
    found = request_problems(changed(SESSION, path, value), "checkout.SessionCreateParams")
    assert found
    assert all(named in problem for problem in found)
    with pytest.raises(AssertionError, match=named):
        check_request(changed(SESSION, path, value), "checkout.SessionCreateParams")


def test_a_good_response_passes() -> None:
    check_response(REFUND)


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("amount", None, "refund.amount: missing"),
        ("amount", "420000", "refund.amount: '420000' is not int"),
        ("amount", True, "refund.amount"),
        ("amout", 1, "refund.amout: unknown"),
        ("reason", "because", "refund.reason: 'because' is none of its words"),
        ("metadata.order", 1, "refund.metadata.order"),
        ("charge", {"object": "refund"}, "refund.charge"),
        ("charge", 12, "refund.charge"),
        ("destination_details", {"card": {"type": "gift"}, "type": "card"}, "card.type"),
        ("destination_details", {"card": {}, "type": "card"}, "card.type: missing"),
        ("object", "refunds", "not one of Stripe's objects"),
    ],
)
def test_a_seeded_mistake_in_a_response_is_caught(path: str, value: Any, named: str) -> None:
    found = response_problems(changed(REFUND, path, value))
    assert any(named in problem for problem in found), found
    with pytest.raises(AssertionError):
        check_response(changed(REFUND, path, value))


def test_a_list_is_checked_to_its_items() -> None:
    good = {"object": "list", "data": [REFUND], "has_more": False, "url": "/v1/refunds"}
    check_response(good)
    assert response_problems(good | {"data": [changed(REFUND, "amount", None)]})
