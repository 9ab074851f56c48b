"""Keep exchanges: write down what was said between a partner and us, for thirty days."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.domain.archive import Sealing
from app.domain.contract import Sessions
from app.domain.exchange import Exchange
from app.store import exchange as store
from app.store.database import writing_rows

KEPT = timedelta(days=30)


def keep_exchanges(
    sessions: Sessions,
    exchanges: Sequence[Exchange],
    *,
    seal: Sealing,
    secrets: tuple[str, ...],
) -> None:
    """Keep them in one statement, without credentials, their bodies sealed."""
    with writing_rows(sessions) as connection:
        store.keep_exchanges(connection, exchanges, seal=seal, secrets=secrets)


def forget_exchanges(sessions: Sessions, *, now: datetime) -> int:
    """Forget what is older than thirty days, some thousands at a time; return how many."""
    with writing_rows(sessions) as connection:
        return store.forget_exchanges(connection, before=now - KEPT)
