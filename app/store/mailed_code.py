"""Askings for an order's code: by whom they are known, how often their code was tried.

Here is no code: it is made of the asking and a secret. A row without an order is of somebody who
asked for one that is not there, or not theirs: it is tried as any other, and never right.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.mailed_code import LASTS, MOST_A_DAY, MOST_TRIES
from app.domain.tries import fold_address
from app.store.database import Base, UtcDateTime
from app.store.order import Order
from app.store.registration import Registration

_KEPT = timedelta(days=1)


class MailedCode(Base):
    """One asking under an unguessable token; ``sent_at`` once its letter was announced."""

    __tablename__ = "mailed_code"

    asking: Mapped[str] = mapped_column(String(64), primary_key=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)


def keep_asking(
    session: Session, asking: str, *, reference: str, email: str, now: datetime
) -> None:
    """Keep an asking for the order, or for none where it is not that buyer's.

    The statements are the same whether there is such an order or not. ``reference`` is the order's,
    or one of its places'. An order that was asked for too often today is sent no further code.
    """
    session.execute(delete(MailedCode).where(MailedCode.asked_at <= now - _KEPT))
    of_place = select(Registration.order_id).where(Registration.reference == reference)
    found = session.execute(
        select(Order.id, Order.email).where(
            or_(Order.reference == reference, Order.id == of_place.scalar_subquery())
        )
    ).first()
    account = fold_address(email)
    theirs = found is not None and account != "" and fold_address(found.email) == account
    order_id = found.id if found and theirs else None
    today = select(func.count()).where(MailedCode.order_id == (order_id or 0))
    if (session.scalar(today) or 0) >= MOST_A_DAY:
        order_id = None
    session.add(MailedCode(asking=asking, order_id=order_id, asked_at=now, tries=0))


def take_try(session: Session, asking: str, *, now: datetime) -> int | None:
    """Count one try of the asking's code; return its order's number, or None where none can fit.

    One conditional UPDATE, so that of many tries at once no more count than there may be.
    """
    return session.execute(
        update(MailedCode)
        .where(
            MailedCode.asking == asking,
            MailedCode.used_at.is_(None),
            MailedCode.tries < MOST_TRIES,
            MailedCode.asked_at > now - LASTS,
        )
        .values(tries=MailedCode.tries + 1)
        .returning(MailedCode.order_id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()


def use_up(session: Session, asking: str, *, now: datetime) -> None:
    """Have the asking's code open nothing again; its row must be locked, as by ``take_try``."""
    session.execute(
        update(MailedCode)
        .where(MailedCode.asking == asking)
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )


def end_codes(session: Session, order_id: int, *, now: datetime) -> None:
    """Have no code open the order that was asked for before now: who has one may be a stranger."""
    session.execute(
        update(MailedCode)
        .where(MailedCode.order_id == order_id, MailedCode.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )


def unsent_askings(session: Session, *, now: datetime, most: int) -> Sequence[MailedCode]:
    """Return those whose order is there and whose letter was not announced yet, locked."""
    return session.scalars(
        select(MailedCode)
        .where(
            MailedCode.order_id.is_not(None),
            MailedCode.sent_at.is_(None),
            MailedCode.asked_at > now - LASTS,
        )
        .order_by(MailedCode.asked_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
