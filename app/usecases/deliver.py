"""Deliver: tell one destination of one event, and write down what it answered.

Claim, commit; tell with no transaction open; record. A worker that dies in between leaves a lease
that lapses (release_lapsed); one that comes back late finds its claim gone and records nothing but
what it learned, which is true all the same.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from app.domain.contract import (
    Adopted,
    Outcome,
    Partner,
    Refused,
    Sessions,
    Told,
    Unreachable,
    Withheld,
    pace_of,
)
from app.domain.delivery import LEASE_MARGIN, DeliveryState, next_delay
from app.domain.event import Event, EventKind
from app.domain.waiting import LATE, OFFER_LASTS
from app.store.claiming import Claim, claim, look_at, record, supersede
from app.store.database import reading_rows, transaction, writing_rows
from app.store.delivery import learn, stream_that_knows
from app.store.late_offer import lengthen_late_offer
from app.store.outbox import event_of
from app.store.stopped_address import note_refused_letter

_STATE_OF: Mapping[type[Outcome], DeliveryState] = {
    Told: DeliveryState.DELIVERED,
    Adopted: DeliveryState.DELIVERED,
    Refused: DeliveryState.REFUSED,
    Withheld: DeliveryState.SKIPPED,
}


def deliver(
    sessions: Sessions,
    *,
    delivery_id: int,
    partner: Partner,
    clock: Callable[[], datetime],
    jitter: float,
    offer_lasts: timedelta = OFFER_LASTS,
) -> DeliveryState | None:
    """Tell it now, if it is still due, and return its state afterwards; None if another has it.

    Where a newer event of its stream says it all (T12), that one is told instead and the older ones
    are superseded. ``clock`` is asked before and after telling, which may take long. What is told
    is read once it is in hand: by then nothing earlier of its stream can teach us more. An offer
    whose letter is late stands ``offer_lasts`` from now, and its letter says until when.
    """
    taken = _take(sessions, delivery_id, partner, now=clock())
    if taken is None:
        return None
    with reading_rows(sessions) as connection:
        event = event_of(connection, taken.id, now=clock())
    if _lengthens(sessions, event, lasts=offer_lasts, now=clock()):
        with reading_rows(sessions) as connection:
            event = event_of(connection, taken.id, now=clock())
    outcome = partner.tell(event, key=taken.key)
    with writing_rows(sessions) as connection:
        return _record(
            connection,
            taken,
            event,
            outcome,
            pace=pace_of(partner),
            now=clock(),
            jitter=jitter,
        )


def _lengthens(sessions: Sessions, event: Event, *, lasts: timedelta, now: datetime) -> bool:
    """Have an offer stand longer whose letter is late; before it is told, so that it says so."""
    if event.kind is not EventKind.ORDER_OFFERED or event.order is None or now - event.at <= LATE:
        return False
    with transaction(sessions) as session:
        return lengthen_late_offer(session, event.order.reference, lasts=lasts, now=now)


def _take(sessions: Sessions, delivery_id: int, partner: Partner, *, now: datetime) -> Claim | None:
    """Take it in hand, or the newest of its stream where that says it all (T12)."""
    outlook = None
    if any(partner.supersedes(kind) for kind in EventKind):
        with reading_rows(sessions) as connection:
            outlook = look_at(connection, delivery_id, now=now)
    with writing_rows(sessions) as connection:
        if outlook and outlook.newest and partner.supersedes(outlook.kind):
            supersede(connection, outlook, newest=outlook.newest, now=now)
            delivery_id = outlook.newest
        return _claim(connection, delivery_id, partner, now=now)


def _claim(
    connection: Connection, delivery_id: int, partner: Partner, *, now: datetime
) -> Claim | None:
    return claim(connection, delivery_id, now=now, lease=partner.time_out + LEASE_MARGIN)


def _record(
    connection: Connection,
    taken: Claim,
    event: Event,
    outcome: Outcome,
    *,
    pace: tuple[int, ...],
    now: datetime,
    jitter: float,
) -> DeliveryState | None:
    if isinstance(outcome, Adopted):
        outcome = _unless_anothers(connection, taken, outcome)
    state = _STATE_OF.get(type(outcome), DeliveryState.UNKNOWN)
    due_at, spared = now, taken.spared
    if isinstance(outcome, Adopted) and not outcome.done:
        state = DeliveryState.DUE
    if isinstance(outcome, Unreachable) and outcome.spared:
        # The breaker says when it is tried again, not this row's own count of tries.
        state, spared = DeliveryState.DUE, taken.spared + 1
    elif isinstance(outcome, Unreachable):
        tries = taken.attempt - taken.spared
        after = outcome.retry_after
        delay = next_delay(tries, jitter=jitter, retry_after=after, pace=pace)
        state = DeliveryState.DEAD if delay is None else DeliveryState.DUE
        due_at = now + (delay or timedelta())
    if isinstance(outcome, Refused) and outcome.bounced is not None:
        note_refused_letter(connection, taken, outcome.bounced, words=outcome.words, now=now)
    # What is known already need not be written again.
    new = dict(outcome.learned.items() - event.known.items())
    learn(connection, taken.destination, taken.stream, new)
    done = record(
        connection,
        taken,
        state=state,
        due_at=due_at,
        spared=spared,
        words=outcome.words,
        now=now,
    )
    return state if done else None


def _unless_anothers(
    connection: Connection, taken: Claim, adopted: Adopted
) -> Adopted | Unreachable:
    """Return it, or that it must wait: the same person's other registration has that id there."""
    other = stream_that_knows(connection, taken.destination, taken.stream, adopted.learned)
    if other is None:
        return adopted
    return Unreachable(f"{adopted.words}, which is {other} here; told again once that has ended")
