"""What partners said and no rule decides: a person must look. Not here: what became of the rest."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.inbound import Inbound

_MOST = 10
# How a notice about an order begins (hear_of_return, hear_of_dispute).
_ORDER = re.compile(r"Order ([A-Z0-9-]+)[:,]")
# How it names a voucher (store/voucher_cover.py).
_VOUCHER = re.compile(r"Voucher (\d+) \(")


@dataclass(frozen=True, slots=True)
class NewsLine:
    """One notice: who sent it, what it is called there, and our words about it.

    ``order`` is the reference of the order it is about, where the words begin with one.
    """

    id: int
    partner: str
    kind: str
    words: str
    at: datetime

    @property
    def order(self) -> str:
        """Return the order's reference, or nothing."""
        named = _ORDER.match(self.words)
        return named[1] if named else ""

    @property
    def vouchers(self) -> tuple[int, ...]:
        """Return the numbers of the vouchers that it names."""
        return tuple(int(each) for each in _VOUCHER.findall(self.words))


def news_to_look_at(session: Session) -> tuple[NewsLine, ...]:
    """Return the newest notices that wait for a person; one statement."""
    rows = session.execute(
        select(Inbound.id, Inbound.source, Inbound.kind, Inbound.words, Inbound.received_at)
        .where(Inbound.look)
        .order_by(Inbound.id.desc())
        .limit(_MOST)
    )
    return tuple(NewsLine(*row) for row in rows)
