"""What PayPal says of refunds and disputes, read: also where it says it oddly."""

from collections.abc import Callable

import pytest
from pytest_httpserver import HTTPServer

from app.domain.account import DisputeReport, DisputeState
from app.domain.gateway import GatewayUnreachable
from app.domain.money import Money
from app.domain.payment import RefundState
from app.gateways.later import LaterAnswerable
from app.gateways.paypal.amounts import objects_to
from app.gateways.paypal.client import PayPalGateway
from tests.fakes.gateway import FakeGateway
from tests.gateways.paypal.conftest import TOKEN, a_refusal, says

NOK = {"currency_code": "NOK", "value": "1000.00"}
SINCE = "2031-01-05T09:00:00Z"


def a_dispute(**other: object) -> dict[str, object]:
    return {
        "dispute_id": "PP-D-1",
        "create_time": SINCE,
        "disputed_transactions": [{"seller_transaction_id": "CAP1"}],
        "reason": "UNAUTHORISED",
        "status": "OPEN",
        "dispute_amount": NOK,
        **other,
    }


def test_of_a_lost_dispute_counts_what_the_buyer_got(
    httpserver: HTTPServer, odd: PayPalGateway
) -> None:
    outcome = {
        "outcome_code": "ACCEPTED",
        "amount_refunded": {"currency_code": "NOK", "value": "400.00"},
    }
    lost = a_dispute(status="RESOLVED", dispute_outcome=outcome)
    says(httpserver, 200, lost, path="/v1/customer/disputes/PP-D-1")
    report = odd.look_up_dispute("PP-D-1")
    assert isinstance(report, DisputeReport)
    assert (report.state, report.amount) == (DisputeState.LOST, Money(40000, "NOK"))
    assert report.due_at is None


@pytest.mark.parametrize(
    ("other", "due"),
    [
        ({"status": "RESOLVED"}, None),
        ({"status": "RESOLVED", "dispute_outcome": {"outcome_code": "SOMETHING_NEW"}}, None),
        ({"seller_response_due_date": "2031-01-15T09:00:00"}, 15),
    ],
)
def test_a_dispute_whose_end_is_not_understood_is_open(
    httpserver: HTTPServer, odd: PayPalGateway, other: dict[str, object], due: int | None
) -> None:
    says(httpserver, 200, a_dispute(**other), path="/v1/customer/disputes/.*")
    report = odd.look_up_dispute("PP-D-1")
    assert isinstance(report, DisputeReport)
    assert report.state is DisputeState.OPEN
    assert (None if report.due_at is None else report.due_at.day) == due
    assert report.opened_at.utcoffset() is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"create_time": "yesterday"},
        {"create_time": None},
        {"disputed_transactions": []},
        {"dispute_amount": None},
        {"dispute_outcome": []},
    ],
)
def test_a_dispute_that_cannot_be_read_tells_nothing(
    httpserver: HTTPServer, odd: PayPalGateway, wrong: dict[str, object]
) -> None:
    document = a_dispute(**wrong) if wrong != {"dispute_outcome": []} else []
    says(httpserver, 200, document, path="/v1/customer/disputes/.*")
    assert isinstance(odd.look_up_dispute("PP-D-1"), GatewayUnreachable)


def an_order(*refunds: object) -> dict[str, object]:
    return {"purchase_units": [{"payments": {"refunds": list(refunds)}}, {}]}


@pytest.mark.parametrize(
    ("refund", "found"),
    [
        ({}, [RefundState.MADE]),
        ({"status": "FAILED"}, [RefundState.REFUSED]),
        ({"status": "LATER"}, [RefundState.PENDING]),
        ({"links": [{"rel": "up", "href": "https://x/captures/CAP1"}]}, [RefundState.MADE]),
        ({"links": [{"rel": "up", "href": "https://x/captures/CAP2"}]}, []),
    ],
)
def test_refunds_are_those_that_the_captures_order_shows(
    httpserver: HTTPServer, odd: PayPalGateway, refund: dict[str, object], found: list[RefundState]
) -> None:
    related = {"supplementary_data": {"related_ids": {"order_id": "O1"}}}
    httpserver.expect_request("/v1/oauth2/token").respond_with_json(TOKEN)
    httpserver.expect_request("/v2/payments/captures/CAP1").respond_with_json(related)
    usual = {"id": "R1", "status": "COMPLETED", "amount": NOK, "create_time": SINCE}
    httpserver.expect_request("/v2/checkout/orders/O1").respond_with_json(an_order(usual | refund))
    refunds = odd.refunds_of("CAP1")
    assert isinstance(refunds, tuple)
    assert [each.state for each in refunds] == found
    assert all(each.intent_id == "CAP1" for each in refunds)


ASKS: list[Callable[[PayPalGateway], object]] = [
    lambda gateway: gateway.refunds_of("CAP1"),
    lambda gateway: gateway.look_up_dispute("PP-D-1"),
]


@pytest.mark.parametrize("ask", ASKS)
def test_a_no_to_what_only_asks_tells_nothing(
    httpserver: HTTPServer, odd: PayPalGateway, ask: Callable[[PayPalGateway], object]
) -> None:
    says(httpserver, 400, a_refusal("INVALID"), path="/v[12]/(?!oauth2).*")
    assert isinstance(ask(odd), GatewayUnreachable)


def test_a_gateway_that_cannot_be_asked_says_so() -> None:
    later = LaterAnswerable("fake", FakeGateway, way="by card", objects=objects_to)
    with pytest.raises(TypeError, match="cannot be asked"):
        later.refunds_of("CAP1")
