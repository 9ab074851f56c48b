"""PayPal's gateway: tokens, captures, closing, and answers that nobody would expect."""

import json
from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from app.domain.gateway import (
    CheckoutOpened,
    GatewayRefused,
    GatewayUnreachable,
    RefundRequest,
)
from app.domain.money import Money
from app.domain.payment import PaymentReport, PaymentState
from app.gateways.paypal import wire
from app.gateways.paypal.client import PayPalGateway
from app.gateways.paypal.token import TokenDesk
from app.gateways.paypal.wire import NoAnswer, Wire
from tests.fixtures.ports import free_port
from tests.gateways.conftest import an_order as a_request
from tests.gateways.paypal.conftest import TOKEN, a_capture, a_refusal, an_order, says
from tests.gateways.paypal_world import PayPalWorld
from tests.gateways.worlds import NotPayable, opened

OPEN = PaymentReport(PaymentState.OPEN)
FAILED = PaymentReport(PaymentState.FAILED)
EXPIRED = PaymentReport(PaymentState.EXPIRED)
CAPTURE = "/paypal/v2/checkout/orders/<number>/capture"


# -- against the stand-in --------------------------------------------------------------------------


def test_what_the_buyer_agreed_to_is_not_taken_by_looking(paypal_world: PayPalWorld) -> None:
    page = opened(paypal_world.gateway, a_request())
    paypal_world.agree(page)
    assert paypal_world.gateway.look_up(page) == OPEN
    assert paypal_world.held("captures") == [] or all(
        capture["supplementary_data"]["related_ids"]["order_id"] != page
        for capture in paypal_world.held("captures")
    )


def test_an_instrument_that_is_declined_as_the_money_is_taken_has_failed(
    paypal_world: PayPalWorld,
) -> None:
    page = opened(paypal_world.gateway, a_request())
    paypal_world.agree(page, "declined")
    assert paypal_world.gateway.collect(page) == FAILED


def test_an_order_agreed_to_and_then_closed_is_never_collected(paypal_world: PayPalWorld) -> None:
    page = opened(paypal_world.gateway, a_request())
    paypal_world.agree(page)
    assert paypal_world.gateway.close_checkout(page) == EXPIRED
    before = paypal_world.calls().count(("POST", CAPTURE))
    assert paypal_world.gateway.collect(page) == EXPIRED
    with pytest.raises(NotPayable):
        paypal_world.pay(page)
    assert paypal_world.calls().count(("POST", CAPTURE)) == before


def test_a_capture_whose_answer_was_lost_is_found_and_not_made_again(
    paypal_world: PayPalWorld,
) -> None:
    page = opened(paypal_world.gateway, a_request())
    paypal_world.agree(page)
    paypal_world.turn(mode="lost", call="/capture", times=1)
    assert isinstance(paypal_world.gateway.collect(page), GatewayUnreachable)
    report = paypal_world.gateway.collect(page)
    assert isinstance(report, PaymentReport)
    assert report.state is PaymentState.PAID
    of_it = [
        capture
        for capture in paypal_world.held("captures")
        if capture["supplementary_data"]["related_ids"]["order_id"] == page
    ]
    assert len(of_it) == 1


def test_a_token_that_ended_early_is_renewed_once(paypal_world: PayPalWorld) -> None:
    page = opened(paypal_world.gateway, a_request())
    paypal_world.end_tokens()
    assert paypal_world.gateway.look_up(page) == OPEN


def test_the_way_back_takes_what_paypal_adds(paypal_world: PayPalWorld) -> None:
    request = a_request()
    page = opened(paypal_world.gateway, request)
    order = next(each for each in paypal_world.held("orders") if each["id"] == page)
    unit = order["purchase_units"][0]
    assert unit["custom_id"] == request.payment_uid
    assert unit["invoice_id"].startswith(request.order_reference)
    assert "ada@example.org" not in json.dumps(order)


# -- where PayPal answers oddly --------------------------------------------------------------------


