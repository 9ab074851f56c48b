"""Deliver: tell one destination of one event, and write down what it answered.

Claim, commit; tell with no transaction open; record. A worker that dies in between leaves a lease
that lapses (release_lapsed); one that comes back late finds its claim gone and records nothing but
what it learned, which is true all the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.contract import (
    Adopted,
    Outcome,
    Partner,
    Refused,
    Sessions,
    Told,
    Unreachable,
    pace_of,
)
from app.domain.delivery import LEASE_MARGIN, PACE, DeliveryState, next_delay
from app.domain.event import Event
from app.store.database import rows_changed, transaction
from app.store.delivery import Delivery, claim, find_delivery, learn, stream_that_knows, supersede
from app.store.outbox import event_of

_STATE_OF: Mapping[type[Outcome], DeliveryState] = {
    Told: DeliveryState.DELIVERED,
    Adopted: DeliveryState.DELIVERED,
    Refused: DeliveryState.REFUSED,
}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery in hand: its id, the number of this try, and what is to be told."""

    delivery_id: int
    destination: str
    stream: str
    attempt: int
    key: str
    event: Event
    pace: tuple[int, ...] = PACE


def deliver(
    sessions: Sessions,
    *,
    delivery_id: int,
    partner: Partner,
    clock: Callable[[], datetime],
    jitter: float,
) -> DeliveryState | None:
    """Tell it now, if it is still due, and return its state afterwards; None if another has it.

    Where a newer event of its stream says it all (T12), that one is told instead and the older ones
    are superseded. ``clock`` is asked before and after telling, which may take long.
    """
    with transaction(sessions) as session:
        claimed = _claim(session, delivery_id, partner, now=clock())
    if claimed is None:
        return None
    outcome = partner.tell(claimed.event, key=claimed.key)
    with transaction(sessions) as session:
        return _record(session, claimed, outcome, now=clock(), jitter=jitter)


def _claim(
    session: Session, delivery_id: int, partner: Partner, *, now: datetime
) -> Claimed | None:
    found = find_delivery(session, delivery_id, now=now)
    if found is None or found[0].state is not DeliveryState.DUE:
        return None
    first, newest = found
    if newest != delivery_id and partner.supersedes(first.event.kind):
        supersede(session, first, newest=newest, now=now)
        delivery_id = newest
    lease = partner.time_out + LEASE_MARGIN
    if not claim(session, delivery_id, now=now, lease=lease):
        return None
    delivery, event = event_of(session, delivery_id, now=now)
    return Claimed(
        delivery_id=delivery.id,
        destination=delivery.destination,
        stream=delivery.stream,
        attempt=delivery.attempt,
        key=delivery.key,
        event=event,
        pace=pace_of(partner),
    )


def _record(
    session: Session, claimed: Claimed, outcome: Outcome, *, now: datetime, jitter: float
) -> DeliveryState | None:
    if isinstance(outcome, Adopted):
        outcome = _unless_anothers(session, claimed, outcome)
    state = _STATE_OF.get(type(outcome), DeliveryState.UNKNOWN)
    due_at = now
    if isinstance(outcome, Adopted) and not outcome.done:
        state = DeliveryState.DUE
    if isinstance(outcome, Unreachable):
        after = outcome.retry_after
        delay = next_delay(claimed.attempt, jitter=jitter, retry_after=after, pace=claimed.pace)
        state = DeliveryState.DEAD if delay is None else DeliveryState.DUE
        due_at = now + (delay or timedelta())
    # What is known already need not be written again.
    new = dict(outcome.learned.items() - claimed.event.known.items())
    learn(session, claimed.destination, claimed.stream, new)
    recorded = session.execute(
        update(Delivery)
        .where(
            Delivery.id == claimed.delivery_id,
            Delivery.state == DeliveryState.IN_FLIGHT,
            Delivery.attempt == claimed.attempt,
            Delivery.key == claimed.key,
        )
        .values(
            state=state,
            due_at=due_at,
            lease_until=None,
            words=outcome.words[:1000],
            answered_at=now,
        )
        .execution_options(synchronize_session=False)
    )
    return state if rows_changed(recorded) == 1 else None


def _unless_anothers(session: Session, claimed: Claimed, adopted: Adopted) -> Adopted | Unreachable:
    """Return it, or that it must wait: the same person's other registration has that id there."""
    other = stream_that_knows(session, claimed.destination, claimed.stream, adopted.learned)
    if other is None:
        return adopted
    return Unreachable(f"{adopted.words}, which is {other} here; told again once that has ended")
