"""Checkout sessions, through the real SDK."""

import time
from typing import Any

import pytest
import stripe

from app.sandbox.stripe.world import API_VERSION
from tests.sandbox.stripe.conftest import ORDER, Desk
from tests.stripe_shapes import response_problems

DEBIT = {"method": "sepa_debit", "iban": "AT61 1904 3002 3457 3201", "holder": "Kari Nordmann"}
# Seconds. The clock goes on while a test runs, so nothing here turns on a single one of them.
A_MINUTE = 60
HALF_AN_HOUR = 30 * 60 + A_MINUTE
FAILING = DEBIT | {"iban": "AT86 1904 3002 3547 3202"}


def line(**changes: Any) -> list[dict[str, Any]]:
    """One line with its price changed."""
    price = ORDER["line_items"][0]["price_data"] | changes
    return [{"quantity": 1, "price_data": price}]


def test_the_sandbox_speaks_the_sdks_version() -> None:
    assert stripe.api_version == API_VERSION


def test_a_new_session_is_open_unpaid_and_has_no_payment_intent(desk: Desk) -> None:
    session = desk.session()
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert session.payment_intent is None
    assert session.amount_total == 420000
    assert session.url == f"{desk.url}/pay/{session.id}"
    assert session.client_reference_id == "A1"
    assert session.metadata is not None
    assert session.metadata["order"] == "A1"


def test_paying_completes_the_session_and_leads_to_the_shop(desk: Desk) -> None:
    session = desk.session()
    answer = desk.fill(session)
    assert answer.status_code == 303
    ahead = ORDER["success_url"].replace("{CHECKOUT_SESSION_ID}", session.id)
    assert answer.headers["Location"] == ahead
    paid = desk.api.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge.balance_transaction"]}
    )
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    intent = paid.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert (intent.status, intent.amount_received) == ("succeeded", 420000)
    assert intent.metadata["order"] == "A1"
    charge = intent.latest_charge
    assert isinstance(charge, stripe.Charge)
    assert isinstance(charge.balance_transaction, stripe.BalanceTransaction)
    assert charge.balance_transaction.net == 420000 - charge.balance_transaction.fee
    desk.ear.hears("checkout.session.completed", "payment_intent.succeeded", "charge.succeeded")


def test_paying_twice_charges_once(desk: Desk) -> None:
    session = desk.paid()
    assert desk.fill(session).status_code == 303
    assert len(desk.api.v1.charges.list().data) == 1


def test_a_declined_card_leaves_the_session_open_for_another(desk: Desk) -> None:
    session = desk.session()
    assert desk.fill(session, number="4000000000000002").status_code == 402
    assert desk.api.v1.checkout.sessions.retrieve(session.id).status == "open"
    desk.ear.hears("charge.failed", "payment_intent.payment_failed")
    assert desk.fill(session).status_code == 303
    assert len(desk.api.v1.payment_intents.list().data) == 1
    statuses = [charge.status for charge in desk.api.v1.charges.list().data]
    assert statuses == ["succeeded", "failed"]


def test_only_an_open_session_can_be_expired(desk: Desk) -> None:
    session = desk.session()
    assert desk.api.v1.checkout.sessions.expire(session.id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError, match="status of expired") as refused:
        desk.api.v1.checkout.sessions.expire(session.id)
    assert refused.value.http_status == 400
    desk.ear.hears("checkout.session.expired")


def test_a_session_expires_by_the_clock_and_can_no_longer_be_paid(desk: Desk) -> None:
    session = desk.session(expires_at=desk.clock.now() + HALF_AN_HOUR)
    desk.wind(HALF_AN_HOUR - A_MINUTE)
    assert desk.api.v1.checkout.sessions.retrieve(session.id).status == "open"
    desk.wind(A_MINUTE)
    desk.ear.hears("checkout.session.expired")
    assert desk.fill(session).status_code == 410
    assert desk.api.v1.charges.list().data == []


def test_after_the_clock_was_wound_on_pages_still_live_as_long_as_asked(desk: Desk) -> None:
    desk.wind(86400)
    session = desk.session(expires_at=int(time.time()) + HALF_AN_HOUR)
    assert desk.api.v1.checkout.sessions.retrieve(session.id).status == "open"
    desk.wind(HALF_AN_HOUR)
    desk.ear.hears("checkout.session.expired")


