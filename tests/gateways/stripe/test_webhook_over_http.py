"""The whole way: a page paid at the sandbox, its events over HTTP, Stripe asked back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from app.domain.gateway import IntentOpened
from app.domain.payment import RefundState
from app.gateways.webhook import gateway_webhook, uncounted
from app.queries.outbox import find_due_refunds
from app.sandbox.server import Sandbox
from app.store.database import Database, reading, transaction
from app.store.inbound import Inbound
from app.store.money_back import owe_back
from app.store.order import Order
from app.store.payment import Refund
from app.usecases.make_refund import make_refund
from app.usecases.open_checkout import CheckoutPage, open_checkout, open_intent
from tests.fixtures.ports import wait_until
from tests.gateways.stripe.test_intents import Till
from tests.gateways.worlds import SandboxWorld, reads
from tests.worlds import Desk, add_class, money, register_once, seats, states

SECRET = "whsec_sandbox"


class Street:
    """The desk's webhook served over HTTP, and the sandbox's Stripe sending to it."""

    def __init__(self, sessions: Database) -> None:
        self.sandbox = Sandbox()
        # Stripe takes a page that closes within a day, so this desk lives in the present.
        self.desk = Desk(sessions, now=datetime.now(UTC))
        app = Flask(__name__)
        app.register_blueprint(
            gateway_webhook(self.desk.parts, name="stripe", read=reads(SECRET), count=uncounted)
        )
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self._serving = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._serving.start()
        self.sandbox.product_url = f"http://127.0.0.1:{self._server.server_port}"
        self.sandbox.start()
        self.stripe = SandboxWorld(self.sandbox)
        self.desk.gateways["stripe"] = self.stripe.gateway

    def page(self) -> str:
        """Register, go to pay, and return Stripe's name for the page."""
        opened = open_checkout(
            self.desk.sessions,
            reference=register_once(self.desk).reference,
            gateway=self.stripe.gateway,
            success_url="https://desk.example.test/ok",
            cancel_url="https://desk.example.test/no",
            now=self.desk.now,
        )
        assert isinstance(opened, CheckoutPage), opened
        return opened.url.rpartition("/")[2]

    def close(self) -> None:
        """End everything."""
        self.stripe.close()
        self.sandbox.stop()
        self._server.shutdown()
        self._server.server_close()
        self._serving.join()


@pytest.fixture
def street(sessions: Database) -> Iterator[Street]:
    add_class(sessions)
    opened = Street(sessions)
    yield opened
    opened.close()


def test_a_page_paid_at_stripe_confirms_once_however_often_and_in_whatever_order_it_tells(
    street: Street,
) -> None:
    street.stripe.turn(duplicate=2, reordered=True, window=0.2)
    street.stripe.pay(street.page())
    wait_until(lambda: street.stripe.told_everything(), what="the last event")
    assert states(street.desk.sessions) == ["confirmed"]
    assert money(street.desk.sessions).paid == 420000
    assert seats(street.desk.sessions).agree


def test_an_event_that_came_badly_signed_is_believed_when_it_comes_again(street: Street) -> None:
    street.stripe.turn(badly_signed=1, retry_after=[0.1])
    street.stripe.pay(street.page())
    wait_until(lambda: street.stripe.told_everything(), what="the last event")
    assert states(street.desk.sessions) == ["confirmed"]


def test_a_refund_that_the_bank_sends_back_days_after_it_was_made_comes_back_to_staff(
    street: Street,
) -> None:
    page, desk = street.page(), street.desk
    street.stripe.pay(page)
    wait_until(lambda: states(desk.sessions) == ["confirmed"], what="the confirmation")
    with transaction(desk.sessions) as session:
        order = session.scalars(select(Order)).one()
        owe_back(session, order, amount_minor=420000, reason="test", now=desk.now)
    (uid,) = find_due_refunds(desk.sessions, now=desk.now)
    made = make_refund(
        desk.sessions,
        refund_uid=uid,
        gateways=desk.gateways,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
        jitter=0,
    )
    assert made is RefundState.MADE
    with transaction(desk.sessions) as session:
        named = session.scalars(select(Refund.gateway_id)).one()
    street.stripe.fail_refund(named or "")
    wait_until(lambda: street.stripe.told_everything(), what="the last event")
    assert money(desk.sessions).refunds[0][0] is RefundState.REFUSED
    assert money(desk.sessions).paid == 420000


def test_an_intent_paid_in_a_clients_own_form_confirms_by_its_events_and_its_secret_is_kept_nowhere(
    street: Street,
) -> None:
    till = Till(street.sandbox)
    opened = open_intent(
        street.desk.sessions,
        reference=register_once(street.desk).reference,
        gateway=till.gateway,
        now=street.desk.now,
    )
    assert isinstance(opened, IntentOpened), opened
    assert till.confirm(opened.gateway_id, "pm_card_visa").status_code == 200
    wait_until(lambda: street.stripe.told_everything(), what="the last event")
    assert states(street.desk.sessions) == ["confirmed"]
    assert money(street.desk.sessions).paid == 420000
    with reading(street.desk.sessions) as session:
        kept = session.scalars(select(Inbound.body)).all()
    assert kept
    assert all(opened.client_secret.encode() not in body for body in kept)
    till.http.close()


def test_a_page_paid_at_stripe_has_no_event_come_again_for_the_intent_behind_it(
    street: Street,
) -> None:
    street.stripe.pay(street.page())
    wait_until(lambda: street.stripe.told_everything(), what="the last event")
