"""Users who wait at the Connector until they are pulled and acknowledged (``connector.md`` 9)."""

import httpx
import pytest
from lxml import etree

from tests.sandbox.callers import CONNECTOR, IDENTITY, document

PULL = {"provider": "COURSEDESK", "clientID": "org-1", "clubID": "club-1"}


def add(http: httpx.Client, number: int = 1, **fields: str) -> str:
    """Have a user wait and return the hub's id of them."""
    given = {"firstname": f"Leo {number}", "lastname": "Marsh"} | fields
    uuid: str = http.post("/control/connector/waiting", json=given).json()["connectorUUID"]
    return uuid


def pull(http: httpx.Client, **changed: str) -> httpx.Response:
    """Ask for those who wait."""
    return http.get(f"{CONNECTOR}/missingusers", params=PULL | changed)


def waiting(http: httpx.Client) -> list[dict[str, str]]:
    """Return those who wait, as they are given."""
    top = etree.fromstring(pull(http).content)
    assert top.tag == "user"
    return [{str(each.tag): each.text or "" for each in info} for info in top]


def acknowledge(http: httpx.Client, uuid: str, record: str) -> httpx.Response:
    """Say under which id a user is kept."""
    blocks = {"providerInfo": IDENTITY | {"recordID": record}, "userInfo": {"connectorUUID": uuid}}
    body = document("user", blocks)
    headers = {"Content-Type": "application/xml"}
    return http.post(f"{CONNECTOR}/user/callback", content=body, headers=headers)


def test_C19_fifty_at_a_time_and_the_last_one_in_first(http: httpx.Client) -> None:
    for number in range(60):
        add(http, number)
    given = waiting(http)
    assert [each["firstname"] for each in given] == [f"Leo {n}" for n in range(59, 9, -1)]


def test_a_user_has_empty_elements_for_what_is_missing(http: httpx.Client) -> None:
    uuid = add(http, country="US")
    (given,) = waiting(http)
    assert given["connectorUUID"] == uuid
    assert (given["country"], given["city"], given["modifiedBy"]) == ("US", "", "INTOUCH")


def test_a_user_comes_back_until_acknowledged_and_again_after_a_change(
    http: httpx.Client,
) -> None:
    uuid = add(http)
    assert len(waiting(http)) == len(waiting(http)) == 1
    assert acknowledge(http, uuid, "P-1").status_code == 200
    assert waiting(http) == []
    http.post("/control/connector/waiting", json={"uuid": uuid, "city": "Ayr"})
    assert [each["city"] for each in waiting(http)] == ["Ayr"]


def test_who_was_acknowledged_is_held_under_the_callers_id(http: httpx.Client) -> None:
    uuid = add(http)
    acknowledge(http, uuid, "P-1")
    acknowledge(http, uuid, "P-1")
    found = http.get(
        f"{CONNECTOR}/user",
        params={"provider": "COURSEDESK", "client_id": "org-1", "club_id": "club-1"}
        | {"recordID": "P-1"},
    )
    assert b"<firstname>Leo 1</firstname>" in found.content


@pytest.mark.parametrize("name", list(PULL))
def test_C4_a_pull_has_its_own_spelling_of_the_identity(http: httpx.Client, name: str) -> None:
    assert pull(http, **{name: ""}).status_code == 400


@pytest.mark.parametrize(("uuid", "status"), [("", 400), ("nobody", 404)])
def test_an_acknowledgement_of_nobody_is_rejected(
    http: httpx.Client, uuid: str, status: int
) -> None:
    assert acknowledge(http, uuid, "P-1").status_code == status


def test_a_user_without_a_name_or_not_there_cannot_wait(http: httpx.Client) -> None:
    assert http.post("/control/connector/waiting", json={"lastname": "X"}).status_code == 400
    changed = {"uuid": "nobody", "city": "Ayr"}
    assert http.post("/control/connector/waiting", json=changed).status_code == 400


def test_a_form_is_answered_with_the_way_back(http: httpx.Client) -> None:
    answer = http.post("/control/connector/waiting", data={"firstname": "Leo", "lastname": "Marsh"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/#connector")