def everything(gateway: PayPalGateway) -> list[object]:
    refund = RefundRequest("CAP1", Money(100, "NOK"), "refund-1")
    return [
        gateway.open_checkout(a_request(), key="k"),
        gateway.look_up("ORDER1"),
        gateway.collect("ORDER1"),
        gateway.close_checkout("ORDER1"),
        gateway.refund(refund, key="r"),
        gateway.look_up_refund("R1"),
        gateway.is_genuine(b"{}"),
    ]


@pytest.mark.parametrize("status", [500, 503, 429, 409, 302, 401, 403])
def test_what_time_or_a_person_may_mend_is_unreachable(
    httpserver: HTTPServer, odd: PayPalGateway, status: int
) -> None:
    says(httpserver, status, {"name": "X"}, path="/v[12]/(?!oauth2).*")
    assert {type(answer) for answer in everything(odd)} == {GatewayUnreachable}


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"3", b'{"id": 3}', b"\xff" * 1_000_001])
def test_success_that_cannot_be_read_is_unreachable(
    httpserver: HTTPServer, odd: PayPalGateway, body: bytes
) -> None:
    says(httpserver, 200, body, path="/v[12]/(?!oauth2).*")
    assert {type(answer) for answer in everything(odd)} == {GatewayUnreachable}


def test_a_no_to_what_only_asks_tells_nothing(httpserver: HTTPServer, odd: PayPalGateway) -> None:
    says(httpserver, 400, a_refusal("INVALID_PARAMETER"), path="/v[12]/(?!oauth2).*")
    kinds = [type(answer) for answer in everything(odd)]
    no, unknown = GatewayRefused, GatewayUnreachable
    assert kinds == [no, unknown, unknown, unknown, no, unknown, bool]
    assert odd.is_genuine(b"{}") is False


def test_an_amount_that_paypal_does_not_take_is_refused_without_asking(odd: PayPalGateway) -> None:
    # Nothing is listened to here: a call would be unreachable.
    assert odd.open_checkout(a_request(Money(1, "KWD")), key="k") == GatewayRefused(
        "PayPal does not take KWD"
    )
    assert isinstance(odd.refund(RefundRequest("C", Money(1, "KWD"), "r"), key="k"), GatewayRefused)
    assert odd.objects_to(Money(1, "KWD")) is not None


def test_money_taken_by_somebody_else_meanwhile_is_looked_up(
    httpserver: HTTPServer, odd: PayPalGateway
) -> None:
    httpserver.expect_request("/v1/oauth2/token").respond_with_json(TOKEN)
    path = "/v2/checkout/orders/ORDER1"
    httpserver.expect_oneshot_request(path).respond_with_json(an_order("APPROVED"))
    httpserver.expect_request(f"{path}/capture").respond_with_json(
        a_refusal("ORDER_ALREADY_CAPTURED"), status=422
    )
    httpserver.expect_request(path).respond_with_json(an_order("COMPLETED", a_capture()))
    report = odd.collect("ORDER1")
    assert isinstance(report, PaymentReport)
    assert report.state is PaymentState.PAID


def test_an_order_that_paypal_lets_nobody_change_is_closed_here(
    httpserver: HTTPServer, odd: PayPalGateway
) -> None:
    path = "/v2/checkout/orders/ORDER1"
    httpserver.expect_request("/v1/oauth2/token").respond_with_json(TOKEN)
    httpserver.expect_request(path, method="PATCH").respond_with_json(
        a_refusal("NOT_PATCHABLE"), status=422
    )
    httpserver.expect_request(path).respond_with_json(an_order("PAYER_ACTION_REQUIRED"))
    assert odd.close_checkout("ORDER1") == EXPIRED


