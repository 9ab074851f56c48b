"""Whether letters are sent to an address. Not here: the list of those that take none (staff)."""

from app.domain.bounce import Stop
from app.domain.contract import Sessions
from app.store.database import reading_rows
from app.store.stopped_address import stop_of


def find_stop(sessions: Sessions, address: str) -> Stop | None:
    """Return why nothing is sent to an address, None where letters are; one statement."""
    with reading_rows(sessions) as connection:
        return stop_of(connection, address)
