"""What came in from outside, kept before it is acknowledged and acted on once (promise 4)."""

from datetime import datetime

from sqlalchemy import LargeBinary, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.news import GatewayNews
from app.store.database import Base, UtcDateTime, dialect_of, insert_into, rows_changed


class Inbound(Base):
    """One verified call in; ``handled_at`` is set in the transaction of its effect.

    What waits for a worker has ``due_at`` (UTC) for the next try after ``attempt`` of them.
    ``words`` say what came of it, without anything personal; ``look`` asks a person to read them.
    """

    __tablename__ = "inbound"
    __table_args__ = (UniqueConstraint("source", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(32))
    external_id: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(80))
    gateway_id: Mapped[str | None] = mapped_column(String(255))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempt: Mapped[int] = mapped_column(default=0)
    words: Mapped[str] = mapped_column(String(1000), default="")
    look: Mapped[bool] = mapped_column(default=False)


def keep_inbound(
    session: Session,
    *,
    source: str,
    external_id: str,
    kind: str,
    gateway_id: str | None,
    body: bytes,
    now: datetime,
) -> None:
    """Keep a call once, however often it comes; a repeat waits for the first one to be kept."""
    session.execute(
        insert_into(dialect_of(session), Inbound)
        .values(
            source=source,
            external_id=external_id,
            kind=kind,
            gateway_id=gateway_id,
            body=body,
            received_at=now,
        )
        .on_conflict_do_nothing(index_elements=["source", "external_id"])
    )


def keep_gateway_news(session: Session, news: GatewayNews, *, now: datetime) -> bool:
    """Keep a gateway's news once, and say whether it had its effect before."""
    keep_inbound(
        session,
        source=news.gateway,
        external_id=news.event_id,
        kind=news.kind,
        gateway_id=news.gateway_id or news.refund_id,
        body=news.body,
        now=now,
    )
    row = find_inbound(session, source=news.gateway, external_id=news.event_id)
    return row.handled_at is not None


def find_inbound(session: Session, *, source: str, external_id: str) -> Inbound:
    """Return a kept call.

    Raises:
        sqlalchemy.exc.NoResultFound: it was not kept.
    """
    return session.scalars(
        select(Inbound)
        .where(Inbound.source == source, Inbound.external_id == external_id)
        .execution_options(populate_existing=True)
    ).one()


def empty_bodies(session: Session, *, before: datetime) -> int:
    """Empty the bodies of calls received before then; return how many had one."""
    emptied = session.execute(
        update(Inbound)
        .where(Inbound.received_at < before, Inbound.body != b"")
        .values(body=b"")
        .execution_options(synchronize_session=False)
    )
    return rows_changed(emptied)
