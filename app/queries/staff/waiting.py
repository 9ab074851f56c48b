"""A class's waiting list as staff see it: who waits, who was offered seats and what came of it.

Reads only. Not here: pausing, picking, taking off (use cases).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from app.domain.contract import Sessions
from app.domain.course_class import Closed, registers_until
from app.domain.outline import ClassOutline
from app.domain.registration import Channel, RegistrationState
from app.domain.seat import Seats
from app.domain.waiting import EntryState, whose_turn
from app.queries.staff.paging import Extent, extent
from app.store.breaker import mail_gets_through
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.order import Order
from app.store.outline import outline_of
from app.store.registration import Registration
from app.store.waiting import WaitingEntry, line_of

PAGE = 50
MOST_OFFERED = 50
_WERE_OFFERED = (EntryState.OFFERED, EntryState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Waiter:
    """An entry: ``position`` counts from 1 while it waits. ``registration`` leads to its page.

    ``state`` is what its places are now; ``fits``: as many seats are free as it needs. ``gathers``:
    free seats are kept for it. ``unpriced``: its turn came, and it can have a place at no price.
    Times are UTC.
    """

    entry: int
    order: str
    registration: str
    name: str
    size: int
    channel: Channel
    state: RegistrationState
    joined_at: datetime
    position: int | None = None
    offered_at: datetime | None = None
    offered_until: datetime | None = None
    fits: bool = False
    gathers: bool = False
    unpriced: bool = False
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """The whole page. ``closed`` says why nobody can be offered a seat, or None.

    ``has_line``: newcomers may join; ``switched_off``: only until nobody waits any
    more. ``offered`` are the latest offers, the newest first. ``told``: letters get through; while
    they do not, nobody is offered a seat by itself.
    ``changed_by``: who had the line pause or go on last, ``changed_at`` (UTC).
    """

    course: ClassOutline
    seats: Seats
    has_line: bool
    switched_off: bool
    paused: bool
    closed: Closed | None
    waiting: tuple[Waiter, ...]
    people: int
    offered: tuple[Waiter, ...]
    extent: Extent
    told: bool = True
    changed_by: str = ""
    changed_at: datetime | None = None

    @property
    def free(self) -> int:
        """How many seats could be offered to who came by the site."""
        return self.seats.free_in_turn(Channel.WEB)


def waiting_page(sessions: Sessions, code: str, *, page: int, now: datetime) -> WaitingPage | None:
    """Return the page, or None where there is no such class; five statements at most."""
    with reading(sessions) as session:
        row = session.scalar(
            select(CourseClass)
            .where(CourseClass.code == code)
            .options(joinedload(CourseClass.program), joinedload(CourseClass.venue))
        )
        return None if row is None else _page(session, row, wanted=page, now=now)


def _page(session: Session, row: CourseClass, *, wanted: int, now: datetime) -> WaitingPage:
    line = line_of(session, row.id)
    found = extent(len(line), wanted=wanted, size=PAGE)
    shown = {
        each.id: position
        for position, each in enumerate(line, start=1)
        if found.offset < position <= found.offset + found.size
    }
    seats = row.seats
    closes_at = registers_until(row.closes_at, starts_at=row.starts_at)
    turn = whose_turn(line, seats, now=now, closes_at=closes_at)
    gathers = {each.id for each in turn.gathers}
    waiting = session.execute(
        _entries().where(WaitingEntry.id.in_(shown)).order_by(WaitingEntry.id)
    )
    offered = session.execute(
        _entries()
        .where(WaitingEntry.class_id == row.id, WaitingEntry.state.in_(_WERE_OFFERED))
        .order_by(WaitingEntry.offered_at.desc(), WaitingEntry.id)
        .limit(MOST_OFFERED)
    )
    return WaitingPage(
        course=outline_of(row),
        seats=seats,
        has_line=row.has_line,
        switched_off=not row.waiting_list,
        paused=row.line_paused,
        closed=row.why_closed(now),
        waiting=tuple(
            _waiter(entry, order, place, position=shown[entry.id], seats=seats, gathers=gathers)
            for entry, order, place in waiting
        ),
        people=sum(each.size for each in line),
        offered=tuple(_waiter(entry, order, place) for entry, order, place in offered),
        extent=found,
        told=mail_gets_through(session),
        changed_by=row.line_changed_by,
        changed_at=row.line_changed_at,
    )


def _entries() -> Select[WaitingEntry, Order, Registration]:
    """Select entries with their orders, and the last place of each, which says how it stands."""
    last = (
        select(func.max(Registration.id))
        .where(Registration.order_id == WaitingEntry.order_id)
        .correlate(WaitingEntry)
        .scalar_subquery()
    )
    return (
        select(WaitingEntry, Order, Registration)
        .join(Order, Order.id == WaitingEntry.order_id)
        .join(Registration, Registration.id == last)
    )


def _waiter(
    entry: WaitingEntry,
    order: Order,
    place: Registration,
    *,
    position: int | None = None,
    seats: Seats | None = None,
    gathers: Collection[int] = (),
) -> Waiter:
    return Waiter(
        entry=entry.id,
        order=order.reference,
        registration=place.reference,
        name=order.name,
        size=entry.size,
        channel=order.channel,
        state=place.state,
        joined_at=entry.joined_at,
        position=position,
        offered_at=entry.offered_at,
        offered_until=entry.offered_until,
        fits=seats is not None and seats.free_in_turn(order.channel) >= entry.size,
        gathers=entry.id in gathers,
        unpriced=entry.unpriced,
        accepted=entry.state is EntryState.ACCEPTED,
    )
