"""Revoke client: from now on an integrator's secrets and tokens open nothing."""

from datetime import datetime

from app.domain.contract import Sessions
from app.store.client import find_client_called
from app.store.database import transaction


def revoke_client(sessions: Sessions, *, name: str, now: datetime) -> str:
    """Revoke the client of that id or name and return its id.

    What it registered stays. Its tokens end at once too: each call asks whether the client is
    still one.

    Raises:
        ClientRefused: there is no such client.
    """
    with transaction(sessions) as session:
        client = find_client_called(session, name)
        client.revoked_at = now
        return client.client_id
