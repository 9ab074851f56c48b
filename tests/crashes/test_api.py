"""Killed while somebody is registered by API: sent again under its key, the answer is the same."""

import json
from functools import cache

import pytest
from flask import Flask

from app.domain.client import digest
from app.factory.web import create_app
from app.parts import Parts
from app.queries.api.registrations import asked_before
from app.settings import Settings
from app.usecases.add_client import add_client
from app.usecases.issue_token import issue_token
from tests.crashes.dying import kill_at, points_of
from tests.crashes.promises import check
from tests.jobs.live import LiveDesk
from tests.worlds import CLASS, Seats, seats, states

pytestmark = pytest.mark.crashes

TOKEN = "a-token-of-the-tests"
KEY = "order-1"
POINTS = ["commit 1", "committed 1", "commit 2", "committed 2", "wake"]


@cache
def _settings() -> Settings:
    return Settings.from_environment(
        {"SECRET_KEY": "a secret of the tests, long enough", "BASE_URL": "http://127.0.0.1:9"}
    )


def register(parts: Parts, key: str) -> None:
    """Register Noor by API."""
    assert answer(create_app(_settings(), parts), key)[0] == 201


def answer(app: Flask, key: str) -> tuple[int, dict[str, object]]:
    """Return what the API answers."""
    person = {"name": "Noor Haddad", "email": "noor@example.org", "phone": "+351910000000"}
    response = app.test_client().post(
        "/api/v1/registrations",
        data=json.dumps({"programId": CLASS, "participant": person}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": key},
    )
    return response.status_code, response.get_json()


@pytest.fixture
def client(desk: LiveDesk) -> LiveDesk:
    """Return the desk with a client whose token is known."""
    now = desk.parts.clock()
    scopes = ["registrations.write"]
    add_client(desk.database, name="iso", scopes=scopes, now=now)
    issue_token(desk.database, client_number=1, token=TOKEN, scope=scopes[0], now=now)
    return desk


def test_every_point_of_registering_by_api_is_killed_at(client: LiveDesk) -> None:
    assert points_of(client, register, KEY) == POINTS


@pytest.mark.parametrize("point", POINTS)
def test_S7_killed_before_it_answered_it_answers_the_same_afterwards(
    client: LiveDesk, point: str
) -> None:
    kill_at(client, register, KEY, point=point)
    before = asked_before(client.database, client_number=1, key=digest(KEY))
    app = create_app(_settings(), client.parts)
    status, first = answer(app, KEY)
    assert status == 201
    if before is not None and before.made is not None:
        assert first["id"] == before.made.reference
    assert answer(app, KEY) == (201, first)
    assert states(client.database) == ["held"]
    assert seats(client.database) == Seats(1, 1, 1)
    check(client)
