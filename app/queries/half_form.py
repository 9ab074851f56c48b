"""What somebody wrote into a form and comes back to. Not here: whether it is right."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from app.domain.contract import Sessions
from app.store.database import reading_rows
from app.store.half_form import find_half_form

# As long as drafts are kept.
KEPT = timedelta(hours=24)


def half_form(
    sessions: Sessions, *, code: str, token: str, now: datetime
) -> Mapping[str, Sequence[str]] | None:
    """Return the texts by field that are kept for the class, or None where none are (any more)."""
    with reading_rows(sessions) as connection:
        return find_half_form(connection, token, code=code, since=now - KEPT)
