"""Classes with their meetings and price options. Not here: who has which seat (see seat.py)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, Row, String, false, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, selectinload

from app.domain.course_class import (
    ClassState,
    Closed,
    Price,
    end_of_day,
    ends_with,
    standing_price,
    why_closed,
)
from app.domain.event import ClassFacts, MeetingFacts
from app.domain.payment_plan import Ways, ways_from
from app.domain.price import LimitTooLow
from app.domain.refund_rule import RefundStep, RuleNow, best_until, rule_now, steps_from
from app.domain.registration import Channel
from app.domain.seat import Seats
from app.store.database import Base, Json, UtcDateTime, word
from app.store.last_write import last_write
from app.store.price_option import PriceOption
from app.store.program import Program
from app.store.venue import Venue


class Meeting(Base):
    """One sitting of a class, in UTC."""

    __tablename__ = "meeting"

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)


_CHANNELS = ("web", "trainingportal", "staff")
# A channel's own seats that it has not taken, as the CHECK spells it.
_UNUSED = " + ".join(
    f"(CASE WHEN {each}_aside > {each}_taken THEN {each}_aside - {each}_taken ELSE 0 END)"
    for each in _CHANNELS
)


class CourseClass(Base):
    """One dated, placed (or online: no venue) run of a program.

    ``taken`` is the counter the seat ledger adds up to; the CHECK stands behind every other guard.
    Of ``capacity`` so many seats are set aside for a channel as its ``…_aside`` says and its
    ``…_taken`` are those it has; ``overbooked`` ones are on top of the capacity because staff said
    so. ``starts_at``, ``ends_at`` span the meetings and ``closes_at`` is the first moment after the
    enrolment deadline, all in UTC. ``origin`` is the partner it was imported from, ``origin_id``
    that one's number for it, ``origin_updated_at`` when it last changed it (UTC). ``refuses_late``:
    a partner's booking is not cancelled after the cancellation deadline (trainingportal.md S15).
    Buyers change what they answered, and who takes part, until ``change_deadline`` is over; None:
    until the start. People are reminded ``reminder_days`` before (0: never, None: as the site does)
    of what to ``bring``. ``in_line`` is how many entries wait, ``web_in_line`` how many of them by
    the site; ``line_paused``: only staff offer them seats, as ``line_changed_by`` had it last.
    """

    __tablename__ = "course_class"
    __table_args__ = (
        CheckConstraint(f"taken >= 0 AND taken + {_UNUSED} <= capacity + overbooked", name="seats"),
        CheckConstraint("overbooked >= 0", name="overbooked"),
        CheckConstraint(
            " AND ".join(f"{each}_aside >= 0 AND {each}_taken >= 0" for each in _CHANNELS),
            name="channels",
        ),
        CheckConstraint("capacity >= 0", name="capacity"),
        Index("ix_course_class_program_starts", "program_id", "starts_at"),
        Index("ix_course_class_origin", "origin", "origin_id", unique=True),
        Index("ix_course_class_in_line", "in_line"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id"))
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"), index=True)
    online_url: Mapped[str] = mapped_column(String(500), default="")
    timezone: Mapped[str] = mapped_column(String(64))
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    overbooked: Mapped[int] = mapped_column(default=0, server_default="0")
    web_aside: Mapped[int] = mapped_column(default=0, server_default="0")
    trainingportal_aside: Mapped[int] = mapped_column(default=0, server_default="0")
    staff_aside: Mapped[int] = mapped_column(default=0, server_default="0")
    web_taken: Mapped[int] = mapped_column(default=0, server_default="0")
    trainingportal_taken: Mapped[int] = mapped_column(default=0, server_default="0")
    staff_taken: Mapped[int] = mapped_column(default=0, server_default="0")
    state: Mapped[ClassState] = mapped_column(word(ClassState), default=ClassState.PUBLISHED)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    enrollment_deadline: Mapped[date | None]
    cancellation_deadline: Mapped[date | None]
    change_deadline: Mapped[date | None]
    reminder_days: Mapped[int | None]
    bring: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    waiting_list: Mapped[bool] = mapped_column(default=False)
    in_line: Mapped[int] = mapped_column(default=0, server_default="0")
    web_in_line: Mapped[int] = mapped_column(default=0, server_default="0")
    line_paused: Mapped[bool] = mapped_column(default=False, server_default=false())
    line_changed_by: Mapped[str] = mapped_column(String(320), default="", server_default="")
    line_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    partners: Mapped[list[str]] = mapped_column(Json)
    origin: Mapped[str | None] = mapped_column(String(32))
    origin_id: Mapped[str | None] = mapped_column(String(200))
    origin_updated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(String(200), default="", server_default="")
    refuses_late: Mapped[bool] = mapped_column(default=False, server_default=false())
    refunds: Mapped[list[dict[str, int | str]]] = mapped_column(
        Json, default=list, server_default="[]"
    )
    paying: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, server_default="{}")
    last_write: Mapped[int] = last_write("course_class")

    program: Mapped[Program] = relationship(lazy="raise")
    venue: Mapped[Venue | None] = relationship(lazy="raise")
    meetings: Mapped[list[Meeting]] = relationship(
        lazy="raise", order_by=Meeting.starts_at, cascade="all, delete-orphan"
    )
    price_options: Mapped[list[PriceOption]] = relationship(lazy="raise", order_by=PriceOption.id)

    def prices(self) -> tuple[Price, ...]:
        """Return the options offered now or later; an empty tuple is a free class."""
        return tuple(option.price() for option in self.price_options if not option.withdrawn)

    def refund_steps(self) -> tuple[RefundStep, ...]:
        """Return what goes back of a place that is cancelled, the earliest step first."""
        return steps_from(self.refunds)

    def rule_now(self, now: datetime) -> RuleNow:
        """Return what goes back of a place that is cancelled now."""
        zone = ZoneInfo(self.timezone)
        return rule_now(
            self.refund_steps(),
            today=now.astimezone(zone).date(),
            first_day=self.starts_at.astimezone(zone).date(),
            deadline=self.cancellation_deadline,
        )

    def ways(self) -> Ways:
        """Return how it may be paid for."""
        return ways_from(self.paying)

    @property
    def seats(self) -> Seats:
        """The class's seats as the rules take them; of a new class nobody has any."""
        return seats_from(self)

    @property
    def has_line(self) -> bool:
        """Whether one may join a waiting list here, as ``allotment.HAS_LINE`` says it."""
        return self.origin is None and (self.waiting_list or bool(self.in_line))

    def put_size(self, seats: Seats) -> None:
        """Have the seats that the rules came to; those taken are not touched."""
        self.capacity, self.overbooked = seats.capacity, seats.overbooked
        self.web_aside = seats.aside[Channel.WEB]
        self.trainingportal_aside = seats.aside[Channel.TRAININGPORTAL]
        self.staff_aside = seats.aside[Channel.STAFF]

    @property
    def changes_until(self) -> datetime:
        """Until when buyers change answers and participants themselves (UTC)."""
        return ends_with(self.change_deadline, self.timezone, starts_at=self.starts_at)

    @property
    def moves_until(self) -> datetime:
        """Until when buyers move a place themselves (UTC): while the most of it comes back."""
        return best_until(
            self.refund_steps(),
            starts_at=self.starts_at,
            timezone=self.timezone,
            deadline=self.cancellation_deadline,
        )

    def why_closed(self, now: datetime) -> Closed | None:
        """Return why the class takes no registrations now, or None."""
        return why_closed(
            now,
            state=self.state,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            closes_at=self.closes_at,
        )

    def set_deadline(self, day: date | None) -> None:
        """Set the last day of enrolment (inclusive, in the class's zone)."""
        self.enrollment_deadline = day
        self.closes_at = end_of_day(day, self.timezone) if day else None

    def set_meetings(self, wanted: Sequence[tuple[datetime, datetime]]) -> None:
        """Have these sittings (UTC), and touch nothing where they are the same."""
        if [(each.starts_at, each.ends_at) for each in self.meetings] != list(wanted):
            self.meetings = [Meeting(starts_at=starts, ends_at=ends) for starts, ends in wanted]

    def set_prices(self, wanted: Iterable[Price]) -> None:
        """Match options by label and currency; one that is gone is withdrawn: it is named yet.

        Raises:
            LimitTooLow: more places are had at one already than it is to be limited to.
        """
        options = {(option.label, option.currency): option for option in self.price_options}
        for position, price in enumerate(wanted):
            option = options.pop((price.label, price.money.currency), None)
            if option is None:
                option = PriceOption(label=price.label, currency=price.money.currency, taken=0)
                self.price_options.append(option)
            if price.limit is not None and price.limit < option.taken:
                raise LimitTooLow(position=position, taken=option.taken)
            option.put(price)
        for option in options.values():
            option.withdrawn = True

    def facts(self, now: datetime) -> ClassFacts:
        """Return the class as partners are told it; all that belongs to it must be loaded.

        ``free`` is what Trainingportal can take, and 0 where no one can register any more.
        """
        return ClassFacts(
            code=self.code,
            program_code=self.program.code,
            title=self.program.title,
            type=self.program.type,
            timezone=self.timezone,
            capacity=self.capacity,
            free=0 if self.why_closed(now) else self.seats.free(Channel.TRAININGPORTAL),
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            meetings=tuple(MeetingFacts(m.starts_at, m.ends_at) for m in self.meetings),
            enrollment_deadline=self.enrollment_deadline,
            cancellation_deadline=self.cancellation_deadline,
            venue=self.venue.facts() if self.venue else None,
            price=standing_price(self.prices()),
            cancelled=self.state is ClassState.CANCELLED,
            online_url=self.online_url,
            origin=self.origin or "",
            origin_id=self.origin_id or "",
            bring=self.bring or "",
        )


