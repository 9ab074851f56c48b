"""The Stripe part alone, on a free loopback port, driven by the real SDK; an ear for webhooks.

Whatever the sandbox answers or sends in any of these tests is checked against the SDK's types.
"""

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import httpx
import pytest
import stripe
from flask import Flask, Response, request
from stripe.params.checkout import SessionCreateParams
from werkzeug.serving import make_server

from app.sandbox.clock import Clock
from app.sandbox.shelf import Shelf
from app.sandbox.stripe.part import StripePart, stripe_part
from tests.stripe_shapes import check_response, response_problems

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

KEY = "sk_test_sandbox"
SECRET = "whsec_sandbox"
DEADLINE = 10.0
T = TypeVar("T")


def until(look: Callable[[], T]) -> T:
    """Return the first truthy answer; fails after the deadline."""
    end = time.monotonic() + DEADLINE
    while not (found := look()):
        if time.monotonic() > end:
            pytest.fail("it did not happen before the deadline")
        threading.Event().wait(0.01)
    return found


@dataclass
class Heard:
    """One webhook as it arrived."""

    body: bytes
    signature: str

    @property
    def event(self) -> dict[str, Any]:
        """The event inside."""
        return dict(json.loads(self.body))


@dataclass
class Ear:
    """Stands where the product's webhook address would be."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def types(self) -> list[str]:
        """The types heard, in order of arrival."""
        return [each.event["type"] for each in self.heard]

    def hears(self, *types: str) -> None:
        """Wait until all of these were heard."""
        until(lambda: set(types) <= set(self.types()))

    def take(self) -> Response:
        """Answer one webhook with the next status in line, else 200."""
        self.heard.append(Heard(request.get_data(), request.headers["Stripe-Signature"]))
        return Response(status=self.answers.pop(0) if self.answers else 200)


@dataclass
class Desk:
    """The sandbox's Stripe and the ways to it."""

    part: StripePart
    clock: Clock
    url: str
    api: stripe.StripeClient
    web: httpx.Client
    ear: Ear

    def wind(self, seconds: int) -> None:
        """Wind the clock on."""
        self.clock.advance(seconds)
        self.part.wake()

    def control(self, path: str, **given: Any) -> Any:
        """Post to the control API and return its answer."""
        answer = self.web.post(f"/control/stripe/{path}", json=given)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def session(self, **changes: Any) -> stripe.checkout.Session:
        """Open a session for one place at 4,200.00 NOK."""
        params = cast("SessionCreateParams", ORDER | changes)
        return self.api.v1.checkout.sessions.create(params)

    def fill(self, session: stripe.checkout.Session, **typed: str) -> httpx.Response:
        """Send the hosted page's form."""
        form = {
            "email": "kari@example.org", "method": "card", "number": "4242 4242 4242 4242",
            "expiry": "12 / 99", "cvc": "123", "name": "Kari Nordmann",
        }  # fmt: skip
        return self.web.post(f"/pay/{session.id}", data=form | typed)

    def paid(self, **changes: Any) -> stripe.checkout.Session:
        """Open a session and pay it with a good card."""
        session = self.session(**changes)
        assert self.fill(session).status_code == 303
        return self.api.v1.checkout.sessions.retrieve(session.id)


ORDER: dict[str, Any] = {
    "mode": "payment",
    "success_url": "http://127.0.0.1:8000/orders/A1?session={CHECKOUT_SESSION_ID}",
    "cancel_url": "http://127.0.0.1:8000/orders/A1",
    "client_reference_id": "A1",
    "metadata": {"order": "A1"},
    "payment_intent_data": {"metadata": {"order": "A1"}},
    "line_items": [
        {
            "quantity": 1,
            "price_data": {
                "currency": "nok",
                "unit_amount": 420000,
                "product_data": {"name": "First aid"},
            },
        }
    ],
}


class Hall:
    """A listening port for all tests, with the application of the one that runs."""

    def __init__(self) -> None:
        self.app: Flask | None = None
        self._server = make_server("127.0.0.1", 0, self._pass, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def _pass(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        assert self.app is not None
        return self.app(environ, start_response)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture(scope="session")
def halls() -> Iterator[tuple[Hall, Hall]]:
    """One port for the sandbox and one for the ear."""
    both = Hall(), Hall()
    yield both
    for hall in both:
        hall.close()


@pytest.fixture(scope="session")
def web(halls: tuple[Hall, Hall]) -> Iterator[httpx.Client]:
    """A plain HTTP client of the sandbox; making one costs more than most tests."""
    with httpx.Client(base_url=halls[0].url, trust_env=False, timeout=10) as opened:
        yield opened


@pytest.fixture
def ear(halls: tuple[Hall, Hall]) -> Iterator[Ear]:
    """Listen for webhooks."""
    ear = Ear(halls[1].url + "/webhooks/stripe")
    app = Flask("ear")
    app.add_url_rule("/webhooks/stripe", view_func=ear.take, methods=["POST"])
    halls[1].app = app
    yield ear
    for each in ear.heard:
        check_response(each.event)
        check_response(each.event["data"]["object"])


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """Keep the holdings in a file."""
    shelf = Shelf(str(tmp_path / "sandbox.db"))
    yield shelf
    shelf.close()


@pytest.fixture
def desk(shelf: Shelf, ear: Ear, halls: tuple[Hall, Hall], web: httpx.Client) -> Iterator[Desk]:
    """Serve the Stripe part, sending its webhooks to the ear."""
    clock = Clock()
    url = halls[0].url
    part = stripe_part(
        shelf, clock, secret_key=KEY, webhook_secret=SECRET, webhook_url=ear.url, base_url=url
    )
    app = Flask("sandbox")
    app.register_blueprint(part.blueprint)
    app.register_blueprint(part.control)
    misshapen: list[str] = []

    def look(response: Response) -> Response:
        if request.path.startswith("/v1/"):
            misshapen.extend(response_problems(response.get_json()))
        return response

    app.after_request(look)
    halls[0].app = app
    part.start()
    yield Desk(part, clock, url, client(url), web, ear)
    part.stop()
    assert not misshapen, "\n".join(misshapen)


def client(url: str, key: str = KEY) -> stripe.StripeClient:
    """Return the real SDK's client, pointed at the sandbox."""
    return stripe.StripeClient(
        key,
        base_addresses={"api": url},
        max_network_retries=0,
    )
