"""What is left of a class's seats for whom, in SQL. ``domain.seat.Seats`` says the same of a row.

Not here: taking and setting aside (seat.py).
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, case, literal, or_

from app.domain.registration import Channel
from app.domain.seat import ALLOTTED
from app.store.course_class import CourseClass
from app.store.database import table_of

_CLASS = table_of(CourseClass)
# A class's columns, by channel: how many are set aside for it, how many it has taken.
ASIDE = {each: _CLASS.c[f"{each}_aside"] for each in ALLOTTED}
TAKEN_BY = {each: _CLASS.c[f"{each}_taken"] for each in ALLOTTED}

# Whether one may wait for a seat: nobody overtakes a line, so whoever comes while there is one may
# join it, though the list was switched off. Of an imported class its partner keeps the list.
HAS_LINE = and_(_CLASS.c.origin.is_(None), or_(_CLASS.c.waiting_list, _CLASS.c.in_line > 0))


def unused(aside: ColumnElement[int], taken: ColumnElement[int]) -> ColumnElement[int]:
    """Return what is left of what was set aside."""
    return case((aside > taken, aside - taken), else_=literal(0))


def unused_by(channels: Iterable[Channel]) -> ColumnElement[int]:
    """Return how many seats are set aside for these channels and not taken by them."""
    left: ColumnElement[int] = literal(0)
    for each in channels:
        left = left + unused(ASIDE[each], TAKEN_BY[each])
    return left


def others(channel: Channel) -> list[Channel]:
    """Return the channels whose own seats this one leaves alone."""
    return [each for each in ALLOTTED if each is not channel]


def most_seats(channel: Channel) -> ColumnElement[int]:
    """Return how many seats the channel could ever have: all but those set aside for others."""
    most: ColumnElement[int] = _CLASS.c.capacity
    for each in others(channel):
        most = most - ASIDE[each]
    return most


def seats_in_turn(channel: Channel) -> ColumnElement[int]:
    """Return how many seats the channel can take; negative where a class is overbooked."""
    return _CLASS.c.capacity - _CLASS.c.taken - unused_by(others(channel))


def free_seats(channel: Channel) -> ColumnElement[int]:
    """Return how many seats somebody new can take by the channel; nobody overtakes a line."""
    free = seats_in_turn(channel)
    if channel is Channel.STAFF:
        return free
    kept: ColumnElement[int] = literal(0)
    if channel in ALLOTTED:
        own = unused(ASIDE[channel], TAKEN_BY[channel])
        kept = case((own < free, own), else_=free)
    if channel is Channel.WEB:
        # Its own seats are waited for by the site alone; Trainingportal's by nobody.
        kept = case((_CLASS.c.web_in_line > 0, 0), else_=kept)
    return case((_CLASS.c.in_line > 0, kept), else_=free)
