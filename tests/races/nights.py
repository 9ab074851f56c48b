"""What workers do at night, and the same with the guard taken away (the negative control)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Event as Stop

from sqlalchemy import update
from sqlalchemy.orm import Session

import app.usecases.take_night
from app.domain.reconcile import Ours, ReadBack, Thing
from app.jobs.nightly import read_back_everywhere
from app.parts import Parts
from app.store.database import Database, table_of
from app.store.night import Night
from tests.fakes.partner import FakePartner
from tests.worlds import NOW

TONIGHT = NOW + timedelta(days=1)


@dataclass
class Noted(FakePartner):
    """A partner that notes in a file that it was read, so that all processes' readings are seen."""

    reads: frozenset[Thing] = frozenset({Thing.PERSON})
    not_read: str = ""
    path: Path = field(default_factory=Path)

    def read_back(self, ours: Iterable[Ours]) -> Iterator[ReadBack]:
        """Append a line, and hold nothing."""
        with self.path.open("a") as file:
            file.write("read\n")
        yield from ()


def look(database: Database, now: datetime, path: Path) -> None:
    """Do what a worker's sweep does every minute, at that time."""
    partner = Noted("connector", listing=False, path=path)
    parts = Parts(database, {"connector": partner}, {}, lambda names: None, lambda: now)
    read_back_everywhere(parts, stop=Stop())


def read_tonight(database: Database, share: str) -> str:
    """Look whether the night has come, and read if so; the share names the file."""
    look(database, TONIGHT, Path(share.partition(" ")[2]))
    return "looked"


def read_tonight_without_the_guard(database: Database, share: str) -> str:
    """Look where the UPDATE that takes the turn has lost its condition."""
    app.usecases.take_night.take_turn = _take_blindly  # type: ignore[attr-defined]  # control
    return read_tonight(database, share)


def _take_blindly(
    session: Session, partner: str, *, night: date, now: datetime, until: datetime
) -> int | None:
    return session.execute(
        update(table_of(Night))
        .values(night=night, turn=Night.turn + 1, lease_until=until)
        .returning(Night.turn)
    ).scalar_one_or_none()
