"""Issue invoice: ask a buyer on paper for what an order costs and was not paid yet."""

from datetime import date, datetime

from app.domain.contract import Sessions
from app.domain.paper import Seller
from app.store.database import transaction
from app.store.issuing import Issuer
from app.store.order import find_order, lock_order


def issue_invoice(
    sessions: Sessions, *, order_reference: str, due_on: date | None, seller: Seller, now: datetime
) -> str | None:
    """Issue an order's invoice and return its number; None where there is nothing to ask for.

    An order has one: asked for again, it is the same. What is paid of it later needs no receipt,
    what ends before it is paid is credited by itself (issue_papers). Inside a transaction that is
    open already, ``Issuer`` does the same.
    """
    with transaction(sessions) as session:
        order = find_order(session, order_reference)
        if order is None:
            return None
        order = lock_order(session, order.id)
        issuer = Issuer(session, order, seller=seller, now=now)
        issuer.catch_up()
        return issuer.invoice(due_on=due_on)
