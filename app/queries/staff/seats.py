"""A class's seats as staff see them: whose they are, every row of the ledger, and who got the last.

Reads only. Not here: giving a place, setting seats aside (use cases).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, joinedload

from app.domain.contract import Sessions
from app.domain.course_class import ClassState
from app.domain.event import EventKind
from app.domain.outline import ClassOutline
from app.domain.registration import SEATED, Channel
from app.domain.seat import ALLOTTED, SeatMove, Seats
from app.queries.staff.paging import Extent, extent
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.event import EventRow
from app.store.order import Order
from app.store.outline import outline_of
from app.store.registration import Registration
from app.store.seat import SeatChange

PAGE = 50
_ENDS = (EventKind.REGISTRATION_CANCELLED, EventKind.REGISTRATION_EXPIRED)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody whose place a row of the ledger is about; they had it from ``since`` to ``until``.

    ``until`` is None where it has not ended by being cancelled, or running out.
    """

    reference: str
    name: str
    since: datetime
    until: datetime | None
    ended: bool


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the ledger. ``taken`` is the running total behind it, ``why`` staff's own words.

    ``seats`` is how many were taken (or given back: less than 0), or set aside (or returned).
    """

    at: datetime
    kind: SeatMove
    seats: int
    taken: int
    channel: Channel
    reason: str
    why: str
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Allotment:
    """The seats set aside for a channel, how many it has taken, and how many it could take."""

    channel: Channel
    aside: int
    taken: int
    unused: int
    free: int


@dataclass(frozen=True, slots=True)
class Differing:
    """A channel whose counter of seats taken is not what the ledger adds up to for it."""

    channel: Channel
    counter: int
    ledger: int


@dataclass(frozen=True, slots=True)
class SeatsPage:
    """The whole page. ``last`` is who took the last seat, or the latest where some are left.

    ``ledger_taken``, in all and ``ledger_by`` channel, and ``ledger_aside`` are what the ledger
    adds up to. A seat counts for the channel that its order came by, whoever gave it back.
    """

    course: ClassOutline
    state: ClassState
    seats: Seats
    last: Move | None
    ledger_taken: int
    ledger_by: Mapping[Channel, int]
    ledger_aside: Mapping[Channel, int]
    moves: tuple[Move, ...]
    extent: Extent

    @property
    def last_holders(self) -> tuple[Holder, ...]:
        """Who took that seat and has it still."""
        return tuple(each for each in self.last.holders if not each.ended) if self.last else ()

    @property
    def full(self) -> bool:
        """Whether every seat is taken."""
        return self.seats.taken >= self.seats.capacity

    @property
    def agree(self) -> bool:
        """Whether the counters are what the ledger adds up to."""
        return (
            self.ledger_taken == self.seats.taken
            and not self.differing
            and all(self.ledger_aside.get(each, 0) == self.seats.aside[each] for each in ALLOTTED)
        )

    @property
    def differing(self) -> tuple[Differing, ...]:
        """The channels whose counters differ from the ledger; the API has none of its own."""
        counted = [(each, self.seats.taken_by[each]) for each in ALLOTTED]
        return tuple(
            Differing(each, counter, self.ledger_by.get(each, 0))
            for each, counter in counted
            if counter != self.ledger_by.get(each, 0)
        )

    @property
    def allotments(self) -> tuple[Allotment, ...]:
        """Every channel that seats can be set aside for."""
        seats = self.seats
        return tuple(
            Allotment(
                channel=each,
                aside=seats.aside[each],
                taken=seats.taken_by[each],
                unused=seats.unused(each),
                free=seats.free(each),
            )
            for each in ALLOTTED
        )


def seats_page(sessions: Sessions, code: str, *, page: int) -> SeatsPage | None:
    """Return the page, or None where there is no such class; six statements at most."""
    with reading(sessions) as session:
        row = session.scalar(
            select(CourseClass)
            .where(CourseClass.code == code)
            .options(joinedload(CourseClass.program), joinedload(CourseClass.venue))
        )
        return None if row is None else _page(session, row, wanted=page)


def _page(session: Session, row: CourseClass, *, wanted: int) -> SeatsPage:
    sums = session.execute(_sums(row.id)).all()
    found = extent(sum(count for _, count, _, _ in sums), wanted=wanted, size=PAGE)
    ledger = _ledger(row.id)
    shown = session.execute(ledger.limit(found.size).offset(found.offset)).all()
    last = session.execute(_last(row)).first()
    holders = _holders(session, row.id, [*shown, *([last] if last else [])])
    return SeatsPage(
        course=outline_of(row),
        state=row.state,
        seats=row.seats,
        last=_move(last, holders) if last else None,
        ledger_taken=sum(change for _, _, change, _ in sums),
        ledger_by={channel: change for channel, _, change, _ in sums},
        ledger_aside={channel: aside for channel, _, _, aside in sums},
        moves=tuple(_move(each, holders) for each in shown),
        extent=found,
    )


def _sums(class_id: int) -> Select[Channel, int, int, int]:
    """Select by channel: how many rows, seats taken, and seats set aside.

    A row of an order counts for the order's channel, which is whose counter it moved; seats are set
    aside for no order.
    """
    channel = func.coalesce(Order.channel, SeatChange.channel, type_=SeatChange.channel.type)
    return (
        select(
            channel,
            func.count(),
            func.sum(SeatChange.change),
            func.sum(SeatChange.aside),
        )
        .outerjoin_from(SeatChange, Order, Order.id == SeatChange.order_id)
        .where(SeatChange.class_id == class_id)
        .group_by(channel)
    )


_Ledger = Select[SeatChange, int]
_Entry = Row[SeatChange, int]


def _ledger(class_id: int) -> _Ledger:
    """Select a class's rows, the newest first, each with how many seats were taken behind it."""
    total = func.sum(SeatChange.change).over(order_by=SeatChange.id)
    return (
        select(SeatChange, total.label("total"))
        .where(SeatChange.class_id == class_id)
        .order_by(SeatChange.id.desc())
    )


