"""Forget inbound: empty the bodies of calls that came in long ago (promise 6: private)."""

from datetime import datetime, timedelta

from app.domain.contract import Sessions
from app.store.database import transaction
from app.store.inbound import empty_bodies

KEPT = timedelta(days=30)


def forget_inbound(sessions: Sessions, *, now: datetime) -> int:
    """Empty bodies older than thirty days and return how many; that the call came stays known."""
    with transaction(sessions) as session:
        return empty_bodies(session, before=now - KEPT)
