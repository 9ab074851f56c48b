"""Take night: one worker of all reads a partner back tonight; the database decides which.

A night that nobody was there for is caught up with as soon as somebody is, once however many were
missed. Who dies while reading has the night read by another once the lease has lapsed.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.domain.contract import Sessions
from app.store.database import transaction
from app.store.night import lengthen_turn, take_turn

# A long list takes minutes until the first thing of it is read.
LEASE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to read a partner back, for as long as it is held."""

    partner: str
    number: int


def take_night(sessions: Sessions, partner: str, *, night: date, now: datetime) -> Turn | None:
    """Return the turn, or None where it is somebody else's, or was."""
    with transaction(sessions) as session:
        number = take_turn(session, partner, night=night, now=now, until=now + LEASE)
    return None if number is None else Turn(partner, number)


def hold_night(sessions: Sessions, turn: Turn, *, now: datetime) -> bool:
    """Hold the turn for longer; no where it lapsed and another has it now."""
    with transaction(sessions) as session:
        return lengthen_turn(session, turn.partner, turn.number, until=now + LEASE)


def end_night(sessions: Sessions, turn: Turn) -> None:
    """Have it done for this night."""
    with transaction(sessions) as session:
        lengthen_turn(session, turn.partner, turn.number, until=None)


def give_night_back(sessions: Sessions, turn: Turn, *, now: datetime) -> None:
    """Leave it to the next: it was not done."""
    with transaction(sessions) as session:
        lengthen_turn(session, turn.partner, turn.number, until=now)
