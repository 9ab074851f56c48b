"""The classes that came from one partner, put into their tables, and what became of each."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.course_class import ClassState
from app.domain.event import EventKind
from app.domain.listing import Change, LeftOut, ListedClass
from app.domain.registration import SEATED
from app.store.announcer import Announcer
from app.store.class_news import announce_move
from app.store.course_class import CourseClass
from app.store.held_classes import told_seats
from app.store.program_shelf import ProgramShelf
from app.store.registration import Registration
from app.store.seat import resize
from app.store.venue import Venue

PLACES, OPEN_AGAIN = "places", "open again"
_Seen = Mapping[str, object]


class Shelf:
    """The imported classes, locked against registrations until the transaction ends."""

    def __init__(self, session: Session, partner: str, *, now: datetime) -> None:
        self._session = session
        self._partner = partner
        self._now = now
        self._rows = {row.origin_id or "": row for row in _imported(session, partner)}
        self._before = {key: _seen(row) for key, row in self._rows.items()}
        self._facts = {key: row.facts(now) for key, row in self._rows.items()}
        self._told = told_seats(session, partner)
        self.new: list[Change] = []
        self.changed: list[Change] = []
        self.closed: list[Change] = []
        self.left_out: list[LeftOut] = []
        self.over = 0

    @property
    def unchanged(self) -> int:
        """How many classes were here before and are as they were."""
        return len(self._before) - len(self.changed) - len(self.closed)

    def put(self, listed: Sequence[ListedClass]) -> None:
        """Add or change the classes; one that is over and not here yet is not worth adding."""
        wanted: dict[str, ListedClass] = {}
        for each in listed:
            row = self._rows.get(each.partner_id)
            if row is None and (each.ended or each.ends_at <= self._now):
                self.over += 1
            # What is read there may lag behind what was written; then the newer one stays.
            elif row is None or not _is_older(each, row, now=self._now):
                wanted[each.partner_id] = each
        usable = self._unless_ours(list(wanted.values()))
        programs = ProgramShelf(self._session, self._rows, usable, prefix=self._partner)
        venues = self._venues(usable)
        for each in usable:
            row = self._rows.get(each.partner_id)
            if row is None:
                row = self._rows[each.partner_id] = CourseClass(
                    code=each.code,
                    origin=self._partner,
                    origin_id=each.partner_id,
                    taken=0,
                    state=ClassState.PUBLISHED,
                    meetings=[],
                    price_options=[],
                    partners=[self._partner],
                )
                self._session.add(row)
            row.program = programs.of(each)
            row.venue = venues[each.venue.code] if each.venue else None
            self._fill(row, each)

    def close(self, gone: Sequence[str]) -> None:
        """Take no more registrations for classes that are listed no longer."""
        for partner_id in gone:
            row = self._rows.get(partner_id)
            if row is not None and row.state is ClassState.PUBLISHED:
                row.state = ClassState.WITHDRAWN

    def announce(self, announcer: Announcer) -> None:
        """Say what became of each class, in these lists and to whoever hears of classes.

        The people of a class are told, too, when it moves, as when staff move one.
        """
        self._session.flush()
        registered = _registered(self._session, self._partner)
        for key, row in self._rows.items():
            before, after = self._before.get(key), _seen(row)
            what = tuple(name for name in after if before and before[name] != after[name])
            change = Change(row.code, row.program.title, what, registered.get(row.id, 0))
            if before is None:
                self.new.append(change)
                announcer.announce(EventKind.CLASS_PUBLISHED, row)
            elif what:
                ended = OPEN_AGAIN in what and row.state is ClassState.WITHDRAWN
                (self.closed if ended else self.changed).append(change)
                only_places = what == (PLACES,)
                kind = EventKind.CLASS_SEATS_CHANGED if only_places else EventKind.CLASS_CHANGED
                announcer.announce(kind, row)
                self._tell_people(announcer, key, row)

    def _tell_people(self, announcer: Announcer, key: str, row: CourseClass) -> None:
        """Have people written to of another date or place of a class that is not over or off."""
        before, after = self._facts[key], row.facts(self._now)
        over = before.ends_at <= self._now and after.ends_at <= self._now
        if not over and not after.cancelled:
            announce_move(self._session, announcer, row, before=before, after=after)

    def _unless_ours(self, listed: Sequence[ListedClass]) -> list[ListedClass]:
        """Return the classes but those whose code a class of our own has: those are left out."""
        new = {each.code for each in listed if each.partner_id not in self._rows}
        ours = set(self._session.scalars(select(CourseClass.code).where(CourseClass.code.in_(new))))
        self.left_out += [
            LeftOut(each.partner_id, f"{each.code} is the code of a class of our own")
            for each in listed
            if each.code in ours
        ]
        return [each for each in listed if each.code not in ours]

    def _venues(self, listed: Sequence[ListedClass]) -> dict[str, Venue]:
        wanted = {each.venue.code: each.venue for each in listed if each.venue}
        rows = self._session.scalars(select(Venue).where(Venue.code.in_(wanted)))
        venues = {row.code: row for row in rows}
        for code, venue in wanted.items():
            row = venues.get(code)
            if row is None:
                row = venues[code] = Venue(code=code, line2="", postal_code="")
                self._session.add(row)
            row.name, row.line1 = venue.name, venue.line1
            row.city, row.country = venue.city, venue.country
        return venues

    def _fill(self, row: CourseClass, listed: ListedClass) -> None:
        row.timezone = listed.timezone
        row.starts_at, row.ends_at = listed.starts_at, listed.ends_at
        row.set_meetings(listed.sittings)
        row.set_prices(listed.prices)
        row.closes_at = listed.closes_at
        row.enrollment_deadline = _last_day(listed)
        row.waiting_list = listed.waiting_list
        row.origin_updated_at = listed.updated_at
        # S20: what is free there, and the seats of ours that it has counted already. Seats that it
        # was not told of yet are on top of what it counts, so they lessen what is free here.
        # Seats set aside that are no longer there go back.
        told = self._told.get(row.id, 0)
        if not listed.available:
            # What it was told of beyond its seats, because staff overbooked, is no seat there.
            told -= min(row.seats.overbooked, max(told - row.seats.capacity, 0))
        seats = row.seats.shrunk(told + listed.available)
        resize(self._session, row, seats, reason=f"fewer at {self._partner}", now=self._now)
        if row.state is not ClassState.CANCELLED:
            row.state = ClassState.WITHDRAWN if listed.ended else ClassState.PUBLISHED


def _imported(session: Session, partner: str) -> Sequence[CourseClass]:
    return session.scalars(
        select(CourseClass)
        .where(CourseClass.origin == partner)
        .order_by(CourseClass.id)
        .options(
            joinedload(CourseClass.program),
            joinedload(CourseClass.venue),
            selectinload(CourseClass.meetings),
            selectinload(CourseClass.price_options),
        )
        .with_for_update(of=CourseClass, key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def _registered(session: Session, partner: str) -> dict[int, int]:
    rows = session.execute(
        select(Registration.class_id, func.count())
        .join(CourseClass, CourseClass.id == Registration.class_id)
        .where(CourseClass.origin == partner, Registration.state.in_(SEATED))
        .group_by(Registration.class_id)
    )
    return dict(rows.all())


def _seen(row: CourseClass) -> _Seen:
    """Return what people see of a class, by the word that says what changed."""
    return {
        "title": (row.program.title, row.program.type),
        "description": row.program.description,
        "dates": (row.timezone, *((each.starts_at, each.ends_at) for each in row.meetings)),
        "venue": row.venue.facts() if row.venue else None,
        "price": frozenset((each.label, each.money, each.ends_at) for each in row.prices()),
        PLACES: row.capacity,
        "waiting list": row.waiting_list,
        "deadline": row.closes_at,
        OPEN_AGAIN: row.state,
    }


def _is_older(listed: ListedClass, row: CourseClass, *, now: datetime) -> bool:
    """Say whether it was changed before what is kept was; a time yet to come says nothing."""
    known, said = row.origin_updated_at, listed.updated_at
    return known is not None and said is not None and said < known <= now


def _last_day(listed: ListedClass) -> date | None:
    """Return the day of the last moment on which one can register, in the class's zone."""
    if listed.closes_at is None:
        return None
    last = listed.closes_at - timedelta(microseconds=1)
    return last.astimezone(ZoneInfo(listed.timezone)).date()
