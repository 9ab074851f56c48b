"""A gateway whose Stripe answers whatever a test says."""

import json
import re

import pytest
from pytest_httpserver import HTTPServer

from app.gateways.stripe.client import StripeGateway

EVERYTHING = re.compile(".*")


@pytest.fixture(scope="session")
def httpserver_listen_address() -> tuple[str, int]:
    """Say where the double of Stripe that answers anything listens."""
    return "127.0.0.1", 0


@pytest.fixture
def odd(httpserver: HTTPServer) -> StripeGateway:
    """Give a gateway whose Stripe answers whatever a test says."""
    base = httpserver.url_for("/").rstrip("/")
    return StripeGateway(secret_key="sk_test_odd", api_base=base, time_out=5)


def says(httpserver: HTTPServer, status: int, body: bytes | dict[str, object]) -> None:
    """Let every call be answered so."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    httpserver.expect_request(EVERYTHING).respond_with_data(content, status=status)
