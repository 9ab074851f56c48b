"""The Connector's stand-in: lead sources, identity, and answers to what is wrong."""

import pytest
from lxml import etree

from tests.sandbox.callers import CONNECTOR, Connector, document, lead, message_of, person, source
from tests.sandbox.test_connector import held, texts


def test_one_lead_source_is_fetched_by_identifier_with_its_audit_inside_c5(
    connector: Connector,
) -> None:
    connector.save("/leadsource", source("src-1"))
    answer = connector.fetch("/leadsource", identifier="src-1")
    assert texts(answer.content, "providerInfo")["recordID"] == "src-1"
    details = texts(answer.content, "leadInfo")
    assert (details["name"], details["active"]) == ("Open Day", "true")
    assert details["createdBy"] == "COURSEDESK"


def test_the_list_of_lead_sources_carries_no_ids_c11(connector: Connector) -> None:
    connector.save("/leadsource", source("src-1", name="Open Day"))
    connector.save("/leadsource", source("src-2", name="Friend", active="false"))
    root = etree.fromstring(connector.fetch("/leadsource").content)
    assert root.tag == "leadSources"
    rows = [{str(each.tag): each.text for each in item} for item in root]
    assert [(row["name"], row["active"]) for row in rows] == [
        ("Open Day", "true"),
        ("Friend", "false"),
    ]
    assert all("recordID" not in row for row in rows)


def test_a_lead_source_asked_for_as_a_record_gives_the_list_c5(connector: Connector) -> None:
    connector.save("/leadsource", source("src-1"))
    answer = connector.fetch("/leadsource", recordID="src-1")
    assert etree.fromstring(answer.content).tag == "leadSources"


@pytest.mark.parametrize("details", [{"name": ""}, {"active": ""}, {"active": "yes"}])
def test_a_lead_source_needs_a_name_and_true_or_false_c13(
    connector: Connector, details: dict[str, str]
) -> None:
    assert connector.save("/leadsource", source("src-1", **details)).status_code == 400
    assert held(connector, "lead_sources") == []


def test_sources_that_differ_in_case_only_leave_a_warning_c9(connector: Connector) -> None:
    connector.save("/leadsource", source("src-1", name="Open Day"))
    connector.save("/leadsource", source("src-2", name="OPEN DAY"))
    assert held(connector, "lead_sources")[1]["warnings"] == ["same name as src-1 (C9)"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"provider": "SOMEBODY"}, 403),
        ({"client_id": "org-2"}, 403),
        ({"club_id": "club-2"}, 403),
        ({"provider": ""}, 400),
        ({"recordID": ""}, 400),
    ],
)
def test_all_four_parts_of_the_identity_must_be_there_and_agreed(
    connector: Connector, asked: dict[str, str], status: int
) -> None:
    connector.save("/user", person("p-1"))
    assert connector.fetch("/user", **{"recordID": "p-1"} | asked).status_code == status


def test_a_save_by_nobody_is_refused(connector: Connector) -> None:
    assert connector.save("/user", document("user", {})).status_code == 400


def test_the_pull_spelling_of_the_identity_is_not_known_here_c4(connector: Connector) -> None:
    query = {"provider": "COURSEDESK", "clientID": "org-1", "clubID": "club-1", "recordID": "p-1"}
    answer = connector.http.get(f"{CONNECTOR}/user", params=query)
    assert (answer.status_code, message_of(answer)) == (400, "Missing clientID")


def test_an_address_with_two_question_marks_names_no_provider_c1(connector: Connector) -> None:
    answer = connector.http.get(
        f"{CONNECTOR}/user?provider=COURSEDESK?client_id=org-1&club_id=club-1&recordID=p-1"
    )
    assert answer.status_code == 400


def test_a_record_not_in_the_hub_is_404(connector: Connector) -> None:
    answer = connector.fetch("/user", recordID="p-1")
    assert answer.status_code == 404
    assert b"<errorUUID>" in answer.content


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<user",
        b"<user><providerInfo></ providerInfo ></user>",
        b'<user xmlns="http://www.intouchfollowup.com/api/2011-11"/>',
        b"<leadSource/>",
        b'<!DOCTYPE user [<!ENTITY a "b">]><user><providerInfo>&a;</providerInfo></user>',
    ],
)
def test_xml_that_is_not_as_it_should_be_is_rejected_c3(connector: Connector, text: bytes) -> None:
    answer = connector.save("/user", text)
    assert answer.status_code == 400
    assert b"<reason>VALIDATION</reason>" in answer.content


def test_another_content_type_is_rejected(connector: Connector) -> None:
    answer = connector.http.post(f"{CONNECTOR}/user", json={})
    assert (answer.status_code, message_of(answer)) == (400, "Content-Type must be application/xml")


def test_the_message_may_be_a_stack_trace_c16(connector: Connector) -> None:
    assert "at com.intouch" in message_of(connector.save("/user", b"<user"))


def test_the_hub_can_show_its_own_id_when_enabled(connector: Connector) -> None:
    connector.save("/user", person("p-1"))
    connector.http.post("/control/dials/connector", json={"extra_ids": True})
    answer = connector.fetch("/user", recordID="p-1")
    assert set(texts(answer.content, "extraProviderIDs")) == {"inTouchID"}


def test_transfers_are_logged_at_the_operators_three_levels(connector: Connector) -> None:
    connector.save("/user", person("p-1"))
    connector.save("/user", person("p-2", country="Canada"))
    connector.save("/user", lead("p-3", {"ownerID": "staff-9"}))
    log = connector.http.get("/control/calls/connector").json()
    assert [(each["key"], each["verdict"]) for each in log] == [
        ("p-1", "INFO saved"),
        ("p-2", "WARNING saved"),
        ("p-3", "ERROR Unknown owner staff-9"),
    ]
