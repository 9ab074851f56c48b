"""Events: what happened, as a snapshot, and which endpoints are to hear of it.

Here: writing an event and its deliveries in one go. Not here: sending, see webhooks.py.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from app.sandbox.stripe import dials
from app.sandbox.stripe.world import API_VERSION, Asked, Document, World, asked_by, new_id

PENDING = "stripe.outgoing"
SETTLED = "stripe.sent"
# Also delivered without being asked for, like an endpoint set up in the dashboard.
PRODUCT = "we_product"
WITH_EVERYTHING = "*"
_hushed: ContextVar[bool] = ContextVar("hushed", default=False)


@contextmanager
def hushed() -> Iterator[None]:
    """Let nobody be told of what happens meanwhile; the events are written all the same."""
    token = _hushed.set(True)
    try:
        yield
    finally:
        _hushed.reset(token)


def emit(world: World, kind: str, about: Document, *, previous: Document | None = None) -> Document:
    """Write the event with a snapshot of the object and a delivery for each endpoint; return it."""
    asked = asked_by.get() or Asked()
    data: Document = {"object": copy.deepcopy(about)}
    if previous is not None:
        data["previous_attributes"] = previous
    event: Document = {
        "id": new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": world.now(),
        "data": data,
        "livemode": False,
        "pending_webhooks": 0,
        "request": {"id": asked.request, "idempotency_key": asked.key},
        "type": kind,
    }
    wanted = [e for e in endpoints(world) if _wants(e, kind) and not _hushed.get()]
    event["pending_webhooks"] = len(wanted)
    world.keep(event)
    for endpoint in wanted:
        _deliver(world, event, endpoint)
    world.ring()
    return event


def endpoints(world: World) -> list[Document]:
    """Return the endpoints that are listening."""
    return [e for e in world.all("webhook_endpoint") if e["status"] == "enabled"]


def _wants(endpoint: Document, kind: str) -> bool:
    return WITH_EVERYTHING in endpoint["enabled_events"] or kind in endpoint["enabled_events"]


def _deliver(world: World, event: Document, endpoint: Document) -> None:
    stand = dials.current(world)
    dropped = dials.take(world, "dropped")
    for copy_number in range(1 + stand.duplicate):
        delivery = _delivery(world, event, endpoint, copy_number)
        if dropped:
            close(world, delivery | {"state": "dropped"})
            continue
        wait = stand.delayed + (stand.window if stand.reordered else 0)
        delivery |= {"due": delivery["due"] + wait, "backwards": stand.reordered}
        world.shelf.put(PENDING, delivery["id"], delivery)


def _delivery(world: World, event: Document, endpoint: Document, copy_number: int) -> Document:
    return {
        "id": f"{event['id']}.{endpoint['id']}.{copy_number}.{new_id('try')[-6:]}",
        "event": event["id"],
        "type": event["type"],
        "about": event["data"]["object"].get("id"),
        "endpoint": endpoint["id"],
        "state": "pending",
        "attempts": 0,
        "due": world.moment(),
        "backwards": False,
        "status": None,
        "problem": None,
    }


def resend(world: World, event_id: str) -> int:
    """Send the event once more to each endpoint that wants it; return to how many.

    Raises StripeError when there is no such event. Dials do not apply: a person asked for it.
    """
    event = world.get("event", event_id)
    wanted = [e for e in endpoints(world) if _wants(e, event["type"])]
    for endpoint in wanted:
        delivery = _delivery(world, event, endpoint, 0)
        world.shelf.put(PENDING, delivery["id"], delivery)
    world.ring()
    return len(wanted)


def close(world: World, delivery: Document) -> None:
    """Move a delivery to those that are over, whatever its end."""
    with world.shelf.together():
        world.shelf.delete(PENDING, delivery["id"])
        world.shelf.put(SETTLED, delivery["id"], delivery)
        event = world.find("event", delivery["event"])
        heard = world.backstage(delivery["event"]).get("heard", [])
        if event and delivery["state"] == "delivered" and delivery["endpoint"] not in heard:
            world.note(delivery["event"], heard=[*heard, delivery["endpoint"]])
            world.keep(event | {"pending_webhooks": max(0, event["pending_webhooks"] - 1)})


def filtered(world: World, params: dict[str, Any]) -> list[Document]:
    """Return the events the list parameters ask for, oldest first."""
    found = world.all("event")
    if "type" in params:
        start, star, _ = params["type"].partition("*")
        found = [e for e in found if (e["type"].startswith(start) if star else e["type"] == start)]
    if "types" in params:
        found = [e for e in found if e["type"] in params["types"]]
    if "delivery_success" in params:
        wanted = params["delivery_success"]
        found = [e for e in found if (e["pending_webhooks"] == 0) == wanted]
    return found
