"""Forget drafts: delete filled-in forms that were never sent (promise 6: private)."""

from datetime import datetime, timedelta

from app.domain.contract import Sessions
from app.store.database import transaction
from app.store.draft import forget_drafts as forget
from app.store.embedded_order import forget_claims
from app.store.half_form import forget_half_forms
from app.store.upload import forget_unsent

KEPT = timedelta(hours=24)


def forget_drafts(sessions: Sessions, *, now: datetime) -> int:
    """Delete drafts and half-filled forms older than a day, and files of none; return how many.

    An order keeps what it needs itself; of an embedded form that was never sent nothing stays.
    """
    with transaction(sessions) as session:
        before = now - KEPT
        forget_claims(session, before=before)
        forgotten = forget(session, before=before) + forget_half_forms(session, before=before)
        # A form that is sent on its last day may have files of the day before.
        return forgotten + forget_unsent(session, before=before - KEPT)
