"""Meddling with the account: each deed, what it leaves, and that nobody is told unless asked."""

from typing import Any

import pytest

from tests.sandbox.stripe.conftest import Desk


def rows(desk: Desk, source: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.web.get("/control/stripe/transactions").json()
    return [each for each in found if source in ("", each["source"])]


def intent(desk: Desk) -> dict[str, Any]:
    """Pay a session and return its intent."""
    session = desk.paid()
    found = desk.web.get("/control/stripe/intents").json()
    return next(each for each in found if each["id"] == session.payment_intent)


def meddle(desk: Desk, deed: str, key: str = "", **given: str) -> dict[str, Any]:
    done: dict[str, Any] = desk.control("meddle", deed=deed, key=key, **given)
    return done


@pytest.mark.parametrize("told", [True, False])
def test_money_is_sent_back_and_told_of_only_where_that_is_asked(desk: Desk, told: bool) -> None:
    paid = intent(desk)
    refund = meddle(desk, "refund", paid["id"], amount="1000", **({"told": "yes"} if told else {}))
    assert (refund["amount"], refund["metadata"]) == (1000, {})
    if told:
        desk.ear.hears("refund.created", "charge.refunded")
    heard = desk.web.get("/control/stripe/events").json()
    (created,) = [each for each in heard if each["type"] == "refund.created"]
    assert (created["data"]["object"]["created"] < paid["created"]) is not told
    if not told:
        assert created["pending_webhooks"] == 0


def test_all_is_sent_back_unless_an_amount_is_said(desk: Desk) -> None:
    paid = intent(desk)
    assert meddle(desk, "refund", paid["id"])["amount"] == paid["amount"]


def test_money_comes_at_a_page_whose_time_had_run_out(desk: Desk) -> None:
    session = desk.session()
    desk.control(f"sessions/{session.id}/expire")
    paid = meddle(desk, "pay_behind", session.id)
    assert (paid["status"], paid["payment_status"]) == ("complete", "paid")
    again = desk.web.post("/control/stripe/meddle", json={"deed": "pay_behind", "key": session.id})
    assert again.status_code == 400


def test_a_payment_of_nobodys_is_taken(desk: Desk) -> None:
    made = meddle(desk, "invent", amount="5000", currency="EUR")
    assert (made["status"], made["amount"], made["currency"]) == ("succeeded", 5000, "eur")
    assert rows(desk, made["latest_charge"])[0]["amount"] == 5000


def test_another_amount_comes(desk: Desk) -> None:
    paid = intent(desk)
    assert meddle(desk, "amount", paid["id"], amount="410000")["amount_received"] == 410000
    (row,) = rows(desk, paid["latest_charge"])
    assert (row["amount"], row["net"]) == (410000, 410000 - row["fee"])


def test_another_currency_comes(desk: Desk) -> None:
    paid = intent(desk)
    assert meddle(desk, "currency", paid["id"], currency="eur")["currency"] == "eur"
    assert rows(desk, paid["latest_charge"])[0]["currency"] == "eur"


def test_another_fee_is_kept_and_may_not_add_up(desk: Desk) -> None:
    paid = intent(desk)
    row = meddle(desk, "fee", paid["id"], amount="20000")
    assert row["net"] == row["amount"] - 20000
    row = meddle(desk, "misadd", paid["id"], amount="30000")
    assert row["net"] != row["amount"] - row["fee"]


def test_a_payment_is_forgotten_whole(desk: Desk) -> None:
    paid = intent(desk)
    meddle(desk, "forget_payment", paid["id"])
    assert rows(desk, paid["latest_charge"]) == []
    assert desk.web.get("/control/stripe/sessions").json() == []


def test_a_payment_without_a_session_is_forgotten_too(desk: Desk) -> None:
    made = meddle(desk, "invent", amount="5000")
    meddle(desk, "forget_payment", made["id"])
    assert rows(desk, made["latest_charge"]) == []


def test_a_refund_is_forgotten_and_can_be_made_again(desk: Desk) -> None:
    paid = intent(desk)
    refund = meddle(desk, "refund", paid["id"])
    meddle(desk, "forget_refund", refund["id"])
    assert rows(desk, refund["id"]) == []
    assert meddle(desk, "refund", paid["id"])["amount"] == paid["amount"]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "deed"),
        ({"deed": "burn"}, "deed"),
        ({"deed": "refund"}, "key"),
        ({"deed": "invent", "amount": "-5"}, "amount"),
        ({"deed": "invent", "amount": "5000", "currency": "kroner"}, "currency"),
        ({"deed": "refund", "key": "pi_none"}, "No such"),
    ],
)
def test_a_deed_that_cannot_be_done_is_refused_by_name(
    desk: Desk, given: dict[str, str], named: str
) -> None:
    answer = desk.web.post("/control/stripe/meddle", json=given)
    assert answer.status_code in (400, 404)
    assert named in answer.json()["error"]["message"]


def test_a_payment_that_was_not_taken_cannot_be_meddled_with(desk: Desk) -> None:
    declined = desk.session()
    desk.control(f"sessions/{declined.id}/pay", card="4000000000000002")
    (tried,) = desk.web.get("/control/stripe/intents").json()
    answer = desk.web.post("/control/stripe/meddle", json={"deed": "fee", "key": tried["id"]})
    assert answer.status_code == 400
