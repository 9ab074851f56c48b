"""Retry delivery: staff have one that stands still told again."""

from datetime import datetime

from app.domain.contract import Sessions
from app.domain.delivery import NotRetryable, may_be_retried
from app.domain.naming import MAIL
from app.store.database import transaction
from app.store.delivery import Delivery, is_overtaken, tell_again


def retry_delivery(sessions: Sessions, *, delivery_id: int, now: datetime) -> str | None:
    """Make it due now and return its destination, to be woken; None where there is no such row.

    Raises:
        NotRetryable: it is under way or done, or the destination has heard a newer one of its
            stream, which this one would undo. No letter is overtaken so.
    """
    with transaction(sessions) as session:
        delivery = session.get(Delivery, delivery_id, with_for_update=True)
        if delivery is None:
            return None
        if not may_be_retried(delivery.state, attempt=delivery.attempt):
            raise NotRetryable(state=delivery.state)
        # A letter sets nothing back: whether it is of use still is looked at as it is written.
        if delivery.destination != MAIL and is_overtaken(session, delivery):
            raise NotRetryable(state=delivery.state, overtaken=True)
        tell_again(delivery, now=now)
        return delivery.destination
