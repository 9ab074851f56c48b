"""Keep news: write down what a partner sent, before it is answered (promise 4)."""

from datetime import datetime

from app.domain.contract import Sessions
from app.store.database import transaction
from app.store.inbound import find_inbound, keep_inbound


def keep_news(
    sessions: Sessions, *, partner: str, event_id: str, kind: str, body: bytes, now: datetime
) -> bool:
    """Keep a notice once, to be acted on in the background; say whether it waits for that.

    One that comes again is what it was the first time, whatever it says now.
    """
    with transaction(sessions) as session:
        keep_inbound(
            session,
            source=partner,
            external_id=event_id,
            kind=kind,
            gateway_id=None,
            body=body,
            now=now,
        )
        row = find_inbound(session, source=partner, external_id=event_id)
        if row.handled_at is None and row.due_at is None:
            row.due_at = now
        return row.handled_at is None
