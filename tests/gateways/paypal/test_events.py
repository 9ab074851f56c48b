"""`POST /webhooks/paypal`: who is believed, what is kept, and how PayPal is made to come again."""

import json
from collections.abc import Callable
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.gateway import GatewayUnreachable
from app.gateways.news import Header, NewsRefused
from app.gateways.paypal.events import read_news
from app.gateways.webhook import gateway_webhook
from app.sandbox.server import Sandbox
from app.store.database import Database, reading
from app.store.inbound import Inbound
from app.usecases.open_checkout import CheckoutPage, open_checkout
from tests.gateways.paypal_world import WEBHOOK, PayPalWorld
from tests.watching import WatchedResponse, WatchingClient
from tests.worlds import ANA, Desk, add_class, money, register_once, states

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
        self.desk = Desk(sessions, gateways={"paypal": world.gateway})
        app = Flask(__name__)
        app.testing = True
        app.test_client_class = WatchingClient
        app.register_blueprint(gateway_webhook(self.desk.parts, name="paypal", read=self._read))
        self.client = cast(WatchingClient, app.test_client())
        self.client.private = (ANA.name, ANA.email)

    def _read(self, body: bytes, header: Header) -> Any:
        return read_news(
            body,
            header,
            webhook_id=WEBHOOK,
            cert_hosts="127.0.0.1",
            verify=self.world.paypal.is_genuine,
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


@pytest.fixture
def door(sessions: Database, paypal_world: PayPalWorld) -> Door:
    add_class(sessions)
    return Door(sessions, paypal_world)


def test_news_that_the_buyer_agreed_has_the_money_taken_and_the_place_confirmed(
    door: Door,
) -> None:
    page = door.page()
    door.world.agree(page)
    answer = door.hear(approved(page))
    assert (answer.status_code, answer.json) == (200, {"result": "settled"})
    assert states(door.desk.sessions) == ["confirmed"]
    assert money(door.desk.sessions).paid == 420000


def test_the_same_news_again_has_no_further_effect(door: Door) -> None:
    page = door.page()
    door.world.agree(page)
    door.hear(approved(page))
    assert door.hear(approved(page)).json == {"result": "already"}
    assert door.kept() == 1


def test_news_of_the_capture_before_that_of_the_agreement_settles_once(door: Door) -> None:
    page = door.page()
    door.world.agree(page)
    door.world.gateway.collect(page)
    related = {"supplementary_data": {"related_ids": {"order_id": page}}}
    captured = an_event("PAYMENT.CAPTURE.COMPLETED", {"id": "C", **related}, "WH-2")
    assert door.hear(captured).json == {"result": "settled"}
    assert door.hear(approved(page)).json == {"result": "already"}
    assert money(door.desk.sessions).paid == 420000


def test_an_event_about_an_order_that_is_not_ours_comes_again(door: Door) -> None:
    assert door.hear(approved("NOBODYS")).status_code == 409


def test_an_event_about_nothing_of_ours_is_kept_and_answered(door: Door) -> None:
    assert door.hear(an_event("CUSTOMER.DISPUTE.CREATED", {})).json == {"result": "ignored"}
    assert door.hear(an_event("PAYMENT.CAPTURE.DENIED", {"id": "C"}, "WH-3")).status_code == 200


@pytest.mark.parametrize(
    "forge",
    [
        lambda door, body: door.hear(body, signed=body + b" "),
        lambda door, body: door.hear(body, signed=approved("ANOTHER")),
        lambda door, body: door.hear(body, PayPal_Transmission_Sig="bWFkZSB1cA=="),
        lambda door, body: door.hear(body, PayPal_Transmission_Sig=""),
        lambda door, body: door.hear(body, PayPal_Transmission_Id="12345"),
        lambda door, body: door.hear(body, PayPal_Cert_Url="https://paypal.example/cert"),
        lambda door, body: door.hear(body, PayPal_Cert_Url="ftp://127.0.0.1/cert"),
        lambda door, body: door.hear(body, PayPal_Transmission_Time="2026-01-01T00:00:00Z"),
    ],
)
def test_what_paypal_did_not_send_is_refused_and_nothing_of_it_kept(
    door: Door, forge: Callable[[Door, bytes], WatchedResponse]
) -> None:
    page = door.page()
    door.world.agree(page)
    answer = forge(door, approved(page))
    assert answer.status_code == 400
    assert door.kept() == 0
    assert states(door.desk.sessions) == ["held"]


def test_while_paypal_cannot_be_asked_it_is_made_to_come_again(door: Door) -> None:
    page = door.page()
    door.world.agree(page)
    door.world.turn(mode="500", call="verify", times=1)
    assert door.hear(approved(page)).status_code == 503
    assert door.kept() == 0
    assert door.hear(approved(page)).status_code == 200


def test_while_the_order_cannot_be_asked_about_it_is_made_to_come_again(door: Door) -> None:
    page = door.page()
    door.world.agree(page)
    door.world.turn(mode="500", call="/v2/", times=1)
    assert door.hear(approved(page)).status_code == 503
    assert door.hear(approved(page)).json == {"result": "settled"}


@pytest.mark.parametrize("kind", ["PAYMENT.CAPTURE.REFUNDED", "PAYMENT.REFUND.FAILED"])
def test_a_refund_is_ours_by_the_key_it_carries(kind: str, sandbox: Sandbox) -> None:
    del sandbox

    def read(resource: dict[str, str]) -> Any:
        return read_news(
            an_event(kind, resource),
            header_of,
            webhook_id=WEBHOOK,
            cert_hosts="paypal.com",
            verify=lambda _: True,
        )

    ours, theirs = read({"id": "R1", "custom_id": "uid-1"}), read({"id": "R2"})
    assert (ours.refund_id, ours.refund_uid, ours.gateway_id) == ("R1", "uid-1", None)
    assert (theirs.refund_id, theirs.refund_uid) == (None, "")


def header_of(name: str) -> str:
    """Return headers as PayPal itself sends them."""
    return {
        "PayPal-Auth-Algo": "SHA256withRSA",
        "PayPal-Cert-Url": "https://api.paypal.com/v1/notifications/certs/CERT-360caa42",
        "PayPal-Transmission-Id": "d938e770-8046-11e6-8103-6b62a8a99ac4",
        "PayPal-Transmission-Sig": "eDOnWUj9FXOnr2naQnrdL7bhgejVSTwRbwbJ0kuk5wAtm2Z==",
        "PayPal-Transmission-Time": "2016-09-21T22:00:46Z",
    }[name]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"id": "x"}', b"[" * 100_000])
def test_what_is_no_event_is_refused(body: bytes) -> None:
    with pytest.raises(NewsRefused, match="not an event"):
        read_news(body, header_of, webhook_id="W", cert_hosts="paypal.com", verify=lambda _: True)


def test_the_question_holds_the_very_bytes_that_came() -> None:
    asked: list[bytes] = []

    def verify(question: bytes) -> bool | GatewayUnreachable:
        asked.append(question)
        return True

    body = an_event("CHECKOUT.ORDER.APPROVED", {"id": "O"})
    read_news(body, header_of, webhook_id="W1", cert_hosts="paypal.com", verify=verify)
    assert asked[0].endswith(b'"webhook_event": ' + body + b"}")
    assert json.loads(asked[0])["webhook_id"] == "W1"
