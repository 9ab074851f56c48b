"""The client commands: each prints JSON, a secret once. Not here: what a client may do."""

import json
from dataclasses import asdict
from datetime import datetime

from app.domain.client import Credentials, read_scopes
from app.parts import Parts
from app.queries.api.clients import list_clients
from app.usecases.add_client import add_client
from app.usecases.revoke_client import revoke_client
from app.usecases.rotate_client import rotate_client


def add(parts: Parts, name: str, scopes: list[str]) -> int:
    """Add a client, print its credentials, and return the exit code.

    Raises:
        ClientRefused: as ``add_client`` says.
    """
    made = add_client(parts.sessions, name=name, scopes=scopes, now=parts.clock())
    granted = " ".join(read_scopes(scopes))
    _print(_shown(made) | {"name": name, "scope": granted})
    return 0


def rotate(parts: Parts, name: str) -> int:
    """Give a client another secret, print it, and return the exit code.

    Raises:
        ClientRefused: there is no such client.
    """
    _print(_shown(rotate_client(parts.sessions, name=name, now=parts.clock())))
    return 0


def revoke(parts: Parts, name: str) -> int:
    """Revoke a client and return the exit code.

    Raises:
        ClientRefused: there is no such client.
    """
    _print({"client_id": revoke_client(parts.sessions, name=name, now=parts.clock())})
    return 0


def show_all(parts: Parts) -> int:
    """Print every client, without any secret, and return the exit code."""
    _print([asdict(each) for each in list_clients(parts.sessions, now=parts.clock())])
    return 0


def _shown(credentials: Credentials) -> dict[str, str]:
    return {"client_id": credentials.client_id, "client_secret": credentials.secret}


def _print(document: object) -> None:
    print(json.dumps(document, indent=2, ensure_ascii=False, default=_said))


def _said(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
