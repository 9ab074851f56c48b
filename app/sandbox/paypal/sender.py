"""The sender of events: tried again, and never lost by a restart. Not here: which there are."""

import json
import logging
import threading
import time

import httpx

from app.sandbox.paypal.events import EVENTS, PENDING, signed
from app.sandbox.paypal.world import World
from app.sandbox.shelf import Document

LOG = logging.getLogger("sandbox")
# Seconds before each further try: PayPal sends 25 times in three days.
RETRY_AFTER = (1, 2, 5, 15, 60, 300, 1800, 3600, 7200, 14400, *([28800] * 7))
TIMEOUT = 15.0
PATIENCE = 2.0
LONGEST_NAP = 1.0


class Sender:
    """One thread that sends what is due."""

    def __init__(self) -> None:
        self._bell = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def ring(self) -> None:
        """Say that there may be something to do."""
        self._bell.set()

    def start(self, world: World) -> None:
        """Begin to send."""
        self._stopping.clear()
        self._thread = threading.Thread(
            target=self._run, args=(world,), name="sandbox-paypal", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End; what is not sent stays on the shelf."""
        self._stopping.set()
        self._bell.set()
        if self._thread is not None:
            self._thread.join(timeout=PATIENCE)
            self._thread = None

    def _run(self, world: World) -> None:
        with httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client:
            while not self._stopping.is_set():
                self._bell.clear()
                try:
                    self._send_due(world, client)
                except Exception:
                    if not self._stopping.is_set():  # else the shelf was closed meanwhile
                        LOG.exception("the sender of PayPal's events met a fault")
                self._bell.wait(LONGEST_NAP)

    def _send_due(self, world: World, client: httpx.Client) -> None:
        if world.dials.habit("paypal", "hold_back"):
            return
        for delivery in world.shelf.all(PENDING):
            if self._stopping.is_set():
                return
            if delivery["due"] <= time.time() + world.clock.ahead:
                _send(world, client, delivery)


def _send(world: World, client: httpx.Client, delivery: Document) -> None:
    event = world.shelf.get(EVENTS, delivery["event"])
    if event is None:
        world.shelf.delete(PENDING, delivery["id"])
        return
    body = json.dumps(event).encode()
    badly = bool(world.dials.habit("paypal", "sign_badly"))
    headers = signed(world, body + b" " if badly else body) | {"Content-Type": "application/json"}
    try:
        address = f"{world.product_url}/webhooks/paypal"
        status = client.post(address, content=body, headers=headers).status_code
    except httpx.HTTPError:
        status = 0
    tries = delivery["tries"] + 1
    if 200 <= status < 300 or tries > len(RETRY_AFTER):
        world.shelf.delete(PENDING, delivery["id"])
        return
    due = time.time() + world.clock.ahead + RETRY_AFTER[tries - 1]
    if world.shelf.get(PENDING, delivery["id"]) is not None:  # else everything was forgotten
        world.shelf.put(PENDING, delivery["id"], delivery | {"tries": tries, "due": due})
