"""Issue token: keep the access token that a client was given, and when it was used last."""

from datetime import datetime

from sqlalchemy import delete, insert, update

from app.domain.client import TOKEN_LIFE, digest
from app.domain.contract import Sessions
from app.store.client import AccessToken, Client
from app.store.database import table_of, writing_rows


def issue_token(
    sessions: Sessions, *, client_number: int, token: str, scope: str, now: datetime
) -> None:
    """Keep the token's digest with its scopes; the client's tokens that ended are forgotten."""
    tokens, clients = table_of(AccessToken), table_of(Client)
    with writing_rows(sessions) as connection:
        connection.execute(
            delete(tokens).where(tokens.c.client_number == client_number, tokens.c.ends_at <= now)
        )
        connection.execute(
            insert(tokens).values(
                digest=digest(token),
                client_number=client_number,
                scope=scope,
                created_at=now,
                ends_at=now + TOKEN_LIFE,
            )
        )
        connection.execute(
            update(clients).where(clients.c.id == client_number).values(last_used_at=now)
        )
