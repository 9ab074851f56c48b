"""The worlds the contract suite runs in: Stripe and PayPal as the sandbox plays them, the fake.

Here: what a buyer, a bank or a bad day does in each, under one set of verbs. Not here: any claim.
"""

from typing import Any, Protocol

import httpx

from app.domain.gateway import CheckoutOpened, CheckoutRequest, Gateway
from app.gateways.later import LaterAccount
from app.gateways.news import NewsReader
from app.gateways.stripe.amounts import objects_to
from app.gateways.stripe.client import StripeGateway
from app.gateways.stripe.events import read_news
from app.gateways.stripe.words import WAY
from app.sandbox.server import Sandbox
from tests.fakes.gateway import FakeGateway

DECLINED = "4000000000000002"
REFUNDED_LATER = "4000000000007726"
IBAN = "AT611904300234573201"


class NotPayable(Exception):
    """The page would not take the money."""


class GatewayWorld(Protocol):
    """A gateway, and what can happen around it."""

    gateway: Gateway

    def pay(self, gateway_id: str) -> None:
        """Pay at the page; raises NotPayable where it takes no money (any more)."""

    def pay_with_slow_refunds(self, gateway_id: str) -> None:
        """Pay with a card whose refunds take a while."""

    def fail_refund(self, gateway_id: str) -> None:
        """Let the bank send a refund back."""

    def decline(self, gateway_id: str) -> None:
        """Try to pay with a card that is declined."""

    def start_processing(self, gateway_id: str) -> None:
        """Pay with a method whose money comes later."""

    def finish_processing(self, gateway_id: str) -> None:
        """Let that money arrive."""

    def fail(self, gateway_id: str) -> None:
        """Let that money not arrive."""

    def expire(self, gateway_id: str) -> None:
        """Let the page's time run out."""

    def pages_of(self, order_reference: str) -> list[str]:
        """Return the gateway's names for every page ever made for the order."""

    def refunds_of(self, intent_id: str) -> list[int]:
        """Return the amounts sent back, in minor units (of a currency with two decimals)."""

    def go_down(self) -> None:
        """Take nothing and answer nothing, until mended."""

    def lose_answers(self) -> None:
        """Do what is asked and let nobody hear of it, until mended."""

    def mend(self) -> None:
        """Work again."""


def opened(gateway: Gateway, request: CheckoutRequest) -> str:
    """Open a page for the request and return the gateway's name for it."""
    answer = gateway.open_checkout(request, key=request.payment_uid)
    assert isinstance(answer, CheckoutOpened), answer
    return answer.gateway_id


def reads(*secrets: str) -> NewsReader:
    """Return what reads Stripe's events that are signed with one of the secrets."""
    return lambda body, header: read_news(body, header("Stripe-Signature"), secrets=secrets)


class FakeWorld:
    """The gateway in memory."""

    def __init__(self) -> None:
        self._fake = FakeGateway()
        self.gateway: Gateway = self._fake

    def pay(self, gateway_id: str) -> None:
        if gateway_id not in self._fake.open_sessions:
            raise NotPayable(gateway_id)
        self._fake.pay(gateway_id)

    def pay_with_slow_refunds(self, gateway_id: str) -> None:
        self._fake.slow_refunds = True
        self._fake.pay(gateway_id)

    def fail_refund(self, gateway_id: str) -> None:
        self._fake.failed_refunds.add(gateway_id)

    def decline(self, gateway_id: str) -> None:
        self._fake.decline(gateway_id)

    def start_processing(self, gateway_id: str) -> None:
        self._fake.start_processing(gateway_id)

    def finish_processing(self, gateway_id: str) -> None:
        self._fake.finish_processing(gateway_id)

    def fail(self, gateway_id: str) -> None:
        self._fake.fail(gateway_id)

    def expire(self, gateway_id: str) -> None:
        self._fake.expire(gateway_id)

    def pages_of(self, order_reference: str) -> list[str]:
        pages = self._fake.pages.values()
        return [p.gateway_id for p in pages if p.request.order_reference == order_reference]

    def refunds_of(self, intent_id: str) -> list[int]:
        return [r.amount.minor for r in self._fake.refunds if r.intent_id == intent_id]

    def go_down(self) -> None:
        self._fake.go_down()

    def lose_answers(self) -> None:
        self._fake.lose_answers()

    def mend(self) -> None:
        self._fake.mend()


