"""Keep draft: put a filled-in form aside until it is sent. Not here: what counts as filled in."""

import secrets
from datetime import datetime

from app.domain.contract import Sessions
from app.domain.draft import Filled
from app.store.database import writing_rows
from app.store.draft import keep


def keep_draft(sessions: Sessions, *, class_id: int, filled: Filled, now: datetime) -> str:
    """Keep the form and return the unguessable token it is found by; one statement.

    Nothing is reserved by it. The token is also the key of "only once": however often it is sent,
    one order comes of it.
    """
    token = secrets.token_urlsafe(24)
    with writing_rows(sessions) as connection:
        keep(
            connection,
            token=token,
            class_id=class_id,
            form_id=filled.form_id,
            content=filled.document(),
            created_at=now,
        )
    return token
