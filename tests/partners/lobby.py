"""The whole site with every partner on, and whoever calls it: who is believed, what is kept.

Not here: the addresses (addresses.py), the claims (test_inbound_contract.py).
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event as Stop
from typing import cast

from sqlalchemy import select
from stripe import WebhookSignature

from app.domain.booking import Reserved, ReserveRequest
from app.domain.exchange import Exchange
from app.domain.signature import sign
from app.factory.web import create_app
from app.jobs.inbound import drain_inbound
from app.partners.registry import build_partners
from app.parts import NothingKept
from app.settings import Settings
from app.store.database import Database, reading, transaction
from app.store.delivery import learn
from app.store.lead_source import add_source
from app.store.person import Person
from app.store.registration import Registration
from app.store.tables import METADATA
from app.usecases.add_client import add_client
from app.usecases.issue_token import issue_token
from app.usecases.open_checkout import open_checkout
from app.usecases.reserve_booking import reserve_booking
from tests.fakes.gateway import FakeGateway
from tests.partners.addresses import AMARA, INGRID, NOOR, QUERY, Address
from tests.partners.built import environment
from tests.watching import WatchedResponse, WatchingClient
from tests.worlds import ANA, BO, CLASS, Desk, add_class, register_once

KEY, TOKEN, BEARER = "tp-inbound-sandbox", "connector-inbound-sandbox", "a-bearer-of-the-tests"
ISO_SECRET, STRIPE_SECRET = "iso-webhook-sandbox", "whsec_sandbox"
PRIVATE = {*AMARA.values(), *NOOR.values(), *INGRID.values(), ANA.name, ANA.email}
SECRETS = {KEY, TOKEN, BEARER, ISO_SECRET, STRIPE_SECRET}
# Words of the partners' own, which a log may have.
PUBLIC = {"ACTIVE", "PROSPECT"}

Rows = Mapping[str, list[str]]


class Archive(NothingKept):
    """Keeps exchanges in memory."""

    def __init__(self) -> None:
        self.kept: list[Exchange] = []

    def keep(self, exchange: Exchange) -> None:
        """Keep it."""
        self.kept.append(exchange)


@dataclass(frozen=True)
class Stranger:
    """Somebody who is not believed: the key in the address, and what they show."""

    key: str
    headers: Mapping[str, str]


class Lobby:
    """A site with somebody's unpaid order, a booking, and everybody who calls."""

    def __init__(self, sessions: Database, instance: Path) -> None:
        settings = Settings.from_environment(
            environment(
                "http://127.0.0.1:9",
                INSTANCE_PATH=str(instance),
                STRIPE_SECRET_KEY="sk_test_sandbox",
                STRIPE_WEBHOOK_SECRET=STRIPE_SECRET,
                STRIPE_API_BASE="http://127.0.0.1:9",
                ISO_WEBHOOK_SECRET=ISO_SECRET,
                CONNECTOR_INBOUND_TOKEN=TOKEN,
                API_BURST="1000",
            )
        )
        gateway = FakeGateway()
        iso = build_partners(settings)["iso"]
        self.desk = Desk(sessions, partners={"iso": iso}, gateways={"stripe": gateway})
        self.archive = Archive()
        self.parts = replace(self.desk.parts, archive=self.archive)
        app = create_app(settings, self.parts)
        app.test_client_class = WatchingClient
        self.client = cast(WatchingClient, app.test_client())
        self.client.private = PRIVATE - PUBLIC | SECRETS
        self.values = {"key": KEY, **self._furnish(gateway)}

    def _furnish(self, gateway: FakeGateway) -> dict[str, str]:
        """Have something to pay, to cancel and to change; return what it is called."""
        sessions, now = self.desk.sessions, self.desk.now
        add_class(sessions)
        order = register_once(self.desk).reference
        open_checkout(
            sessions,
            reference=order,
            gateway=gateway,
            success_url="https://desk.example.test/ok",
            cancel_url="https://desk.example.test/no",
            now=now,
        )
        gateway.pay(gateway.page_of(order).gateway_id)
        booked = reserve_booking(
            sessions,
            ReserveRequest(class_code=CLASS, name=BO.name, email=BO.email),
            partners=self.desk.partners,
            wake=self.desk.wake,
            now=now,
        )
        assert isinstance(booked, Reserved)
        scopes = ["registrations.write"]
        add_client(sessions, name="iso", scopes=scopes, now=now)
        issue_token(sessions, client_number=1, token=BEARER, scope=scopes[0], now=now)
        with transaction(sessions) as session:
            add_source(session, "Open Day")
            person = session.scalars(select(Person.code)).first()
            held = session.scalars(select(Registration.reference)).first()
            learn(session, "iso", f"registration:{held}", {"registration": "reg-1"})
        made = self.client.post(
            "/api/v1/registrations",
            json={"programId": CLASS, "participant": NOOR | {"email": "late@example.org"}},
            headers={"Authorization": f"Bearer {BEARER}"},
        )
        assert person is not None
        return {"booking": booked.reference, "person": person, "made": made.get_json()["id"]}

    def call(
        self,
        address: Address,
        *,
        method: str = "",
        body: bytes | None = None,
        content_type: str | None = None,
        stranger: Stranger | None = None,
    ) -> WatchedResponse:
        """Call an address as its partner does, but for what is said to be otherwise."""
        sent = address.body if body is None else body
        if body is None and address.content == QUERY:
            sent = sent.replace(b"%7Bbooking%7D", self.values["booking"].encode())
        shown = self._shown(address.partner, sent) if stranger is None else stranger.headers
        values = self.values if stranger is None else {**self.values, "key": stranger.key}
        in_query = address.content == QUERY
        return self.client.open(
            address.path.format(**values),
            method=method or address.method,
            data=None if in_query else sent,
            query_string=sent.decode() if in_query else None,
            content_type=None if in_query else content_type or address.content,
            headers={**address.headers, **shown},
        )

    def strangers(self, partner: str, body: bytes) -> list[Stranger]:
        """Return whoever might be taken for the partner and is not."""
        if partner == "trainingportal":
            return [Stranger(key, {}) for key in ("another", KEY[:-1], f"{KEY}x", KEY.upper())]
        if partner == "stripe":
            forged = ("", "t=1,v1=00", _of_stripe(body, "whsec_forged"), _of_stripe(b"{}"))
            return [Stranger(KEY, {"Stripe-Signature": each}) for each in forged]
        if partner == "iso":
            now = int(self.desk.now.timestamp())
            unsigned: list[dict[str, str]] = [{}]
            signed = (
                _of_iso(body, now, secret="forged"),
                _of_iso(b"{}", now),
                _of_iso(body, now - 301),
            )
            return [Stranger(KEY, each) for each in (*unsigned, *signed)]
        wrong = ("Bearer another", "Bearer ", "Digest x", f"Bearer {TOKEN}{BEARER}", "Basic !")
        return [Stranger(KEY, {"Authorization": each}) for each in wrong]

    def rows(self) -> Rows:
        """Return everything that is kept, table by table."""
        with reading(self.desk.sessions) as session:
            return {
                table.name: sorted(str(tuple(row)) for row in session.execute(select(table)))
                for table in METADATA.sorted_tables
            }

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Fail where anything at all was kept or changed meanwhile."""
        before = self.rows()
        yield
        assert self.rows() == before

    def work(self) -> None:
        """Act on what waits."""
        drain_inbound(self.parts, stop=Stop())

    def _shown(self, partner: str, body: bytes) -> Mapping[str, str]:
        if partner == "stripe":
            return {"Stripe-Signature": _of_stripe(body)}
        if partner == "iso":
            return _of_iso(body, int(self.desk.now.timestamp()))
        token = {"connector": TOKEN, "api": BEARER}.get(partner)
        return {"Authorization": f"Bearer {token}"} if token else {}


def _of_stripe(body: bytes, secret: str = STRIPE_SECRET) -> str:
    text = body.decode(errors="replace")
    return str(WebhookSignature.generate_signature_header(text, secret, timestamp=int(time.time())))


def _of_iso(body: bytes, timestamp: int, *, secret: str = ISO_SECRET) -> dict[str, str]:
    return {
        "X-Webhook-Timestamp": str(timestamp),
        "X-Webhook-Signature": sign(body, secrets=[secret], timestamp=timestamp),
    }
