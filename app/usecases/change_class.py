"""Change class: dates, times, place, capacity, deadlines, prices; whoever that concerns is told."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.catalogue import ClassEntry
from app.domain.contract import Partner, Sessions
from app.domain.extra import TooFewExtras
from app.domain.price import LimitTooLow
from app.domain.registration import SEATED
from app.domain.seat import TooFewSeats
from app.store.announcer import announcing
from app.store.class_entry import put_entry
from app.store.class_news import announce_change
from app.store.course_class import CourseClass, find_class, lock_class
from app.store.database import transaction
from app.store.holding import end_offers_in_time, lock_offered
from app.store.registration import Registration
from app.store.venue import Venue, find_venue

# As many as one line of an error bears; the page lists them all.
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody who is in; a place that nobody has named yet goes by its reference."""

    reference: str
    name: str


@dataclass(eq=False)
class ChangeRefused(Exception):
    """A change that is not made; ``field`` is what is wrong with it, ``reason`` for people.

    ``taken_by`` are those who have the seats that would be lost.
    """

    field: str
    reason: str
    taken_by: tuple[Seated, ...] = ()

    def __str__(self) -> str:
        return self.reason


def change_class(
    sessions: Sessions,
    *,
    entry: ClassEntry,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> bool:
    """Bring a class to what the entry says, and say whether there is one of its code.

    Partners hear of a change they can see; people of another date, time or place. What is offered
    to its waiting list stands no longer than one can register by then.

    Raises:
        ChangeRefused: an unknown venue, fewer seats, or of an extra, than are taken, or a price
            limited to fewer places than are had at it.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        # What is offered just before the class is locked cannot be accepted beyond that either.
        offered = lock_offered(session, [entry.code])
        if lock_class(session, entry.code) is None:
            return False
        row = find_class(session, entry.code)
        assert row is not None  # noqa: S101 -- it was locked just now
        before, listed = row.facts(now), list(row.partners)
        venue = _venue(session, entry.venue)
        try:
            put_entry(session, row, entry, venue=venue, now=now)
        except TooFewSeats as few:
            raise _too_few(session, row, few) from few
        except LimitTooLow as low:
            raise ChangeRefused(f"prices[{low.position}].limit", f"The limit {low}") from low
        except TooFewExtras as few:
            raise ChangeRefused(f"extras[{few.number}].stock", f"It {few}") from few
        session.flush()
        end_offers_in_time(session, announcer, offered, [row], now=now)
        after = row.facts(now)
        if after != before or listed != list(row.partners):
            announce_change(session, announcer, row, before=before, after=after)
    wake(announcer.destinations)
    return True


def _too_few(session: Session, row: CourseClass, few: TooFewSeats) -> ChangeRefused:
    seated, taken = _taken_by(session, row), f"{row.taken} seats are taken"
    aside = few.seats.promised - row.taken
    if aside:
        reason = f"{taken} and {aside} set aside: return those, or cancel registrations first"
    else:
        who = ", ".join(each.name for each in seated[:_MOST_NAMED])
        more = f" and {len(seated) - _MOST_NAMED} more" if len(seated) > _MOST_NAMED else ""
        reason = f"{taken}, by {who}{more}: cancel registrations first"
    return ChangeRefused("capacity", reason, taken_by=tuple(seated))


def _taken_by(session: Session, row: CourseClass) -> Sequence[Seated]:
    seated = session.execute(
        select(Registration.name, Registration.reference)
        .where(Registration.class_id == row.id, Registration.state.in_(SEATED))
        .order_by(Registration.id)
    )
    return [Seated(reference, name or reference) for name, reference in seated]


def _venue(session: Session, code: str | None) -> Venue | None:
    if code is None:
        return None
    venue = find_venue(session, code)
    if venue is None:
        raise ChangeRefused("venue", f"There is no venue {code}")
    return venue
