"""Try destination: one that is down is told one thing now, and goes on if that is well."""

from datetime import datetime

from app.domain.contract import Sessions
from app.store.breaker import allow_probe, standing_of, take_probe
from app.store.database import writing_rows


def try_now(sessions: Sessions, *, destination: str, now: datetime) -> bool:
    """Have the next probe go now; False where the destination is told as ever."""
    with writing_rows(sessions) as connection:
        return allow_probe(connection, destination, now=now)


def try_with_new_settings(sessions: Sessions, *, now: datetime) -> None:
    """Have whatever waits for our settings tried now: a worker has started, maybe with others."""
    with writing_rows(sessions) as connection:
        allow_probe(connection, None, now=now)


def take_turn(sessions: Sessions, *, destination: str, now: datetime) -> bool:
    """Take the one probe that is due now, if it is and nobody else has it."""
    with writing_rows(sessions) as connection:
        standing = standing_of(connection, destination)
        return take_probe(connection, destination, now=now, again_after=standing.probe_every)
