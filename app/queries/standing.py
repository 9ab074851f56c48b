"""How the destinations stand: which are told as ever, which are down or wait for our settings."""

from collections.abc import Mapping

from app.domain.breaker import Standing
from app.domain.contract import Sessions
from app.store.breaker import standing_of, standings
from app.store.database import reading_rows


def find_standing(sessions: Sessions, destination: str) -> Standing:
    """Return how one destination stands; one statement."""
    with reading_rows(sessions) as connection:
        return standing_of(connection, destination)


def find_standings(sessions: Sessions) -> Mapping[str, Standing]:
    """Return how every destination stands that ever failed, by name."""
    with reading_rows(sessions) as connection:
        return standings(connection)
