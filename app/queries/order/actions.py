"""What a buyer can do with the places of an order, until when, or why it cannot be done (any more).

Pure: of rows already read. Not here: doing any of it, paying.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from app.domain.course_class import ends_with
from app.domain.refund_rule import best_until, steps_from
from app.domain.registration import OPEN, RegistrationState
from app.domain.replacing import (
    Unchangeable,
    say_to_buyer,
    why_answers_stay,
    why_it_is_not_cancelled,
    why_it_stays_with_buyer,
)


class Deed(StrEnum):
    """Something that its buyer may do."""

    ANSWERS = "answers"
    NAME = "name"
    MOVE = "move"
    CANCEL = "cancel"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A place that it can be done with."""

    reference: str
    name: str


@dataclass(frozen=True, slots=True)
class Until:
    """Places with which it can be done until then (UTC), said in ``timezone``; None: any time."""

    moment: datetime | None
    timezone: str
    places: tuple[OwnPlace, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """One deed: for which places until when, and why not for the others, in a sentence each."""

    deed: Deed
    ways: tuple[Until, ...]
    whys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """One deed with one place: until when, and why it cannot be (any more), else None."""

    row: Row[Any]
    until: datetime | None
    why: Unchangeable | None


def actions_of(rows: Sequence[Row[Any]], *, now: datetime) -> tuple[Action, ...]:
    """Return what can be done with an order's newest places, a row each.

    With those that ended, and after their class, nothing can.
    """
    standing = [each for each in rows if each.place_state in OPEN and each.ends_at > now]
    waiting = [each for each in standing if each.place_state is RegistrationState.WAITLISTED]
    seated = [each for each in standing if each.place_state is not RegistrationState.WAITLISTED]
    asked = [each for each in standing if each.asked_in is not None]
    # What is not paid yet is given up as a whole, by a button of its own.
    certain = [each for each in seated if each.place_state is RegistrationState.CONFIRMED]
    wanted: tuple[tuple[Deed, Sequence[Row[Any]], Callable[[Row[Any]], _Way]], ...] = (
        (Deed.ANSWERS, asked, lambda row: _answers(row, now)),
        (Deed.NAME, seated, lambda row: _goes_on(row, _changes(row), now)),
        (Deed.MOVE, seated, lambda row: _goes_on(row, _moves(row), now)),
        (Deed.CANCEL, certain, lambda row: _cancels(row, now)),
        (Deed.LEAVE, waiting, lambda row: _Way(row, None, None)),
    )
    return tuple(
        _action(deed, [way(row) for row in places]) for deed, places, way in wanted if places
    )


def _action(deed: Deed, ways: Sequence[_Way]) -> Action:
    whys = dict.fromkeys(say_to_buyer(each.why) for each in ways if each.why is not None)
    return Action(deed, tuple(_open(ways)), tuple(whys))


def _open(ways: Sequence[_Way]) -> Iterator[Until]:
    """Yield what is possible, the places together that have the same time."""
    found = [each for each in ways if each.why is None]
    for until, zone in dict.fromkeys((each.until, each.row.timezone) for each in found):
        places = tuple(
            OwnPlace(each.row.place_reference, each.row.name)
            for each in found
            if (each.until, each.row.timezone) == (until, zone)
        )
        yield Until(until, zone, places)


def _changes(row: Row[Any]) -> datetime:
    return ends_with(row.change_deadline, row.timezone, starts_at=row.starts_at)


def _moves(row: Row[Any]) -> datetime:
    return best_until(
        steps_from(row.refunds),
        starts_at=row.starts_at,
        timezone=row.timezone,
        deadline=row.cancellation_deadline,
    )


def _answers(row: Row[Any], now: datetime) -> _Way:
    until = _changes(row)
    why = why_answers_stay(
        row.place_state, row.channel, of_class=row.class_state, until=until, now=now
    )
    return _Way(row, until, why)


def _goes_on(row: Row[Any], until: datetime, now: datetime) -> _Way:
    why = why_it_stays_with_buyer(
        row.place_state,
        row.channel,
        of_class=row.class_state,
        until=until,
        starts_at=row.starts_at,
        now=now,
    )
    unpaid = row.place_state is RegistrationState.HELD and row.plan is None
    return _Way(row, until, why or (Unchangeable.NOT_CONFIRMED if unpaid else None))


def _cancels(row: Row[Any], now: datetime) -> _Way:
    why = why_it_is_not_cancelled(
        row.place_state, row.channel, of_class=row.class_state, starts_at=row.starts_at, now=now
    )
    return _Way(row, row.starts_at, why)
