"""The webhook sender: signed with the SDK's own words, tried again, and never lost by a restart.

Here: sending what events.py put on the shelf. Not here: which events there are.
"""

import functools
import json
import logging
import queue
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
from stripe import WebhookSignature

from app.sandbox.stripe import agenda, dials
from app.sandbox.stripe.events import PENDING, close
from app.sandbox.stripe.world import Document, World

LOG = logging.getLogger("sandbox")
# Seconds before each further try: about three days in all, as Stripe does; then it gives up.
RETRY_AFTER = (1, 2, 5, 15, 60, 300, 1800, 3600, 7200, 14400, 28800, 43200, 43200, 43200, 43200)
POSTERS = 3
PATIENCE = 2.0
TIMEOUT = 10.0
# The clock can be wound on without a bell; a look every second notices.
LONGEST_NAP = 1.0


class Sender:
    """Threads that send due deliveries and let due things happen."""

    def __init__(self, play: Callable[[World], None]) -> None:
        self._play = play
        self._bell = threading.Event()
        self._stopping = threading.Event()
        self._queue: queue.SimpleQueue[Document | None] = queue.SimpleQueue()
        self._in_flight: dict[str, Document] = {}
        self._guard = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._client: httpx.Client | None = None

    def ring(self) -> None:
        """Say that there may be something to do."""
        self._bell.set()

    def start(self, world: World) -> None:
        """Begin to send; starting twice is no error."""
        if self._threads:
            return
        self._stopping.clear()
        self._client = client = httpx.Client(
            timeout=TIMEOUT, follow_redirects=False, trust_env=False, verify=_trusted()
        )
        posting = functools.partial(self._post_all, client=client)
        jobs: list[Callable[[World], None]] = [self._watch, *[posting] * POSTERS]
        self._threads = [threading.Thread(target=j, args=(world,), daemon=True) for j in jobs]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End; what is under way gets two seconds, and what is not sent stays on the shelf."""
        self._stopping.set()
        self._bell.set()
        for _ in range(POSTERS):
            self._queue.put(None)
        end = time.monotonic() + PATIENCE
        for thread in self._threads:
            thread.join(timeout=max(0.0, end - time.monotonic()))
        self._threads = []
        if self._client is not None:
            self._client.close()

    def _watch(self, world: World) -> None:
        while not self._stopping.is_set():
            self._bell.clear()
            wait = LONGEST_NAP
            with self._surviving():
                self._play(world)
                wait = self._claim(world)
            self._bell.wait(wait)

    @contextmanager
    def _surviving(self) -> Iterator[None]:
        """Log what nobody foresaw and go on: a sender that died silently would look like Stripe."""
        try:
            yield
        except Exception:
            if not self._stopping.is_set():  # else the shelf was closed before a slow answer came
                LOG.exception("the webhook sender met a fault")

    def _claim(self, world: World) -> float:
        """Hand due deliveries to the posters; return the seconds until there is more to do."""
        now = world.moment()
        waits = [LONGEST_NAP]
        planned = agenda.next_at(world)
        if planned is not None:
            waits.append(planned - now)
        if not dials.current(world).paused:
            waiting = [d for d in world.shelf.all(PENDING) if self._is_free(d)]
            ready = [d for d in waiting if d["due"] <= now]
            waits += [d["due"] - now for d in waiting if d["due"] > now]
            for delivery in [d for d in ready if not d["backwards"]] + self._backwards(ready):
                with self._guard:
                    self._in_flight[delivery["id"]] = delivery
                self._queue.put(delivery)
        return max(0.0, min(waits))

    def _backwards(self, ready: list[Document]) -> list[Document]:
        """Return the newest of a reordered burst; one at a time, or they would overtake again."""
        with self._guard:
            busy = any(d["backwards"] for d in self._in_flight.values())
        return [] if busy else [d for d in ready if d["backwards"]][-1:]

    def _is_free(self, delivery: Document) -> bool:
        with self._guard:
            return delivery["id"] not in self._in_flight

    def _post_all(self, world: World, client: httpx.Client) -> None:
        while (delivery := self._queue.get()) is not None:
            taken = False
            if not self._stopping.is_set():
                with self._surviving():
                    taken = _send(world, client, delivery)
            with self._guard:
                self._in_flight.pop(delivery["id"], None)
            if not taken or delivery["backwards"]:
                self._bell.set()


@functools.cache
def _trusted() -> ssl.SSLContext:
    """Return whom to trust over TLS; reading it takes longer than all else at the start."""
    return httpx.create_ssl_context()


def _send(world: World, client: httpx.Client, delivery: Document) -> bool:
    """Send one delivery and return whether it is over."""
    endpoint = world.find("webhook_endpoint", delivery["endpoint"])
    event = world.find("event", delivery["event"])
    if endpoint is None or event is None or endpoint["status"] != "enabled":
        close(world, delivery | {"state": "endpoint gone"})
        return True
    secret = world.backstage(endpoint["id"])["secret"]
    if dials.take(world, "badly_signed"):
        secret = "whsec_of_somebody_else"
    # As Stripe sends it: the count as it stood, nothing of the sandbox's own.
    body = json.dumps(event, indent=2)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": WebhookSignature.generate_signature_header(body, secret),
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    }
    status, problem = None, None
    try:
        status = client.post(endpoint["url"], content=body.encode(), headers=headers).status_code
    except httpx.HTTPError as wrong:
        problem = type(wrong).__name__
    return _recorded(world, delivery | {"status": status, "problem": problem})


def _recorded(world: World, delivery: Document) -> bool:
    attempts = delivery["attempts"] + 1
    delivery = delivery | {"attempts": attempts, "backwards": False}
    if delivery["status"] is not None and 200 <= delivery["status"] < 300:
        close(world, delivery | {"state": "delivered"})
        return True
    pauses = dials.current(world).retry_after or RETRY_AFTER
    if attempts > len(pauses):
        close(world, delivery | {"state": "given up"})
        return True
    later = delivery | {"due": world.moment() + pauses[attempts - 1]}
    world.shelf.put(PENDING, later["id"], later)
    return False
