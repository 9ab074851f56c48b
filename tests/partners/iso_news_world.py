"""A desk whose ISO sends events, as ISO finds it. Not here: the claims about it."""

import json
from threading import Event
from typing import Any, cast

from flask import Flask
from sqlalchemy import select

from app.domain.signature import sign
from app.jobs.inbound import drain_inbound
from app.partners.iso.inbound import Doorkeeper, iso_blueprint
from app.partners.iso.partner import Iso
from app.store.database import Database, reading, transaction
from app.store.delivery import learn
from app.store.inbound import Inbound
from app.store.order import Order
from app.store.registration import Registration
from tests.fakes.gateway import FakeGateway
from tests.partners.built import built
from tests.watching import WatchedResponse, WatchingClient
from tests.worlds import ANA, Desk, add_class, register_once

SECRETS = ("iso-webhook-secret", "iso-webhook-older")
PATHS = ("/webhooks/registration", "/webhooks/payment", "/webhooks/status")
SIGNED = Doorkeeper(secrets=SECRETS)


class Office:
    """The desk, its three addresses, and ISO's pen."""

    def __init__(self, sessions: Database, doorkeeper: Doorkeeper = SIGNED) -> None:
        self.gateway = FakeGateway()
        iso: Iso = built("http://127.0.0.1:9").iso
        self.desk = Desk(sessions, partners={"iso": iso}, gateways={"stripe": self.gateway})
        app = Flask(__name__)
        app.testing = True
        app.test_client_class = WatchingClient
        app.register_blueprint(iso_blueprint(self.desk.parts, paths=PATHS, doorkeeper=doorkeeper))
        self.client = cast(WatchingClient, app.test_client())
        self.client.private = (ANA.name, ANA.email, *SECRETS)

    def register(self, iso_id: str = "reg-1", **draft: Any) -> str:
        """Register, have ISO know it under that id, and return the reference of the order."""
        order = register_once(self.desk, **draft)
        with transaction(self.desk.sessions) as session:
            references = session.scalars(
                select(Registration.reference)
                .join(Registration.order)
                .where(Order.reference == order.reference)
                .order_by(Registration.position)
            )
            for number, reference in enumerate(references.all()):
                known = {"registration": iso_id if not number else f"{iso_id}-{number}"}
                learn(session, "iso", f"registration:{reference}", known)
        return order.reference

    def send(
        self,
        event: dict[str, Any] | bytes,
        *,
        path: str = PATHS[0],
        secret: str = SECRETS[0],
        ago: int = 0,
        headers: dict[str, str] | None = None,
        content_type: str = "application/json",
    ) -> WatchedResponse:
        """Send an event as ISO does."""
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        timestamp = int(self.desk.now.timestamp()) - ago
        usual = {
            "X-Webhook-Id": "evt-1",
            "X-Webhook-Timestamp": str(timestamp),
            "X-Webhook-Signature": sign(body, secrets=[secret], timestamp=timestamp),
        }
        shown = usual if headers is None else headers
        return self.client.post(path, data=body, content_type=content_type, headers=shown)

    def work(self) -> int:
        """Act on what is due."""
        return drain_inbound(self.desk.parts, stop=Event())

    def hear(self, kind: str, event_id: str = "evt-1", **data: Any) -> Inbound:
        """Send an event, act on what is due, and return it as it is kept."""
        answer = self.send(envelope(kind, event_id, **data))
        assert answer.status_code == 200
        self.work()
        return next(each for each in self.kept() if each.external_id == event_id)

    def kept(self) -> list[Inbound]:
        """Return the events that were kept."""
        with reading(self.desk.sessions) as session:
            return list(session.scalars(select(Inbound).order_by(Inbound.id)))


def envelope(kind: str, event_id: str = "evt-1", **data: Any) -> dict[str, Any]:
    """Return an event as iso.md 6 shows it, about registration reg-1."""
    about = {"registrationId": "reg-1"} | data
    return {"id": event_id, "event": kind, "occurredAt": "2031-01-02T00:00:00Z", "data": about}


def office_of(sessions: Database) -> Office:
    """Return an office with one class of twelve seats."""
    add_class(sessions)
    return Office(sessions)