def _last(row: CourseClass) -> _Ledger:
    """Select who took the last seat there is, or the latest one where some are left."""
    rows = _ledger(row.id).subquery()
    taken, total = rows.c.change > 0, rows.c.total
    # Where the class was made smaller since, nobody took its last seat: then the latest, too.
    filled = (total >= row.capacity) & (total - rows.c.change < row.capacity)
    order = [filled.desc()] if row.taken >= row.capacity else []
    return (
        select(SeatChange, total)
        .join(rows, rows.c.id == SeatChange.id)
        .where(taken)
        .order_by(*order, rows.c.id.desc())
        .limit(1)
    )


def _holders(
    session: Session, class_id: int, rows: Sequence[_Entry]
) -> Mapping[int, tuple[Holder, ...]]:
    """Return whose places the rows' orders are or were, by order."""
    orders = {change.order_id for change, _ in rows if change.order_id is not None}
    found: dict[int, list[Holder]] = {order: [] for order in orders}
    # An event is written in the transaction, and has the time, of the ledger's row.
    until = (
        select(func.max(EventRow.at))
        .where(EventRow.registration_id == Registration.id, EventRow.kind.in_(_ENDS))
        .scalar_subquery()
    )
    if orders:
        places = session.execute(
            select(
                Registration.order_id,
                Registration.reference,
                Registration.name,
                Registration.created_at,
                Registration.state,
                until,
            )
            .where(Registration.order_id.in_(orders), Registration.class_id == class_id)
            .order_by(Registration.id)
        )
        for order_id, reference, name, since, state, ended_at in places:
            ended = state not in SEATED
            holder = Holder(reference, name or reference, since, ended_at, ended=ended)
            found[order_id].append(holder)
    return {order: tuple(own) for order, own in found.items()}


def _concerned(change: SeatChange, own: Sequence[Holder]) -> tuple[Holder, ...]:
    """Return whose seats they were: who came just then, or left; the ledger knows the order."""
    if change.change < 0:
        likely = [each for each in own if each.until == change.at]
        likely = likely or [each for each in own if each.ended]
    else:
        likely = [each for each in own if each.since == change.at]
    return tuple(likely or own)


def _move(row: _Entry, holders: Mapping[int, tuple[Holder, ...]]) -> Move:
    change, total = row
    return Move(
        at=change.at,
        kind=change.kind,
        seats=change.change or change.aside,
        taken=total,
        channel=change.channel,
        reason=change.reason,
        why=change.note,
        holders=_concerned(change, holders.get(change.order_id or 0, ())),
    )
