"""Every way Stripe can say no, or say nothing, and which of the two the gateway makes of it."""

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from app.domain.gateway import (
    Gateway,
    GatewayRefused,
    GatewayUnreachable,
    RefundRequest,
)
from app.domain.money import Money
from app.gateways.stripe.client import StripeGateway
from app.sandbox.server import Sandbox
from tests.gateways.conftest import an_order
from tests.gateways.stripe.conftest import EVERYTHING, says
from tests.gateways.worlds import SandboxWorld, opened

REFUND = RefundRequest("pi_1", Money(100, "NOK"), "refund-1")
Ask = Callable[[Gateway], object]
CHANGES: list[Ask] = [
    lambda gateway: gateway.open_checkout(an_order(), key="k"),
    lambda gateway: gateway.refund(REFUND, key="k"),
]
LOOKS: list[Ask] = [
    lambda gateway: gateway.look_up("cs_1"),
    lambda gateway: gateway.close_checkout("cs_1"),
]


@pytest.mark.parametrize("lasts", [timedelta(minutes=20), timedelta(hours=25)])
def test_a_page_shorter_or_longer_than_stripe_allows_is_refused(
    stripe_world: SandboxWorld, lasts: timedelta
) -> None:
    answer = stripe_world.gateway.open_checkout(an_order(lasts=lasts), key=f"lasts {lasts}")
    assert isinstance(answer, GatewayRefused)
    assert "expires_at" in answer.words


@pytest.mark.parametrize(
    "money", [Money(100, "NOK"), Money(5124, "KWD"), Money(420000, "XTS")], ids=str
)
def test_an_amount_stripe_does_not_take_is_refused_in_its_words(
    stripe_world: SandboxWorld, money: Money
) -> None:
    answer = stripe_world.gateway.open_checkout(an_order(money), key=f"amount {money}")
    assert isinstance(answer, GatewayRefused)
    assert answer.words.startswith("Stripe: ")


def test_an_amount_that_cannot_be_told_to_stripe_is_refused_unasked(
    httpserver: HTTPServer, odd: StripeGateway
) -> None:
    cents = Money(550, "MGA")
    words = "5.50 MGA is finer than Stripe takes MGA"
    assert odd.open_checkout(an_order(cents), key="k") == GatewayRefused(words)
    assert odd.refund(RefundRequest("pi_1", cents, "r"), key="k") == GatewayRefused(words)
    assert httpserver.log == []


def test_a_wrong_key_is_refused_in_words_an_operator_understands(sandbox: Sandbox) -> None:
    gateway = StripeGateway(secret_key="sk_test_wrong", api_base=sandbox.url, time_out=5)
    words = "Stripe does not accept our key, STRIPE_SECRET_KEY (401)"
    assert gateway.open_checkout(an_order(), key="k") == GatewayRefused(words)


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_key_gives_no_refund_up(
    httpserver: HTTPServer, odd: StripeGateway, status: int
) -> None:
    says(httpserver, status, {"error": {"message": "No."}})
    words = f"Stripe does not accept our key, STRIPE_SECRET_KEY ({status})"
    assert odd.refund(REFUND, key="k") == GatewayUnreachable(words)


@pytest.mark.parametrize("ask", LOOKS)
def test_a_wrong_key_never_makes_a_payment_look_unpaid(sandbox: Sandbox, ask: Ask) -> None:
    gateway = StripeGateway(secret_key="sk_test_wrong", api_base=sandbox.url, time_out=5)
    words = "Stripe does not accept our key, STRIPE_SECRET_KEY (401)"
    assert ask(gateway) == GatewayUnreachable(words)


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (402, {"type": "card_error", "message": "Declined."}, "Stripe: Declined."),
        (400, {"type": "invalid_request_error", "message": "Bad."}, "Stripe: Bad."),
        (404, {"type": "invalid_request_error", "message": "Gone."}, "Stripe: Gone."),
        (400, {"type": "idempotency_error", "message": "Other."}, "Stripe: Other."),
        (400, {"type": "invalid_request_error"}, "Stripe: no reason given"),
    ],
)
@pytest.mark.parametrize("ask", CHANGES)
def test_stripes_no_is_refused(
    httpserver: HTTPServer,
    odd: StripeGateway,
    ask: Ask,
    status: int,
    error: dict[str, object],
    words: str,
) -> None:
    says(httpserver, status, {"error": error})
    assert ask(odd) == GatewayRefused(words)
    assert len(httpserver.log) == 1


