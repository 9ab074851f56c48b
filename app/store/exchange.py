"""Exchanges with partners as they are kept: who, when, how it ended, and both bodies sealed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.archive import Sealing
from app.domain.exchange import Direction, Exchange, redacted
from app.store.database import Base, Executor, UtcDateTime, rows_changed, table_of, word

_MOST_FORGOTTEN = 5000


class ExchangeRow(Base):
    """One request and its answer; ``address`` is a template and names nobody."""

    __tablename__ = "exchange"
    __table_args__ = (Index("ix_exchange_partner_id", "partner", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    partner: Mapped[str] = mapped_column(String(32))
    direction: Mapped[Direction] = mapped_column(word(Direction))
    method: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(300))
    status: Mapped[int | None]
    ending: Mapped[str] = mapped_column(String(40))
    milliseconds: Mapped[int]
    key: Mapped[str] = mapped_column(String(80))
    delivery_id: Mapped[int | None] = mapped_column(index=True)
    sent: Mapped[bytes] = mapped_column(LargeBinary)
    received: Mapped[bytes] = mapped_column(LargeBinary)


_ROW = table_of(ExchangeRow)
_KEEP = insert(_ROW)


def keep_exchanges(
    executor: Executor, exchanges: Sequence[Exchange], *, seal: Sealing, secrets: tuple[str, ...]
) -> None:
    """Keep them all, in one statement, their bodies redacted and sealed."""
    executor.execute(
        _KEEP,
        [
            {
                "at": each.at,
                "partner": each.partner,
                "direction": each.direction,
                "method": each.method[:16],
                "address": each.address[:300],
                "status": each.status,
                "ending": each.ending[:40],
                "milliseconds": each.milliseconds,
                "key": each.key[:80],
                "delivery_id": each.delivery,
                "sent": seal.close(redacted(each.sent, secrets=secrets)),
                "received": seal.close(redacted(each.received, secrets=secrets)),
            }
            for each in exchanges
        ],
    )


def forget_exchanges(executor: Executor, *, before: datetime) -> int:
    """Forget those of before then, some thousands at most; return how many."""
    old = select(_ROW.c.id).where(_ROW.c.at < before).order_by(_ROW.c.at).limit(_MOST_FORGOTTEN)
    return rows_changed(executor.execute(delete(_ROW).where(_ROW.c.id.in_(old))))
