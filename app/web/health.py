"""For whoever runs the machine: is it alive, is it ready, and the numbers. Not here: logs.

``/healthz`` asks nothing of anybody; ``/readyz`` asks the database and the queue; ``/metrics`` is
for Prometheus. None of them says anything of a person.
"""

import hmac
import os
import time
from collections.abc import Iterator
from functools import cache
from typing import Protocol

from flask import Blueprint, Flask, Response, abort, g, jsonify, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from app.domain.guard import guarded
from app.parts import Parts
from app.queries.readiness import Readiness, readiness
from app.web.machine import is_this_machine
from app.web.proxies import WORDS, is_unnamed_proxy

REQUESTS = Counter("coursedesk_requests", "Requests answered", ("method", "endpoint", "status"))
SECONDS = Histogram(
    "coursedesk_request_seconds", "Time to answer a request, in seconds", ("endpoint",)
)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
# What may be told of and is not: shown as "off" (product.md, *Public surface*).
DESTINATIONS = ("iso", "connector", "trainingportal", "mail")


class Queue(Protocol):
    """What health asks of the queue."""

    def answers(self) -> bool:
        """Say whether it can be reached now."""

    def waiting(self) -> int | None:
        """Return how many wakes are queued, or None when it cannot be reached."""


def build(parts: Parts, *, queue: Queue, token: str | None, trusted_proxies: int = 0) -> Blueprint:
    """Return the three addresses; ``token`` lets others than this machine read the numbers.

    Asked through a proxy that ``trusted_proxies`` does not count, the first two say so.
    """
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    @guarded("operator")
    def healthz() -> Response:
        return jsonify({"status": "alive"} | _proxy(trusted_proxies))

    @blueprint.get("/readyz")
    @guarded("operator")
    def readyz() -> tuple[Response, int]:
        state = readiness(parts.sessions, now=parts.clock())
        told = _readiness(parts, state, reached=queue.answers())
        return jsonify(told | _proxy(trusted_proxies)), 200 if state.ready else 503

    @blueprint.get("/metrics")
    @guarded("operator")
    def metrics() -> Response:
        if not _may_read(token):
            abort(404)
        registry = CollectorRegistry()
        registry.register(Backlogs(parts, queue))
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            MultiProcessCollector(registry)
            counted = b""
        else:
            counted = generate_latest(REGISTRY)
        return Response(counted + generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return blueprint


def count_requests(app: Flask) -> None:
    """Count every request of the app by its endpoint, and how long it took."""

    # Looking a counter up by its words takes longer than counting; anybody can make up a method.
    answered, took = cache(REQUESTS.labels), cache(SECONDS.labels)

    def begin() -> None:
        g.counted_from = time.perf_counter()

    def count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        method = request.method if request.method in METHODS else "other"
        answered(method, endpoint, response.status_code).inc()
        took(endpoint).observe(time.perf_counter() - g.counted_from)
        return response

    app.before_request(begin)
    app.after_request(count)


class Backlogs(Collector):
    """What waits, asked of the database when the numbers are read."""

    def __init__(self, parts: Parts, queue: Queue) -> None:
        self._parts = parts
        self._queue = queue

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield deliveries by destination and state, their oldest age, and the queue's length."""
        state = readiness(self._parts.sessions, now=self._parts.clock())
        yield GaugeMetricFamily(
            "coursedesk_ready", "1 while the database serves", value=int(state.ready)
        )
        deliveries = GaugeMetricFamily(
            "coursedesk_deliveries", "Deliveries not done", labels=("destination", "state")
        )
        oldest = GaugeMetricFamily(
            "coursedesk_delivery_oldest_seconds", "Age of the oldest", labels=("destination",)
        )
        for name, backlog in state.backlog.items():
            oldest.add_metric((name,), backlog.oldest_seconds)
            for word, number in backlog.states.items():
                deliveries.add_metric((name, word), number)
        yield deliveries
        yield oldest
        answering = GaugeMetricFamily(
            "coursedesk_destination_up",
            "0 while nothing but a probe is told: down, or our credentials are refused",
            labels=("destination",),
        )
        for name in self._parts.partners:
            answering.add_metric((name,), int(_word(self._parts, state, name) == "on"))
        yield answering
        waiting = self._queue.waiting()
        yield GaugeMetricFamily(
            "coursedesk_queue_up", "1 while it answers", value=waiting is not None
        )
        yield GaugeMetricFamily("coursedesk_queue_waiting", "Wakes queued", value=waiting or 0)


def _word(parts: Parts, state: Readiness, name: str) -> str:
    """Return how a destination stands: on, off, down, or that it does not accept our settings."""
    if name not in parts.partners:
        return "off"
    standing = state.standings.get(name)
    return standing.why.value if standing and standing.why else "on"


def _readiness(parts: Parts, state: Readiness, *, reached: bool) -> dict[str, object]:
    """Return all that is told of how ready the desk is; ``reached`` is whether the queue was."""
    return {
        "status": "ready"
        if state.ready and reached
        else "degraded"
        if state.ready
        else "not ready",
        "database": {"reachable": state.reachable, "migrated": state.migrated},
        "queue": {"reachable": reached},
        "partners": {name: _word(parts, state, name) for name in DESTINATIONS},
        "gateways": dict.fromkeys(parts.gateways, "on"),
        "backlog": {
            name: {**backlog.states, "oldest_seconds": backlog.oldest_seconds}
            for name, backlog in state.backlog.items()
        },
    }


def _proxy(trusted: int) -> dict[str, str]:
    """Return what is to be said of the proxy this request came through, if anything."""
    return {"proxy": WORDS} if is_unnamed_proxy(trusted) else {}


def _may_read(token: str | None) -> bool:
    given = request.headers.get("Authorization", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    # Through a proxy everybody may look like this machine; a proxy says whom it speaks for.
    forwarded = "X-Forwarded-For" in request.headers
    return not forwarded and is_this_machine(request.remote_addr)
