"""An exchange as it is kept, for tests. Not here: any claim."""

from dataclasses import replace

from sqlalchemy import select

from app.domain.contract import Sessions
from app.domain.exchange import Direction, Exchange
from app.store.database import reading
from app.store.exchange import ExchangeRow
from app.store.seal import Seal
from app.usecases.keep_exchanges import keep_exchanges
from tests.worlds import NOW

SEAL = Seal(("a secret of the tests",))
SAID = Exchange(
    at=NOW,
    partner="iso",
    direction=Direction.OUT,
    method="PUT",
    address="iso.example.org/api/v1/registrations/{registrationId}/status",
    status=200,
    ending="",
    milliseconds=12,
    key="key-1",
    delivery=None,
    sent=b'{"status": "confirmed", "participant": {"name": "Ana Lind"}}',
    received=b'{"access_token": "abc", "id": "reg-1"}',
)


def add_exchange(sessions: Sessions, **changed: object) -> int:
    """Keep an exchange and return its number."""
    said = replace(SAID, **changed)  # type: ignore[arg-type]  # names are Exchange's own
    keep_exchanges(sessions, [said], seal=SEAL, secrets=("very secret",))
    return max(row.id for row in kept(sessions))


def kept(sessions: Sessions) -> list[ExchangeRow]:
    """Return what is kept, oldest first."""
    with reading(sessions) as session:
        return list(session.scalars(select(ExchangeRow).order_by(ExchangeRow.id)))
