"""`POST /webhooks/stripe`: who is believed, what is kept, and how Stripe is made to come again."""

import io
import json
import time
from collections.abc import Callable
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import select
from stripe import WebhookSignature

from app.domain.account import DisputeState
from app.domain.guard import guard_of
from app.domain.money import Money
from app.domain.payment import PaymentState
from app.gateways.webhook import LARGEST_BODY, gateway_webhook, uncounted
from app.store.database import Database, reading, transaction
from app.store.inbound import Inbound
from app.store.payment import Payment
from app.usecases.open_checkout import CheckoutPage, open_checkout
from tests.fakes.account import FakeAccount
from tests.gateways.worlds import reads
from tests.watching import WatchedResponse, WatchingClient
from tests.worlds import ANA, Desk, add_class, money, register_once, states

ADDRESS = "/webhooks/stripe"
SECRET = "whsec_sandbox"


class Door:
    """The desk's webhook, as Stripe finds it; the fake gateway stands behind it."""

    def __init__(self, sessions: Database) -> None:
        self.desk = Desk(sessions)
        self.gateway = FakeAccount(clock=self.desk.clock)
        self.desk.gateways["stripe"] = self.gateway
        self.app = Flask(__name__)
        self.app.testing = True
        self.app.test_client_class = WatchingClient
        self.app.register_blueprint(
            gateway_webhook(
                self.desk.parts, name="stripe", read=reads(SECRET, "whsec_older"), count=uncounted
            )
        )
        self.client = cast(WatchingClient, self.app.test_client())
        self.client.private = (ANA.name, ANA.email, SECRET)

    def page(self) -> str:
        """Register, go to pay, and return the gateway's name for the page."""
        reference = register_once(self.desk).reference
        opened = open_checkout(
            self.desk.sessions,
            reference=reference,
            gateway=self.gateway,
            success_url="https://desk.example.test/ok",
            cancel_url="https://desk.example.test/no",
            now=self.desk.now,
        )
        assert isinstance(opened, CheckoutPage)
        return self.gateway.page_of(reference).gateway_id

    def hear(self, body: bytes, *, signature: str | None = None) -> WatchedResponse:
        """Send a body, signed as Stripe signs unless said otherwise."""
        if signature is None:
            signature = signed(body)
        return self.client.post(
            ADDRESS,
            data=body,
            content_type="application/json",
            headers={"Stripe-Signature": signature},
        )

    def paid(self) -> str:
        """Register, pay and hear of it; return the gateway's name for the money."""
        page = self.page()
        self.gateway.pay(page)
        self.hear(an_event(page, event_id="evt_paid"))
        return self.gateway.pages[page].intent_id

    def kept(self) -> list[Inbound]:
        """Return the events that were kept."""
        with reading(self.desk.sessions) as session:
            return list(session.scalars(select(Inbound).order_by(Inbound.id)))


@pytest.fixture
def door(sessions: Database) -> Door:
    add_class(sessions)
    return Door(sessions)


def an_event(
    session_id: str, kind: str = "checkout.session.completed", event_id: str = "evt_1"
) -> bytes:
    thing = {"id": session_id, "object": "checkout.session", "customer_email": ANA.email}
    event = {"id": event_id, "object": "event", "type": kind, "data": {"object": thing}}
    return json.dumps(event).encode()


def signed(body: bytes, *, secret: str = SECRET, ago: int = 0) -> str:
    return str(
        WebhookSignature.generate_signature_header(
            body.decode(), secret, timestamp=int(time.time()) - ago
        )
    )


FORGERIES: dict[str, Callable[[], str]] = {
    "none": lambda: "",
    "made up": lambda: "t=1,v1=00",
    "not ASCII": lambda: "v1=æøå",
    "of another secret": lambda: signed(an_event("cs_1"), secret="whsec_forged"),
    "too old": lambda: signed(an_event("cs_1"), ago=310),
    "of another event": lambda: signed(an_event("cs_2")),
}
# What comes before anything is kept is the same whatever would keep it.
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_news_of_a_paid_page_confirms_the_registration(door: Door) -> None:
    page = door.page()
    door.gateway.pay(page)
    answer = door.hear(an_event(page))
    assert (answer.status_code, answer.json) == (200, {"result": "settled"})
    assert states(door.desk.sessions) == ["confirmed"]
    assert money(door.desk.sessions).paid == 420000


def test_the_same_news_again_is_answered_and_has_no_further_effect(door: Door) -> None:
    page = door.page()
    door.gateway.pay(page)
    door.hear(an_event(page))
    answer = door.hear(an_event(page))
    assert (answer.status_code, answer.json) == (200, {"result": "already"})
    assert money(door.desk.sessions).paid == 420000
    assert len(door.kept()) == 1


def test_news_that_nothing_moved_is_answered(door: Door) -> None:
    answer = door.hear(an_event(door.page()))
    assert (answer.status_code, answer.json) == (200, {"result": "already"})
    assert states(door.desk.sessions) == ["held"]


def test_what_an_event_says_is_not_believed_the_gateway_is_asked(door: Door) -> None:
    page = door.page()
    door.hear(an_event(page, "checkout.session.completed"))
    assert states(door.desk.sessions) == ["held"]
    door.gateway.pay(page)
    door.hear(an_event(page, "checkout.session.expired", event_id="evt_2"))
    assert states(door.desk.sessions) == ["confirmed"]


def test_an_event_is_kept_byte_for_byte(door: Door) -> None:
    body = an_event(door.page())
    door.hear(body)
    (kept,) = door.kept()
    assert (kept.source, kept.external_id, kept.body) == ("stripe", "evt_1", body)
    assert kept.handled_at is not None


