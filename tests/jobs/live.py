"""A live desk: settings that point at the sandbox, parts as the factory makes them, and the worker
as a process of its own. Not here: any claim.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import func, select

from app.domain.delivery import DeliveryState
from app.factory.parts import make_parts, now
from app.factory.web import create_app
from app.jobs.keeper import Keeper
from app.parts import Parts
from app.sandbox.server import Sandbox
from app.settings import ROOT, Settings
from app.store.database import Database, reading
from app.store.delivery import Delivery
from tests.fixtures.ports import wait_until
from tests.watching import WatchingClient
from tests.web.visitor import Visitor

# The machine may be busy with other things: what takes a second may take many.
PATIENCE = 60.0


def environment(
    sandbox: Sandbox, *, database_url: str, queue_url: str, instance: Path, **changed: str
) -> dict[str, str]:
    """Return the settings of a product whose whole outside is the sandbox."""
    url = sandbox.url
    return {
        "SECRET_KEY": "a secret of the tests, long enough",
        "BASE_URL": "http://127.0.0.1:9",
        "INSTANCE_PATH": str(instance),
        "DATABASE_URL": database_url,
        "REDIS_URL": queue_url,
        "WORKERS": "2",
        "MAIL_URL": f"smtp://127.0.0.1:{sandbox.mail_port}",
        "MAIL_FROM": "Coursedesk <desk@coursedesk.example>",
        "STRIPE_SECRET_KEY": "sk_test_sandbox",
        "STRIPE_WEBHOOK_SECRET": "whsec_sandbox",
        "STRIPE_API_BASE": url,
        "PAYPAL_CLIENT_ID": "paypal-sandbox-client",
        "PAYPAL_CLIENT_SECRET": "paypal-sandbox-secret",
        "PAYPAL_WEBHOOK_ID": "WHSANDBOX1",
        "PAYPAL_API_BASE": f"{url}/paypal",
        "ISO_BASE_URL": f"{url}/iso",
        "ISO_CLIENT_ID": "coursedesk",
        "ISO_CLIENT_SECRET": "iso-sandbox-secret",
        "CONNECTOR_BASE_URL": f"{url}/connector/api/2011-11",
        "CONNECTOR_PROVIDER_ID": "COURSEDESK",
        "CONNECTOR_CLIENT_ID": "org-1",
        "CONNECTOR_CLUB_ID": "club-1",
        "TRAININGPORTAL_BASE_URL": f"{url}/mintra/api/courseprovider/rest",
        "TRAININGPORTAL_USERNAME": "coursedesk",
        "TRAININGPORTAL_PASSWORD": "tp-sandbox-secret",
        "TRAININGPORTAL_INBOUND_KEY": "tp-inbound-sandbox",
        **changed,
    }


@dataclass
class WorkerProcess:
    """`worker` as an operator starts it; its lines go to a file, so that it never has to wait."""

    environment: Mapping[str, str]
    output: Path
    _started: list[psutil.Popen] = field(default_factory=list)

    def start(self) -> "WorkerProcess":
        """Start it; returns once every child is there."""
        with self.output.open("ab") as file:
            process = psutil.Popen(
                [sys.executable, "-P", "-m", "app", "worker"],
                env={
                    "PATH": os.environ["PATH"],
                    "PYTHONPATH": str(ROOT),
                    "PYTHONUNBUFFERED": "1",
                    **self.environment,
                },
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._started.append(process)
        wanted = 1 + int(self.environment["WORKERS"])
        wait_until(
            lambda: len(self.children()) == wanted, within=PATIENCE, what="the worker's children"
        )
        return self

    @property
    def process(self) -> psutil.Popen:
        """The parent, last started."""
        return self._started[-1]

    def children(self) -> list[psutil.Process]:
        """Return the children that run now."""
        try:
            return [c for c in self.process.children() if c.status() != psutil.STATUS_ZOMBIE]
        except psutil.NoSuchProcess:
            return []

    def kill(self) -> None:
        """Kill the parent and all its children at once, as a machine that loses its power does."""
        children = self.children()
        for each in (self.process, *children):
            _send(each, signal.SIGKILL)
        self.process.wait(PATIENCE)
        psutil.wait_procs(children, timeout=PATIENCE)

    def end(self) -> int:
        """Ask it to end, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return int(self.process.wait(PATIENCE))

    def sweep_up(self) -> None:
        """Leave no process behind, whatever the test did."""
        for process in self._started:
            if process.is_running():
                for each in (*process.children(), process):
                    _send(each, signal.SIGKILL)
            process.wait(PATIENCE)

    def said(self) -> str:
        """Return everything it said so far."""
        return self.output.read_text() if self.output.exists() else ""

    def lines(self, event: str = "") -> list[dict[str, Any]]:
        """Return its whole lines so far, all or those of one event; each is a JSON object."""
        whole = self.said().rpartition("\n")[0].splitlines()
        lines = [json.loads(line) for line in whole]
        return [line for line in lines if event in ("", line["event"])]


def _send(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return


@dataclass
class LiveDesk:
    """The desk itself, in this process: its database, its parts, its site.

    ``ahead`` is how far its clock is ahead of the real one.
    """

    environment: dict[str, str]
    database: Database
    sandbox: Sandbox
    settings: Settings = field(init=False)
    parts: Parts = field(init=False)
    ahead: timedelta = timedelta()

    def __post_init__(self) -> None:
        self.settings = Settings.from_environment(self.environment)
        # One engine for everything in this process: each has to learn every statement anew.
        self.parts = replace(
            make_parts(self.settings, sessions=self.database), clock=lambda: now() + self.ahead
        )

    def lose_redis(self) -> None:
        """Go on with a queue that nobody serves."""
        self.close()
        self.environment["REDIS_URL"] = f"unix://{self.settings.instance}/nowhere.sock"
        self.__post_init__()

    def close(self) -> None:
        """Write down what was said with partners, and nothing more by itself."""
        archive = self.parts.archive
        assert isinstance(archive, Keeper)
        archive.close()

    def visitor(self, *private: str) -> Visitor:
        """Return somebody at the site; what is named private may come up in no log."""
        app = create_app(self.settings, self.parts)
        app.test_client_class = WatchingClient
        client = app.test_client()
        assert isinstance(client, WatchingClient)
        client.private = private
        return Visitor(client)

    def unfinished(self) -> int:
        """Count the deliveries that are still to be done."""
        with reading(self.database) as session:
            waiting = (DeliveryState.DUE, DeliveryState.IN_FLIGHT)
            count = session.scalar(select(func.count()).where(Delivery.state.in_(waiting)))
        return count or 0

    def drained(self) -> None:
        """Wait until every delivery is done."""
        wait_until(lambda: self.unfinished() == 0, within=PATIENCE, what="the last delivery")
