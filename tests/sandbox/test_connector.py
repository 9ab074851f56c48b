"""The Connector as ``partners/connector.md`` reads: identity, mandatory fields, C6, namespaces."""

from typing import Any

import pytest
from lxml import etree

from tests.sandbox.callers import Connector, lead, message_of, person, source

NAMESPACE = "{http://www.intouchfollowup.com/api/2011-11}"


def held(connector: Connector, kind: str) -> list[dict[str, Any]]:
    """Return what the Connector holds of one kind."""
    found: list[dict[str, Any]] = connector.http.get("/control/holdings").json()["connector"][kind]
    return found


def texts(content: bytes, *path: str) -> dict[str, str]:
    """Return the texts of the block under the path."""
    block = etree.fromstring(content)
    for name in path:
        found = block.find(name)
        assert found is not None
        block = found
    return {str(each.tag): each.text or "" for each in block}


def test_a_saved_prospect_is_fetched_by_our_own_id(connector: Connector) -> None:
    saved = connector.save("/user", person("p-1", email="amara@example.org", country="CA"))
    assert saved.status_code == 200
    fetched = connector.fetch("/user", recordID="p-1")
    assert texts(fetched.content, "providerInfo")["recordID"] == "p-1"
    info = texts(fetched.content, "userInfo")
    assert (info["firstname"], info["email"]) == ("Amara", "amara@example.org")
    assert info["createdBy"] == "COURSEDESK"
    assert fetched.headers["Content-Type"] == "application/xml; charset=UTF-8"


def test_save_answers_carry_the_namespace_and_fetch_answers_do_not_c12(
    connector: Connector,
) -> None:
    saved = connector.save("/user", person("p-1"))
    root = etree.fromstring(saved.content)
    assert root.tag == f"{NAMESPACE}response"
    assert root.find(f"{NAMESPACE}uuid") is not None
    assert etree.fromstring(connector.fetch("/user", recordID="p-1").content).tag == "user"
    missing = connector.fetch("/user", recordID="p-2")
    assert etree.fromstring(missing.content).tag == f"{NAMESPACE}error"


@pytest.mark.parametrize(
    ("habit", "saved", "fetched"),
    [("everywhere", f"{NAMESPACE}response", f"{NAMESPACE}user"), ("nowhere", "response", "user")],
)
def test_namespaces_can_be_turned_on_and_off_everywhere(
    connector: Connector, habit: str, saved: str, fetched: str
) -> None:
    connector.http.post("/control/dials/connector", json={"namespaces": habit})
    assert etree.fromstring(connector.save("/user", person("p-1")).content).tag == saved
    answer = connector.fetch("/user", recordID="p-1")
    assert etree.fromstring(answer.content).tag == fetched


def test_saving_again_overwrites_and_keeps_the_uuid(connector: Connector) -> None:
    first = connector.save("/user", person("p-1", mobile="+47"))
    second = connector.save("/user", person("p-1", userType="MEMBER"))
    assert first.content == second.content
    (kept,) = held(connector, "users")
    assert (kept["userType"], kept["mobile"]) == ("MEMBER", "")
    assert [step["userType"] for step in kept["types"]] == ["PROSPECT", "MEMBER"]


def test_a_member_made_a_prospect_again_is_a_warning(connector: Connector) -> None:
    connector.save("/user", person("p-1", userType="MEMBER"))
    connector.save("/user", person("p-1"))
    assert held(connector, "users")[0]["warnings"] == ["a member became a prospect again (S5)"]


@pytest.mark.parametrize("name", ["firstname", "lastname", "userStatus", "userType"])
def test_the_four_mandatory_elements_are_asked_for(connector: Connector, name: str) -> None:
    answer = connector.save("/user", person("p-1", **{name: ""}))
    assert (answer.status_code, message_of(answer)) == (400, f"Missing {name}")
    assert b"<reason>VALIDATION</reason>" in answer.content
    assert held(connector, "users") == []


def test_camel_case_names_are_unknown_elements_c14(connector: Connector) -> None:
    answer = connector.save("/user", person("p-1", firstname="", firstName="Amara"))
    assert message_of(answer) == "Missing firstname"


