"""Rotate client: give an integrator a new secret while the old one still works for a while."""

from datetime import datetime, timedelta

from app.domain.client import OVERLAP, Credentials, digest, new_secret
from app.domain.contract import Sessions
from app.store.client import ClientSecret, find_client_called
from app.store.database import transaction


def rotate_client(
    sessions: Sessions, *, name: str, now: datetime, overlap: timedelta = OVERLAP
) -> Credentials:
    """Give the client of that id or name another secret, and return it.

    The one before ends after ``overlap``; any older one ends now, so at most two are live. Tokens
    that were given out live on: they end by themselves.

    Raises:
        ClientRefused: there is no such client.
    """
    secret = new_secret()
    with transaction(sessions) as session:
        client = find_client_called(session, name)
        client.secrets = [each for each in client.secrets if each.ends_at is None]
        for each in client.secrets:
            each.ends_at = now + overlap
        client.secrets.append(ClientSecret(digest=digest(secret), created_at=now))
        return Credentials(client_id=client.client_id, secret=secret)
