"""How ready the desk is: its database, and what waits to be told to whom. Not here: the queue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.domain.breaker import Standing
from app.domain.contract import Sessions
from app.domain.delivery import DeliveryState
from app.store.breaker import standings
from app.store.database import reading
from app.store.delivery import Delivery
from app.store.migrate import has_newest_shape

# What a person or time has still to settle; the rest is done with.
_OPEN = (
    DeliveryState.DUE,
    DeliveryState.IN_FLIGHT,
    DeliveryState.UNKNOWN,
    DeliveryState.REFUSED,
    DeliveryState.DEAD,
)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits for one destination: deliveries by state, and the oldest's age in seconds."""

    states: Mapping[str, int]
    oldest_seconds: int


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether the database answers and has the newest shape, and the backlog by destination."""

    reachable: bool
    migrated: bool
    backlog: Mapping[str, Backlog]
    standings: Mapping[str, Standing] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """Say whether people can be served."""
        return self.reachable and self.migrated


def readiness(sessions: Sessions, *, now: datetime) -> Readiness:
    """Return how ready the desk is; a database out of reach is an answer, not an error."""
    try:
        with reading(sessions) as session:
            if not has_newest_shape(session.connection()):
                return Readiness(reachable=True, migrated=False, backlog={})
            rows = session.execute(
                select(
                    Delivery.destination,
                    Delivery.state,
                    func.count(),
                    func.min(Delivery.created_at),
                )
                .where(Delivery.state.in_(_OPEN))
                .group_by(Delivery.destination, Delivery.state)
            ).all()
            standing = standings(session)
    except SQLAlchemyError:
        return Readiness(reachable=False, migrated=False, backlog={})
    backlog = {}
    for destination in sorted({row[0] for row in rows}):
        own = [row for row in rows if row[0] == destination]
        oldest = min(row[3] for row in own)
        backlog[destination] = Backlog(
            states={row[1].value: row[2] for row in own},
            oldest_seconds=max(0, int((now - oldest).total_seconds())),
        )
    return Readiness(reachable=True, migrated=True, backlog=backlog, standings=standing)
