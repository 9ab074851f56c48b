"""The ground it is measured on: databases, servers and their settings, each gone at the end.

Here: starting and ending. Not here: what is measured.
"""

import io
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

import psycopg
from sqlalchemy import make_url

from app.commands import valkey
from app.commands.children import Child, end
from app.commands.seed import seed
from app.commands.web import WebServer
from app.factory.parts import make_parts
from app.parts import Parts
from app.settings import ROOT, Settings, demo_environment
from app.store.database import Database, open_database
from app.store.migrate import upgrade
from tests.benchmarks import bare, catalogue
from tests.benchmarks.client import Broken, Request, ask
from tests.fixtures import postgres
from tests.fixtures.ports import free_ports, wait_until

READY_WITHIN = 30.0
END_WITHIN = 12.0
LOG_LINES = 12
# Else the environment of whoever calls may hold settings of another desk.
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "WEB_WORKERS", "WEB_THREADS")


class Kind(StrEnum):
    """A kind of database."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@dataclass(frozen=True, slots=True)
class Ground:
    """A database of one kind with its files and settings; ``environment`` is a whole desk's."""

    kind: Kind
    place: Path
    url: str
    environment: Mapping[str, str]

    @property
    def settings(self) -> Settings:
        """The desk's settings."""
        return Settings.from_environment(self.environment)

    def parts(self) -> Parts:
        """Return parts of the desk in this process."""
        return make_parts(self.settings)

    def child(self, name: str, *arguments: str, **more: str) -> Child:
        """Return a process of the desk that is not started yet; its lines go to a file."""
        return Child(
            name=name,
            arguments=[sys.executable, "-P", "-m", *arguments],
            environment={**self.environment, **more},
            directory=ROOT,
            output=os.open(self.log(name), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
        )

    def log(self, name: str) -> Path:
        """Return where a process's lines are kept."""
        return self.place / f"{name}.log"

    def last_words(self, name: str) -> str:
        """Return the last lines of a process, for when it failed."""
        lines = self.log(name).read_text(errors="replace").splitlines()[-LOG_LINES:]
        return "\n".join(f"    {name}: {line[:300]}" for line in lines)


@contextmanager
def ground(kind: Kind, place: Path, name: str) -> Iterator[Ground]:
    """Have an empty database and a place for a desk meanwhile."""
    own = place / name
    own.mkdir(parents=True)
    with _database(kind, own, name) as url:
        yield Ground(kind, own, url, _environment(own, url))


@contextmanager
def _database(kind: Kind, place: Path, name: str) -> Iterator[str]:
    if kind is Kind.SQLITE:
        yield f"sqlite:///{place / 'bench.db'}"
        return
    with postgres.TemporaryDatabase(f"coursedesk_bench_{os.getpid()}_{name}") as url:
        _wait_for_the_disk(url)
        yield url


def _wait_for_the_disk(url: str) -> None:
    """Have commits wait for the disk again, as they do where nobody has said otherwise."""
    database = make_url(url)
    with psycopg.connect(
        database.set(drivername="postgresql").render_as_string(hide_password=False)
    ) as connection:
        connection.execute(f'ALTER DATABASE "{database.database}" RESET synchronous_commit')


def _environment(place: Path, url: str) -> dict[str, str]:
    port, sandbox, mail = free_ports(3)
    socket = place / "redis.sock"
    return demo_environment(
        {name: os.environ[name] for name in _KEPT if name in os.environ}
        | {
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "INSTANCE_PATH": str(place),
            "DATABASE_URL": url,
            "PORT": str(port),
            "SANDBOX_PORT": str(sandbox),
            "SANDBOX_MAIL_PORT": str(mail),
            "SANDBOX_STATE": str(place / "sandbox.db"),
            "REDIS_URL": f"unix://{quote(str(socket))}",
        }
    )


@contextmanager
def queue(ground: Ground) -> Iterator[None]:
    """Have the desk's queue at hand."""
    with valkey.at_hand(ground.place / "redis.sock", instance=ground.place):
        yield


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Have the database open in this process."""
    database = open_database(url)
    try:
        yield database
    finally:
        database.close()


def furnish(ground: Ground, *, rushes: int) -> None:
    """Make the desk's tables and load the catalogue that is measured."""
    load(ground, catalogue.document(today=datetime.now(UTC).date(), rushes=rushes))


def load(ground: Ground, document: Mapping[str, object]) -> None:
    """Make the desk's tables and load a catalogue."""
    with opened(ground.url) as database:
        upgrade(database)
    file = ground.place / "catalogue.json"
    file.write_text(json.dumps(document))
    parts = ground.parts()
    said = io.StringIO()
    with redirect_stdout(said):
        code = seed(parts, file)
    _close(parts)
    if code:
        raise RuntimeError(f"the catalogue was not loaded: {said.getvalue()}")


def _close(parts: Parts) -> None:
    assert isinstance(parts.sessions, Database)
    parts.sessions.close()


@contextmanager
def web(ground: Ground) -> Iterator[Child]:
    """Have the desk's web server answering meanwhile."""
    settings = ground.settings
    child = ground.child("web", "app", "web")
    with _running(ground, child, port=settings.port, path="/programs"):
        yield child


@contextmanager
def bare_web(ground: Ground, like: Settings) -> Iterator[tuple[Child, int]]:
    """Have the bare server answering meanwhile, with as many workers and threads; and its port."""
    port = free_ports(1)[0]
    server = WebServer(
        root=ROOT,
        instance=ground.place,
        host="127.0.0.1",
        port=port,
        workers=like.web_workers,
        threads=like.web_threads,
    )
    server.forget_metrics()
    name = f"{bare.__name__}:make_app()"
    arguments = [name if each == "wsgi:app" else each for each in server.arguments]
    environment = server.environment({bare.ADDRESS: ground.url})
    # As in the product's own: this interpreter, its modules, that configuration.
    child = ground.child("bare", *arguments[3:], **environment)
    with _running(ground, child, port=port, path="/list"):
        yield child, port


@contextmanager
def running(ground: Ground, child: Child) -> Iterator[None]:
    """Have a process running meanwhile."""
    try:
        child.start()
        yield
    except Exception as fault:
        fault.add_note(ground.last_words(child.name))
        raise
    finally:
        end([child], patience=END_WITHIN, hurry=lambda: False)
        if child.output is not None:
            os.close(child.output)


@contextmanager
def _running(ground: Ground, child: Child, *, port: int, path: str) -> Iterator[None]:
    with running(ground, child):
        wait_until(
            lambda: answers(port, path) or not child.alive, within=READY_WITHIN, what=child.name
        )
        if not child.alive:
            raise RuntimeError(f"{child.name} did not start")
        yield


def answers(port: int, path: str) -> bool:
    """Whether the page is there."""
    try:
        return ask(port, Request("GET", path, 200)).status == 200
    except (OSError, Broken):
        return False
