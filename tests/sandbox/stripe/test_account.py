"""The account's money: ledger, balance, payouts, disputes, lists and expansion."""

import inspect
import typing

import pytest
import stripe
from stripe._object_classes import get_object_class

from app.sandbox.stripe.expansion import FIELDS
from tests.sandbox.stripe.conftest import Desk, until

DAY = 86400


def charge(desk: Desk, number: str = "4242424242424242") -> stripe.Charge:
    """Pay a session with the card and return its charge."""
    session = desk.session()
    assert desk.fill(session, number=number).status_code == 303
    return desk.api.v1.charges.list({"limit": 1}).data[0]


def money(desk: Desk) -> tuple[int, int]:
    """What is available and what is pending, in NOK."""
    balance = desk.api.v1.balance.retrieve()
    return balance.available[0].amount, balance.pending[0].amount


def test_a_payment_is_pending_for_two_days_less_its_fee(desk: Desk) -> None:
    charge(desk)
    fee = 420000 * 24 // 1000 + 200
    assert money(desk) == (0, 420000 - fee)
    desk.wind(2 * DAY + 1)
    assert money(desk) == (420000 - fee, 0)
    (row,) = desk.api.v1.balance_transactions.list({"type": "charge"}).data
    assert (row.fee, row.status, row.fee_details[0].amount) == (fee, "available", fee)


def test_the_balance_is_the_sum_of_the_transactions(desk: Desk) -> None:
    paid = charge(desk)
    charge(desk, "4000000000000259")
    desk.api.v1.refunds.create({"charge": paid.id, "amount": 5000})
    rows = desk.api.v1.balance_transactions.list({"limit": 100}).data
    assert sum(row.net for row in rows) == sum(money(desk))
    for row in rows:
        assert row.net == row.amount - row.fee


def test_an_automatic_payout_says_what_was_in_it(desk: Desk) -> None:
    paid = charge(desk, "4000000000000077")
    made = desk.control("payouts", currency="nok")
    assert money(desk)[0] == 0
    rows = desk.api.v1.balance_transactions.list({"payout": made["id"]}).data
    assert {row.type for row in rows} == {"charge", "payout"}
    assert paid.balance_transaction in {row.id for row in rows}
    assert sum(row.net for row in rows) == 0
    desk.wind(DAY + 1)
    desk.ear.hears("payout.created", "payout.paid", "payout.reconciliation_completed")
    assert desk.api.v1.payouts.retrieve(made["id"]).status == "paid"
    assert desk.web.post("/control/stripe/payouts").status_code == 400


def test_a_payout_by_hand_needs_the_money(desk: Desk) -> None:
    with pytest.raises(stripe.InvalidRequestError) as poor:
        desk.api.v1.payouts.create({"amount": 100, "currency": "nok"})
    assert poor.value.code == "balance_insufficient"
    charge(desk, "4000000000000077")
    payout = desk.api.v1.payouts.create({"amount": 100, "currency": "nok"})
    assert payout.status == "pending"
    desk.control(f"payouts/{payout.id}/arrive")
    assert [each.id for each in desk.api.v1.payouts.list({"status": "paid"}).data] == [payout.id]


def test_a_disputed_card_loses_the_money_and_a_fee(desk: Desk) -> None:
    paid = charge(desk, "4000000000000259")
    (dispute,) = desk.api.v1.disputes.list({"charge": paid.id}).data
    assert (dispute.status, dispute.reason, dispute.amount) == (
        "needs_response", "fraudulent", 420000,
    )  # fmt: skip
    assert dispute.balance_transactions[0].net == -420000 - 15000
    assert desk.api.v1.charges.retrieve(paid.id).disputed
    with pytest.raises(stripe.InvalidRequestError) as refused:
        desk.api.v1.refunds.create({"charge": paid.id})
    assert refused.value.code == "charge_disputed"
    desk.ear.hears("charge.dispute.created", "charge.dispute.funds_withdrawn")


