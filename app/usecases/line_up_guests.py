"""Line up guests: give a full class of the demo people who wait, so that staff see a line.

The guests are made up. Each party has an order, registrations and a timeline like anybody; no
partner and no mail is told of them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice

from app.domain.contact import Contact
from app.domain.contract import Sessions
from app.domain.draft import Filled, Participant
from app.domain.money import NO_CURRENCY
from app.domain.registration import Channel
from app.store.announcer import announcing
from app.store.class_to_register import ClassToRegister, find_class_to_register
from app.store.database import writing_rows
from app.store.joining import join_line


def line_up_guests(
    sessions: Sessions,
    *,
    waiting: Mapping[str, Sequence[int]],
    guests: Sequence[Contact],
    now: datetime,
) -> int:
    """Have parties of these sizes wait for each class, by its code; return how many parties do.

    A class that is open to everybody, closed, or has a line is left as it is.
    """
    people = iter(guests)
    joined = 0
    for code, sizes in waiting.items():
        with (
            writing_rows(sessions) as connection,
            announcing(connection, {}, now=now) as timeline,
        ):
            course_class = find_class_to_register(connection, code)
            if course_class is None or not _is_waited_for(course_class, now=now):
                continue
            for size in sizes:
                filled = _filled(course_class, list(islice(people, size)))
                join_line(connection, timeline, course_class, filled, channel=Channel.WEB, now=now)
                joined += 1
    return joined


def _is_waited_for(course_class: ClassToRegister, *, now: datetime) -> bool:
    full = course_class.free_seats <= 0 and not course_class.in_line
    return full and course_class.has_line and course_class.why_closed(now) is None


def _filled(course_class: ClassToRegister, party: Sequence[Contact]) -> Filled:
    """Return what a party would have filled in; its first pays for all."""
    return Filled(
        buyer=party[0],
        company="",
        participants=tuple(Participant(contact=guest, answers={}) for guest in party),
        form_id=None,
        currency=course_class.prices[0].money.currency if course_class.prices else NO_CURRENCY,
    )
