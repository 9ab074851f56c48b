"""Clients by command: credentials are printed once as JSON, and open the API."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import command_line
from app.commands.client import add, revoke, rotate, show_all
from app.domain.client import ClientRefused, secret_fits
from app.queries.api.clients import find_client
from app.store.database import Database
from tests.worlds import NOW, Desk

SCOPES = ["programs.read", "registrations.write"]


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    """Return what was printed, which must be JSON."""
    return json.loads(capsys.readouterr().out)


def test_the_secret_that_is_printed_fits(
    sessions: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = Desk(sessions).parts
    assert add(parts, "ISO website", SCOPES) == 0
    made = printed(capsys)
    assert made["scope"] == "programs.read registrations.write"
    known = find_client(sessions, made["client_id"], now=NOW)
    assert secret_fits(made["client_secret"], known.digests)
    assert rotate(parts, "ISO website") == 0
    other = printed(capsys)
    assert other["client_id"] == made["client_id"]
    assert other["client_secret"] != made["client_secret"]


def test_the_list_shows_everybody_and_no_secret(
    sessions: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = Desk(sessions).parts
    add(parts, "ISO website", SCOPES)
    secret = printed(capsys)["client_secret"]
    revoke(parts, "ISO website")
    capsys.readouterr()
    assert show_all(parts) == 0
    said = capsys.readouterr().out
    (listed,) = json.loads(said)
    assert (listed["name"], listed["revoked_at"]) == ("ISO website", NOW.isoformat())
    assert secret not in said


def test_what_is_refused_prints_no_secret(
    sessions: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = Desk(sessions).parts
    with pytest.raises(ClientRefused):
        add(parts, "ISO website", ["everything"])
    for command in (rotate, revoke):
        with pytest.raises(ClientRefused):
            command(parts, "nobody")
    assert capsys.readouterr().out == ""


def test_the_command_line_takes_scopes_together_or_one_by_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    assert command_line(["migrate"]) == 0
    capsys.readouterr()
    words = ["client", "add", "iso", "--scope", *SCOPES, "--scope", "registrations.read"]
    assert command_line(words) == 0
    assert len(printed(capsys)["scope"].split()) == 3
    for name in ("rotate", "revoke"):
        assert command_line(["client", name, "iso"]) == 0
    capsys.readouterr()
    assert command_line(["client", "list"]) == 0
    assert len(printed(capsys)) == 1
    assert command_line(["client", "revoke", "iso"]) == 2
    assert capsys.readouterr().err == "coursedesk: there is no client iso\n"
