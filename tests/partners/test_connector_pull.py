"""Claims about people who wait at the Connector until we fetch them (connector.md 9 and C19)."""

from datetime import UTC, datetime

import pytest

from app.commands.sync import sync
from app.domain.contract import PeopleDesk, WaitingPeople
from app.jobs.sweep import sweep_once
from app.partners.connector.desk import ConnectorDesk
from app.sandbox.server import Sandbox
from app.store.database import transaction
from app.store.delivery import knowledge_of
from app.store.person import PersonLink
from app.usecases.pull_people import STUCK, Pulled, pull_people
from tests.fakes.wire import Script, Wire, in_turn, saying
from tests.partners.built import Built, built
from tests.partners.connector_desk import people
from tests.partners.connector_world import NAMESPACE, error, saves, users
from tests.worlds import ANA, Desk, register_once

LEO = {"firstname": "Leo", "lastname": "Marsh", "email": "leo@example.org", "country": "US"}


def wait(sandbox: Sandbox, count: int = 1, **fields: str) -> list[str]:
    """Have so many people wait and return the hub's ids of them."""
    waiting = sandbox.world.connector.waiting
    return [
        waiting.add({**LEO, "email": f"leo{number}@example.org", **fields})["connectorUUID"]
        for number in range(count)
    ]


def pull(desk: Desk, partners: Built) -> Pulled:
    """Drain those who wait."""
    connector = partners.connector
    assert isinstance(connector, ConnectorDesk)
    return pull_people(desk.sessions, connector, clock=desk.clock)


def fetched(sandbox: Sandbox) -> dict[str, str]:
    """Return our ids of those who wait no longer, by the hub's."""
    held = sandbox.world.connector.waiting.all()
    return {each["connectorUUID"]: each["recordID"] for each in held if not each["waits"]}


def test_check_6_connector_120_waiting_records_are_drained_and_acknowledged(
    desk: Desk, sandbox: Sandbox, partners: Built
) -> None:
    uuids = wait(sandbox, 120)
    assert pull(desk, partners) == Pulled(added=120)
    kept = {each.code for each in people(desk)}
    assert len(kept) == 120
    assert set(fetched(sandbox)) == set(uuids)
    assert set(fetched(sandbox).values()) == kept
    assert saves(sandbox).count("missingusers") == 3
    assert pull(desk, partners) == Pulled()


def test_a_pulled_person_is_one_of_our_people(
    desk: Desk, sandbox: Sandbox, partners: Built
) -> None:
    (uuid,) = wait(sandbox, mobile="(555) 010-4477")
    pull(desk, partners)
    (kept,) = people(desk)
    assert (kept.name, kept.phone, kept.match_phone) == (
        "Leo Marsh",
        "(555) 010-4477",
        "5550104477",
    )
    assert (kept.came_from, kept.details["country"], kept.member_since) == ("connector", "US", None)
    with transaction(desk.sessions) as session:
        assert knowledge_of(session, "connector", f"person:{kept.code}") == {"user": uuid}
        links = session.query(PersonLink).all()
        assert [each.external_id for each in links] == [f"uuid:{uuid}"]


def test_somebody_who_changed_there_is_changed_here(
    desk: Desk, sandbox: Sandbox, partners: Built
) -> None:
    (uuid,) = wait(sandbox)
    pull(desk, partners)
    sandbox.world.connector.waiting.change(uuid, {"city": "Ayr", "email": "new@example.org"})
    assert pull(desk, partners) == Pulled(changed=1)
    (kept,) = people(desk)
    assert (kept.email, kept.details["city"]) == ("new@example.org", "Ayr")


def test_somebody_who_registered_here_is_the_same_person_S13(
    desk: Desk, sandbox: Sandbox, partners: Built
) -> None:
    # Before the change that waits, by the sandbox's clock.
    desk.now = datetime(2026, 1, 10, 12, tzinfo=UTC)
    register_once(desk, now=desk.now)
    first, last = ANA.name.split()
    wait(sandbox, firstname=first, lastname=last, email=ANA.email, userType="MEMBER")
    assert pull(desk, partners).taken == 1
    (kept,) = people(desk)
    assert kept.came_from == ""
    assert kept.member_since is not None


@pytest.mark.parametrize("times", [1, 2, 5])
def test_killed_half_way_nothing_is_lost_and_nobody_is_there_twice(
    desk: Desk, sandbox: Sandbox, partners: Built, times: int
) -> None:
    wait(sandbox, 7)
    for _ in range(times):
        # The acknowledgement took effect or not; its answer was lost either way.
        sandbox.world.dials.turn("connector", {"mode": "lost", "call": "callback", "times": 1})
        assert pull(desk, partners).trouble
    for _ in range(times):
        sandbox.world.dials.turn("connector", {"mode": "500", "call": "callback", "times": 1})
        pull(desk, partners)
    assert pull(desk, partners).trouble == ""
    assert len(people(desk)) == len(fetched(sandbox)) == 7


def test_who_was_kept_but_not_acknowledged_is_found_as_they_were(
    desk: Desk, sandbox: Sandbox, partners: Built
) -> None:
    wait(sandbox)
    sandbox.world.dials.turn("connector", {"mode": "500", "call": "callback", "times": 1})
    assert pull(desk, partners).taken == 0
    assert pull(desk, partners) == Pulled(same=1)


