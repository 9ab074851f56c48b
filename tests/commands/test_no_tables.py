"""A command whose database was never made says what to do first, in one line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.__main__ import command_line
from tests.commands.place import ROOT

JANUARY = ["--from", "2031-01-01", "--to", "2031-01-31"]
COMMANDS = (
    ["reconcile"],
    ["sweep"],
    ["seed"],
    ["export", *JANUARY, "books.xlsx"],
    ["staff", "add", "kim@example.org", "--role", "admin"],
    ["staff", "name", "kim@example.org", "Kim Berg"],
    ["sync", "iso"],
    ["client", "add", "Havn", "--scope", "programs.read"],
    ["client", "list"],
    ["client", "rotate", "Havn"],
    ["client", "revoke", "Havn"],
)


@pytest.fixture
def nothing_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have settings whose database has no table."""
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'desk.db'}")
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    monkeypatch.setenv("BASE_URL", "http://127.0.0.1:9")
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("nothing_made")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_without_tables_a_command_says_to_make_them(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line(command) == 2
    said = capsys.readouterr()
    assert said.err == "coursedesk: the database has no tables yet: run ./manage migrate\n"
    assert said.out == ""


@pytest.mark.usefixtures("nothing_made")
def test_once_they_are_made_it_does_what_it_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["migrate"]) == 0
    assert command_line(["staff", "add", "kim@example.org", "--role", "admin"]) == 0
    assert "Added kim@example.org" in capsys.readouterr().out


@pytest.mark.usefixtures("nothing_made")
def test_a_process_of_its_own_ends_with_that_line_alone() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "app", "reconcile"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "coursedesk: the database has no tables yet: run ./manage migrate\n"