@pytest.mark.parametrize(
    ("path", "info"),
    [
        ("/user", {"userStatus": "active"}),
        ("/user", {"userType": "STAFF"}),
        ("/user", {"userType": "LEAD"}),
        ("/staff", {"userType": "MEMBER"}),
    ],
)
def test_a_status_or_type_that_does_not_belong_is_rejected(
    connector: Connector, path: str, info: dict[str, str]
) -> None:
    assert connector.save(path, person("p-1", **info)).status_code == 400


@pytest.mark.parametrize(
    ("info", "warning"),
    [
        ({"country": "Canada"}, "country looks wrong (C22)"),
        ({"birthdate": "02.11.1988"}, "birthdate looks wrong (C22)"),
        ({"email": "amara"}, "email looks wrong (C22)"),
        ({"gender": "X"}, "gender looks wrong (C22)"),
        ({"address2": "Flat 2"}, "address2 was dropped (C15)"),
        ({"homephone": "1"}, "unknown element homephone ignored (C14)"),
    ],
)
def test_what_the_hub_takes_without_looking_leaves_a_warning(
    connector: Connector, info: dict[str, str], warning: str
) -> None:
    assert connector.save("/user", person("p-1", **info)).status_code == 200
    assert held(connector, "users")[0]["warnings"] == [warning]


def test_address2_is_silently_lost_c15(connector: Connector) -> None:
    connector.save("/user", person("p-1", address1="Quay 4", address2="Flat 2"))
    info = texts(connector.fetch("/user", recordID="p-1").content, "userInfo")
    assert info["address1"] == "Quay 4"
    assert "address2" not in info


@pytest.mark.parametrize(
    ("details", "message"),
    [
        ({"leadSource": "src-1"}, "Unknown lead source src-1"),
        ({"ownerID": "staff-99"}, "Unknown owner staff-99"),
    ],
)
def test_an_unknown_source_or_owner_rejects_the_whole_lead_c6(
    connector: Connector, details: dict[str, str], message: str
) -> None:
    answer = connector.save("/user", lead("p-1", details))
    assert (answer.status_code, message_of(answer)) == (400, message)
    assert held(connector, "users") == []


def test_a_source_named_instead_of_numbered_is_unknown_c7(connector: Connector) -> None:
    connector.save("/leadsource", source("src-1", name="Open Day"))
    answer = connector.save("/user", lead("p-1", {"leadSource": "Open Day"}))
    assert answer.status_code == 400


def test_a_lead_after_its_source_and_owner_is_taken(connector: Connector) -> None:
    connector.save("/leadsource", source("src-1"))
    connector.save("/staff", person("staff-1", userType="STAFF", email="ole@example.org"))
    details = {"leadSource": "src-1", "ownerID": "staff-1"}
    assert connector.save("/user", lead("p-1", details)).status_code == 200
    (kept,) = held(connector, "users")
    assert (kept["leadSource"], kept["ownerID"]) == ("src-1", "staff-1")


def test_staff_are_kept_apart_from_users_under_the_same_root_c21(connector: Connector) -> None:
    text = person("staff-1", userType="STAFF", email="ole@example.org")
    assert connector.save("/staff", text).status_code == 200
    assert etree.fromstring(connector.fetch("/staff", recordID="staff-1").content).tag == "user"
    assert connector.fetch("/user", recordID="staff-1").status_code == 404


def test_staff_that_cannot_be_matched_leave_a_warning_c8(connector: Connector) -> None:
    connector.save("/staff", person("staff-1", userType="STAFF", email="ole@example.org"))
    connector.save("/staff", person("staff-2", userType="STAFF", email="OLE@example.org"))
    connector.save("/staff", person("staff-3", userType="STAFF"))
    warnings = [each["warnings"] for each in held(connector, "staff")]
    assert warnings == [
        [],
        ["same e-mail address as staff-1 (C8)"],
        ["staff without an e-mail address cannot be matched (C8)"],
    ]
