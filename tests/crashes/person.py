"""Somebody who registers, pays, and tries again when nothing happens. Not here: any claim."""

from dataclasses import dataclass, field

import httpx
from sqlalchemy import select

from app.store.database import reading
from app.store.order import Order
from app.store.payment import Payment
from tests.crashes.deeds import confirm, hold, pay
from tests.jobs.live import LiveDesk
from tests.worlds import add_draft


@dataclass
class Person:
    """One person with a draft; every step may be taken as often as they like."""

    desk: LiveDesk
    draft: str = field(init=False)

    def __post_init__(self) -> None:
        self.draft = add_draft(self.desk.database, now=self.desk.parts.clock())

    def hold(self) -> "Person":
        """Press the button on the check-answers page."""
        hold(self.desk.parts, self.draft)
        return self

    @property
    def order(self) -> str:
        """The reference of their only order."""
        with reading(self.desk.database) as session:
            return session.scalars(select(Order.reference)).one()

    def ask_to_pay(self) -> "Person":
        """Press the button that leads to Stripe."""
        pay(self.desk.parts, self.order)
        return self

    @property
    def pages(self) -> list[str]:
        """Stripe's names for the pages they were shown, oldest first."""
        with reading(self.desk.database) as session:
            query = select(Payment.gateway_id).where(Payment.gateway_id.is_not(None))
            return [str(page) for page in session.scalars(query.order_by(Payment.id))]

    def pay(self) -> "Person":
        """Pay on the page they were shown last."""
        self.pay_on(self.pages[-1])
        return self

    def pay_on(self, page: str) -> None:
        """Pay on a page they were shown."""
        address = f"{self.desk.sandbox.url}/control/stripe/sessions/{page}/pay"
        httpx.post(address, json={}).raise_for_status()

    def heard(self) -> None:
        """Have Stripe say so."""
        confirm(self.desk.parts, self.pages[-1])
