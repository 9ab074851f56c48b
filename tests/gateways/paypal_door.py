"""The desk's webhook with PayPal's own gateway behind it. Not here: any claim."""

import json
from datetime import UTC, datetime
from typing import Any, cast

from flask import Flask
from sqlalchemy import select

from app.gateways.news import Header
from app.gateways.paypal.events import read_news
from app.gateways.webhook import Count, gateway_webhook, uncounted
from app.store.database import Database, reading
from app.store.inbound import Inbound
from app.usecases.open_checkout import CheckoutPage, open_checkout
from tests.gateways.paypal_world import WEBHOOK, PayPalWorld
from tests.watching import WatchedResponse, WatchingClient
from tests.worlds import ANA, Desk, register_once

ADDRESS = "/webhooks/paypal"


def an_event(kind: str, resource: Any, event_id: str = "WH-1") -> bytes:
    # Spaces and order as nobody would write it again: the signature is over these very bytes.
    return json.dumps({"resource": resource, "event_type": kind, "id": event_id}, indent=3).encode()


def approved(order_id: str) -> bytes:
    return an_event("CHECKOUT.ORDER.APPROVED", {"id": order_id, "status": "APPROVED"})


class Door:
    """The desk's webhook with PayPal's own gateway behind it."""

    def __init__(self, sessions: Database, world: PayPalWorld) -> None:
        self.world = world
        self.count: Count = uncounted
        self.desk = Desk(sessions, gateways={"paypal": world.gateway})
        app = Flask(__name__)
        app.testing = True
        app.test_client_class = WatchingClient
        app.register_blueprint(
            gateway_webhook(self.desk.parts, name="paypal", read=self._read, count=self._count)
        )
        self.client = cast(WatchingClient, app.test_client())
        self.client.private = (ANA.name, ANA.email)

    def _count(self, what: str, *, more: int) -> int:
        return self.count(what, more=more)

    def _read(self, body: bytes, header: Header) -> Any:
        return read_news(
            body,
            header,
            webhook_id=WEBHOOK,
            cert_hosts="127.0.0.1",
            verify=self.world.paypal.is_genuine,
            now=datetime.now(UTC),
        )

    def page(self) -> str:
        """Register, go to pay, and return PayPal's name for the order."""
        opened = open_checkout(
            self.desk.sessions,
            reference=register_once(self.desk).reference,
            gateway=self.world.gateway,
            success_url="https://desk.example.test/ok",
            cancel_url="https://desk.example.test/no",
            now=self.desk.now,
        )
        assert isinstance(opened, CheckoutPage), opened
        return opened.url.rpartition("/")[2]

    def hear(self, body: bytes, signed: bytes | None = None, **other: str) -> WatchedResponse:
        """Send a body, with the headers PayPal would send it with unless said otherwise."""
        header = self.world.signs(body if signed is None else signed)
        headers = {
            name: header(name)
            for name in (
                "PayPal-Auth-Algo",
                "PayPal-Cert-Url",
                "PayPal-Transmission-Id",
                "PayPal-Transmission-Sig",
                "PayPal-Transmission-Time",
            )
        }
        headers |= {name.replace("_", "-"): text for name, text in other.items()}
        return self.client.post(
            ADDRESS, data=body, content_type="application/json", headers=headers
        )

    def kept(self) -> int:
        """Count the events that were kept."""
        with reading(self.desk.sessions) as session:
            return len(session.scalars(select(Inbound)).all())