def test_refused_words_carry_no_address_and_are_not_endless(
    httpserver: HTTPServer, odd: StripeGateway
) -> None:
    says(
        httpserver,
        400,
        {"error": {"message": "Invalid email address: ada@example.org! " + "x" * 500}},
    )
    answer = odd.open_checkout(an_order(), key="k")
    assert isinstance(answer, GatewayRefused)
    assert answer.words.startswith("Stripe: Invalid email address: (address) xxx")
    assert len(answer.words) == 300


@pytest.mark.parametrize("ask", LOOKS)
def test_only_a_session_stripe_does_not_know_is_refused_on_a_look(
    httpserver: HTTPServer, odd: StripeGateway, ask: Ask
) -> None:
    says(httpserver, 400, {"error": {"message": "Not like this."}})
    assert ask(odd) == GatewayUnreachable("Stripe: Not like this.")


# -- unreachable -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, {"error": {"type": "api_error", "message": "Sorry"}}),
        (503, b"<html>Service unavailable</html>"),
        (429, {"error": {"code": "lock_timeout", "message": "Slow down"}}),
        (409, {"error": {"type": "idempotency_error", "message": "In use"}}),
        (502, {"error": "Bad gateway"}),
        (502, {"error": None}),
        (200, b"<html>We will be back soon</html>"),
        (200, b""),
        (200, b"\xff\xfe"),
        (200, b"[]"),
        (200, b"null"),
        (200, {"object": "checkout.session"}),
        (200, {"object": "balance"}),
        (204, b""),
    ],
)
def test_whatever_is_not_an_answer_is_unreachable(
    httpserver: HTTPServer, odd: StripeGateway, status: int, body: bytes | dict[str, object]
) -> None:
    says(httpserver, status, body)
    assert isinstance(odd.look_up("cs_1"), GatewayUnreachable)


@pytest.mark.parametrize("ask", [*CHANGES, *LOOKS])
def test_no_call_at_all_trips_over_a_proxys_answer(
    httpserver: HTTPServer, odd: StripeGateway, ask: Ask
) -> None:
    says(httpserver, 502, {"error": "Bad gateway"})
    assert ask(odd) == GatewayUnreachable("Stripe's answer cannot be read (AttributeError)")


def test_a_dropped_connection_is_mended_once_under_the_same_key(
    httpserver: HTTPServer, odd: StripeGateway
) -> None:
    httpserver.expect_ordered_request(EVERYTHING).respond_with_data(b"", status=500)
    httpserver.expect_ordered_request(EVERYTHING).respond_with_json(
        {"object": "refund", "id": "re_1", "status": "succeeded"}
    )
    odd.refund(REFUND, key="the key")
    keys = [request.headers["Idempotency-Key"] for request, _ in httpserver.log]
    assert keys == ["the key", "the key"]


def test_nobody_listening_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    gateway = StripeGateway(
        secret_key="sk_test_odd", api_base=f"http://127.0.0.1:{port}", time_out=5
    )
    answer = gateway.look_up("cs_1")
    assert answer == GatewayUnreachable("No answer from Stripe (ConnectionError)")


@pytest.fixture
def silent() -> Iterator[str]:
    """Give the address of a server that takes every call and never answers."""
    release = threading.Event()

    def wait(_request: Request) -> Response:
        release.wait(10)
        return Response()

    with HTTPServer("127.0.0.1", 0, threaded=True) as server:
        server.expect_request(EVERYTHING).respond_with_handler(wait)
        yield server.url_for("/").rstrip("/")
        release.set()


def test_silence_beyond_the_time_out_is_unreachable(silent: str) -> None:
    gateway = StripeGateway(secret_key="sk_test_odd", api_base=silent, time_out=0.1)
    answer = gateway.look_up("cs_1")
    assert answer == GatewayUnreachable("No answer from Stripe (ReadTimeout)")


def test_a_proxy_of_the_environment_does_not_stand_before_the_sandbox(
    stripe_world: SandboxWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert opened(stripe_world.gateway, an_order())


def test_without_a_base_address_stripe_itself_is_called_through_the_environments_proxy(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", httpserver.url_for("/"))
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    gateway = StripeGateway(secret_key="sk_test_odd", api_base=None, time_out=5)
    assert isinstance(gateway.look_up("cs_1"), GatewayUnreachable)
    asked = {(request.method, request.environ["RAW_URI"]) for request, _ in httpserver.log}
    assert asked == {("CONNECT", "api.stripe.com:443")}
