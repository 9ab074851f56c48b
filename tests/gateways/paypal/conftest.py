"""A gateway whose PayPal answers whatever a test says."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from app.gateways.paypal.client import PayPalGateway
from app.store.database import Database
from tests.gateways.paypal_door import Door
from tests.gateways.paypal_world import PayPalWorld
from tests.worlds import add_class

TOKEN = {"access_token": "A21AA", "expires_in": 3600}


@pytest.fixture(scope="session")
def httpserver_listen_address() -> tuple[str, int]:
    """Say where the double of PayPal that answers anything listens."""
    return "127.0.0.1", 0


@pytest.fixture
def odd(httpserver: HTTPServer) -> PayPalGateway:
    """Give a gateway whose PayPal answers whatever a test says."""
    base = httpserver.url_for("/").rstrip("/")
    return PayPalGateway(
        client_id="id", client_secret="secret", api_base=base, time_out=timedelta(seconds=5)
    )


def says(httpserver: HTTPServer, status: int, body: Any, *, path: str = "/v2/.*") -> None:
    """Let a token be given out, and every other call be answered so."""
    httpserver.expect_request("/v1/oauth2/token").respond_with_json(TOKEN)
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    httpserver.expect_request(re.compile(path)).respond_with_data(content, status=status)


def an_order(status: str = "APPROVED", *captures: dict[str, Any], **unit: Any) -> dict[str, Any]:
    """Return an order as PayPal shows it."""
    held: dict[str, Any] = {"custom_id": "uid", **unit}
    if captures:
        held["payments"] = {"captures": list(captures)}
    return {"id": "ORDER1", "status": status, "purchase_units": [held]}


def a_capture(status: str = "COMPLETED", value: str = "42.00") -> dict[str, Any]:
    """Return a capture as PayPal shows it."""
    return {"id": "CAP1", "status": status, "amount": {"currency_code": "NOK", "value": value}}


def a_refusal(issue: str, description: str = "") -> dict[str, Any]:
    """Return an error as PayPal words it."""
    details = [{"issue": issue, "description": description}]
    return {"name": "UNPROCESSABLE_ENTITY", "message": "no", "debug_id": "1", "details": details}


@pytest.fixture
def door(sessions: Database, paypal_world: PayPalWorld) -> Door:
    """Give the desk's webhook, with a class to register for."""
    add_class(sessions)
    return Door(sessions, paypal_world)
