"""Retry delivery: staff have one that stands still told again."""

from datetime import datetime
from uuid import uuid4

from app.domain.contract import Sessions
from app.domain.delivery import DeliveryState, NotRetryable, may_be_retried
from app.store.database import transaction
from app.store.delivery import Delivery, is_overtaken


def retry_delivery(sessions: Sessions, *, delivery_id: int, now: datetime) -> str | None:
    """Make it due now and return its destination, to be woken; None where there is no such row.

    One that was refused or given up starts anew under a new key: what was said no to under the old
    one may be remembered there. One that is unknown keeps its key, so that a destination that can
    tell repeats apart does (promise 3), and its count of tries, so that a worker of before that
    still answers is not taken for the new one. One that waits for its next try keeps both.

    Raises:
        NotRetryable: it is under way or done, or the destination has heard a newer one of its
            stream, which this one would undo.
    """
    with transaction(sessions) as session:
        delivery = session.get(Delivery, delivery_id, with_for_update=True)
        if delivery is None:
            return None
        if not may_be_retried(delivery.state, attempt=delivery.attempt):
            raise NotRetryable(state=delivery.state)
        if is_overtaken(session, delivery):
            raise NotRetryable(state=delivery.state, overtaken=True)
        if delivery.state in (DeliveryState.REFUSED, DeliveryState.DEAD):
            delivery.key = str(uuid4())
            delivery.attempt = delivery.spared = 0
        delivery.state = DeliveryState.DUE
        delivery.due_at = now
        return delivery.destination
