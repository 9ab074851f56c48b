"""Claims about staff and lead sources as the Connector lists and keeps them with us (section 8)."""

import pytest
from lxml import etree
from sqlalchemy import select

from app.store.database import reading
from app.store.lead_source import LeadSource
from tests.partners.connector_desk import (
    AMARA,
    Caller,
    add_member,
    add_source,
    answer,
    document,
)
from tests.worlds import Desk


@pytest.fixture
def hub(desk: Desk) -> Caller:
    """Give the Connector's adapter as the desk's caller."""
    return Caller(desk)


def sources(desk: Desk) -> list[tuple[str, str, bool]]:
    """Return code, name and whether it is used, of every lead source."""
    with reading(desk.sessions) as session:
        rows = session.scalars(select(LeadSource).order_by(LeadSource.id))
        return [(each.code, each.name, each.active) for each in rows]


def test_staff_are_listed_with_id_and_address_C8_C21(desk: Desk, hub: Caller) -> None:
    number = add_member(desk)
    add_member(desk, "gone@example.org", active=False)
    top = etree.fromstring(hub.call("GET", "/staff").data)
    (user,) = top
    assert (top.tag, user.tag) == ("users", "user")
    assert user.findtext("providerInfo/recordID") == f"staff-{number}"
    assert user.findtext("userInfo/email") == "kim@example.org"
    assert user.findtext("userInfo/userType") == "STAFF"
    (row,) = hub.call("GET", "/staff", Accept="application/json").get_json()["staff"]
    assert (row["id"], row["email"]) == (f"staff-{number}", "kim@example.org")


def test_lead_sources_are_listed_with_id_and_name_C11(desk: Desk, hub: Caller) -> None:
    add_source(desk)
    top = etree.fromstring(hub.call("GET", "/lead-sources").data)
    assert [(each.tag, each.text) for each in top[0]] == [
        ("recordID", "open-day"),
        ("name", "Open Day"),
        ("active", "true"),
    ]
    listed = hub.call("GET", "/lead-sources", Accept="application/json").get_json()
    assert listed == {
        "leadSources": [
            {"id": "open-day", "recordID": "open-day", "name": "Open Day", "active": True}
        ]
    }


