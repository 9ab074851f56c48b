"""``python -m app.sandbox``: ready, logging, ending, and what stops it from starting."""

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox import callers
from tests.sandbox.callers import Connector, Iso, person

PATIENCE = 20


def started(state: Path, **changed: str) -> subprocess.Popen[bytes]:
    """Start the sandbox on free ports."""
    settings = {"SANDBOX_PORT": "0", "SANDBOX_MAIL_PORT": "0", "SANDBOX_STATE": str(state)}
    return subprocess.Popen(
        [sys.executable, "-m", "app.sandbox"], env=os.environ | settings | changed, bufsize=0,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def line_of(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    """Return the next line of the log, which must come in time and be JSON."""
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], PATIENCE)[0], "no line came"
    line: dict[str, Any] = json.loads(process.stdout.readline())
    return line


@contextmanager
def running(state: Path, **changed: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Give a sandbox that is ready, and its address; it is ended at the end."""
    with started(state, **changed) as process:
        try:
            yield process, str(line_of(process)["url"])
        finally:
            process.kill()


def test_one_json_line_is_logged_per_request_without_body_or_query(tmp_path: Path) -> None:
    with running(tmp_path / "s.db") as (process, url), callers.client(url) as http:
        Connector(http).save("/user", person("p-1", email="amara@example.org"))
        Connector(http).fetch("/user", recordID="p-1")
        lines = [line_of(process) for _ in range(2)]
    assert [(line["method"], line["path"], line["status"]) for line in lines] == [
        ("POST", "/connector/api/2011-11/user", 200),
        ("GET", "/connector/api/2011-11/user", 200),
    ]
    text = json.dumps(lines)
    assert not re.search(r"amara|p-1|COURSEDESK|org-1", text, re.IGNORECASE)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_at_once_and_cleanly_even_in_a_slow_answer(
    tmp_path: Path, number: signal.Signals
) -> None:
    with running(tmp_path / "s.db") as (process, url), callers.client(url) as http:
        http.post("/control/dials/iso", json={"mode": "slow", "seconds": 3600})
        line_of(process)
        port = int(url.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as waiting:
            waiting.sendall(b"GET /iso/api/v1/programs HTTP/1.1\r\nHost: x\r\n\r\n")
            process.send_signal(number)
            _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (0, b"")


def test_what_was_told_survives_a_kill(tmp_path: Path) -> None:
    with running(tmp_path / "s.db") as (process, url), callers.client(url) as http:
        Iso(http).register("key-1")
        process.kill()
        process.wait(timeout=PATIENCE)
    with running(tmp_path / "s.db") as (process, url), callers.client(url) as http:
        held = http.get("/control/holdings").json()["iso"]["registrations"]
    assert [each["idempotencyKey"] for each in held] == ["key-1"]


def test_credentials_come_from_the_environment(tmp_path: Path) -> None:
    secret = {"ISO_CLIENT_SECRET": "another"}
    with running(tmp_path / "s.db", **secret) as (_, url), callers.client(url) as http:
        iso = Iso(http)
        assert iso.token().status_code == 401
        assert iso.token(client_secret="another").status_code == 200


def test_a_system_token_is_asked_for_once_it_is_set_i9(tmp_path: Path) -> None:
    system = {"ISO_SYSTEM_TOKEN": "both"}
    with running(tmp_path / "s.db", **system) as (_, url), callers.client(url) as http:
        bearer = Iso(http).bearer()
        assert http.get("/iso/api/v1/programs", headers=bearer).status_code == 401
        both = bearer | {"x-system-token": "both"}
        assert http.get("/iso/api/v1/programs", headers=both).status_code == 200


def test_a_taken_port_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for name in ("SANDBOX_PORT", "SANDBOX_MAIL_PORT"):
            with started(tmp_path / "s.db", **{name: str(port)}) as process:
                output, errors = process.communicate(timeout=PATIENCE)
            assert (process.returncode, output) == (1, b"")
            assert errors.decode() == f"sandbox: port {port} on 127.0.0.1 is taken\n"


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"SANDBOX_PORT": "http"}, "SANDBOX_PORT"),
        ({"SANDBOX_MAIL_PORT": "70000"}, "SANDBOX_MAIL_PORT"),
        ({"BASE_URL": "127.0.0.1"}, "BASE_URL"),
        ({"SANDBOX_STATE": "/dev/null/sandbox.db"}, "SANDBOX_STATE"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_in_one_line(
    tmp_path: Path, changed: dict[str, str], named: str
) -> None:
    with started(tmp_path / "s.db", **changed) as process:
        _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert named in errors.decode()
    assert errors.count(b"\n") == 1
