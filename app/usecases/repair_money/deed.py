"""A difference that is to be mended, with all that writing it down needs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.proof import MoneyDifference
from app.store.announcer import Announcer
from app.store.order import Order, find_order, lock_order
from app.store.payment import Payment, Refund
from app.usecases.repair_money.asking import Answer
from app.usecases.repair_money.refusal import NotMended


@dataclass(frozen=True, slots=True)
class Deed:
    """What is to be mended, with all that its writing needs."""

    session: Session
    announcer: Announcer
    gateway: str
    difference: MoneyDifference
    answer: Answer
    by: str
    now: datetime

    def order(self) -> Order:
        """Return the order, locked."""
        order = find_order(self.session, self.difference.order)
        if order is None:
            raise NotMended("There is no such order any more")
        return lock_order(self.session, order.id)

    def payment(self) -> Payment:
        """Return the payment that it is about."""
        return self.session.scalars(
            select(Payment)
            .where(Payment.uid == self.difference.key)
            .execution_options(populate_existing=True)
        ).one()

    def refund(self, order: Order) -> Refund | None:
        """Return the refund of ours that it is about."""
        key = self.difference.key
        return self.session.scalar(
            select(Refund)
            .join(Refund.payment)
            .where(Payment.order_id == order.id, (Refund.gateway_id == key) | (Refund.uid == key))
            .execution_options(populate_existing=True)
        )