def test_a_lead_source_is_created_once_whatever_the_case_C9(desk: Desk, hub: Caller) -> None:
    first = hub.save("/lead-sources", leadInfo={"name": "Facebook", "active": "true"})
    again = hub.save("/lead-sources", leadInfo={"name": "FACEBOOK"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert answer(first)["uuid"] == answer(again)["uuid"] == "facebook"
    assert sources(desk) == [("facebook", "Facebook", True)]


def test_a_lead_source_is_renamed_and_stopped_by_its_id(desk: Desk, hub: Caller) -> None:
    add_source(desk)
    put = "/lead-sources/open-day"
    assert hub.save(put, method="PUT", leadInfo={"name": "Open House"}).status_code == 200
    assert hub.save(put, method="PUT", leadInfo={"active": "false"}).status_code == 200
    assert sources(desk) == [("open-day", "Open House", False)]
    assert hub.save_json({"active": True}, put, method="PUT").status_code == 200
    assert sources(desk) == [("open-day", "Open House", True)]


def test_C13_active_is_true_or_false_as_text_and_empty_is_not_false(
    desk: Desk, hub: Caller
) -> None:
    assert hub.save("/lead-sources", leadInfo={"name": "A", "active": ""}).status_code == 201
    assert sources(desk) == [("a", "A", True)]
    wrong = hub.save("/lead-sources", leadInfo={"name": "B", "active": "0"})
    assert (wrong.status_code, answer(wrong)["message"]) == (400, "active must be true or false")


@pytest.mark.parametrize(
    ("method", "path", "lead", "status"),
    [
        ("PUT", "/lead-sources/nobody", {"name": "X"}, 404),
        ("PUT", "/lead-sources/open-day", {"name": "RADIO"}, 409),
        ("PUT", "/lead-sources/open-day", {"name": " "}, 400),
        ("POST", "/lead-sources", {}, 400),
        ("POST", "/lead-sources", {"name": ""}, 400),
        ("POST", "/lead-sources", {"name": "x" * 121}, 400),
    ],
)
def test_a_lead_source_that_cannot_be_is_refused_and_nothing_changes(
    desk: Desk, hub: Caller, method: str, path: str, lead: dict[str, str], status: int
) -> None:
    add_source(desk)
    add_source(desk, "Radio", "radio")
    response = hub.save(path, method=method, leadInfo=lead)
    assert (response.status_code, answer(response)["reason"]) == (status, "VALIDATION")
    assert sources(desk) == [("open-day", "Open Day", True), ("radio", "Radio", True)]


def test_S16_json_says_the_same_as_xml(desk: Desk, hub: Caller) -> None:
    in_xml = answer(hub.save(userInfo=AMARA))["uuid"]
    for said in ({"userInfo": AMARA}, {"user": {"userInfo": AMARA}}, dict(AMARA)):
        response = hub.save_json(said)
        assert response.status_code == 200
        assert response.get_json()["id"] == in_xml


def test_json_may_be_numbers_truths_and_nothing(desk: Desk, hub: Caller) -> None:
    add_source(desk)
    flat = {**AMARA, "mobile": 6045550142, "city": None, "leadSource": "Open day"}
    response = hub.save_json({**flat, "recordID": None, "ownerID": None})
    assert response.get_json()["level"] == "INFO"
    assert hub.save_json({"name": "Fair", "active": False}, "/lead-sources").status_code == 201
    assert sources(desk)[-1] == ("fair", "Fair", False)


@pytest.mark.parametrize(
    ("accept", "type_"),
    [
        ("application/json", "application/json"),
        ("application/xml", "application/xml; charset=UTF-8"),
        ("text/xml", "application/xml; charset=UTF-8"),
        ("*/*", "application/xml; charset=UTF-8"),
        ("text/html", "application/xml; charset=UTF-8"),
    ],
)
def test_S2_the_answer_is_written_as_was_asked_for(hub: Caller, accept: str, type_: str) -> None:
    assert hub.save(userInfo=AMARA).headers["Content-Type"] == "application/xml; charset=UTF-8"
    assert hub.call("GET", "/staff", Accept=accept).headers["Content-Type"] == type_


def test_no_answer_may_be_stored(hub: Caller) -> None:
    assert hub.call("GET", "/staff").headers["Cache-Control"] == "no-store"


def test_S16_the_schema_is_open_and_everything_we_take_and_answer_is_as_it_says(
    desk: Desk, hub: Caller
) -> None:
    add_source(desk)
    add_member(desk)
    published = hub.client.get("/partners/connector/schema.xsd")
    assert (published.status_code, published.mimetype) == (200, "application/xml")
    schema = etree.XMLSchema(etree.fromstring(published.data))
    lead = {"leadSource": "open-day", "ownerID": "nobody"}
    record = {"identifier": "GYM", "clientID": "1", "clubID": "2", "recordID": "3"}
    taken = [
        document("user", {"providerInfo": record, "userInfo": AMARA, "leadInfo": lead}),
        document("user", {"userInfo": AMARA}),
        document("leadSource", {"leadInfo": {"name": "Fair", "active": "true"}}),
        document("leadSource", {"leadInfo": {"name": "Fair"}}),
    ]
    answers = [
        hub.call("POST", "/people", taken[0]),
        hub.call("POST", "/people", taken[1]),
        hub.call("POST", "/lead-sources", taken[2]),
        hub.call("POST", "/lead-sources", taken[3]),
        hub.call("GET", "/staff"),
        hub.call("GET", "/lead-sources"),
        hub.call("POST", "/people", b"nonsense"),
        hub.call("GET", "/staff", Authorization=""),
    ]
    assert [each.status_code for each in answers] == [201, 200, 201, 200, 200, 200, 400, 401]
    for said in (*taken, *(each.data for each in answers)):
        schema.assertValid(etree.fromstring(said))
    assert not schema.validate(
        etree.fromstring(b"<user><userInfo><userType>X</userType></userInfo></user>")
    )


def test_C12_a_namespace_makes_no_difference(hub: Caller) -> None:
    body = b"<user xmlns='http://www.intouchfollowup.com/api/2011-11'><userInfo>" + b"".join(
        f"<{name}>{text}</{name}>".encode() for name, text in AMARA.items()
    )
    assert hub.call("POST", "/people", body + b"</userInfo></user>").status_code == 201
