"""Keep request: put a client's request for a place aside under its key, until it is registered.

The same as the site's form put aside (keep_draft), but found again by the key. Not here: what
counts as filled in.
"""

import secrets
from datetime import datetime

from sqlalchemy import Connection, select

from app.domain.client import KeyReused
from app.domain.contract import Sessions
from app.domain.draft import Filled
from app.store.client import ClientKey
from app.store.database import dialect_of, insert_into, table_of, writing_rows
from app.store.draft import Draft

_KEY = table_of(ClientKey)


def keep_request(
    sessions: Sessions,
    *,
    client_number: int,
    key: str,
    fingerprint: str,
    class_id: int,
    filled: Filled,
    now: datetime,
) -> str:
    """Keep the request and return its draft's token, the same for the same ``key`` (a digest).

    Two at once: the later one waits, and then has the earlier one's token. A key stays for good; a
    draft that was not sent is written anew, because questions and prices may have changed since.

    Raises:
        KeyReused: the key came with another body before.
    """
    row = {
        "client_number": client_number,
        "digest": key,
        "fingerprint": fingerprint,
        "draft_token": secrets.token_urlsafe(24),
        "created_at": now,
    }
    with writing_rows(sessions) as connection:
        connection.execute(
            insert_into(dialect_of(connection), ClientKey)
            .values(row)
            .on_conflict_do_nothing(index_elements=["client_number", "digest"])
        )
        kept = connection.execute(
            select(_KEY.c.draft_token, _KEY.c.fingerprint).where(
                _KEY.c.client_number == client_number, _KEY.c.digest == key
            )
        ).one()
        if kept.fingerprint != fingerprint:
            raise KeyReused
        _keep(connection, kept.draft_token, class_id=class_id, filled=filled, now=now)
    return str(kept.draft_token)


def _keep(
    connection: Connection, token: str, *, class_id: int, filled: Filled, now: datetime
) -> None:
    draft = insert_into(dialect_of(connection), Draft).values(
        token=token,
        class_id=class_id,
        form_id=filled.form_id,
        content=filled.document(),
        created_at=now,
    )
    anew = {name: draft.excluded[name] for name in ("form_id", "content", "created_at")}
    connection.execute(draft.on_conflict_do_update(index_elements=["token"], set_=anew))
