"""How an order is to be paid where that is not all at once: terms, whom an invoice is for.

Works inside the caller's transaction. An order without terms is paid online, at once. Not here:
what is owed (order.py), money that came (payment.py).
"""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.money import Money
from app.domain.payment import Account
from app.domain.payment_plan import Agreement, InvoiceTo, Plan, Unpaid
from app.store.database import Base, Executor, Minor, UtcDateTime, table_of, word
from app.store.order import Order


class PaymentTerms(Base):
    """What was agreed about paying one order (``domain.payment_plan.Agreement``); times UTC.

    ``agreed_at`` is when its due time was last set. The invoice's texts are frozen with the order.
    """

    __tablename__ = "payment_terms"

    order_id: Mapped[int] = mapped_column(
        ForeignKey("orders.id"), primary_key=True, autoincrement=False
    )
    plan: Mapped[Plan] = mapped_column(word(Plan))
    later_minor: Mapped[int] = mapped_column(Minor, default=0)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    unpaid: Mapped[Unpaid] = mapped_column(word(Unpaid))
    kept_minor: Mapped[int] = mapped_column(Minor, default=0)
    agreed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    company: Mapped[str] = mapped_column(String(200), default="", server_default="")
    organisation_number: Mapped[str] = mapped_column(String(40), default="", server_default="")
    address: Mapped[str] = mapped_column(String(500), default="", server_default="")
    reference: Mapped[str] = mapped_column(String(100), default="", server_default="")

    def agreement(self) -> Agreement:
        """Return what was agreed."""
        return Agreement(
            plan=self.plan,
            later_minor=self.later_minor,
            due_at=self.due_at,
            ends_at=self.ends_at,
            unpaid=self.unpaid,
            kept_minor=self.kept_minor,
        )


class PaymentReminder(Base):
    """One reminder of an order's due time, so many ``days`` after it (before it: below zero)."""

    __tablename__ = "payment_reminder"
    __table_args__ = (UniqueConstraint("order_id", "due_at", "days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    days: Mapped[int]
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)


_ADD = insert(table_of(PaymentTerms))


def add_terms(
    executor: Executor,
    order_id: int,
    agreement: Agreement,
    invoice_to: InvoiceTo | None,
    *,
    now: datetime,
) -> None:
    """Write down how an order is to be paid; one that is paid online at once needs nothing."""
    if agreement.plan is Plan.ONLINE:
        return
    to = invoice_to or InvoiceTo("", "", "", "")
    executor.execute(
        _ADD,
        {
            "order_id": order_id,
            "plan": agreement.plan,
            "later_minor": agreement.later_minor,
            "due_at": agreement.due_at,
            "ends_at": agreement.ends_at,
            "unpaid": agreement.unpaid,
            "kept_minor": agreement.kept_minor,
            "agreed_at": now,
            "company": to.company,
            "organisation_number": to.organisation_number,
            "address": to.address,
            "reference": to.reference,
        },
    )


def terms_of(session: Session, order: Order) -> PaymentTerms | None:
    """Return an order's terms as they are now, or None where it is paid online at once."""
    return session.get(PaymentTerms, order.id, populate_existing=True)


def account_of(session: Session, order: Order, *, now: datetime) -> Account:
    """Return what an order owes, and how much of it may be open once it is confirmed.

    Once the rest is due nothing may be open: a deposit alone buys no place that would end at once.
    """
    terms = terms_of(session, order)
    overdue = terms is not None and terms.due_at is not None and terms.due_at <= now
    later = terms.later_minor if terms and not overdue else 0
    return Account(owed=order.owed, later=Money(later, order.currency))


def charge(
    session: Session, order: Order, *, minor: int, due_at: datetime, now: datetime
) -> PaymentTerms:
    """Have an order owe so much more than it did, until then; what stays unpaid is for staff.

    Where more was owed already, its own time stays. The order's row must be locked.
    """
    terms = terms_of(session, order)
    if terms is None:
        terms = PaymentTerms(
            order_id=order.id, plan=Plan.ONLINE, unpaid=Unpaid.STAFF, agreed_at=now
        )
        session.add(terms)
    if not order.owed_minor:
        # Whatever ended where the first sum was not paid does not end where this one is not.
        terms.due_at, terms.ends_at, terms.unpaid = due_at, None, Unpaid.STAFF
        terms.agreed_at = now
    order.owed_minor += minor
    return terms
