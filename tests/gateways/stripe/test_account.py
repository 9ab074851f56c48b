"""What is Stripe's own about its account: pages, words, payouts, and answers that make no sense."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from app.domain.account import DisputeState, EntryKind, PayoutState
from app.domain.gateway import GatewayUnreachable
from app.domain.money import Money
from app.domain.payment import RefundState
from app.gateways.later import LaterAccount
from app.gateways.stripe import account as module
from app.gateways.stripe.amounts import objects_to
from app.gateways.stripe.client import StripeGateway
from app.gateways.stripe.statement import dispute_from, entry_from, payout_from, refund_from
from tests.fakes.gateway import FakeGateway
from tests.gateways.stripe.conftest import EVERYTHING, says
from tests.stripe_shapes import check_request

SINCE = datetime(2031, 1, 1, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=7)
SECONDS = int(SINCE.timestamp())
ROW: dict[str, Any] = {
    "id": "txn_1",
    "amount": 42000,
    "fee": 1200,
    "net": 40800,
    "currency": "nok",
    "created": SECONDS,
    "available_on": SECONDS + 86400,
    "reporting_category": "charge",
    "type": "charge",
    "description": None,
    "source": {
        "object": "charge",
        "id": "ch_1",
        "amount": 3800,
        "currency": "eur",
        "payment_intent": "pi_1",
        "metadata": {"payment": "uid-1"},
    },
}
PAYOUT: dict[str, Any] = {
    "id": "po_1",
    "amount": 40800,
    "currency": "nok",
    "status": "paid",
    "arrival_date": SECONDS,
    "created": SECONDS,
    "automatic": True,
    "reconciliation_status": "completed",
}
DISPUTE: dict[str, Any] = {
    "id": "du_1",
    "amount": 3800,
    "currency": "eur",
    "payment_intent": "pi_1",
    "reason": "product_not_received",
    "status": "needs_response",
    "created": SECONDS,
    "evidence_details": {"due_by": SECONDS},
}
REFUND: dict[str, Any] = {
    "id": "re_1",
    "amount": 100,
    "currency": "nok",
    "payment_intent": "pi_1",
    "status": "succeeded",
    "created": SECONDS,
    "metadata": {},
}


def test_what_the_payer_paid_and_what_the_account_got_are_two_things() -> None:
    entry = entry_from(ROW)
    assert (entry.payer, entry.amount) == (Money(3800, "EUR"), Money(42000, "NOK"))
    assert (entry.fee_minor, entry.net_minor, entry.words) == (1200, 40800, "charge")
    assert (entry.intent_id, entry.payment_uid) == ("pi_1", "uid-1")


@pytest.mark.parametrize(
    ("category", "kind"),
    [
        ("charge", EntryKind.PAYMENT),
        ("refund", EntryKind.REFUND),
        ("refund_failure", EntryKind.REFUND),
        ("dispute", EntryKind.DISPUTE),
        ("dispute_reversal", EntryKind.DISPUTE),
        ("fee", EntryKind.FEE),
        ("payout", EntryKind.PAYOUT),
        ("payout_reversal", EntryKind.PAYOUT),
        ("other_adjustment", EntryKind.ADJUSTMENT),
        ("something_new", EntryKind.ADJUSTMENT),
    ],
)
def test_every_category_has_a_kind(category: str, kind: EntryKind) -> None:
    assert entry_from(ROW | {"reporting_category": category}).kind is kind


@pytest.mark.parametrize("source", [None, "txn_9", {"object": "topup", "id": "tu_1"}])
def test_what_came_from_nobody_is_in_the_accounts_own_currency(source: object) -> None:
    entry = entry_from(ROW | {"source": source})
    assert (entry.payer, entry.intent_id, entry.payment_uid) == (entry.amount, "", "")


def test_money_that_went_is_negative_in_both_currencies() -> None:
    source = REFUND | {"object": "refund", "amount": 3800, "currency": "eur"}
    entry = entry_from(ROW | {"amount": -42000, "net": -42000, "fee": 0, "source": source})
    assert entry.payer == Money(-3800, "EUR")


@pytest.mark.parametrize(
    ("facts", "state", "itemised"),
    [
        ({}, PayoutState.PAID, True),
        ({"status": "in_transit"}, PayoutState.ON_ITS_WAY, True),
        ({"status": "canceled"}, PayoutState.FAILED, True),
        ({"reconciliation_status": "in_progress"}, PayoutState.PAID, False),
        ({"automatic": False}, PayoutState.PAID, False),
    ],
)
def test_payouts(facts: dict[str, object], state: PayoutState, itemised: bool) -> None:
    payout = payout_from(PAYOUT | facts)
    assert (payout.state, payout.itemised) == (state, itemised)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("needs_response", DisputeState.OPEN),
        ("under_review", DisputeState.OPEN),
        ("warning_needs_response", DisputeState.OPEN),
        ("lost", DisputeState.LOST),
        ("won", DisputeState.WON),
        ("warning_closed", DisputeState.WON),
        ("prevented", DisputeState.WON),
    ],
)
def test_disputes(status: str, state: DisputeState) -> None:
    report = dispute_from(DISPUTE | {"status": status})
    assert report.state is state
    assert (report.due_at is not None) is (state is DisputeState.OPEN)
    assert report.reason == "product not received"
    assert dispute_from(DISPUTE | {"payment_intent": None}).intent_id == ""
    assert dispute_from(DISPUTE | {"evidence_details": None}).due_at is None


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("succeeded", RefundState.MADE),
        ("pending", RefundState.PENDING),
        ("requires_action", RefundState.PENDING),
        ("failed", RefundState.REFUSED),
        ("canceled", RefundState.REFUSED),
    ],
)
def test_refunds(status: str, state: RefundState) -> None:
    assert refund_from(REFUND | {"status": status}).state is state
    bare = refund_from(REFUND | {"metadata": None, "payment_intent": None})
    assert (bare.refund_uid, bare.intent_id) == ("", "")


def test_what_is_asked_for_fits_stripes_specification() -> None:
    span = {"gte": 1, "lt": 2}
    listed = {"limit": 100, "created": span, "starting_after": "txn_1", "expand": ["data.source"]}
    check_request(listed, "BalanceTransactionListParams")
    check_request({"limit": 100, "payout": "po_1"}, "BalanceTransactionListParams")
    check_request({"limit": 100, "created": {"gte": 1}}, "PayoutListParams")
    check_request({"limit": 100, "created": {"gte": 1}}, "DisputeListParams")
    check_request({"limit": 100, "payment_intent": "pi_1"}, "RefundListParams")


def test_a_long_list_is_read_page_by_page(httpserver: HTTPServer, odd: StripeGateway) -> None:
    asked: list[dict[str, str]] = []

    def answer(request: Request) -> Response:
        asked.append(dict(request.args))
        last = request.args.get("starting_after") == "txn_1"
        row = ROW | {"id": "txn_2" if last else "txn_1"}
        return _json({"object": "list", "data": [row], "has_more": not last})

    httpserver.expect_request(EVERYTHING).respond_with_handler(answer)
    pages = list(odd.entries(since=SINCE, until=UNTIL))
    assert [[each.entry_id for each in page] for page in _good(pages)] == [["txn_1"], ["txn_2"]]
    assert asked[0]["created[gte]"] == str(SECONDS)
    assert asked[0]["created[lt]"] == str(int(UNTIL.timestamp()))
    assert {each["limit"] for each in asked} == {"100"}


def _json(body: dict[str, object]) -> Response:
    import json

    return Response(json.dumps(body), content_type="application/json")


def _good(pages: list[Any]) -> Iterator[Any]:
    for page in pages:
        assert not isinstance(page, GatewayUnreachable)
        yield page


def test_the_entries_of_a_payout_are_named(httpserver: HTTPServer, odd: StripeGateway) -> None:
    says(httpserver, 200, {"object": "list", "data": [ROW], "has_more": False})
    assert list(odd.entries_of("po_1")) == [("txn_1",)]


def test_payouts_are_listed(httpserver: HTTPServer, odd: StripeGateway) -> None:
    says(httpserver, 200, {"object": "list", "data": [PAYOUT], "has_more": False})
    assert list(odd.payouts(since=SINCE)) == [(payout_from(PAYOUT),)]


def test_an_empty_list_has_no_page(httpserver: HTTPServer, odd: StripeGateway) -> None:
    says(httpserver, 200, {"object": "list", "data": [], "has_more": False})
    assert list(odd.payouts(since=SINCE)) == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"data": [{}], "has_more": False},
        {"data": [PAYOUT | {"amount": None}], "has_more": False},
        {"data": [PAYOUT | {"currency": "kroner"}], "has_more": False},
        {"data": [PAYOUT | {"created": 10**20}], "has_more": False},
        {"data": [], "has_more": True},
        {"data": 7, "has_more": False},
    ],
)
def test_an_answer_that_makes_no_sense_is_none(
    httpserver: HTTPServer, odd: StripeGateway, body: dict[str, object]
) -> None:
    says(httpserver, 200, body)
    (answer,) = odd.payouts(since=SINCE)
    assert isinstance(answer, GatewayUnreachable)


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500])
def test_a_list_that_stripe_will_not_give_is_not_read(
    httpserver: HTTPServer, odd: StripeGateway, status: int
) -> None:
    says(httpserver, status, {"error": {"type": "invalid_request_error", "message": "No"}})
    (answer,) = odd.payouts(since=SINCE)
    assert isinstance(answer, GatewayUnreachable)
    assert isinstance(odd.refunds_of("pi_1"), GatewayUnreachable)


def test_the_log_says_what_was_read_and_never_what_it_said(
    httpserver: HTTPServer, odd: StripeGateway, capsys: pytest.CaptureFixture[str]
) -> None:
    says(httpserver, 200, {"data": [ROW | {"description": "ada@example.org"}], "has_more": False})
    list(odd.entries(since=SINCE, until=UNTIL))
    assert module.PAGE == 100
    assert "ada@" not in capsys.readouterr().out


def test_a_gateway_without_an_account_is_none() -> None:
    later = LaterAccount("fake", FakeGateway, way="by card", objects=objects_to)
    with pytest.raises(TypeError, match="cannot be read"):
        later.payouts(since=SINCE)


def test_every_list_of_a_later_account_is_the_gateways(
    httpserver: HTTPServer, odd: StripeGateway
) -> None:
    says(httpserver, 200, {"object": "list", "data": [], "has_more": False})
    later = LaterAccount("stripe", lambda: odd, way="by card", objects=objects_to)
    assert list(later.entries_of("po_1")) == list(later.payouts(since=SINCE)) == []