@pytest.mark.parametrize("mode", ["down", "500", "429", "malformed", "html", "empty", "reset"])
def test_while_the_hub_is_away_the_pull_says_why(
    desk: Desk, sandbox: Sandbox, partners: Built, mode: str
) -> None:
    wait(sandbox)
    sandbox.world.dials.turn("connector", {"mode": mode, "call": "missingusers"})
    assert pull(desk, partners).trouble
    sandbox.world.dials.turn("connector", {"mode": "ok"})
    assert pull(desk, partners) == Pulled(added=1)


@pytest.mark.parametrize("mode", ["html", "malformed"])
def test_an_acknowledgement_answered_by_a_proxy_is_none(
    desk: Desk, sandbox: Sandbox, partners: Built, mode: str
) -> None:
    wait(sandbox)
    sandbox.world.dials.turn("connector", {"mode": mode, "call": "callback"})
    assert pull(desk, partners).trouble


def full(count: int = 50, *, prefix: str = "u") -> Script:
    """Answer a pull with so many people, always the same."""
    info = "<firstname>A</firstname><lastname>B</lastname><userStatus>ACTIVE</userStatus>"
    rows = "".join(
        f"<userInfo><connectorUUID>{prefix}-{number}</connectorUUID>{info}"
        f"<userType>PROSPECT</userType><city>{number}</city></userInfo>"
        for number in range(count)
    )
    return saying("200 OK", f"<user xmlns='{NAMESPACE}'>{rows}</user>".encode())


def test_C19_a_backlog_that_does_not_shrink_is_said_to_somebody(desk: Desk) -> None:
    script = in_turn(full(), *[saying("200 OK")] * 50, full(), full())
    with Wire(script) as wire:
        pulled = pull(desk, built(wire.url))
    assert (pulled.added, pulled.trouble) == (50, STUCK)


def test_who_has_no_name_or_no_id_is_left_there_and_counted(desk: Desk) -> None:
    rows = (
        b"<user><userInfo><connectorUUID>u-1</connectorUUID><firstname/></userInfo><userInfo>"
        b"<firstname>A</firstname><lastname>B</lastname><userStatus>ACTIVE</userStatus>"
        b"<userType>MEMBER</userType></userInfo></user>"
    )
    with Wire(saying("200 OK", rows)) as wire:
        assert pull(desk, built(wire.url)) == Pulled(unusable=2)


@pytest.mark.parametrize(
    "script", [error("VALIDATION", "Unknown club"), saying("404 Not Found"), full(1)]
)
def test_a_refusal_is_said_in_words(desk: Desk, script: Script) -> None:
    with Wire(in_turn(script, error("VALIDATION", "Unknown club"))) as wire:
        assert pull(desk, built(wire.url)).trouble.startswith("Connector answered 4")


def test_C4_the_pull_has_its_own_spelling_of_the_identity(desk: Desk) -> None:
    with Wire(full(0)) as wire:
        pull(desk, built(wire.url))
    (heard,) = wire.heard
    assert heard.path == (
        "/connector/api/2011-11/missingusers?provider=COURSEDESK&clientID=org-1&clubID=club-1"
    )


def test_S17_a_connector_that_is_not_pulled_is_no_desk(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    connector = built("http://127.0.0.1:9", CONNECTOR_PULL="no").connector
    assert not isinstance(connector, PeopleDesk)
    desk.partners["connector"] = connector
    sweep_once(desk.parts)
    assert sync(desk.parts, "connector") == 2
    assert "not pulled" in capsys.readouterr().err


def test_the_sweep_fetches_them_too(
    desk: Desk, sandbox: Sandbox, partners: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.partners["connector"] = partners.connector
    wait(sandbox, 2)
    sweep_once(desk.parts)
    assert len(fetched(sandbox)) == 2
    assert '"event": "pulled"' in capsys.readouterr().out
    sweep_once(desk.parts)
    sandbox.world.dials.turn("connector", {"mode": "500"})
    sweep_once(desk.parts)
    said = capsys.readouterr().out
    assert '"event": "pull trouble"' in said
    assert "Marsh" not in said


def test_the_command_says_what_came(
    desk: Desk, sandbox: Sandbox, partners: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.partners["connector"] = partners.connector
    wait(sandbox, 3)
    assert sync(desk.parts, "connector") == 0
    assert "Took 3 people: 3 new, 0 changed, 0 as they were." in capsys.readouterr().out
    sandbox.world.dials.turn("connector", {"mode": "500"})
    assert sync(desk.parts, "connector") == 1
    assert "It ended early: Connector answered 500" in capsys.readouterr().err


def test_the_command_says_who_was_left_there(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    with Wire(saying("200 OK", b"<user><userInfo/></user>")) as wire:
        desk.partners["connector"] = built(wire.url).connector
        assert sync(desk.parts, "connector") == 1
    assert "1 had no name or no id" in capsys.readouterr().err


def test_a_pulled_person_who_registers_is_saved_under_the_acknowledged_id(
    desk: Desk, sandbox: Sandbox, partners: Built
) -> None:
    desk.partners["connector"] = partners.connector
    first, last = ANA.name.split()
    wait(sandbox, firstname=first, lastname=last, email=ANA.email, city="Ayr")
    sweep_once(desk.parts)
    register_once(desk)
    sweep_once(desk.parts)
    (kept,) = users(sandbox)
    assert (kept["recordID"], kept["city"]) == (people(desk)[0].code, "Ayr")
    assert isinstance(partners.connector, ConnectorDesk)
    assert partners.connector.waiting_people() == WaitingPeople((), more=False)
