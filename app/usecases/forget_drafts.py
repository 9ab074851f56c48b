"""Forget drafts: delete filled-in forms that were never sent (promise 6: private)."""

from datetime import datetime, timedelta

from app.domain.contract import Sessions
from app.store.database import transaction
from app.store.draft import forget_drafts as forget
from app.store.half_form import forget_half_forms

KEPT = timedelta(hours=24)


def forget_drafts(sessions: Sessions, *, now: datetime) -> int:
    """Delete drafts and half-filled forms older than a day; return how many.

    An order keeps what it needs itself.
    """
    with transaction(sessions) as session:
        before = now - KEPT
        return forget(session, before=before) + forget_half_forms(session, before=before)
