"""A desk whose money is taken at the sandbox's Stripe, and somebody at its pages. No claims."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event as Stop
from typing import Any

import httpx
from sqlalchemy import select

from app.domain.contract import HOUSE
from app.domain.night import NIGHT
from app.gateways.later import LaterAccount
from app.gateways.stripe.amounts import objects_to
from app.gateways.stripe.client import StripeGateway
from app.jobs.sweep import drain
from app.sandbox.server import Sandbox
from app.store.database import Database, reading
from app.store.order import Order
from app.store.payment import Payment
from app.usecases.open_checkout import CheckoutPage, open_checkout
from app.usecases.settle_payment import settle_payment
from tests.fakes.partner import ORDERS, FakePartner
from tests.watching import words_of
from tests.web.staffroom import add_members, arrive, sign_in
from tests.web.visitor import Visitor
from tests.worlds import Desk, add_class, register_once


@contextmanager
def sandbox_that_tells_nobody() -> Iterator[Sandbox]:
    """Give a running sandbox whose Stripe tells nobody."""
    running = Sandbox(product_url="http://127.0.0.1:9")
    running.start()
    yield running
    running.stop()


@dataclass
class Story:
    """A desk whose money is taken at the sandbox, and a bookkeeper at its pages."""

    desk: Desk
    kim: Visitor
    control: httpx.Client
    order: str = ""

    def paid(self, token: str = "draft-1", **how: str) -> str:
        """Register somebody, pay at Stripe, hear of it; return Stripe's name for the money."""
        self.held(token)
        page = self.session()
        self.do(f"sessions/{page}/pay", **how)
        self.hear()
        return str(self.one(select(Payment.intent_id).order_by(Payment.id.desc())))

    def held(self, token: str = "draft-1") -> None:
        """Register somebody and have the page where it is paid."""
        self.order = register_once(self.desk, token=token, now=self.desk.now).reference
        opened = open_checkout(
            self.desk.sessions,
            reference=self.order,
            gateway=self.desk.gateways["stripe"],
            success_url="https://desk.example.test/ok",
            cancel_url="https://desk.example.test/no",
            now=self.desk.now,
        )
        assert isinstance(opened, CheckoutPage)

    def session(self) -> str:
        return str(self.one(select(Payment.gateway_id).order_by(Payment.id.desc())))

    def hear(self) -> None:
        """Hear how the order's payments stand."""
        parts = self.desk.parts
        settle_payment(
            parts.sessions,
            gateways=parts.gateways,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
            order_reference=self.order,
        )

    def one(self, query: Any) -> Any:
        with reading(self.desk.sessions) as session:
            return session.scalars(query).first()

    def paid_now(self) -> int:
        return int(self.one(select(Order.paid_minor).where(Order.reference == self.order)))

    def do(self, path: str, **given: str) -> dict[str, Any]:
        """Act as Stripe, or as somebody at its dashboard."""
        answer = self.control.post(f"/control/stripe/{path}", json=given)
        assert answer.status_code == 200, answer.text
        done: dict[str, Any] = answer.json()
        return done

    def meddle(self, deed: str, key: str = "", **given: str) -> dict[str, Any]:
        return self.do("meddle", deed=deed, key=key, **given)

    def house(self) -> None:
        """Do what the sweep does with money."""
        drain(self.desk.parts, HOUSE, stop=Stop())

    def prove(self) -> list[str]:
        """Press *Prove it now*, let a worker look, and return what is unexplained."""
        self.desk.later(minutes=15)
        self.kim.open("/staff/settlement")
        self.kim.press("Prove it now with Stripe")
        drain(self.desk.parts, NIGHT, stop=Stop())
        return self.unexplained()

    def unexplained(self) -> list[str]:
        page = self.kim.open("/staff/settlement")
        assert "could not be read" not in page.text
        tables = [
            each
            for each in page.all("table")
            if "nobody has decided" in words_of(next(each.iter("caption")))
        ]
        return [words_of(row) for row in tables[0].iter("tr")][1:] if tables else []

    def press(self, words: str, **fields: str) -> str:
        """Press the only button that begins with these words; return what the page says then."""
        (button,) = [
            words_of(each)
            for each in self.kim.here.all("button")
            if words_of(each).startswith(f"{words} :")
        ]
        self.kim.press(button, fields)
        return words_of(self.kim.here.all("main")[0])


@contextmanager
def story_at(sandbox: Sandbox, sessions: Database, tmp_path: Path) -> Iterator[Story]:
    """Give a desk at the sandbox's Stripe, of which nothing is left from before."""
    gateway = LaterAccount(
        "stripe",
        lambda: StripeGateway(secret_key="sk_test_sandbox", api_base=sandbox.url, time_out=10),
        way="by card",
        objects=objects_to,
    )
    desk = Desk(
        sessions,
        partners={"mail": FakePartner("mail", ORDERS, listing=False, per="order")},
        gateways={"stripe": gateway},
        now=datetime.now(UTC),
    )
    add_class(sessions, partners=())
    add_members(desk)
    with httpx.Client(base_url=sandbox.url, trust_env=False) as control:
        control.post("/control/reset")
        yield Story(desk, sign_in(arrive(desk, tmp_path)), control)
