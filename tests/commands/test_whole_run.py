"""`./manage run` with the real product: the pages answer, and nothing is left behind."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.commands.place import ROOT
from tests.fixtures.ports import free_ports, wait_until


class Running:
    """The product as a process, in an instance of its own."""

    def __init__(self, instance: Path) -> None:
        self.instance = instance
        self.web, self.sandbox, self.mail = free_ports(3)
        self._processes: list[subprocess.Popen[str]] = []

    def start(self) -> str:
        """Start it and return what it says until it is ready."""
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "app", "run"],
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "INSTANCE_PATH": str(self.instance),
                "PORT": str(self.web),
                "SANDBOX_PORT": str(self.sandbox),
                "SANDBOX_MAIL_PORT": str(self.mail),
                "WEB_WORKERS": "1",
                "WORKERS": "1",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._processes.append(process)
        assert process.stdout
        said = ""
        for line in process.stdout:
            said += line
            if "Kept in" in line:
                return said
        raise AssertionError(said)

    def stop(self, number: signal.Signals) -> str:
        """Send it a signal, wait for its end, and return what else it said."""
        process = self._processes[-1]
        process.send_signal(number)
        said, _ = process.communicate(timeout=30)
        return said

    def get(self, path: str, *, port: int | None = None) -> tuple[int, str]:
        """Ask for a page; return its status and text."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.web, timeout=20)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def alive(self) -> list[psutil.Process]:
        """Return every process of this instance that runs."""
        found = []
        for process in psutil.process_iter(["cmdline", "environ"]):
            words = [*(process.info["cmdline"] or ()), *(process.info["environ"] or {}).values()]
            if str(self.instance) in " ".join(words) and process.status() != "zombie":
                found.append(process)
        return found

    def sweep_up(self) -> None:
        """End whatever a failed test left."""
        for process in self._processes:
            process.kill()
            process.communicate()
        for survivor in self.alive():
            survivor.kill()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    # A space, because people keep things in places with spaces.
    running = Running(tmp_path / "my desk")
    yield running
    running.sweep_up()


def test_everything_answers_and_ctrl_c_leaves_nothing(running: Running) -> None:
    said = running.start()
    assert re.search(r"Staff .*/staff/   \S+@\S+   \S{12,}", said)
    assert running.get("/healthz")[0] == 200
    status, page = running.get("/programs")
    assert (status, "<h1" in page) == (200, True)
    assert running.get("/", port=running.sandbox)[0] == 200
    status, ready = running.get("/readyz")
    assert status == 200
    assert json.loads(ready)["queue"] == {"reachable": True}
    assert set(json.loads(ready)["partners"].values()) == {"on"}
    rest = running.stop(signal.SIGINT)
    assert "Traceback" not in said + rest
    wait_until(lambda: not running.alive(), what="the end of every process")


def test_it_starts_again_after_a_kill_with_the_same_sign_in(running: Running) -> None:
    first = running.start()
    running.stop(signal.SIGKILL)
    again = running.start()
    sign_in = re.compile(r"Staff .*")
    assert sign_in.findall(first) == sign_in.findall(again)
    assert running.get("/programs")[0] == 200
    running.stop(signal.SIGTERM)
    wait_until(lambda: not running.alive(), what="the end of every process")
