"""Claim embedded form: before an order is made by it, so that it makes one and no second."""

from datetime import datetime, timedelta

from app.domain.contract import Sessions
from app.domain.embedding import FormSentAlready
from app.store.database import writing_rows
from app.store.embedded_order import claim

# Making an order takes a moment; a process that was killed at it makes none any more.
_MAKING = timedelta(minutes=1)


def claim_embedded_form(
    sessions: Sessions, *, form_key: str, draft_token: str, site: str, back: str, now: datetime
) -> None:
    """Have the form make the order of this draft, and remember where its buyer goes back to.

    The same draft claims it as often as it is sent, which makes one order too.

    Raises:
        FormSentAlready: an order came of it, or is being made, with other answers.
    """
    with writing_rows(sessions) as connection:
        claimed = claim(
            connection,
            stale=now - _MAKING,
            form_key=form_key,
            draft_token=draft_token,
            site=site,
            back=back,
            claimed_at=now,
        )
    if not claimed:
        raise FormSentAlready
