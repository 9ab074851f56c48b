"""Keep half form: put what somebody wrote into a form aside, right or wrong, for a day."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from app.domain.contract import Sessions
from app.store.database import writing_rows
from app.store.half_form import keep_half_form as keep


def keep_half_form(
    sessions: Sessions,
    *,
    class_id: int,
    texts: Mapping[str, Sequence[str]],
    now: datetime,
    token: str = "",
) -> str:
    """Keep the texts by field and return the unguessable token they are found by; one statement.

    With ``token``, one that we gave out, they take the place of what is kept there.
    """
    token = token or secrets.token_urlsafe(24)
    with writing_rows(sessions) as connection:
        written = {name: list(each) for name, each in texts.items()}
        keep(connection, token=token, class_id=class_id, texts=written, kept_at=now)
    return token
