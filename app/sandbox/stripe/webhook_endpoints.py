"""Webhook endpoints made through the API, and the product's own, set up at the start."""

from typing import Any

from app.sandbox.stripe.errors import invalid
from app.sandbox.stripe.events import PRODUCT
from app.sandbox.stripe.world import API_VERSION, Document, World, merged, new_id

Params = dict[str, Any]
PLAYED = frozenset("api_version description enabled_events expand metadata url".split())


def listen(world: World) -> None:
    """Set the product's endpoint up as its dashboard would be; without an address take it away."""
    if world.webhook_url is None:
        world.shelf.delete("stripe.webhook_endpoint", PRODUCT)
        return
    endpoint = _endpoint(world, PRODUCT, world.webhook_url, ["*"]) | {
        "description": "Set up in the dashboard"
    }
    world.note(PRODUCT, secret=world.webhook_secret)
    world.keep(endpoint)


def create(world: World, params: Params) -> Document:
    """Make an endpoint; its secret is in this answer and never again."""
    if params.get("api_version", API_VERSION) != API_VERSION:
        raise invalid(f"The sandbox speaks {API_VERSION} only.", param="api_version")
    _judge_url(params["url"])
    secret = "whsec_" + new_id("x")[2:]
    endpoint = _endpoint(world, new_id("we"), params["url"], params["enabled_events"]) | {
        "description": params.get("description") or None,
        "metadata": merged({}, params.get("metadata") or {}),
    }
    world.note(endpoint["id"], secret=secret)
    return world.keep(endpoint) | {"secret": secret}


def update(world: World, key: str, params: Params) -> Document:
    """Change address, events, description, metadata, or switch it off and on."""
    endpoint = world.get("webhook_endpoint", key, param="webhook_endpoint")
    changes: Document = {k: params[k] for k in ("url", "enabled_events") if k in params}
    if "url" in params:
        _judge_url(params["url"])
    if "description" in params:
        changes["description"] = params["description"] or None
    if "disabled" in params:
        changes["status"] = "disabled" if params["disabled"] else "enabled"
    changes["metadata"] = merged(endpoint["metadata"], params.get("metadata", {}))
    return world.keep(endpoint | changes)


def delete(world: World, key: str, _params: Params) -> Document:
    """Delete an endpoint."""
    world.get("webhook_endpoint", key, param="webhook_endpoint")
    world.shelf.delete("stripe.webhook_endpoint", key)
    return {"id": key, "object": "webhook_endpoint", "deleted": True}


def _judge_url(url: str) -> None:
    if not url.startswith(("http://", "https://")):
        raise invalid("Invalid URL: An explicit scheme (such as https) must be provided.",
                      param="url", code="url_invalid")  # fmt: skip


def _endpoint(world: World, key: str, url: str, events: list[str]) -> Document:
    return {
        "id": key,
        "object": "webhook_endpoint",
        "api_version": API_VERSION,
        "application": None,
        "created": world.now(),
        "description": None,
        "enabled_events": events,
        "livemode": False,
        "metadata": {},
        "status": "enabled",
        "url": url,
    }