class SandboxWorld:
    """The real gateway against the sandbox's Stripe; the control API is the hand of fate."""

    def __init__(self, sandbox: Sandbox) -> None:
        # As the product has it: loaded when it is first asked.
        self.gateway: Gateway = LaterAccount(
            "stripe",
            lambda: StripeGateway(secret_key="sk_test_sandbox", api_base=sandbox.url, time_out=10),
            way=WAY,
            objects=objects_to,
        )
        self._control = httpx.Client(base_url=f"{sandbox.url}/control/stripe", trust_env=False)

    def close(self) -> None:
        """Mend everything and let go."""
        self.mend()
        self._control.close()

    def pay(self, gateway_id: str) -> None:
        if self._paid(gateway_id)["status"] != "complete":
            raise NotPayable(gateway_id)

    def pay_with_slow_refunds(self, gateway_id: str) -> None:
        self._paid(gateway_id, card=REFUNDED_LATER)

    def fail_refund(self, gateway_id: str) -> None:
        self._do(f"/refunds/{gateway_id}/fail", "failed")

    def decline(self, gateway_id: str) -> None:
        assert self._paid(gateway_id, card=DECLINED)["status"] == "open"

    def start_processing(self, gateway_id: str) -> None:
        assert self._paid(gateway_id, iban=IBAN)["payment_status"] == "unpaid"

    def finish_processing(self, gateway_id: str) -> None:
        self._do(f"/intents/{self.session(gateway_id)['payment_intent']}/settle", "succeeded")

    def fail(self, gateway_id: str) -> None:
        self._do(f"/intents/{self.session(gateway_id)['payment_intent']}/settle", "failed")

    def expire(self, gateway_id: str) -> None:
        self._do(f"/sessions/{gateway_id}/expire", "")

    def pages_of(self, order_reference: str) -> list[str]:
        held = self.held("sessions")
        return [s["id"] for s in held if s["client_reference_id"] == order_reference]

    def refunds_of(self, intent_id: str) -> list[int]:
        return [r["amount"] for r in self.held("refunds") if r["payment_intent"] == intent_id]

    def go_down(self) -> None:
        self.turn(api="failing", calls=-1)

    def lose_answers(self) -> None:
        self.turn(api="lost", calls=-1)

    def mend(self) -> None:
        self._control.delete("/dials").raise_for_status()

    # -- beyond the contract -----------------------------------------------------------------------

    def turn(self, **dials: Any) -> None:
        """Turn the sandbox's dials for Stripe."""
        self._control.post("/dials", json=dials).raise_for_status()

    def held(self, kind: str) -> list[dict[str, Any]]:
        """Return every object Stripe holds of a kind, oldest first."""
        found: list[dict[str, Any]] = self._control.get(f"/{kind}").raise_for_status().json()
        return found

    def session(self, gateway_id: str) -> dict[str, Any]:
        """Return a session as Stripe holds it."""
        return next(s for s in self.held("sessions") if s["id"] == gateway_id)

    def told_everything(self) -> bool:
        """Say whether every event written was delivered."""
        deliveries = self._control.get("/deliveries").raise_for_status().json()
        states = [delivery["state"] for delivery in deliveries["settled"]]
        return not deliveries["pending"] and bool(states) and set(states) == {"delivered"}

    def pay_with(self, gateway_id: str, **how: str) -> None:
        """Pay with a card number and, after 3-D Secure, an ``authentication``."""
        self._paid(gateway_id, **how)

    def _paid(self, gateway_id: str, **how: str) -> dict[str, Any]:
        answer = self._control.post(f"/sessions/{gateway_id}/pay", json=how)
        if answer.status_code == 400:
            raise NotPayable(answer.text)
        session: dict[str, Any] = answer.raise_for_status().json()
        return session

    def _do(self, path: str, status: str) -> None:
        self._control.post(path, json={"status": status}).raise_for_status()
