"""Release lapsed: decide on deliveries whose worker died or hangs while telling."""

from collections.abc import Mapping
from datetime import datetime

from app.domain.contract import Partner, Sessions, pace_of
from app.domain.delivery import BOOKING_PACE, DeliveryState, next_delay
from app.domain.event import EventKind
from app.store.database import transaction
from app.store.delivery import Delivery, knowledge_of, lapsed_deliveries

BATCH = 200


def release_lapsed(
    sessions: Sessions, *, partners: Mapping[str, Partner], now: datetime, jitter: float
) -> int:
    """Release every delivery whose lease ran out; return how many.

    Where telling twice has the effect of once it is due again; elsewhere, and at a destination that
    is off by now, it may have happened, so it becomes *unknown* and a person decides (promise 3).
    """
    with transaction(sessions) as session:
        lapsed = lapsed_deliveries(session, now=now, limit=BATCH)
        for delivery in lapsed:
            known = knowledge_of(session, delivery.destination, delivery.stream)
            _release(delivery, partners, known=known, now=now, jitter=jitter)
    return len(lapsed)


def _release(
    delivery: Delivery,
    partners: Mapping[str, Partner],
    *,
    known: Mapping[str, str],
    now: datetime,
    jitter: float,
) -> None:
    partner = partners.get(delivery.destination)
    delivery.lease_until = None
    kind = delivery.event.kind
    if partner is None or not partner.repeats_safely(kind, known=known):
        delivery.state = DeliveryState.UNKNOWN
        delivery.words = "We stopped in the middle of telling: it may have arrived"
        return
    pace = BOOKING_PACE if kind is EventKind.BOOKING_RESERVED else pace_of(partner)
    delay = next_delay(delivery.attempt - delivery.spared, jitter=jitter, pace=pace)
    delivery.state = DeliveryState.DEAD if delay is None else DeliveryState.DUE
    delivery.words = "We stopped in the middle of telling"
    if delay is not None:
        delivery.due_at = now + delay
