"""Take off list: staff say that an address takes mail again; letters are sent there from now on."""

from datetime import datetime

from app.domain.contract import Sessions
from app.store.database import transaction
from app.store.stopped_address import take_off


def take_off_list(sessions: Sessions, number: int, *, by: str, now: datetime) -> bool:
    """Take an address off the list, kept with who did it; False where it is not on it."""
    with transaction(sessions) as session:
        return take_off(session, number, by=by, now=now)
