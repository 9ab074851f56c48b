"""The list of deliveries with counts by destination and state. Not here: one registration's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.domain.contract import Sessions
from app.domain.delivery import RETRYABLE, UNFINISHED, DeliveryState, may_be_retried
from app.domain.event import EventKind
from app.queries.staff.paging import Extent, extent
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.order import Order
from app.store.registration import Registration

PAGE = 50
# What somebody should look at comes first.
_URGENCY = (
    DeliveryState.UNKNOWN,
    DeliveryState.REFUSED,
    DeliveryState.DEAD,
    DeliveryState.IN_FLIGHT,
    DeliveryState.DUE,
)
_Row = Row[Delivery, EventKind, str | None, str | None, str | None, bool]
OPEN = RETRYABLE | UNFINISHED


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; without a ``state`` it is all that is not done yet."""

    destination: str = ""
    state: DeliveryState | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One delivery; ``registration`` and ``order`` are references, where it is about one.

    What is about no class is about a lead source or staff.

    ``behind``: one before it, of the same stream, is not done yet, and this one waits for it.
    """

    id: int
    destination: str
    state: DeliveryState
    kind: EventKind
    class_code: str | None
    registration: str | None
    order: str | None
    attempt: int
    words: str
    created_at: datetime
    due_at: datetime
    answered_at: datetime | None
    behind: bool

    @property
    def waits(self) -> bool:
        """Whether its next try has a time."""
        return self.state is DeliveryState.DUE

    @property
    def retryable(self) -> bool:
        """Whether staff may have it told again."""
        return may_be_retried(self.state, attempt=self.attempt)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many deliveries of one destination are in each state, and since when one waits."""

    destination: str
    counts: dict[DeliveryState, int]
    waiting_since: datetime | None

    def number(self, state: DeliveryState) -> int:
        """Return how many are in a state."""
        return self.counts.get(state, 0)

    @property
    def open(self) -> int:
        """How many are not done yet."""
        return sum(number for state, number in self.counts.items() if state in OPEN)

    @property
    def stuck(self) -> int:
        """How many stand still until somebody decides."""
        return sum(number for state, number in self.counts.items() if state in RETRYABLE)


@dataclass(frozen=True, slots=True)
class DeliveriesPage:
    """One page of the list, and the tallies of all of it."""

    lines: tuple[Line, ...]
    extent: Extent
    tallies: tuple[Tally, ...]


def deliveries_page(sessions: Sessions, wanted: Wanted) -> DeliveriesPage:
    """Return the page wanted, or the nearest there is; two statements."""
    with reading(sessions) as session:
        tallies = tallies_of(session)
        found = extent(_total(tallies, wanted), wanted=wanted.page, size=PAGE)
        lines = lines_of(session, *_conditions(wanted), limit=found.size, offset=found.offset)
    return DeliveriesPage(lines=lines, extent=found, tallies=tallies)


def tallies_of(session: Session) -> tuple[Tally, ...]:
    """Return the tally of every destination that ever had a delivery; one statement."""
    counts: dict[str, dict[DeliveryState, int]] = {}
    since: dict[str, datetime] = {}
    rows = session.execute(
        select(
            Delivery.destination, Delivery.state, func.count(), func.min(Delivery.created_at)
        ).group_by(Delivery.destination, Delivery.state)
    )
    for destination, state, number, oldest in rows:
        counts.setdefault(destination, {})[state] = number
        if state in UNFINISHED:
            since[destination] = min(oldest, since.get(destination, oldest))
    return tuple(
        Tally(destination=name, counts=counts[name], waiting_since=since.get(name))
        for name in sorted(counts)
    )


def lines_of(
    session: Session, *conditions: ColumnElement[bool], limit: int, offset: int = 0
) -> tuple[Line, ...]:
    """Return deliveries, the most urgent first and then the newest; one statement."""
    urgency = case(
        *((Delivery.state == state, rank) for rank, state in enumerate(_URGENCY)),
        else_=len(_URGENCY),
    )
    rows: Sequence[_Row] = session.execute(
        select(
            Delivery,
            EventRow.kind,
            CourseClass.code,
            Registration.reference,
            Order.reference,
            _behind(),
        )
        .join(EventRow, EventRow.id == Delivery.event_id)
        .outerjoin(CourseClass, CourseClass.id == EventRow.class_id)
        .outerjoin(Registration, Registration.id == EventRow.registration_id)
        .outerjoin(Order, Order.id == EventRow.order_id)
        .where(*conditions)
        .order_by(urgency, Delivery.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()
    return tuple(map(_line, rows))


def _behind() -> ColumnElement[bool]:
    earlier = aliased(Delivery)
    return exists().where(
        earlier.destination == Delivery.destination,
        earlier.stream == Delivery.stream,
        earlier.id < Delivery.id,
        earlier.state.in_(UNFINISHED),
    )


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.destination:
        yield Delivery.destination == wanted.destination
    yield (Delivery.state.in_(OPEN) if wanted.state is None else Delivery.state == wanted.state)


def _total(tallies: Sequence[Tally], wanted: Wanted) -> int:
    states = OPEN if wanted.state is None else {wanted.state}
    return sum(
        tally.counts.get(state, 0)
        for tally in tallies
        if wanted.destination in ("", tally.destination)
        for state in states
    )


def _line(row: _Row) -> Line:
    delivery, kind, class_code, registration, order, behind = row
    return Line(
        id=delivery.id,
        destination=delivery.destination,
        state=delivery.state,
        kind=kind,
        class_code=class_code,
        registration=registration,
        order=order,
        attempt=delivery.attempt,
        words=delivery.words,
        created_at=delivery.created_at,
        due_at=delivery.due_at,
        answered_at=delivery.answered_at,
        behind=behind and delivery.state is DeliveryState.DUE,
    )
