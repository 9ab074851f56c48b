"""Payments and refunds: attempts to take money, and money on its way back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.domain.money import Money
from app.domain.payment import Closing, PaymentKind, PaymentState, RefundOrigin, RefundState
from app.domain.reason import OwnReason
from app.store.database import Base, Minor, UtcDateTime, word
from app.store.order import Order, lock_order

# As long as Stripe says that a page's address may be; SQLite counts no characters.
_ADDRESS = String(5000).with_variant(String(2000), "sqlite")


class Payment(Base):
    """One attempt at a gateway, on its page or as an intent.

    ``uid`` is its idempotency key there (a key per attempt).
    ``gateway_id`` is empty until the gateway answered; ``look_at`` (UTC) is when to ask it next.
    One that staff wrote down (``recorded_by`` their address, ``note`` their words) has neither: its
    ``gateway`` says how the money came.
    """

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("gateway", "gateway_id"),
        CheckConstraint("amount_minor > 0", name="amount"),
        Index("ix_payment_state_look", "state", "look_at"),
        Index("ix_payment_state_settled", "state", "settled_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    gateway: Mapped[str] = mapped_column(String(32))
    kind: Mapped[PaymentKind] = mapped_column(
        word(PaymentKind), default=PaymentKind.PAGE, server_default=PaymentKind.PAGE
    )
    gateway_id: Mapped[str | None] = mapped_column(String(255))
    intent_id: Mapped[str | None] = mapped_column(String(255), index=True)
    url: Mapped[str] = mapped_column(_ADDRESS, default="")
    amount_minor: Mapped[int] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(String(3))
    received_minor: Mapped[int | None] = mapped_column(Minor)
    received_currency: Mapped[str | None] = mapped_column(String(3))
    state: Mapped[PaymentState] = mapped_column(word(PaymentState))
    reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    look_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(320), default="", server_default="")
    note: Mapped[str] = mapped_column(String(200), default="", server_default="")

    order: Mapped[Order] = relationship(lazy="raise")

    @property
    def amount(self) -> Money:
        """What was asked for."""
        return Money(self.amount_minor, self.currency)

    @property
    def cause(self) -> str:
        """What its papers are issued for."""
        return f"payment:{self.id}"


class Refund(Base):
    """Money to go back from one payment. ``uid`` is its idempotency key at the gateway.

    ``asked_key`` is the form's by which staff asked for it, so that sent twice it is one;
    ``asked_by`` their address. What a bank took in a dispute is one too (``origin``), under the
    dispute's name: so payments minus refunds is always what the order paid (promise 5).
    ``registration_id`` is the place that it is for, where it is for one (of several each has a
    ``RefundShare``): that goes along with a
    place that goes on as another. ``own_reason`` is empty where somebody wrote the reason.
    ``closed_by``: who of the staff closed it past its gateway, ``closed_as`` how, and in the
    ``note`` why.
    """

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        Index("ix_refund_state_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    gateway_id: Mapped[str | None] = mapped_column(String(255), index=True)
    amount_minor: Mapped[int] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(String(3))
    origin: Mapped[RefundOrigin] = mapped_column(
        word(RefundOrigin), default=RefundOrigin.DESK, server_default=RefundOrigin.DESK.value
    )
    reason: Mapped[str] = mapped_column(String(200))
    own_reason: Mapped[OwnReason | None] = mapped_column(word(OwnReason))
    asked_by: Mapped[str] = mapped_column(String(320), default="", server_default="")
    asked_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    state: Mapped[RefundState] = mapped_column(word(RefundState))
    attempt: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    words: Mapped[str] = mapped_column(String(1000), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str] = mapped_column(String(320), default="", server_default="")
    closed_as: Mapped[Closing | None] = mapped_column(word(Closing))
    note: Mapped[str] = mapped_column(String(200), default="", server_default="")

    payment: Mapped[Payment] = relationship(lazy="raise")

    @property
    def amount(self) -> Money:
        """What goes back."""
        return Money(self.amount_minor, self.currency)

    @property
    def is_mistake(self) -> bool:
        """Whether it corrects a payment that staff wrote down by mistake: then no money moved.

        The code says so, never the words: anybody may write those about money that did move.
        """
        return self.own_reason is OwnReason.MISTAKE

    @property
    def cause(self) -> str:
        """What its papers are issued for; another once it is sent again under another uid."""
        return f"refund:{self.uid}"


# The same in SQL; where there is no refund, or no code, it is false.
MISTAKEN = Refund.own_reason.is_not_distinct_from(OwnReason.MISTAKE)


class RefundShare(Base):
    """How much of a refund for several places of an order is for one of them."""

    __tablename__ = "refund_share"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    refund_id: Mapped[int] = mapped_column(ForeignKey("refund.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    amount_minor: Mapped[int] = mapped_column(Minor)

    refund: Mapped[Refund] = relationship(lazy="raise")


def find_payment(
    session: Session, *, uid: str | None = None, gateway: str = "", gateway_id: str | None = None
) -> Payment | None:
    """Return the payment by our uid, or by the gateway's name for it."""
    query = select(Payment)
    if uid is not None:
        return session.scalar(query.where(Payment.uid == uid))
    return session.scalar(query.where(Payment.gateway == gateway, Payment.gateway_id == gateway_id))


def payments_of(session: Session, order_id: int) -> Sequence[Payment]:
    """Return an order's payments, oldest first."""
    return session.scalars(
        select(Payment).where(Payment.order_id == order_id).order_by(Payment.id)
    ).all()


def lock_refund(session: Session, uid: str) -> tuple[Order, Refund] | None:
    """Return a refund, with its payment, and its order, both rows locked; None where it is gone.

    It has another uid once it was sent again meanwhile.
    """
    order_id = session.scalar(select(Payment.order_id).join(Refund).where(Refund.uid == uid))
    if order_id is None:
        return None
    order = lock_order(session, order_id)
    refund = session.scalars(
        select(Refund)
        .where(Refund.uid == uid)
        .options(joinedload(Refund.payment))
        .with_for_update(of=Refund)
        .execution_options(populate_existing=True)
    ).one_or_none()
    return None if refund is None else (order, refund)
