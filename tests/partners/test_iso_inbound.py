"""ISO's three addresses: who is believed, what is kept, and what is answered (iso.md S2–S4)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.signature import sign
from app.partners.iso.inbound import Doorkeeper
from app.store.database import Database, reading
from app.store.event import EventRow
from app.usecases.forget_inbound import forget_inbound
from tests.partners.iso_news_world import PATHS, SECRETS, Office, envelope, office_of
from tests.worlds import add_class

# What comes before anything is kept is the same whatever would keep it.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVENT = envelope("registration.created")
BODY = json.dumps(EVENT).encode()


@pytest.fixture
def office(sessions: Database) -> Office:
    """Give a desk whose ISO signs."""
    return office_of(sessions)


def refused(office: Office, **sent: Any) -> tuple[int, str]:
    """Send what is to be refused and return status and named field; nothing may be kept."""
    answer = office.send(sent.pop("event", EVENT), **sent)
    assert office.kept() == []
    assert answer.json is not None
    error = answer.json["error"]
    assert error["code"] in ("INVALID_REQUEST", "UNAUTHENTICATED")
    return answer.status_code, error["details"]["field"]


@pytest.mark.parametrize("path", PATHS)
def test_I3_I4_every_path_at_the_root_takes_every_event(office: Office, path: str) -> None:
    answer = office.send(EVENT, path=path)
    assert (answer.status_code, answer.json) == (200, {"id": "evt-1", "received": True})
    assert [(e.source, e.external_id, e.kind) for e in office.kept()] == [
        ("iso", "evt-1", "registration.created")
    ]
    assert office.desk.woken == ["inbound"]


def test_S2_the_older_secret_is_good_while_one_replaces_the_other(office: Office) -> None:
    assert office.send(EVENT, secret=SECRETS[1]).status_code == 200


def test_S2_of_several_signatures_one_must_be_right(office: Office) -> None:
    now = int(office.desk.now.timestamp())
    both = sign(BODY, secrets=["another", SECRETS[0]], timestamp=now)
    headers = {"X-Webhook-Timestamp": str(now), "X-Webhook-Signature": both.replace(" ", ", ")}
    assert office.send(BODY, headers=headers).status_code == 200


FORGED: dict[str, dict[str, Any]] = {
    "nothing": {"headers": {}},
    "of another secret": {"secret": "forged"},
    "too old": {"ago": 301},
    "from the future": {"ago": -301},
    "of another body": {
        "headers": {
            "X-Webhook-Timestamp": "1925812800",
            "X-Webhook-Signature": sign(b"{}", secrets=SECRETS, timestamp=1925812800),
        }
    },
    "without a time": {
        "headers": {"X-Webhook-Signature": sign(BODY, secrets=SECRETS, timestamp=0)}
    },
    "a time that is none": {"headers": {"X-Webhook-Timestamp": "²", "X-Webhook-Signature": "v1="}},
    "not ASCII": {
        "headers": {"X-Webhook-Timestamp": "1925812800", "X-Webhook-Signature": "v1=æøå"}
    },
    "another version": {
        "headers": {"X-Webhook-Timestamp": "1925812800", "X-Webhook-Signature": "v2=00"}
    },
    "tokens where it must be signed": {
        "headers": {"Authorization": "Bearer b", "x-system-token": "s"}
    },
}


@pytest.mark.parametrize("forgery", FORGED)
def test_check_3_of_iso_what_is_not_signed_as_agreed_changes_nothing(
    office: Office, forgery: str
) -> None:
    assert refused(office, **FORGED[forgery]) == (401, "")


def test_check_3_of_iso_a_repeated_id_changes_nothing(office: Office) -> None:
    office.send(EVENT)
    office.work()
    office.desk.woken.clear()
    again = office.send(envelope("registration.cancelled"))
    assert again.status_code == 200
    assert [each.kind for each in office.kept()] == ["registration.created"]
    assert (office.work(), office.desk.woken) == (0, [])


def tokens(bearer: str = "bearer-1", system: str = "system-1") -> dict[str, str]:
    """Return both tokens as headers."""
    return {"Authorization": f"Bearer {bearer}", "x-system-token": system}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (tokens(), 200),
        (tokens(bearer="wrong"), 401),
        (tokens(system="wrong"), 401),
        ({"Authorization": "Bearer bearer-1"}, 401),
        ({"x-system-token": "system-1"}, 401),
        ({"Authorization": "Basic bearer-1", "x-system-token": "system-1"}, 401),
    ],
)
def test_S2_I9_without_secrets_both_tokens_are_asked_for(
    sessions: Database, headers: dict[str, str], status: int
) -> None:
    office = Office(sessions, Doorkeeper(bearer="bearer-1", system_token="system-1"))
    assert office.send(EVENT, headers=headers).status_code == status


@pytest.mark.parametrize("half", [{}, {"bearer": "b"}, {"system_token": "s"}])
def test_S2_with_neither_set_up_nobody_is_let_in(sessions: Database, half: dict[str, str]) -> None:
    office = Office(sessions, Doorkeeper(**half))  # type: ignore[arg-type]  # two of its texts
    assert refused(office, headers=tokens("", "")) == (401, "")
    assert refused(office) == (401, "")


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"event": "payment.completed"}, "id"),
        ({"id": "evt-1"}, "event"),
        ({"id": "evt-1", "event": None}, "event"),
        ({"id": "", "event": "a.b"}, "id"),
        ({"id": {"a": 1}, "event": "a.b"}, "id"),
        ({"id": True, "event": "a.b"}, "id"),
        ({"id": "x" * 201, "event": "a.b"}, "id"),
        ({"requestId": "a\nb", "event": "a.b"}, "requestId"),
        ({"id": "evt-1", "eventType": "x" * 81}, "eventType"),
        ({"id": "\ud800", "event": "a.b"}, "id"),
        ({"id": "a\u0000b", "event": "a.b"}, "id"),
    ],
)
def test_a_missing_or_wrong_field_is_named_in_the_answer(
    office: Office, event: dict[str, Any], field: str
) -> None:
    assert refused(office, event=json.dumps(event).encode()) == (400, field)


def test_nesting_in_a_field_that_nobody_reads_is_tolerated(office: Office) -> None:
    deep: Any = "end"
    for _ in range(900):
        deep = {"a": deep}
    assert office.send(EVENT | {"data": {"registrationId": "reg-1", "x": deep}}).status_code == 200
    assert office.work() == 1


def test_S3_prs_names_its_fields_differently(office: Office) -> None:
    """5.5: the fields lie side by side, and requestId is what tells repeats apart."""
    prs = {
        "amount": 180.0,
        "currency": "EUR",
        "eventType": "payment.completed",
        "programCode": "prg-310",
        "programType": "workshop",
        "requestId": "req-9",
    }
    assert office.send(prs, path="/webhooks/payment").status_code == 200
    assert office.send(prs, path="/webhooks/payment").status_code == 200
    (kept,) = office.kept()
    assert (kept.external_id, kept.kind) == ("req-9:payment.completed:", "payment.completed")
    office.work()
    (kept,) = office.kept()
    assert (kept.words, kept.look) == ("It is about no registration that is known here", True)


def test_S3_many_events_come_of_one_request_of_prs(office: Office) -> None:
    for kind, status in (
        ("payment.initiated", None),
        ("payment.completed", None),
        ("payment.completed", "SETTLED"),
        ("payment.completed", "x" * 300),
    ):
        event = {"requestId": "req-9", "eventType": kind, "paymentStatus": status}
        assert office.send(event, path="/webhooks/payment").status_code == 200
    assert len(office.kept()) == 4


def test_I4_an_unknown_event_is_kept_and_answered_200(office: Office) -> None:
    assert office.send(envelope("status.moved"), path="/webhooks/status").status_code == 200
    office.work()
    (kept,) = office.kept()
    assert kept.handled_at is not None
    assert kept.words == "an event that is not known here"
    assert json.loads(kept.body)["data"] == {"registrationId": "reg-1"}


def test_S4_nothing_is_done_while_iso_waits_for_the_answer(office: Office) -> None:
    office.register()
    with reading(office.desk.sessions) as session:
        before = session.scalars(select(EventRow.id)).all()
    answer = office.send(envelope("registration.cancelled"))
    assert len(answer.statements) <= 4
    with reading(office.desk.sessions) as session:
        assert session.scalars(select(EventRow.id)).all() == before


def test_S11_what_is_kept_of_news_is_forgotten_with_its_body(sessions: Database) -> None:
    add_class(sessions)
    office = Office(sessions)
    office.hear("payment.failed")
    assert forget_inbound(sessions, now=office.desk.now + timedelta(days=31)) == 1
    assert [each.body for each in office.kept()] == [b""]
