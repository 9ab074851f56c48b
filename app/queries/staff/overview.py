"""The first page of staff: what happened in a day, and what needs somebody's eyes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, case, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from app.domain.bounce import BounceKind
from app.domain.contract import Sessions
from app.domain.course_class import ClassState
from app.domain.delivery import RETRYABLE
from app.domain.money import Money
from app.domain.outline import ClassOutline
from app.domain.payment import OWED, SENDABLE, PaymentState, RefundState
from app.domain.registration import RegistrationState
from app.queries.staff.deliveries import Line, Tally, lines_of, tallies_of
from app.queries.staff.differing import differing
from app.queries.staff.money import debts_due
from app.queries.staff.news import NewsLine, news_to_look_at
from app.queries.staff.warnings import Warned, warnings_about
from app.store.course_class import CourseClass, Meeting
from app.store.database import reading
from app.store.delivery import Delivery
from app.store.order import Order
from app.store.outline import outline_of
from app.store.payment import Payment, Refund
from app.store.registration import Registration
from app.store.stopped_address import STANDS, StoppedAddress
from app.store.waiting import WaitingEntry

DAY = timedelta(hours=24)
_MOST = 10
# A payment that nobody has heard of for so long after it was to be looked at needs a person.
_LATE = timedelta(minutes=10)
_UNREACHED = select(func.count()).where(STANDS, StoppedAddress.kind == BounceKind.PERMANENT)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting that runs now or begins within a day; ``taken`` of ``capacity`` seats."""

    course: ClassOutline
    starts_at: datetime
    ends_at: datetime
    taken: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Sum:
    """Money in question: a payment or a refund, with the gateway's words or our reason."""

    order: str
    amount: Money
    state: PaymentState | RefundState
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Overbooked:
    """A class still to end with ``over`` more people in than it has seats."""

    course: ClassOutline
    over: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole page. ``registered`` counts by state what came within a day.

    ``differences`` are those at partners that nobody has decided about, as of ``read_back_at``;
    ``unexplained`` those of money, as of ``proved_at``. ``disputes`` are open. ``waiting`` orders
    are in line for seats of ``waited_for`` classes, ``unpriced`` of them at no price; ``overdue``
    ones are not paid although they are due. ``stopped`` addresses take no letter at all.
    """

    registered: Mapping[RegistrationState, int]
    held: int
    held_until: datetime | None
    sittings: tuple[Sitting, ...]
    tallies: tuple[Tally, ...]
    stuck: tuple[Line, ...]
    payments: tuple[Sum, ...]
    refunds: tuple[Sum, ...]
    news: tuple[NewsLine, ...]
    warnings: tuple[Warned, ...]
    overbooked: tuple[Overbooked, ...]
    differences: int
    read_back_at: datetime | None
    waiting: int
    waited_for: int
    unpriced: int
    overdue: int
    unexplained: int
    proved_at: datetime | None
    disputes: int
    stopped: int

    @property
    def new(self) -> int:
        """How many registrations came within a day."""
        return sum(self.registered.values())


def overview(sessions: Sessions, *, now: datetime) -> Overview:
    """Return the first page; eleven statements."""
    with reading(sessions) as session:
        orders = _orders(session, now=now)
        differ = differing(session)
        return Overview(
            registered=_registered(session, since=now - DAY),
            held=orders.held,
            held_until=orders.held_until,
            sittings=_sittings(session, now=now),
            tallies=tallies_of(session),
            stuck=lines_of(session, Delivery.state.in_(RETRYABLE), limit=_MOST),
            payments=_payments(session, now=now),
            refunds=_refunds(session),
            news=news_to_look_at(session),
            warnings=warnings_about(session, now=now),
            overbooked=_overbooked(session, now=now),
            differences=differ.at_partners,
            read_back_at=differ.read_back_at,
            waiting=orders.waiting,
            waited_for=orders.waited_for,
            unpriced=orders.unpriced,
            overdue=orders.overdue,
            unexplained=differ.unexplained,
            proved_at=differ.proved_at,
            disputes=differ.disputes,
            stopped=orders.stopped,
        )


def _registered(session: Session, *, since: datetime) -> dict[RegistrationState, int]:
    rows = session.execute(
        select(Registration.state, func.count())
        .where(Registration.created_at >= since)
        .group_by(Registration.state)
    )
    return dict(rows.all())


def _orders(session: Session, *, now: datetime) -> Row[Any]:
    """Return how many orders hold seats unpaid, wait in line, or are overdue; one statement."""
    lines = select(
        func.coalesce(func.sum(CourseClass.in_line), 0).label("orders"),
        func.count().label("classes"),
    ).where(CourseClass.in_line > 0)
    in_line = lines.subquery()
    return session.execute(
        select(
            func.count(Order.id).label("held"),
            func.min(Order.hold_until).label("held_until"),
            select(in_line.c.orders).scalar_subquery().label("waiting"),
            select(in_line.c.classes).scalar_subquery().label("waited_for"),
            select(func.count()).where(WaitingEntry.unpriced).scalar_subquery().label("unpriced"),
            debts_due(now).scalar_subquery().label("overdue"),
            _UNREACHED.scalar_subquery().label("stopped"),
        ).where(Order.hold_until.is_not(None))
    ).one()


def _sittings(session: Session, *, now: datetime) -> tuple[Sitting, ...]:
    rows = session.execute(
        select(Meeting, CourseClass)
        .join(CourseClass, CourseClass.id == Meeting.class_id)
        .where(
            Meeting.starts_at < now + DAY,
            Meeting.ends_at > now,
            CourseClass.state == ClassState.PUBLISHED,
        )
        .order_by(Meeting.starts_at, CourseClass.code)
        .limit(_MOST)
        .options(joinedload(CourseClass.program), joinedload(CourseClass.venue))
    )
    return tuple(
        Sitting(
            course=outline_of(course_class),
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            taken=course_class.taken,
            capacity=course_class.capacity,
        )
        for meeting, course_class in rows
    )


def _overbooked(session: Session, *, now: datetime) -> tuple[Overbooked, ...]:
    rows = session.scalars(
        select(CourseClass)
        .where(
            CourseClass.taken > CourseClass.capacity,
            CourseClass.ends_at > now,
            CourseClass.state != ClassState.CANCELLED,
        )
        .order_by(CourseClass.starts_at, CourseClass.code)
        .limit(_MOST)
        .options(joinedload(CourseClass.program), joinedload(CourseClass.venue))
    )
    return tuple(Overbooked(outline_of(row), row.seats.over) for row in rows)


def _payments(session: Session, *, now: datetime) -> tuple[Sum, ...]:
    """Return payments that the gateway takes its time with, or that nobody could look up."""
    rows = session.execute(
        select(Payment, Order.reference)
        .join(Order, Order.id == Payment.order_id)
        .where(
            or_(
                Payment.state == PaymentState.PROCESSING,
                (Payment.state == PaymentState.OPEN) & (Payment.look_at < now - _LATE),
            )
        )
        .order_by(Payment.id)
        .limit(_MOST)
    )
    return tuple(
        Sum(reference, payment.amount, payment.state, payment.reason, payment.created_at)
        for payment, reference in rows
    )


def _refunds(session: Session) -> tuple[Sum, ...]:
    """Return refunds that staff have to decide on, then those still to be made."""
    rows = session.execute(
        select(Refund, Order.reference)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .where(Refund.state.in_([each for each in OWED if each is not RefundState.MADE]))
        .order_by(case((Refund.state.in_(SENDABLE), literal(0)), else_=literal(1)), Refund.id)
        .limit(_MOST)
    )
    return tuple(
        Sum(
            reference, refund.amount, refund.state, refund.words or refund.reason, refund.created_at
        )
        for refund, reference in rows
    )
