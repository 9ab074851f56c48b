"""A tiny product for the supervisor to run: the same commands, none of the work.

Each process writes its number into the instance; files there make it misbehave, or say how much it
has still to tell. Not here: tests.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil

from tests.fixtures.ports import free_ports

ROOT = Path(__file__).resolve().parents[2]

WORK = """
import http.server, os, pathlib, signal, subprocess, sys
place = pathlib.Path(os.environ["INSTANCE_PATH"])
name = {"wsgi:app": "web", "worker": "worker"}.get("".join(sys.argv[1:2]), "sandbox")
if "START_GATE" in os.environ:
    open(int(os.environ["START_GATE"])).read()
if (place / f"broken-{name}").exists():
    sys.exit(3)
with (place / "started").open("a") as file:
    file.write(f"{name} {os.getpid()}\\n")
if (place / f"stubborn-{name}").exists():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
else:
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        backlog = place / "backlog"
        if self.path == "/readyz" and backlog.exists():
            due = int(backlog.read_text())
            backlog.write_text(str(max(due - 1, 0)))
            self.wfile.write(b'{"backlog": {"iso": {"refused": 1, "due": %d}}}' % due)
            print(f"{due} on their way", flush=True)
        else:
            self.wfile.write(os.environ["REDIS_URL"].encode())
    def log_message(self, *_):
        pass
port = {"web": "PORT", "sandbox": "SANDBOX_PORT"}.get(name)
if port:
    http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ[port])), Page).serve_forever()
while True:
    signal.pause()
"""

# Starts the supervisor as a process of its own, the way the factory does.
START = """
import json, pathlib, sys
from app.commands.run import CannotStart, Demo, SignIn, run
from app.commands.web import WebServer
facts = json.loads(sys.argv[1])
for name in ("root", "instance"):
    facts["web"][name] = pathlib.Path(facts["web"][name])
facts["web"] = WebServer(**facts["web"])
facts["redis_socket"] = pathlib.Path(facts["redis_socket"])
try:
    sys.exit(run(Demo(**facts), prepare=lambda: SignIn("staff@desk.example", "s3cret")))
except CannotStart as error:
    print(f"coursedesk: {error}", file=sys.stderr)
    sys.exit(2)
"""


class StandIn:
    """A place with a stand-in product, and its supervisor as a process."""

    def __init__(self, place: Path) -> None:
        self.root = place / "root"
        self.instance = place / "instance"
        for package in ("app", "app/sandbox", "gunicorn"):
            (self.root / package).mkdir(parents=True)
            (self.root / package / "__init__.py").touch()
            (self.root / package / "__main__.py").write_text(WORK)
        self.web_port, self.sandbox_port, self.mail_port = free_ports(3)
        self.process: subprocess.Popen[str] | None = None
        self._all: list[subprocess.Popen[str]] = []

    def facts(self) -> dict[str, Any]:
        """Return what the supervisor is told, as JSON can carry it."""
        web = {
            "root": str(self.root),
            "instance": str(self.instance),
            "host": "127.0.0.1",
            "port": self.web_port,
            "workers": 1,
            "threads": 1,
        }
        return {
            "web": web,
            "base_url": f"http://127.0.0.1:{self.web_port}",
            "sandbox_port": self.sandbox_port,
            "sandbox_mail_port": self.mail_port,
            "redis_socket": str(self.instance / "redis.sock"),
            "calm_for": 0.05,
            "environment": {
                "PATH": os.environ["PATH"],
                "INSTANCE_PATH": str(self.instance),
                "PORT": str(self.web_port),
                "SANDBOX_PORT": str(self.sandbox_port),
            },
        }

    def start(self, *, ignoring: signal.Signals | None = None) -> subprocess.Popen[str]:
        """Start the supervisor, its output readable; `ignoring` is a signal ignored beforehand."""
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", START, json.dumps(self.facts())],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=None if ignoring is None else lambda: _ignore(ignoring),
        )
        self._all.append(self.process)
        return self.process

    def said_until(self, words: str) -> str:
        """Read the supervisor's output up to the line with these words; its end fails the test."""
        assert self.process
        assert self.process.stdout
        said = ""
        for line in self.process.stdout:
            said += line
            if words in line:
                return said
        raise AssertionError(f"{words!r} was never said, but:\n{said}")

    def finish(self, *, within: float = 20.0) -> tuple[int, str]:
        """Wait for the supervisor's end; return its exit code and what else it said."""
        assert self.process
        said, _ = self.process.communicate(timeout=within)
        return self.process.returncode, said

    def started(self) -> list[tuple[str, int]]:
        """Return which children were ever started, in order, with their numbers."""
        text = (self.instance / "started").read_text()
        return [(name, int(number)) for name, number in map(str.split, text.splitlines())]

    def alive(self) -> list[psutil.Process]:
        """Return every process of this place that runs now, the queue's too."""
        found = []
        for process in psutil.process_iter(["pid", "cmdline", "environ"]):
            facts = process.info
            words = " ".join([*(facts["cmdline"] or ()), *(facts["environ"] or {}).values()])
            ours = self.process is not None and facts["pid"] == self.process.pid
            if str(self.instance) in words and not ours and process.status() != "zombie":
                found.append(process)
        return found

    def sweep_up(self) -> None:
        """End whatever a failed test left."""
        for process in self._all:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()
        for survivor in self.alive():
            survivor.kill()


def _ignore(number: signal.Signals) -> None:
    signal.signal(number, signal.SIG_IGN)
