"""What a member of a crowd does at the API, and the same with a guard taken away (the controls)."""

import secrets
import tempfile
from functools import cache

from flask import Flask
from sqlalchemy import Connection, select

import app.api.registrations
import app.usecases.keep_request
import app.usecases.register
from app.domain.client import digest
from app.domain.draft import Filled
from app.factory.web import create_app
from app.settings import Settings
from app.store.client import ClientKey
from app.store.database import Database, table_of
from app.store.draft import keep
from app.usecases.add_client import add_client
from app.usecases.issue_token import issue_token
from tests.fakes.gateway import FakeGateway
from tests.worlds import CLASS, NOW, Desk

TOKEN = "a-token-of-the-crowd"


def admit(database: Database) -> None:
    """Have the crowd be one client, whose token is known."""
    add_client(database, name="crowd", scopes=["registrations.write"], now=NOW)
    issue_token(database, client_number=1, token=TOKEN, scope="registrations.write", now=NOW)


def call(database: Database, share: str) -> str:
    """Register by API; the share is a key and an address. Return the status and what was made."""
    key, _, email = share.partition(" ")
    answer = (
        _application(database)
        .test_client()
        .post(
            "/api/v1/registrations",
            json={
                "programId": CLASS,
                "participant": {"name": "Kim Lind", "email": email, "phone": "+4722123456"},
            },
            headers={
                "Authorization": f"Bearer {TOKEN}",
                "Idempotency-Key": key,
            },
        )
    )
    return f"{answer.status_code} {answer.get_json().get('id', '')}".strip()


def call_without_the_guard_of_addresses(database: Database, share: str) -> str:
    """Register where nobody looks whether the address has a place, once the seat is taken."""
    app.usecases.register.refuse_second_places = _let_in  # type: ignore[attr-defined,assignment]  # control
    return call(database, share)


def call_without_the_guard_of_keys(database: Database, share: str) -> str:
    """Register where the key is looked for and then written, and addresses are not looked at."""
    app.api.registrations.keep_request = _keep_blindly  # type: ignore[attr-defined,assignment]  # control
    return call_without_the_guard_of_addresses(database, share)


def _let_in(_connection: Connection, *_: object) -> None:
    pass


def _keep_blindly(
    database: Database,
    *,
    client_number: int,
    key: str,
    fingerprint: str,
    class_id: int,
    filled: Filled,
    now: object,
) -> str:
    """Look, then act: what most systems do."""
    table, token = table_of(ClientKey), secrets.token_urlsafe(24)
    with database.read_rows() as connection:
        found = connection.execute(
            select(table.c.draft_token).where(table.c.digest == key)
        ).scalar()
    if found is not None:
        return str(found)
    with database.begin_rows() as connection:
        connection.execute(
            table.insert().values(
                client_number=client_number,
                # Nothing stands behind the look.
                digest=digest(token),
                fingerprint=fingerprint,
                draft_token=token,
                created_at=now,
            )
        )
        keep(
            connection,
            token=token,
            class_id=class_id,
            form_id=filled.form_id,
            content=filled.document(),
            created_at=now,
        )
    return token


@cache
def _application(database: Database) -> Flask:
    environment = {
        "SECRET_KEY": "a secret of the crowd, long enough",
        "BASE_URL": "http://desk.example.test",
        "INSTANCE_PATH": tempfile.gettempdir(),
    }
    desk = Desk(database, gateways={"stripe": FakeGateway()})
    return create_app(Settings.from_environment(environment), desk.parts)
