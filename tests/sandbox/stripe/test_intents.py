"""Payment intents, payment methods and customers, through the real SDK."""

import pytest
import stripe

from tests.sandbox.stripe.conftest import Desk

BACK = "http://127.0.0.1:8000/back"


def confirmed(desk: Desk, method: str) -> stripe.PaymentIntent:
    """Make and confirm an intent in one call."""
    return desk.api.v1.payment_intents.create(
        {
            "amount": 50000,
            "currency": "nok",
            "confirm": True,
            "payment_method": method,
            "return_url": BACK,
        }
    )


def test_a_good_card_pays(desk: Desk) -> None:
    intent = confirmed(desk, "pm_card_visa")
    assert (intent.status, intent.amount_received) == ("succeeded", 50000)
    desk.ear.hears("payment_intent.created", "payment_intent.succeeded", "charge.succeeded")


@pytest.mark.parametrize(
    ("method", "code", "decline"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"),
    ],
)
def test_a_declined_card_is_a_card_error_that_says_why(
    desk: Desk, method: str, code: str, decline: str
) -> None:
    with pytest.raises(stripe.CardError) as refused:
        confirmed(desk, method)
    error = refused.value.error
    assert error is not None
    assert (refused.value.http_status, error.code, error.decline_code) == (402, code, decline)
    assert error.payment_intent is not None
    assert error.payment_intent.status == "requires_payment_method"
    assert error.charge is not None
    assert desk.api.v1.charges.retrieve(error.charge).status == "failed"


def test_after_a_decline_the_same_intent_can_be_paid_with_another_card(desk: Desk) -> None:
    intent = desk.api.v1.payment_intents.create({"amount": 50000, "currency": "nok"})
    with pytest.raises(stripe.CardError):
        desk.api.v1.payment_intents.confirm(
            intent.id, {"payment_method": "pm_card_visa_chargeDeclined", "return_url": BACK}
        )
    paid = desk.api.v1.payment_intents.confirm(
        intent.id, {"payment_method": "pm_card_mastercard", "return_url": BACK}
    )
    assert paid.status == "succeeded"
    assert paid.last_payment_error is None


@pytest.mark.parametrize(
    ("answer", "status", "result"),
    [
        ("complete", "succeeded", "succeeded"),
        ("fail", "requires_payment_method", "failed"),
    ],
)
def test_three_d_secure_asks_the_payer_and_goes_back(
    desk: Desk, answer: str, status: str, result: str
) -> None:
    intent = confirmed(desk, "pm_card_authenticationRequired")
    assert intent.status == "requires_action"
    assert intent.next_action is not None
    assert intent.next_action.redirect_to_url is not None
    url = intent.next_action.redirect_to_url.url
    assert url is not None
    assert "Complete" in desk.web.get(url).text
    went = desk.web.post(url, data={"answer": answer})
    assert went.headers["Location"].startswith(f"{BACK}?payment_intent={intent.id}")
    assert went.headers["Location"].endswith(f"redirect_status={result}")
    assert desk.api.v1.payment_intents.retrieve(intent.id).status == status


def test_an_intent_can_be_changed_and_cancelled_until_it_is_paid(desk: Desk) -> None:
    intent = desk.api.v1.payment_intents.create({"amount": 50000, "currency": "nok"})
    changed = desk.api.v1.payment_intents.update(intent.id, {"amount": 60000})
    assert changed.amount == 60000
    cancelled = desk.api.v1.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned"})
    assert (cancelled.status, cancelled.cancellation_reason) == ("canceled", "abandoned")
    paid = confirmed(desk, "pm_card_visa")
    with pytest.raises(stripe.InvalidRequestError) as cancelling:
        desk.api.v1.payment_intents.cancel(paid.id)
    with pytest.raises(stripe.InvalidRequestError) as changing:
        desk.api.v1.payment_intents.update(paid.id, {"amount": 1000})
    with pytest.raises(stripe.InvalidRequestError) as confirming:
        desk.api.v1.payment_intents.confirm(cancelled.id)
    for wrong in (cancelling, changing, confirming):
        assert wrong.value.code == "payment_intent_unexpected_state"


def test_a_bank_account_pays_later(desk: Desk) -> None:
    method = desk.api.v1.payment_methods.create(
        {"type": "sepa_debit", "sepa_debit": {"iban": "AT611904300234573201"}}
    )
    intent = confirmed(desk, method.id)
    assert intent.status == "processing"
    desk.control(f"intents/{intent.id}/settle", status="succeeded")
    assert desk.api.v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_amounts_and_methods_are_judged(desk: Desk) -> None:
    for amount, code in ((100, "amount_too_small"), (0, "parameter_invalid_integer"),
                         (10**9, "amount_too_large")):  # fmt: skip
        with pytest.raises(stripe.InvalidRequestError) as wrong:
            desk.api.v1.payment_intents.create({"amount": amount, "currency": "nok"})
        assert (wrong.value.param, wrong.value.code) == ("amount", code)
    with pytest.raises(stripe.InvalidRequestError) as none:
        confirmed(desk, "pm_none")
    assert none.value.code == "resource_missing"


def test_payment_methods_belong_to_customers(desk: Desk) -> None:
    customer = desk.api.v1.customers.create({"email": "kari@example.org", "metadata": {"a": "1"}})
    method = desk.api.v1.payment_methods.create({"type": "card", "card": {"token": "tok_visa"}})
    desk.api.v1.payment_methods.attach(method.id, {"customer": customer.id})
    held = desk.api.v1.customers.payment_methods.list(customer.id)
    assert [each.id for each in held.data] == [method.id]
    shown = desk.api.v1.payment_methods.retrieve(method.id, {"expand": ["customer"]})
    assert isinstance(shown.customer, stripe.Customer)
    desk.api.v1.payment_methods.update(method.id, {"metadata": {"kept": "yes"}})
    assert desk.api.v1.payment_methods.detach(method.id).customer is None
    with pytest.raises(stripe.InvalidRequestError):
        desk.api.v1.payment_methods.detach(method.id)
    desk.ear.hears("customer.created", "payment_method.attached", "payment_method.detached")


def test_a_wrong_card_number_is_a_card_error(desk: Desk) -> None:
    with pytest.raises(stripe.CardError) as wrong:
        desk.api.v1.payment_methods.create(
            {"type": "card", "card": {"number": "4242424242424241", "exp_month": 1,
                                      "exp_year": 2099}}
        )  # fmt: skip
    assert wrong.value.code == "incorrect_number"


def test_customers_are_changed_found_and_deleted(desk: Desk) -> None:
    customer = desk.api.v1.customers.create({"email": "kari@example.org"})
    desk.api.v1.customers.update(customer.id, {"name": "Kari"})
    (found,) = desk.api.v1.customers.list({"email": "kari@example.org"}).data
    assert found.name == "Kari"
    assert desk.api.v1.customers.delete(customer.id).deleted
    with pytest.raises(stripe.InvalidRequestError):
        desk.api.v1.customers.retrieve(customer.id)
