"""A desk whose money is taken at the sandbox's Stripe, and somebody at its pages. No claims."""

from dataclasses import dataclass
from threading import Event as Stop
from typing import Any

import httpx
from sqlalchemy import select

from app.domain.contract import HOUSE
from app.domain.night import NIGHT
from app.jobs.sweep import drain
from app.store.database import reading
from app.store.order import Order
from app.store.payment import Payment
from app.usecases.open_checkout import CheckoutPage, open_checkout
from app.usecases.settle_payment import settle_payment
from tests.watching import words_of
from tests.web.visitor import Visitor
from tests.worlds import Desk, register_once


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
