"""Trainingportal's addresses in the whole application: who is let in when proxies stand before."""

from pathlib import Path

import pytest

from app.factory.web import create_app
from app.settings import Settings
from tests.partners.built import environment
from tests.worlds import CLASS, Desk, add_class, seats

MINTRA = "192.0.2.7"
STRANGER = "203.0.113.9"
PROXY = {"REMOTE_ADDR": "10.0.0.2"}


@pytest.mark.parametrize(
    ("proxies", "forwarded", "status"),
    [
        ("1", MINTRA, 200),
        ("1", STRANGER, 403),
        # What a stranger writes there himself stands before what our own proxy adds.
        ("1", f"{MINTRA}, {STRANGER}", 403),
        ("2", f"{MINTRA}, 10.0.0.9", 200),
        ("2", f"{MINTRA}, {STRANGER}, 10.0.0.9", 403),
        # With no proxy trusted nobody's word counts but the connection's own.
        ("0", MINTRA, 403),
    ],
)
def test_the_allow_list_is_of_callers_not_of_our_proxies(
    desk: Desk, tmp_path: Path, proxies: str, forwarded: str, status: int
) -> None:
    add_class(desk.sessions)
    settings = Settings.from_environment(
        environment(
            "http://127.0.0.1:9",
            INSTANCE_PATH=str(tmp_path),
            TRUSTED_PROXIES=proxies,
            TRAININGPORTAL_ALLOWED_IPS="192.0.2.0/24",
        )
    )
    client = create_app(settings, desk.parts).test_client()
    answer = client.get(
        "/partners/trainingportal/tp-inbound-sandbox/reserve",
        query_string={"courseClassExternalId": CLASS},
        headers={"X-Forwarded-For": forwarded},
        environ_base=PROXY,
    )
    assert answer.status_code == status
    assert seats(desk.sessions).taken == (1 if status == 200 else 0)
    assert answer.headers["Cache-Control"] == "no-store"
