"""The Stripe part, put together: addresses, control, holdings, and the webhook sender."""

import threading
from dataclasses import dataclass

from flask import Blueprint, Response

from app.sandbox.clock import Clock
from app.sandbox.shelf import Shelf
from app.sandbox.stripe import happenings, webhook_endpoints
from app.sandbox.stripe.api import Api
from app.sandbox.stripe.control import control_blueprint
from app.sandbox.stripe.pages import Pages
from app.sandbox.stripe.webhooks import Sender
from app.sandbox.stripe.world import Document, World

SHOWN = ("checkout.session", "payment_intent", "refund", "dispute", "payout")


@dataclass(frozen=True, slots=True)
class StripePart:
    """What the sandbox's server mounts: two blueprints, and what to start and stop."""

    blueprint: Blueprint
    control: Blueprint
    _world: World
    _api: Api
    _sender: Sender
    _closing: threading.Event

    def holdings(self) -> list[Document]:
        """Return sessions, intents, refunds, disputes and payouts, oldest first, few fields each.

        ``amount`` is in the currency's smallest unit.
        """
        return [_shown(each) for kind in SHOWN for each in self._world.all(kind)]

    def refusal(self, status: int, message: str) -> Response:
        """Return an error in Stripe's own shape."""
        return self._api.refusal(status, message)

    def restock(self) -> None:
        """Set the product's webhook endpoint up again, after the shelf was emptied."""
        webhook_endpoints.listen(self._world)

    def start(self) -> None:
        """Begin to send webhooks and to let expiries happen."""
        self._closing.clear()
        self._sender.start(self._world)

    def stop(self) -> None:
        """End the threads and every slow answer; nothing undelivered is lost."""
        self._closing.set()
        self._sender.stop()

    def wake(self) -> None:
        """Look at once what is due, after the clock was wound on."""
        self._sender.ring()


def stripe_part(
    shelf: Shelf,
    clock: Clock,
    *,
    secret_key: str,
    webhook_secret: str,
    webhook_url: str | None,
    base_url: str,
) -> StripePart:
    """Return the part over what the shelf holds.

    ``webhook_url`` is where the product hears events (None: nowhere); ``base_url`` is the
    sandbox's own address, where the hosted page is.
    """
    closing = threading.Event()
    sender = Sender(happenings.play)
    world = World(
        shelf=shelf,
        clock=clock,
        secret_key=secret_key,
        webhook_secret=webhook_secret,
        webhook_url=webhook_url,
        base_url=base_url.rstrip("/"),
        ring=sender.ring,
    )
    webhook_endpoints.listen(world)
    api = Api(world, closing=closing)
    blueprint = Blueprint(
        "stripe", __name__, template_folder="templates", static_folder="static",
        static_url_path="/pay/static",
    )  # fmt: skip
    api.register(blueprint)
    Pages(world).register(blueprint)
    return StripePart(
        blueprint=blueprint,
        control=control_blueprint(world),
        _world=world,
        _api=api,
        _sender=sender,
        _closing=closing,
    )


def _shown(document: Document) -> Document:
    return {
        "kind": document["object"],
        "id": document["id"],
        "amount": document.get("amount", document.get("amount_total")),
        "currency": document["currency"],
        "status": document["status"],
        "payment_status": document.get("payment_status"),
        "reference": document.get("client_reference_id"),
        "created": document["created"],
    }
