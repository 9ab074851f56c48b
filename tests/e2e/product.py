"""The whole product as `./manage run` starts it, with its demo data, on ports of its own.

Here: starting, ending, and the sandbox's control. Not here: the browser, any claim.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from app.settings import ROOT
from tests.fixtures.ports import free_ports, wait_until

# The machine may be busy with other things: what takes seconds may take a minute.
STARTS_WITHIN = 120.0
ENDS_WITHIN = 60.0
WITHIN = 60.0
STAFF = "staff@fjordlight.example"


class Product:
    """The running product; what it says goes to a file."""

    def __init__(self, place: Path) -> None:
        web, sandbox, mail = free_ports(3)
        self.url = f"http://127.0.0.1:{web}"
        self.sandbox_url = f"http://127.0.0.1:{sandbox}"
        self.instance = place / "instance"
        self._log = place / "product.log"
        self._environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "INSTANCE_PATH": str(self.instance),
            "PORT": str(web),
            "SANDBOX_PORT": str(sandbox),
            "SANDBOX_MAIL_PORT": str(mail),
        }
        self._control = httpx.Client(base_url=self.sandbox_url, timeout=30)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it says that it runs."""
        with self._log.open("ab") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "app", "run"],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(self._answers, within=STARTS_WITHIN, what="the product's first page")

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"it ended:\n{self.said()}"
        return "Coursedesk is running" in self.said()

    def end(self) -> int:
        """End it as Ctrl-C does, and return its exit code."""
        assert self._process is not None
        self._control.close()
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(ENDS_WITHIN)

    def said(self) -> str:
        """Return everything it said so far."""
        return self._log.read_text()

    @property
    def staff_password(self) -> str:
        """The password that it says at its start."""
        return (self.instance / "staff_password").read_text().strip()

    # -- the outside -------------------------------------------------------------------------------

    def holdings(self) -> dict[str, Any]:
        """Return what every partner holds, and the mail that came."""
        held: dict[str, Any] = self._control.get("/control/holdings").raise_for_status().json()
        return held

    def turn(self, partner: str, **dials: object) -> None:
        """Turn a partner's dials."""
        self._control.post(f"/control/dials/{partner}", json=dials).raise_for_status()

    def mend(self) -> None:
        """Mend every partner."""
        for partner in ("stripe", "paypal", "iso", "connector", "trainingportal", "mail"):
            self.turn(partner, mode="ok")
        self._control.delete("/control/stripe/dials").raise_for_status()

    def turn_stripe(self, **dials: object) -> None:
        """Turn the dials of Stripe's own: how it sends its news."""
        self._control.post("/control/stripe/dials", json=dials).raise_for_status()

    def registrations_at_iso(self, *emails: str) -> list[dict[str, Any]]:
        """Return what ISO holds of these people, in their order."""
        held = {r["participant"]["email"]: r for r in self.holdings()["iso"]["registrations"]}
        return [held[email] for email in emails if email in held]

    def users_at_the_connector(self, *emails: str) -> list[dict[str, Any]]:
        """Return what the Connector holds of these people, in their order."""
        held = {user["email"]: user for user in self.holdings()["connector"]["users"]}
        return [held[email] for email in emails if email in held]

    def seats_at_trainingportal(self, code: str) -> int | None:
        """Return how many free seats of a class Trainingportal shows; None where it has it not."""
        classes = self.holdings()["trainingportal"]["classes"]
        return next((c["availableSeats"] for c in classes if c["externalId"] == code), None)

    def letters_to(self, email: str) -> list[dict[str, Any]]:
        """Return every letter to an address, oldest first."""
        return [letter for letter in self.holdings()["mail"] if letter["to"] == [email]]
