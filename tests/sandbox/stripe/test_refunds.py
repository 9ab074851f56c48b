"""Refunds, through the real SDK."""

from typing import Any, cast

import pytest
import stripe
from stripe.params import RefundCreateParams

from tests.sandbox.stripe.conftest import Desk, until


def intent_of(desk: Desk, number: str = "4242424242424242") -> str:
    """Pay a session with the card and return its intent's id."""
    session = desk.session()
    assert desk.fill(session, number=number).status_code == 303
    return str(desk.api.v1.checkout.sessions.retrieve(session.id).payment_intent)


def charge_of(desk: Desk, intent: str) -> stripe.Charge:
    """The charge as it now stands."""
    found = desk.api.v1.payment_intents.retrieve(intent, {"expand": ["latest_charge.refunds"]})
    assert isinstance(found.latest_charge, stripe.Charge)
    return found.latest_charge


def test_a_whole_refund_gives_all_back(desk: Desk) -> None:
    intent = intent_of(desk)
    refund = desk.api.v1.refunds.create(
        {"payment_intent": intent, "reason": "requested_by_customer", "metadata": {"a": "1"},
         "expand": ["balance_transaction"]}
    )  # fmt: skip
    assert (refund.status, refund.amount) == ("succeeded", 420000)
    assert isinstance(refund.balance_transaction, stripe.BalanceTransaction)
    assert refund.balance_transaction.net == -420000
    charge = charge_of(desk, intent)
    assert (charge.refunded, charge.amount_refunded) == (True, 420000)
    assert charge.refunds is not None
    assert [each.id for each in charge.refunds.data] == [refund.id]
    desk.ear.hears("refund.created", "charge.refunded")


def test_parts_add_up_and_too_much_is_refused(desk: Desk) -> None:
    intent = intent_of(desk)
    desk.api.v1.refunds.create({"payment_intent": intent, "amount": 100000})
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded") as much:
        desk.api.v1.refunds.create({"payment_intent": intent, "amount": 320001})
    assert (much.value.http_status, much.value.param) == (400, "amount")
    desk.api.v1.refunds.create({"charge": charge_of(desk, intent).id, "amount": 320000})
    assert charge_of(desk, intent).refunded
    with pytest.raises(stripe.InvalidRequestError) as again:
        desk.api.v1.refunds.create({"payment_intent": intent, "amount": 1})
    assert again.value.code == "charge_already_refunded"
    assert len(desk.api.v1.refunds.list({"payment_intent": intent}).data) == 2


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, "parameter_missing"),
        ({"payment_intent": "pi_1", "charge": "ch_1"}, "parameters_exclusive"),
        ({"payment_intent": "pi_1"}, "resource_missing"),
        ({"payment_intent": "pi_1", "reason": "because"}, None),
        ({"payment_intent": "pi_1", "amont": 1}, "parameter_unknown"),
    ],
)
def test_nonsense_is_refused(desk: Desk, params: dict[str, Any], code: str | None) -> None:
    with pytest.raises(stripe.InvalidRequestError) as wrong:
        desk.api.v1.refunds.create(cast("RefundCreateParams", params))
    assert wrong.value.code == code


def test_an_unpaid_intent_has_nothing_to_refund(desk: Desk) -> None:
    session = desk.session()
    desk.fill(session, number="4000000000000002")
    (intent,) = desk.api.v1.payment_intents.list().data
    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        desk.api.v1.refunds.create({"payment_intent": intent.id})


def test_a_refund_may_fail_later_and_the_money_is_ours_again(desk: Desk) -> None:
    intent = intent_of(desk, "4000000000005126")
    refund = desk.api.v1.refunds.create({"payment_intent": intent})
    assert refund.status == "succeeded"
    desk.wind(31)
    desk.ear.hears("refund.failed", "refund.updated", "charge.refund.updated")
    failed = desk.api.v1.refunds.retrieve(refund.id, {"expand": ["failure_balance_transaction"]})
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert isinstance(failed.failure_balance_transaction, stripe.BalanceTransaction)
    assert failed.failure_balance_transaction.net == 420000
    assert charge_of(desk, intent).amount_refunded == 0


def test_a_refund_may_be_pending_first(desk: Desk) -> None:
    intent = intent_of(desk, "4000000000007726")
    refund = desk.api.v1.refunds.create({"payment_intent": intent})
    assert refund.status == "pending"
    desk.wind(31)
    until(lambda: desk.api.v1.refunds.retrieve(refund.id).status == "succeeded")


def test_any_refund_can_be_made_to_fail_by_hand_once(desk: Desk) -> None:
    refund = desk.api.v1.refunds.create({"payment_intent": intent_of(desk)})
    desk.control(f"refunds/{refund.id}/fail", reason="lost_or_stolen_card")
    failed = desk.api.v1.refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "lost_or_stolen_card")
    assert desk.web.post(f"/control/stripe/refunds/{refund.id}/fail").status_code == 400


def test_metadata_may_change_and_nothing_can_be_cancelled(desk: Desk) -> None:
    refund = desk.api.v1.refunds.create({"payment_intent": intent_of(desk)})
    changed = desk.api.v1.refunds.update(refund.id, {"metadata": {"why": "late"}})
    assert changed.metadata is not None
    assert changed.metadata["why"] == "late"
    with pytest.raises(stripe.InvalidRequestError):
        desk.api.v1.refunds.cancel(refund.id)
