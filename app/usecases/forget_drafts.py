"""Forget drafts: delete filled-in forms that were never sent (promise 6: private)."""

from datetime import datetime, timedelta

from app.domain.contract import Sessions
from app.store.database import transaction
from app.store.draft import forget_drafts as forget

KEPT = timedelta(hours=24)


def forget_drafts(sessions: Sessions, *, now: datetime) -> int:
    """Delete drafts older than a day and return how many; an order keeps what it needs itself."""
    with transaction(sessions) as session:
        return forget(session, before=now - KEPT)
