"""Addresses without mail, as staff read them: masked. Not here: whether a letter is sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from app.domain.bounce import BounceKind
from app.domain.contract import Sessions
from app.queries.staff.paging import Extent, extent
from app.store.database import reading
from app.store.order import Order
from app.store.stopped_address import STANDS, StoppedAddress

PAGE = 50
_MOST_TAKEN_OFF = 20


@dataclass(frozen=True, slots=True)
class Stopped:
    """An address on the list, or one that was taken off it (``off_at``, by ``off_by``).

    ``masked`` is empty where whoever had it was erased; ``order`` is whose letter came back.
    """

    id: int
    masked: str
    kind: BounceKind
    words: str
    since: datetime
    order: str | None
    off_at: datetime | None
    off_by: str

    @property
    def whole(self) -> bool:
        """Whether no letter at all is sent there."""
        return self.kind is BounceKind.PERMANENT


@dataclass(frozen=True, slots=True)
class StoppedPage:
    """One page of the list, the newest first, and those that were taken off it last."""

    lines: tuple[Stopped, ...]
    extent: Extent
    taken_off: tuple[Stopped, ...]


def stopped_page(sessions: Sessions, *, page: int) -> StoppedPage:
    """Return the page wanted, or the nearest there is; three statements."""
    with reading(sessions) as session:
        total = session.scalar(select(func.count()).where(STANDS)) or 0
        found = extent(total, wanted=page, size=PAGE)
        lines = session.execute(
            _rows()
            .where(STANDS)
            .order_by(StoppedAddress.since.desc(), StoppedAddress.id.desc())
            .limit(found.size)
            .offset(found.offset)
        )
        off = session.execute(
            _rows()
            .where(~STANDS)
            .order_by(StoppedAddress.taken_off_at.desc(), StoppedAddress.id.desc())
            .limit(_MOST_TAKEN_OFF)
        )
        return StoppedPage(
            lines=tuple(Stopped(*row) for row in lines),
            extent=found,
            taken_off=tuple(Stopped(*row) for row in off),
        )


def _rows() -> Select[Any]:
    rows: Any = select(
        StoppedAddress.id,
        StoppedAddress.masked,
        StoppedAddress.kind,
        StoppedAddress.words,
        StoppedAddress.since,
        Order.reference,
        StoppedAddress.taken_off_at,
        StoppedAddress.taken_off_by,
    )
    found: Select[Any] = rows.outerjoin(Order, Order.id == StoppedAddress.order_id)
    return found
