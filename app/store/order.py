"""Orders: one buyer, one currency, one total. Not here: its registrations, its payments."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, bindparam, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.domain.money import Money
from app.domain.registration import Channel
from app.store.database import Base, Executor, Json, Minor, UtcDateTime, table_of, word
from app.store.person import Person


class Order(Base):
    """An order; ``total_minor`` is what its places cost, of each position the newest one.

    It is frozen when the hold is taken, and changes where a place goes on at another price. What
    ended is still of it: whether its money goes back is said by refunds.
    ``hold_until`` (UTC) is set while its seats are held and unpaid. ``draft_token`` is the draft it
    came from: unique, so that a second click finds the first one's order. ``paid_minor`` is
    payments minus refunds (promise 5), ``owed_minor`` what the buyer still has to pay,
    ``waived_minor`` what staff decided of it that need not be paid, though its places stay.
    ``vat_number``: that of a company that buys without tax; ``address`` where it is, in the five
    texts of ``ADDRESS_PARTS``, or nothing. ``language`` is the one that its papers are in, frozen
    as it is made; "" where nobody knows the buyer's, or it is none of theirs.
    ``answers`` are those to what is asked once, by question key, in the version its places have.
    ``erased_at`` (UTC) is when its personal data was erased, None while it is there.
    ``link_turn`` is how often its link was renewed: what was sent before opens nothing.
    """

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("total_minor >= 0", name="total"),
        CheckConstraint("paid_minor >= 0", name="paid"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    draft_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    buyer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320))
    phone: Mapped[str] = mapped_column(String(32))
    company: Mapped[str] = mapped_column(String(200), default="")
    vat_number: Mapped[str] = mapped_column(String(20), default="", server_default="")
    address: Mapped[list[str]] = mapped_column(Json, default=list, server_default="[]")
    language: Mapped[str] = mapped_column(String(8), default="", server_default="")
    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, server_default="{}")
    channel: Mapped[Channel] = mapped_column(word(Channel))
    currency: Mapped[str] = mapped_column(String(3))
    total_minor: Mapped[int] = mapped_column(Minor)
    paid_minor: Mapped[int] = mapped_column(Minor, default=0)
    owed_minor: Mapped[int] = mapped_column(Minor, default=0, server_default="0")
    waived_minor: Mapped[int] = mapped_column(Minor, default=0, server_default="0")
    hold_until: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    link_turn: Mapped[int] = mapped_column(default=0, server_default="0")

    buyer: Mapped[Person | None] = relationship(lazy="raise")

    @property
    def total(self) -> Money:
        """What the order costs."""
        return Money(self.total_minor, self.currency)

    @property
    def paid(self) -> Money:
        """What we hold of it: payments minus refunds."""
        return Money(self.paid_minor, self.currency)

    @property
    def owed(self) -> Money:
        """What is still to be paid for it."""
        return Money(self.owed_minor, self.currency)

    def forgive(self, minor: int) -> int:
        """Have up to so much of what it owes not be paid any more; return how much that is.

        In its minor units; its row must be locked.
        """
        forgiven = max(min(minor, self.owed_minor), 0)
        self.owed_minor -= forgiven
        return forgiven


_ADD = insert(table_of(Order)).returning(table_of(Order).c.id)
_ADD_MANY = insert(table_of(Order)).returning(table_of(Order).c.id, table_of(Order).c.reference)
LINK = select(table_of(Order).c.link_turn, table_of(Order).c.language).where(
    table_of(Order).c.reference == bindparam("reference")
)


def add_order(executor: Executor, **columns: object) -> int:
    """Write an order and return its number; ``columns`` are all that have no value of their own."""
    number: int = executor.execute(_ADD, columns).scalar_one()
    return number


def add_orders(executor: Executor, rows: Sequence[dict[str, object]]) -> dict[str, int]:
    """Write orders as ``add_order`` does; return their numbers by reference."""
    return {row.reference: row.id for row in executor.execute(_ADD_MANY, list(rows))}


def lock_order(session: Session, order_id: int) -> Order:
    """Return the order with its row locked until the end of the transaction.

    On SQLite the whole database is locked already (BEGIN IMMEDIATE), and FOR UPDATE says nothing.
    Its number never changes, so whoever only names it (an event, written with the class's row
    locked) does not wait: that would be the other way round.
    """
    return session.scalars(
        select(Order)
        .where(Order.id == order_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def find_order(session: Session, reference: str) -> Order | None:
    """Return the order by its reference."""
    return session.scalar(select(Order).where(Order.reference == reference))
