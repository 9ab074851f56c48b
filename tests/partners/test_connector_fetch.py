"""Claims about reading the Connector back: users, staff, lead sources (connector.md 4 to 7, 14)."""

import pytest
from lxml import etree

from app.domain.contract import Unreachable
from app.domain.event import EventKind
from app.partners.connector.document import Element
from app.partners.connector.reply import NotThere, Rejected
from app.sandbox.server import Sandbox
from tests.fakes.events import OPEN_DAY, event
from tests.fakes.wire import Wire, saying
from tests.partners.built import Built, built
from tests.partners.connector_world import CONFIRMED, HELD, KIM, error

LEAD = {"lead_source": OPEN_DAY, "owner": KIM}


@pytest.mark.parametrize("namespaces", ["documented", "everywhere", "nowhere"])
@pytest.mark.parametrize(("kind", "type_"), [(HELD, "PROSPECT"), (CONFIRMED, "MEMBER")])
def test_check_1_connector_what_is_saved_is_fetched_with_and_without_namespaces(
    sandbox: Sandbox, partners: Built, namespaces: str, kind: EventKind, type_: str
) -> None:
    sandbox.world.dials.turn("connector", {"namespaces": namespaces})
    partners.connector.tell(event(kind, registration=LEAD), key="key-1")
    client = partners.connector.client("k")
    user, kim = client.fetch_user("person-90412"), client.fetch_staff("staff-12")
    source, listed = client.fetch_source("open-day"), client.list_sources()
    assert isinstance(user, Element)
    assert isinstance(kim, Element)
    assert isinstance(source, Element)
    assert isinstance(listed, Element)
    info = user.first("userInfo")
    assert info
    assert (info.texts()["lastname"], info.texts()["userType"]) == ("Solheim", type_)
    info, identity = kim.first("userInfo"), kim.first("providerInfo")
    assert info
    assert identity
    assert (kim.name, info.texts()["email"], info.texts()["userType"]) == (
        "user",
        "kim@example.org",
        "STAFF",
    )
    assert identity.texts()["recordID"] == "staff-12"
    details = source.first("leadInfo")
    assert details
    assert (details.texts()["name"], details.texts()["active"]) == ("Open Day", "true")
    # C11: the list has the name, and nothing that would say whose it is.
    (item,) = listed.all("leadSource")
    assert item.texts()["name"] == "Open Day"
    assert item.first("recordID") is item.first("providerInfo") is None


def test_check_2_connector_a_query_has_one_question_mark_C1_C2_C4_C5() -> None:
    wire = Wire(saying("404 Not Found"))
    with wire:
        client = built(
            wire.url, CONNECTOR_PROVIDER_ID="A?B&C", CONNECTOR_CLIENT_ID="org 1/ø"
        ).connector.client("k")
        client.fetch_user("p?1&x=2")
        client.fetch_staff("s#1")
        client.fetch_source("a=b")
        client.list_sources()
        client.missing_users()
    paths = [each.path.removeprefix("/connector/api/2011-11") for each in wire.heard]
    identity = "provider=A%3FB%26C&client_id=org%201%2F%C3%B8&club_id=club-1"
    assert paths == [
        f"/user?{identity}&recordID=p%3F1%26x%3D2",
        f"/staff?{identity}&recordID=s%231",
        f"/leadsource?{identity}&identifier=a%3Db",
        f"/leadsource?{identity}",
        "/missingusers?provider=A%3FB%26C&clientID=org%201%2F%C3%B8&clubID=club-1",
    ]
    assert {path.count("?") for path in paths} == {1}


def test_what_the_hub_has_not_is_not_there(partners: Built) -> None:
    client = partners.connector.client("k")
    assert isinstance(client.fetch_user("nobody"), NotThere)
    assert isinstance(client.fetch_staff("nobody"), NotThere)
    assert isinstance(client.fetch_source("nothing"), NotThere)


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (error("VALIDATION", "no"), Rejected),
        (error("VALIDATION", "no", "200 OK"), Rejected),
        (error("DATABASE", "no", "500 Oops"), Unreachable),
        (saying("200 OK"), Unreachable),
        (saying("200 OK", b"<html><body/></html>"), Unreachable),
        (saying("200 OK", b"<user><userInfo>"), Unreachable),
        (saying("200 OK", b"x" * 2_000_000), Unreachable),
        (saying("302 Found", Location="http://127.0.0.1:9/"), Unreachable),
    ],
)
def test_an_answer_that_is_none_is_never_read_as_a_record(script: object, kind: type) -> None:
    with Wire(script) as wire:  # type: ignore[arg-type]  # scripts, every one
        assert isinstance(built(wire.url).connector.client("k").fetch_user("p"), kind)


@pytest.mark.parametrize(
    "message",
    [
        "Boom at com.intouch.connector.api.Resource.save(Resource.java:118) at org.x.Y.z(Y.java:1)",
        "Boom\n\tat com.intouch.connector.api.Resource.save(Resource.java:118)",
        "Boom\n\n\n at a.b.C$D.&lt;init&gt;(C.java)",
    ],
)
def test_check_7_connector_of_a_stack_trace_nothing_comes_through_C16(message: str) -> None:
    with Wire(error("VALIDATION", message)) as wire:
        outcome = built(wire.url).connector.tell(event(HELD), key="key-1")
    assert outcome.words == "Connector answered 400 VALIDATION · e-1 · Boom"


def test_the_query_is_never_in_the_log(partners: Built, capsys: pytest.CaptureFixture[str]) -> None:
    partners.connector.client("k").fetch_user("person-90412")
    said = capsys.readouterr().out
    assert "recordID={record}" in said
    assert "person-90412" not in said


def test_a_document_that_is_too_deep_is_not_read() -> None:
    deep = etree.tostring(etree.fromstring("<user>" + "<a>" * 30 + "</a>" * 30 + "</user>"))
    with Wire(saying("200 OK", deep)) as wire:
        assert isinstance(built(wire.url).connector.client("k").fetch_user("p"), Unreachable)