def test_news_of_a_session_not_known_here_gets_409_until_it_is(door: Door) -> None:
    answer = door.hear(an_event("cs_1"))
    assert (answer.status_code, answer.json) == (409, {"result": "unknown_payment"})
    (kept,) = door.kept()
    assert kept.handled_at is None
    assert door.page() == "cs_1"
    door.gateway.pay("cs_1")
    answer = door.hear(an_event("cs_1"))
    assert (answer.status_code, answer.json) == (200, {"result": "settled"})


def test_while_the_gateway_cannot_be_asked_stripe_is_to_come_again(door: Door) -> None:
    page = door.page()
    door.gateway.pay(page)
    door.gateway.go_down()
    answer = door.hear(an_event(page))
    assert (answer.status_code, answer.json) == (503, {"result": "gateway_unreachable"})
    assert states(door.desk.sessions) == ["held"]
    door.gateway.mend()
    assert door.hear(an_event(page)).json == {"result": "settled"}
    assert states(door.desk.sessions) == ["confirmed"]


@pytest.mark.parametrize("kind", ["payment_intent.succeeded", "charge.refunded", "payout.paid"])
def test_other_news_is_kept_and_ends_there(door: Door, kind: str) -> None:
    answer = door.hear(an_event("pi_1", kind))
    assert (answer.status_code, answer.json) == (200, {"result": "ignored"})
    assert [event.kind for event in door.kept()] == [kind]


@ONE_DATABASE
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_or_stale_event_gets_400_and_nothing_of_it_is_kept(
    door: Door, forgery: str
) -> None:
    signature = FORGERIES[forgery]()
    page = door.page()
    assert page == "cs_1"
    door.gateway.pay(page)
    answer = door.hear(an_event(page), signature=signature)
    assert answer.status_code == 400
    assert answer.json == {"error": {"code": "invalid_event", "message": "no valid signature"}}
    assert door.kept() == []
    assert states(door.desk.sessions) == ["held"]


@ONE_DATABASE
def test_an_event_signed_with_the_secret_being_replaced_is_believed(door: Door) -> None:
    body = an_event("pi_1", "charge.refunded")
    assert door.hear(body, signature=signed(body, secret="whsec_older")).status_code == 200


@ONE_DATABASE
@pytest.mark.parametrize("body", [b"", b"[]", b"not json"])
def test_what_is_signed_and_no_event_gets_400(door: Door, body: bytes) -> None:
    answer = door.hear(body)
    assert answer.status_code == 400
    assert answer.json == {"error": {"code": "invalid_event", "message": "not an event"}}
    assert door.kept() == []


@ONE_DATABASE
def test_a_body_that_does_not_say_its_length_is_read_to_the_limit_and_refused(door: Door) -> None:
    body = io.BytesIO(b" " * (2 * LARGEST_BODY))
    answer = door.client.post(
        ADDRESS,
        input_stream=body,
        environ_overrides={"wsgi.input_terminated": True},
        headers={"Stripe-Signature": "t=1,v1=00", "Transfer-Encoding": "chunked"},
    )
    assert answer.status_code == 400
    assert body.tell() == LARGEST_BODY


@ONE_DATABASE
def test_the_view_says_that_a_signature_guards_it(door: Door) -> None:
    view = door.app.view_functions["stripe_webhook.take_event"]
    assert guard_of(view) == "signature"


def about(kind: str, event_id: str, **thing: object) -> bytes:
    """Return an event about anything."""
    event = {"id": event_id, "object": "event", "type": kind, "data": {"object": thing}}
    return json.dumps(event).encode()


def test_a_refund_made_at_stripe_comes_in_by_two_kinds_of_news_and_counts_once(door: Door) -> None:
    intent = door.paid()
    door.gateway.refund_there(intent, Money(100000, "NOK"))
    first = about("refund.created", "evt_2", id="re_there", payment_intent=intent, metadata={})
    second = about("charge.refunded", "evt_3", id="ch_1", payment_intent=intent)
    ends = [door.hear(each).json for each in (first, second, first)]
    assert ends == [{"result": "settled"}, {"result": "already"}, {"result": "already"}]
    assert money(door.desk.sessions).paid == 320000


def test_a_refund_of_money_that_is_not_known_to_have_come_makes_stripe_come_again(
    door: Door,
) -> None:
    intent = door.paid()
    with transaction(door.desk.sessions) as session:
        session.scalars(select(Payment)).one().state = PaymentState.PROCESSING
    answer = door.hear(about("charge.refunded", "evt_2", id="ch_1", payment_intent=intent))
    assert (answer.status_code, answer.json) == (409, {"result": "not_paid_yet"})


def test_a_dispute_is_heard_of_in_any_order(door: Door) -> None:
    intent = door.paid()
    door.gateway.dispute(intent, Money(420000, "NOK"))
    door.gateway.end_dispute(DisputeState.LOST)
    for number, what in enumerate(("closed", "funds_withdrawn", "created")):
        body = about(f"charge.dispute.{what}", f"evt_{number}d", id="du_1")
        assert door.hear(body).status_code == 200
    assert money(door.desk.sessions).paid == 0


def test_while_stripe_cannot_be_asked_of_a_dispute_it_is_to_come_again(door: Door) -> None:
    door.gateway.go_down()
    answer = door.hear(about("charge.dispute.created", "evt_2", id="du_1"))
    assert answer.status_code == 503
