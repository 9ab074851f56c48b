"""Claims about what the Connector's addresses do with what they should not be sent.

What they do as every partner's do is in test_inbound_contract.py.
"""

import base64
import json

import pytest

from tests.partners.connector_desk import (
    AMARA,
    TOKEN,
    XML,
    Caller,
    answer,
    document,
    people,
)
from tests.worlds import Desk

GOOD = document("user", {"userInfo": AMARA})
STRANGER = "203.0.113.9"


@pytest.fixture
def hub(desk: Desk) -> Caller:
    """Give the Connector's adapter as the desk's caller."""
    return Caller(desk)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/staff"),
        ("DELETE", "/lead-sources"),
        ("POST", "/schema.xsd"),
    ],
)
def test_what_is_only_read_takes_no_other_method(hub: Caller, method: str, path: str) -> None:
    assert hub.call(method, path, GOOD).status_code == 405


def test_an_answer_to_a_wrong_type_says_which_are_right(hub: Caller) -> None:
    response = hub.call("POST", "/people", GOOD, Content_Type="")
    assert "application/xml or application/json" in answer(response)["message"]


def test_a_packed_body_is_415(hub: Caller) -> None:
    assert hub.call("POST", "/people", GOOD, Content_Encoding="gzip").status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        b'{"userInfo": []}',
        b'{"userInfo": {"firstname": {"a": 1}}}',
    ],
)
def test_json_of_another_shape_is_400(desk: Desk, hub: Caller, body: bytes) -> None:
    response = hub.call("POST", "/people", body, Content_Type="application/json")
    assert response.status_code == 400
    assert response.get_json()["error"]["reason"] == "VALIDATION"
    assert list(people(desk)) == []


def test_missing_fields_are_named_all_at_once(hub: Caller) -> None:
    wrong = {"firstname": " ", "userType": "STAFF"}
    in_xml = hub.save(userInfo=wrong)
    assert in_xml.status_code == 400
    assert answer(in_xml)["message"] == (
        "firstname is missing; lastname is missing; userStatus is missing; "
        "userType must be PROSPECT or MEMBER"
    )
    in_json = hub.save_json({"userInfo": wrong}).get_json()["error"]
    assert sorted(in_json["fields"]) == ["firstname", "lastname", "userStatus", "userType"]


def test_a_name_too_long_is_refused_and_never_cut(hub: Caller) -> None:
    response = hub.save(userInfo={**AMARA, "lastname": "x" * 200})
    assert response.status_code == 400
    assert "200 characters" in answer(response)["message"]


def test_signs_no_database_keeps_are_left_out(desk: Desk, hub: Caller) -> None:
    name = "A\u0000m\ud800a\ufffe\nra"
    body = json.dumps({"userInfo": {**AMARA, "firstname": name}}).encode()
    assert hub.call("POST", "/people", body, Content_Type="application/json").status_code == 201
    assert people(desk)[0].name == "A m a ra Okoye"


@pytest.mark.parametrize(
    "shown",
    [
        {"Authorization": ""},
        {"Authorization": "Bearer another"},
        {"Authorization": f"Digest {TOKEN}"},
        {"Authorization": "Basic not-base64!"},
        {"Authorization": "Bearer ø"},
        {"Authorization": "Bearer", "X-Connector-Token": ""},
    ],
)
def test_without_the_token_nothing_is_read(desk: Desk, hub: Caller, shown: dict[str, str]) -> None:
    response = hub.client.post(
        "/partners/connector/people", data=GOOD, headers={**shown, "Content-Type": XML}
    )
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert list(people(desk)) == []


@pytest.mark.parametrize(
    "shown",
    [
        {"Authorization": f"Bearer {TOKEN}"},
        {"Authorization": f"Token {TOKEN}"},
        {"Authorization": "Basic " + base64.b64encode(f"desk:{TOKEN}".encode()).decode()},
        {"X-Connector-Token": TOKEN},
        {"X-Api-Token": TOKEN},
    ],
)
def test_S1_the_token_may_be_shown_in_each_of_the_announced_ways(
    hub: Caller, shown: dict[str, str]
) -> None:
    assert hub.client.get("/partners/connector/staff", headers=shown).status_code == 200


@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer None", f"Bearer {TOKEN}"])
def test_while_no_token_is_set_nobody_is_let_in(desk: Desk, shown: str) -> None:
    hub = Caller(desk, token=None)
    assert hub.call("POST", "/people", GOOD, Authorization=shown).status_code == 401


def test_a_stranger_who_calls_too_often_waits(hub: Caller) -> None:
    hub.counts[f"connector:{STRANGER}"] = 599
    shown = {"Authorization": f"Bearer {TOKEN}"}
    codes = [
        hub.client.get(
            "/partners/connector/staff", headers=shown, environ_base={"REMOTE_ADDR": STRANGER}
        )
        for _ in range(2)
    ]
    assert [each.status_code for each in codes] == [200, 429]
    assert codes[1].headers["Retry-After"] == "60"


def test_a_stranger_who_guesses_is_not_heard_for_a_minute_though_right_at_last(
    hub: Caller,
) -> None:
    codes = [
        hub.client.get(
            "/partners/connector/staff",
            headers={"Authorization": f"Bearer {token}"},
            environ_base={"REMOTE_ADDR": STRANGER},
        ).status_code
        for token in (*("guess" for _ in range(30)), TOKEN)
    ]
    assert codes == [*([401] * 30), 429]


def test_a_stranger_with_many_addresses_guesses_no_more_often(hub: Caller) -> None:
    codes = [
        hub.client.get(
            "/partners/connector/staff",
            headers={"Authorization": "Bearer guess"},
            environ_base={"REMOTE_ADDR": f"2001:db8::{number}"},
        ).status_code
        for number in range(31)
    ]
    assert codes == [*([401] * 30), 429]


def test_no_name_is_written_to_the_log(hub: Caller, capsys: pytest.CaptureFixture[str]) -> None:
    hub.save(userInfo=AMARA)
    hub.save(userInfo={**AMARA, "city": "Lagos", "email": "wrong"})
    hub.save(userInfo={**AMARA, "userType": "?"})
    said = capsys.readouterr().out
    assert "connector sent" in said
    assert not [word for word in ("Amara", "Okoye", "example.org", "0142", "Lagos") if word in said]
