"""`./manage sync`: what is printed for a person, against the sandbox's ISO."""

from pathlib import Path

import pytest

from app.commands.sync import sync
from app.sandbox.server import Sandbox
from app.store.database import Database
from tests.fixtures.outside import running_sandbox, sandbox
from tests.partners.built import built
from tests.web.visitor import open_site
from tests.worlds import Desk

__all__ = ["running_sandbox", "sandbox"]

Said = pytest.CaptureFixture[str]


def printed(capsys: Said) -> list[str]:
    """Return the lines for a person; the log's are on standard output too."""
    return [line for line in capsys.readouterr().out.splitlines() if line[:1] != "{"]


@pytest.fixture
def desk(sessions: Database, sandbox: Sandbox) -> Desk:
    """Give a desk whose ISO is the sandbox."""
    return Desk(sessions, partners={"iso": built(sandbox.url).iso})


def test_isos_programs_become_classes_and_a_second_run_changes_nothing(
    desk: Desk, capsys: Said
) -> None:
    assert sync(desk.parts, "iso") == 0
    lines = printed(capsys)
    assert lines[0] == "ISO lists 3 classes: 3 new, 0 changed, 0 as before, 0 closed here."
    assert "  new      ISO-prg-310  Weekend Intensive" in lines
    desk.later(minutes=5)
    assert sync(desk.parts, "iso") == 0
    again = "ISO lists 3 classes: 0 new, 0 changed, 3 as before, 0 closed here."
    assert printed(capsys) == [again]


def test_what_iso_changed_and_removed_is_said_in_lines(
    desk: Desk, sandbox: Sandbox, capsys: Said
) -> None:
    sync(desk.parts, "iso")
    programs = sandbox.world.iso.programs
    programs.keep(programs.read("prg-310") | {"pricing": {"currency": "EUR", "amount": 200.5}})
    programs.keep(programs.read("prg-311") | {"id": "prg-400", "pricing": {"amount": True}})
    programs.drop("prg-312")
    desk.later(minutes=5)
    capsys.readouterr()
    assert sync(desk.parts, "iso") == 0
    assert printed(capsys) == [
        "ISO lists 3 classes: 0 new, 1 changed, 1 as before, 1 closed here.",
        "  changed  ISO-prg-310  Weekend Intensive: price",
        "  closed   ISO-prg-312  Introduction Evening: not listed any more",
        "  left out prg-400: pricing.amount is missing or no amount",
    ]


def test_a_partner_that_is_down_changes_nothing_and_says_so(
    desk: Desk, sandbox: Sandbox, capsys: Said
) -> None:
    sandbox.world.dials.turn("iso", {"mode": "429", "retry_after": 600})
    assert sync(desk.parts, "iso") == 1
    assert capsys.readouterr().err.startswith("Nothing was changed: ISO")


def test_a_partner_that_is_off_and_one_there_is_not_are_told_apart(
    sessions: Database, capsys: Said
) -> None:
    assert sync(Desk(sessions).parts, "iso") == 2
    assert "ISO is off" in capsys.readouterr().err
    assert sync(Desk(sessions).parts, "mars") == 2
    assert "There is nothing to sync of mars: iso" in capsys.readouterr().err


def test_an_imported_class_looks_right_on_its_page(desk: Desk, tmp_path: Path) -> None:
    sync(desk.parts, "iso")
    page = open_site(desk, tmp_path).get("/classes/ISO-prg-310").words
    for said in (
        "Weekend Intensive",
        "6–8 Jun 2031",
        "Riverside Hall",
        "Cais 2",
        "Lisbon",
        "€180",
        "13 places left",
        "Saturday 7 June 2031 all day",
        "Western European Time (Lisbon)",
    ):
        assert said in page, said
    free = open_site(desk, tmp_path).get("/classes/ISO-prg-312").words
    assert "Free" in free
    assert "This class is full" in free
