"""Claims about the door for calls in by GET."""

import pytest
from flask.testing import FlaskClient

from tests.partners.inbound_world import KEY, RESERVE, client_of, registrations
from tests.worlds import CLASS, Desk


@pytest.mark.parametrize("key", ["wrong", KEY[:-1], f"{KEY}x", KEY.upper(), "ø", "%00"])
def test_a_wrong_key_is_an_address_that_is_not_there_S18(
    desk: Desk, portal: FlaskClient, key: str
) -> None:
    address = f"/partners/trainingportal/{key}/reserve?courseClassId={CLASS}"
    assert portal.get(address).status_code == 404
    assert registrations(desk) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"X-Moz": "Prefetch"},
        {"Purpose": "preview"},
    ],
)
def test_a_browser_that_only_looks_ahead_takes_no_seat(
    desk: Desk, portal: FlaskClient, headers: dict[str, str]
) -> None:
    response = portal.get(RESERVE, query_string={"courseClassId": CLASS}, headers=headers)
    assert response.status_code == 403
    assert registrations(desk) == []


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("192.0.2.7", 200),
        ("::ffff:192.0.2.7", 200),
        ("2001:db8::5", 200),
        ("192.0.3.1", 403),
        ("2001:db9::1", 403),
        ("unknown", 403),
        ("", 403),
    ],
)
def test_only_allowed_addresses_are_let_in_where_any_are_named_S18(
    desk: Desk, address: str, status: int
) -> None:
    portal = client_of(desk, "192.0.2.0/24", "2001:db8::/32")
    response = portal.get(
        RESERVE,
        query_string={"courseClassId": CLASS},
        environ_overrides={"REMOTE_ADDR": address},
    )
    assert response.status_code == status
    assert len(registrations(desk)) == (status == 200)


def test_a_caller_without_an_address_is_a_stranger(desk: Desk) -> None:
    portal = client_of(desk, "192.0.2.0/24")
    response = portal.get(RESERVE, environ_overrides={"REMOTE_ADDR": None})
    assert response.status_code == 403