def seats_from(row: "CourseClass | Row[Any]") -> Seats:
    """Return a class's seats as the rules take them, from the class or a row of its columns."""
    return Seats(
        capacity=row.capacity or 0,
        taken=row.taken or 0,
        overbooked=row.overbooked or 0,
        aside={
            Channel.WEB: row.web_aside or 0,
            Channel.TRAININGPORTAL: row.trainingportal_aside or 0,
            Channel.STAFF: row.staff_aside or 0,
        },
        taken_by={
            Channel.WEB: row.web_taken or 0,
            Channel.TRAININGPORTAL: row.trainingportal_taken or 0,
            Channel.STAFF: row.staff_taken or 0,
        },
        in_line=row.in_line or 0,
        web_in_line=row.web_in_line or 0,
    )


def find_class(session: Session, code: str) -> CourseClass | None:
    """Return the class with program, form, venue, meetings and prices, in three statements."""
    return session.scalar(
        select(CourseClass)
        .where(CourseClass.code == code)
        .options(
            joinedload(CourseClass.program).joinedload(Program.form),
            joinedload(CourseClass.venue),
            selectinload(CourseClass.meetings),
            selectinload(CourseClass.price_options),
        )
    )


def lock_class(session: Session, code: str) -> CourseClass | None:
    """Return the class, its row locked until the transaction ends (SQLite locks all of it).

    As an UPDATE of its seats would, not harder: rows that refer to the class go in meanwhile.
    Else two whose registrations are in and this lock would wait for each other in a ring.
    """
    return session.scalar(
        select(CourseClass)
        .where(CourseClass.code == code)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