def test_winning_evidence_brings_the_money_back(desk: Desk) -> None:
    paid = charge(desk)
    made = desk.control(f"charges/{paid.id}/dispute", reason="duplicate")
    won = desk.api.v1.disputes.update(
        made["id"], {"evidence": {"uncategorized_text": "winning_evidence"}}
    )
    assert won.status == "won"
    assert sum(row.amount for row in won.balance_transactions) == 0
    desk.ear.hears("charge.dispute.funds_reinstated", "charge.dispute.closed")
    with pytest.raises(stripe.InvalidRequestError):
        desk.api.v1.disputes.close(made["id"])


def test_a_dispute_can_be_given_up_or_ended_by_hand(desk: Desk) -> None:
    first = desk.control(f"charges/{charge(desk).id}/dispute")
    assert desk.api.v1.disputes.close(first["id"]).status == "lost"
    session = desk.paid()
    second = desk.control(f"charges/{session.payment_intent}/dispute")
    assert desk.control(f"disputes/{second['id']}/end", status="won")["status"] == "won"


def test_lists_are_newest_first_and_walked_with_cursors(desk: Desk) -> None:
    made = [desk.api.v1.customers.create({"name": str(n)}).id for n in range(5)]
    page = desk.api.v1.customers.list({"limit": 2})
    assert [each.id for each in page.data] == made[:2:-1]
    assert page.has_more
    assert [each.id for each in page.auto_paging_iter()] == made[::-1]
    before = desk.api.v1.customers.list({"limit": 2, "ending_before": made[0]})
    assert [each.id for each in before.data] == [made[2], made[1]]
    with pytest.raises(stripe.InvalidRequestError):
        desk.api.v1.customers.list({"starting_after": "cus_none"})
    with pytest.raises(stripe.InvalidRequestError):
        desk.api.v1.customers.list({"limit": 101})


def test_lists_obey_created_ranges(desk: Desk) -> None:
    early = desk.api.v1.customers.create({"name": "early"})
    desk.wind(100)
    late = desk.api.v1.customers.create({"name": "late"})
    found = desk.api.v1.customers.list({"created": {"gte": late.created}}).data
    assert [each.id for each in found] == [late.id]
    found = desk.api.v1.customers.list({"created": early.created}).data
    assert [each.id for each in found] == [early.id]


def test_events_are_listed_by_type_and_time(desk: Desk) -> None:
    session = desk.paid()
    (done,) = desk.api.v1.events.list({"type": "checkout.session.completed"}).data
    assert done.data.object["id"] == session.id
    assert done.api_version == "2026-10-28.endive"
    kinds = {each.type for each in desk.api.v1.events.list({"type": "payment_intent.*"}).data}
    assert kinds == {"payment_intent.created", "payment_intent.succeeded"}
    both = ["charge.succeeded", "checkout.session.completed"]
    assert len(desk.api.v1.events.list({"types": both}).data) == 2
    until(lambda: not desk.api.v1.events.list({"delivery_success": False}).data)
    assert desk.api.v1.events.retrieve(done.id).pending_webhooks == 0


@pytest.mark.parametrize("path", ["client_reference_id", "metadata", "nothing", "customer.x.y.z.q"])
def test_what_cannot_be_expanded_is_refused(desk: Desk, path: str) -> None:
    session = desk.session()
    with pytest.raises(stripe.InvalidRequestError) as refused:
        desk.api.v1.checkout.sessions.retrieve(session.id, {"expand": [path]})
    assert refused.value.http_status == 400


def test_only_what_the_sdk_calls_expandable_is_expanded() -> None:
    for kind, names in FIELDS.items():
        hints = inspect.get_annotations(get_object_class("V1", kind))
        for name in names:
            choices = typing.get_args(hints[name])
            assert str in choices, f"{kind}.{name}"
            assert len(choices) > 1, f"{kind}.{name}"


def test_expansion_reaches_into_lists(desk: Desk) -> None:
    desk.paid()
    found = desk.api.v1.checkout.sessions.list(
        {"expand": ["data.payment_intent.latest_charge.balance_transaction"]}
    )
    intent = found.data[0].payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert isinstance(intent.latest_charge, stripe.Charge)
    row = desk.api.v1.balance_transactions.list({"expand": ["data.source"]}).data[0]
    assert isinstance(row.source, stripe.Charge)