def test_expiry_cancels_a_payment_begun(desk: Desk) -> None:
    session = desk.session()
    desk.fill(session, number="4000002500003155")
    desk.api.v1.checkout.sessions.expire(session.id)
    (intent,) = desk.api.v1.payment_intents.list().data
    assert (intent.status, intent.cancellation_reason) == ("canceled", "expired")
    answer = desk.web.post(f"/pay/{session.id}/authenticate", data={"answer": "complete"})
    assert answer.status_code == 410


@pytest.mark.parametrize("ahead", [-60, 1700, 86500])
def test_expiry_outside_half_an_hour_to_a_day_is_refused(desk: Desk, ahead: int) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        desk.session(expires_at=int(time.time()) + ahead)
    assert refused.value.param == "expires_at"


def test_nothing_due_needs_no_card_and_makes_no_intent(desk: Desk) -> None:
    session = desk.session(line_items=line(unit_amount=0))
    assert session.payment_status == "no_payment_required"
    assert desk.web.post(f"/pay/{session.id}", data={"email": "a@b.no"}).status_code == 303
    done = desk.api.v1.checkout.sessions.retrieve(session.id)
    assert (done.status, done.payment_status) == ("complete", "no_payment_required")
    assert done.payment_intent is None
    assert desk.api.v1.payment_intents.list().data == []


def test_a_bank_debit_completes_unpaid_and_is_paid_days_later(desk: Desk) -> None:
    session = desk.session()
    assert desk.fill(session, **DEBIT).status_code == 303
    done = desk.api.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (done.status, done.payment_status) == ("complete", "unpaid")
    assert isinstance(done.payment_intent, stripe.PaymentIntent)
    assert done.payment_intent.status == "processing"
    desk.ear.hears("checkout.session.completed", "payment_intent.processing", "charge.pending")
    assert desk.api.v1.balance_transactions.list().data == []
    desk.wind(3 * 86400 + 1)
    desk.ear.hears("checkout.session.async_payment_succeeded", "charge.succeeded")
    assert desk.api.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_a_bank_debit_may_fail_days_later(desk: Desk) -> None:
    session = desk.session()
    desk.fill(session, **FAILING)
    desk.wind(3 * 86400 + 1)
    desk.ear.hears("checkout.session.async_payment_failed", "charge.failed")
    done = desk.api.v1.checkout.sessions.retrieve(session.id)
    assert (done.status, done.payment_status) == ("complete", "unpaid")


def test_tax_is_added_or_included_as_its_rate_says(desk: Desk) -> None:
    added = desk.api.v1.tax_rates.create(
        {"display_name": "MVA", "inclusive": False, "percentage": 25}
    )
    inside = desk.api.v1.tax_rates.create(
        {"display_name": "MVA", "inclusive": True, "percentage": 25}
    )
    price = ORDER["line_items"][0]["price_data"] | {"unit_amount": 10000}
    session = desk.session(
        line_items=[
            {"quantity": 2, "price_data": price, "tax_rates": [added.id]},
            {"quantity": 1, "price_data": price, "tax_rates": [inside.id]},
        ],
        expand=["line_items.data.taxes", "total_details.breakdown"],
    )
    assert session.amount_subtotal == 30000
    assert session.amount_total == 35000
    assert session.total_details is not None
    assert session.total_details.amount_tax == 5000 + 2000
    assert session.total_details.breakdown is not None
    assert [tax.amount for tax in session.total_details.breakdown.taxes] == [5000, 2000]
    assert session.line_items is not None
    assert session.line_items.data[0].taxes is not None


def test_lines_are_listed_in_their_order(desk: Desk) -> None:
    names = ["First aid", "Fire safety", "Lifting"]
    session = desk.session(line_items=[line(product_data={"name": name})[0] for name in names])
    first = desk.api.v1.checkout.sessions.line_items.list(session.id, {"limit": 2})
    assert [each.description for each in first.data] == names[:2]
    assert first.has_more
    assert [each.description for each in first.auto_paging_iter()] == names


def test_sessions_are_found_by_their_payment_intent(desk: Desk) -> None:
    desk.paid()
    session = desk.paid()
    assert isinstance(session.payment_intent, str)
    found = desk.api.v1.checkout.sessions.list({"payment_intent": session.payment_intent})
    assert [each.id for each in found.data] == [session.id]
    assert len(desk.api.v1.checkout.sessions.list({"status": "open"}).data) == 0


