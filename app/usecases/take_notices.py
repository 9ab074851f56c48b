"""Take notices: what staff are to be told of by mail, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.domain.breaker import Why
from app.domain.contract import Sessions
from app.store import breaker
from app.store.database import reading_rows, writing_rows
from app.store.staff import Staff


@dataclass(frozen=True, slots=True)
class Notice:
    """A destination that does not accept our credentials, in its words, and whom to tell."""

    destination: str
    words: str
    addresses: tuple[str, ...]


def take_notices(sessions: Sessions, *, now: datetime) -> Sequence[Notice]:
    """Return what nobody was told of yet; whoever takes it tells it, or gives it back."""
    with reading_rows(sessions) as connection:
        standings = breaker.standings(connection).values()
        if not any(each.why is Why.CONFIGURATION for each in standings):
            return ()
    with writing_rows(sessions) as connection:
        taken = breaker.take_notices(connection, now=now)
        addresses = tuple(
            connection.scalars(select(Staff.email).where(Staff.active).order_by(Staff.id))
        )
    return [Notice(name, words, addresses) for name, words in taken.items()]


def give_back(sessions: Sessions, notice: Notice) -> None:
    """Have it told later: nobody could be told now."""
    with writing_rows(sessions) as connection:
        breaker.give_notice_back(connection, notice.destination)