def test_nothing_of_ours_is_sent_where_a_redirect_leads(
    httpserver: HTTPServer, odd: PayPalGateway
) -> None:
    httpserver.expect_request("/v1/oauth2/token").respond_with_json(TOKEN)
    httpserver.expect_request("/v2/checkout/orders/O").respond_with_response(
        Response(status=302, headers={"Location": httpserver.url_for("/elsewhere")})
    )
    assert isinstance(odd.look_up("O"), GatewayUnreachable)
    assert all(request.path != "/elsewhere" for request, _ in httpserver.log)


def test_a_name_with_a_slash_stays_in_its_place(httpserver: HTTPServer, odd: PayPalGateway) -> None:
    says(httpserver, 404, a_refusal("INVALID_RESOURCE_ID"))
    assert isinstance(odd.look_up("../x/y"), GatewayRefused)
    asked, _ = httpserver.log[-1]
    assert asked.environ["REQUEST_URI"] == "/v2/checkout/orders/..%2Fx%2Fy"


# -- tokens ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 401, 403])
def test_credentials_that_paypal_does_not_know_are_named_and_told_apart_from_a_no(
    httpserver: HTTPServer, odd: PayPalGateway, status: int
) -> None:
    httpserver.expect_request("/v1/oauth2/token").respond_with_json({}, status=status)
    answers = everything(odd)
    assert {type(answer) for answer in answers} == {GatewayUnreachable}
    assert "PAYPAL_CLIENT_ID" in str(answers[0])
    greeted = odd.greet()
    assert greeted is not None
    assert "PAYPAL_CLIENT_SECRET" in greeted.words


@pytest.mark.parametrize(
    "said", [[], {}, {"access_token": ""}, {"access_token": "a b"}, {"access_token": 3}]
)
def test_a_token_that_is_none_is_not_used(
    httpserver: HTTPServer, odd: PayPalGateway, said: Any
) -> None:
    httpserver.expect_request("/v1/oauth2/token").respond_with_json(said)
    assert isinstance(odd.look_up("O"), GatewayUnreachable)


@pytest.mark.parametrize(
    ("life", "good", "renewed"), [(3600, 3539, 3541), (None, 239, 241), (-5, 239, 241)]
)
def test_a_token_is_used_until_a_minute_before_it_ends(
    httpserver: HTTPServer, life: int | None, good: float, renewed: float
) -> None:
    httpserver.expect_request("/v1/oauth2/token").respond_with_json(TOKEN | {"expires_in": life})
    now = [1000.0]
    base = httpserver.url_for("/").rstrip("/")
    desk = TokenDesk(
        Wire(base, time_out=timedelta(seconds=5)),
        client_id="id",
        client_secret="secret",
        clock=lambda: now[0],
    )
    for moment in (0, good, renewed):
        now[0] = 1000 + moment
        assert desk.token() == "A21AA"
    assert len(httpserver.log) == 2


def test_where_nobody_listens_there_is_no_answer() -> None:
    away = PayPalGateway(
        client_id="id",
        client_secret="secret",
        api_base=f"http://127.0.0.1:{free_port()}",
        time_out=timedelta(seconds=2),
    )
    answer = away.look_up("O")
    assert isinstance(answer, GatewayUnreachable)
    assert answer.words.startswith("No answer from PayPal")


def test_the_largest_answer_is_bounded(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/x").respond_with_data(b" " * (wire.LARGEST_ANSWER + 1))
    base = httpserver.url_for("/").rstrip("/")
    reply = Wire(base, time_out=timedelta(seconds=5)).send("GET", "/x", headers={})
    assert isinstance(reply, NoAnswer)


def test_a_page_is_opened_where_paypal_says(httpserver: HTTPServer, odd: PayPalGateway) -> None:
    links = [{"rel": "payer-action", "href": "https://www.paypal.com/checkoutnow?token=O"}]
    says(httpserver, 201, {"id": "ORDER1", "links": links})
    answer = odd.open_checkout(a_request(), key="k")
    assert answer == CheckoutOpened("ORDER1", "https://www.paypal.com/checkoutnow?token=O")
    asked, _ = httpserver.log[-1]
    assert asked.headers["PayPal-Request-Id"] == "k"