def test_metadata_can_be_changed_and_unset(desk: Desk) -> None:
    session = desk.session()
    changed = desk.api.v1.checkout.sessions.update(
        session.id, {"metadata": {"order": "", "seat": "12"}}
    )
    assert changed.metadata is not None
    assert changed.metadata.to_dict() == {"seat": "12"}


def test_the_intent_of_a_session_cannot_be_confirmed_or_cancelled_alone(desk: Desk) -> None:
    session = desk.session()
    desk.fill(session, number="4000000000000002")
    (intent,) = desk.api.v1.payment_intents.list().data
    for call in (desk.api.v1.payment_intents.cancel, desk.api.v1.payment_intents.confirm):
        with pytest.raises(stripe.InvalidRequestError, match="Checkout"):
            call(intent.id)


@pytest.mark.parametrize(
    ("changes", "param", "code"),
    [
        ({"success_url": "/thanks"}, "success_url", "url_invalid"),
        ({"customer_email": "nobody"}, "customer_email", "email_invalid"),
        ({"client_reference_id": "x" * 201}, "client_reference_id", None),
        ({"mode": "subscription"}, "mode", None),
        ({"mode": "pay"}, "mode", None),
        ({"sucess_url": "x"}, "sucess_url", "parameter_unknown"),
        ({"payment_method_types": ["card"]}, "payment_method_types", "parameter_unknown"),
        ({"allow_promotion_codes": True}, "allow_promotion_codes", None),
        ({"metadata": {"k": "x" * 501}}, "metadata[k]", None),
        ({"line_items": line(currency="xxx")}, "line_items[0][price_data][currency]", None),
        ({"line_items": line(unit_amount=100)}, "line_items", "amount_too_small"),
        (
            {"line_items": line(unit_amount=-1)},
            "line_items[0][price_data][unit_amount]",
            "parameter_invalid_integer",
        ),
        (
            {"line_items": line(unit_amount="12.5")},
            "line_items[0][price_data][unit_amount]",
            "parameter_invalid_integer",
        ),
        (
            {"line_items": line(colour="red")},
            "line_items[0][price_data][colour]",
            "parameter_unknown",
        ),
        (
            {"line_items": line(currency="kwd", unit_amount=12345)},
            "line_items[0][price_data][unit_amount]",
            "parameter_invalid_integer",
        ),
        ({"line_items": [{"price_data": {"unit_amount": 500}}]},
         "line_items[0][price_data][currency]", "parameter_missing"),
        ({"line_items": [{"price_data": ORDER["line_items"][0]["price_data"]}]},
         "line_items[0][quantity]", "parameter_missing"),
        ({"line_items": [{"price": "price_1", "quantity": 1}]}, "line_items[0][price]",
         "resource_missing"),
    ],
)  # fmt: skip
def test_bad_parameters_are_refused_by_name(
    desk: Desk, changes: dict[str, Any], param: str, code: str | None
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        desk.session(**changes)
    assert (refused.value.http_status, refused.value.param) == (400, param)
    assert refused.value.code == code
    assert desk.api.v1.checkout.sessions.list().data == []


@pytest.mark.parametrize(("currency", "amount"), [("jpy", 500), ("kwd", 12340), ("isk", 50000)])
def test_currencies_with_other_decimals_are_charged(desk: Desk, currency: str, amount: int) -> None:
    session = desk.paid(line_items=line(currency=currency, unit_amount=amount))
    assert (session.currency, session.amount_total) == (currency, amount)


def test_a_mistake_seeded_in_a_real_answer_is_caught(desk: Desk) -> None:
    session = desk.session(expand=["line_items"]).to_dict()
    assert response_problems(session) == []
    for change in (
        {"status": "paid"}, {"amount_total": "420000"}, {"amount_totl": 1}, {"created": None},
        {"line_items": {"object": "list", "data": [{}], "has_more": False, "url": "/"}},
    ):  # fmt: skip
        assert response_problems(session | change), change
    del session["expires_at"]
    assert response_problems(session) == ["checkout.session.expires_at: missing"]


def test_an_unknown_session_is_not_found(desk: Desk) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        desk.api.v1.checkout.sessions.retrieve("cs_test_none")
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
