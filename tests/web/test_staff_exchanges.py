"""Exchanges and destinations as staff see them: who may read what, and trying again."""

from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from app.domain.breaker import FAILURES_TO_OPEN
from app.domain.contract import Trouble, Unreachable
from app.domain.exchange import Direction
from app.jobs.keeper import Keeper
from app.queries.standing import find_standing
from app.store.seal import Seal
from app.usecases.note_answer import note_answer
from tests.exchanges import SEAL, add_exchange
from tests.web.staffroom import BOOKKEEPER, add_members, arrive, lines, show, sign_in
from tests.web.visitor import Visitor, open_site
from tests.worlds import Desk, add_class, register_once


class Archived(Desk):
    """A desk that can open what it kept."""

    seal = SEAL

    @property
    def parts(self):  # type: ignore[no-untyped-def]  # as the desk's own
        """Return the parts with an archive."""
        keeper = Keeper(self.sessions, seal=self.seal, secrets=(), clock=self.clock)
        return replace(super().parts, archive=keeper)


@pytest.fixture
def archived(desk: Desk) -> Archived:
    add_members(desk)
    add_class(desk.sessions)
    return Archived(desk.sessions, partners=desk.partners, gateways=desk.gateways)


@pytest.fixture
def kim(archived: Archived, tmp_path: Path) -> Visitor:
    return sign_in(Visitor(open_site(archived, tmp_path)))


def test_the_list_can_be_narrowed_down(archived: Archived, kim: Visitor) -> None:
    add_exchange(archived.sessions)
    add_exchange(archived.sessions, partner="connector", status=503)
    add_exchange(archived.sessions, partner="stripe", direction=Direction.IN, status=200)
    add_exchange(archived.sessions, status=None, ending="no connection")
    assert len(lines(kim.open("/staff/exchanges"))) == 4
    assert len(lines(kim.open("/staff/exchanges?partner=iso"))) == 2
    assert len(lines(kim.open("/staff/exchanges?direction=in"))) == 1
    assert len(lines(kim.open("/staff/exchanges?failed=yes"))) == 2
    assert len(lines(kim.open("/staff/exchanges?direction=sideways&partner=nobody"))) == 0


def test_reading_what_was_said_is_logged_without_what_was_said(
    archived: Archived, kim: Visitor
) -> None:
    number = add_exchange(archived.sessions)
    with structlog.testing.capture_logs() as said:
        page = kim.open(f"/staff/exchanges/{number}")
    assert "Ana Lind" in page.text
    assert "abc" not in page.text
    (line,) = [each for each in said if each["event"] == "exchange read"]
    assert (line["exchange"], line["staff"]) == (number, 1)
    assert "Ana" not in repr(said)


def test_what_another_key_sealed_is_not_shown(archived: Archived, tmp_path: Path) -> None:
    number = add_exchange(archived.sessions)
    archived.seal = Seal(("another",))
    page = sign_in(Visitor(open_site(archived, tmp_path))).open(f"/staff/exchanges/{number}")
    assert "cannot be read" in page.text


def test_who_may_mend_nothing_reads_no_body(archived: Archived, tmp_path: Path) -> None:
    number = add_exchange(archived.sessions)
    visitor = sign_in(arrive(archived, tmp_path), BOOKKEEPER)
    assert f"/staff/exchanges/{number}" not in visitor.open("/staff/exchanges").text
    assert visitor.client.get(f"/staff/exchanges/{number}").status_code == 403


def test_there_is_nothing_where_there_is_nothing(kim: Visitor) -> None:
    for number in (7, 2**40):
        assert kim.client.get(f"/staff/exchanges/{number}").status_code == 404


def test_a_registration_shows_what_was_said_of_it(archived: Archived, kim: Visitor) -> None:
    order = register_once(archived).reference
    assert "What was said" not in show(archived, kim, order).text
    add_exchange(archived.sessions, delivery=1)
    assert "What was said to and by partners (1)" in show(archived, kim, order).text


def close(archived: Archived, trouble: Trouble = Trouble.TEMPORARY) -> None:
    for _ in range(FAILURES_TO_OPEN):
        answer = Unreachable("no connection", trouble=trouble)
        note_answer(archived.sessions, destination="iso", answer=answer, now=archived.now)


def test_the_overview_says_who_is_down_and_a_person_can_have_it_tried(
    archived: Archived, kim: Visitor
) -> None:
    assert "is down" not in kim.open("/staff/").text
    close(archived)
    assert "ISO is down" in kim.open("/staff/").text
    kim.press("Try ISO now")
    assert find_standing(archived.sessions, "iso").probe_at == archived.now
    assert "iso" in archived.woken


def test_the_overview_says_who_does_not_accept_our_credentials(
    archived: Archived, kim: Visitor
) -> None:
    close(archived, Trouble.CONFIGURATION)
    page = kim.open("/staff/")
    assert "ISO does not accept our credentials" in page.text
    assert kim.client.get("/readyz").get_json()["partners"]["iso"] == "configuration"
    numbers = kim.client.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).text
    assert 'coursedesk_destination_up{destination="iso"} 0.0' in numbers
