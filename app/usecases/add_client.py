"""Add client: give an integrator the credentials that open our API."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from app.domain.client import (
    NAME_LIMIT,
    ClientRefused,
    Credentials,
    digest,
    new_secret,
    read_scopes,
)
from app.domain.contract import Sessions
from app.domain.reference import new_reference
from app.store.client import Client, ClientSecret
from app.store.database import transaction


def add_client(
    sessions: Sessions, *, name: str, scopes: Iterable[str], now: datetime
) -> Credentials:
    """Add a client and return its credentials; the secret cannot be read again.

    Raises:
        ClientRefused: no name, a name that is taken, no such scope, or none.
    """
    called, allowed = _clean(name), read_scopes(scopes)
    credentials = Credentials(client_id=new_reference("C"), secret=new_secret())
    with transaction(sessions) as session:
        taken = select(Client.id).where(Client.name == called, Client.revoked_at.is_(None))
        if session.scalar(taken) is not None:
            raise ClientRefused(f"there is a client {called} already: rotate or revoke it")
        secret = ClientSecret(digest=digest(credentials.secret), created_at=now)
        session.add(
            Client(
                client_id=credentials.client_id,
                name=called,
                scopes=[scope.value for scope in allowed],
                created_at=now,
                secrets=[secret],
            )
        )
    return credentials


def _clean(name: str) -> str:
    called = " ".join(name.split())
    if not called or len(called) > NAME_LIMIT or not called.isprintable():
        raise ClientRefused(f"a client's name is one line of 1 to {NAME_LIMIT} characters")
    return called
