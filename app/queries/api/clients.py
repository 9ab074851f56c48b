"""Clients of the API: who one is, what a token allows, and all of them as an operator sees them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select

from app.domain.contract import Sessions
from app.store.client import AccessToken, Client, ClientSecret
from app.store.database import UtcDateTime, reading_rows, table_of

_CLIENT, _SECRET, _TOKEN = table_of(Client), table_of(ClientSecret), table_of(AccessToken)


@dataclass(frozen=True, slots=True)
class KnownClient:
    """A client that asks for a token; ``digests`` are those of its live secrets, newest first.

    ``number`` is 0 for one that is not there: it has no secret, and no scope.
    """

    client_id: str
    number: int = 0
    scopes: tuple[str, ...] = ()
    digests: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever sent a token that is good: the client, and what this token allows."""

    number: int
    client_id: str
    scopes: Collection[str]


@dataclass(frozen=True, slots=True)
class ListedClient:
    """A client as an operator sees it."""

    client_id: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    secrets: int


_LIVE = or_(_SECRET.c.ends_at.is_(None), _SECRET.c.ends_at > bindparam("now", type_=UtcDateTime))
_KNOWN = (
    select(_CLIENT.c.id, _CLIENT.c.client_id, _CLIENT.c.scopes, _SECRET.c.digest)
    .outerjoin(_SECRET, (_SECRET.c.client_number == _CLIENT.c.id) & _LIVE)
    .where(_CLIENT.c.client_id == bindparam("given"), _CLIENT.c.revoked_at.is_(None))
    .order_by(_SECRET.c.id.desc())
)
_BEARER = (
    select(_CLIENT.c.id, _CLIENT.c.client_id, _TOKEN.c.scope)
    .join(_TOKEN, _TOKEN.c.client_number == _CLIENT.c.id)
    .where(
        _TOKEN.c.digest == bindparam("given"),
        _TOKEN.c.ends_at > bindparam("now", type_=UtcDateTime),
        _CLIENT.c.revoked_at.is_(None),
    )
)
_LISTED = (
    select(_CLIENT, func.count(_SECRET.c.id).label("secrets"))
    .outerjoin(_SECRET, (_SECRET.c.client_number == _CLIENT.c.id) & _LIVE)
    .group_by(_CLIENT.c.id)
    .order_by(_CLIENT.c.id)
)


def find_client(sessions: Sessions, client_id: str, *, now: datetime) -> KnownClient:
    """Return the client of that id; one that nobody could sign in as where there is none."""
    with reading_rows(sessions) as connection:
        rows = connection.execute(_KNOWN, {"given": client_id, "now": now}).all()
    if not rows:
        return KnownClient(client_id)
    first = rows[0]
    return KnownClient(
        client_id=first.client_id,
        number=first.id,
        scopes=tuple(first.scopes),
        digests=tuple(row.digest for row in rows if row.digest is not None),
    )


def find_bearer(sessions: Sessions, token_digest: str, *, now: datetime) -> Bearer | None:
    """Return whose token it is and what it allows, or None where it is good for nothing."""
    with reading_rows(sessions) as connection:
        row = connection.execute(_BEARER, {"given": token_digest, "now": now}).one_or_none()
    return None if row is None else Bearer(row.id, row.client_id, frozenset(row.scope.split()))


def list_clients(sessions: Sessions, *, now: datetime) -> tuple[ListedClient, ...]:
    """Return every client, revoked ones too, with how many of its secrets are live."""
    with reading_rows(sessions) as connection:
        rows = connection.execute(_LISTED, {"now": now}).all()
    return tuple(
        ListedClient(
            client_id=row.client_id,
            name=row.name,
            scopes=tuple(row.scopes),
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            revoked_at=row.revoked_at,
            secrets=row.secrets,
        )
        for row in rows
    )
