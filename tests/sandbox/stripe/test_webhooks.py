"""Webhooks: signed, tried again, kept over a restart, and broken by dials."""

import time
from typing import Any

import pytest
import stripe

from app.sandbox.clock import Clock
from app.sandbox.shelf import Shelf
from app.sandbox.stripe.part import stripe_part
from tests.sandbox.stripe.conftest import KEY, SECRET, Desk, Ear, Heard, until

PAID = {"payment_intent.created", "charge.succeeded", "payment_intent.succeeded",
        "checkout.session.completed"}  # fmt: skip


def verified(heard: Heard) -> stripe.Event:
    """Read a webhook as the product does; raises SignatureVerificationError."""
    event: stripe.Event = stripe.Webhook.construct_event(heard.body, heard.signature, SECRET)
    return event


def pending(desk: Desk) -> list[dict[str, Any]]:
    """The deliveries still to be made."""
    found: list[dict[str, Any]] = desk.web.get("/control/stripe/deliveries").json()["pending"]
    return found


def test_every_event_arrives_signed_with_what_asked_for_it(desk: Desk) -> None:
    desk.paid()
    until(lambda: set(desk.ear.types()) == PAID)
    assert {verified(each).type for each in desk.ear.heard} == PAID
    intent = desk.api.v1.payment_intents.create(
        {"amount": 5000, "currency": "nok"}, {"idempotency_key": "attempt-1"}
    )
    until(lambda: len(desk.ear.heard) == 5)
    asked = desk.ear.heard[-1].event
    assert asked["data"]["object"]["id"] == intent.id
    assert asked["request"]["idempotency_key"] == "attempt-1"
    assert asked["request"]["id"].startswith("req_")


def test_a_refused_event_is_sent_again_until_it_is_taken(desk: Desk) -> None:
    desk.control("dials", retry_after=[0.02, 0.02, 0.02])
    desk.ear.answers = [409, 500]
    desk.api.v1.customers.create({"name": "Kari"})
    until(lambda: len(desk.ear.heard) == 3)
    assert len({each.event["id"] for each in desk.ear.heard}) == 1
    until(lambda: not pending(desk))
    (event,) = desk.api.v1.events.list().data
    assert event.pending_webhooks == 0


def test_after_the_last_try_it_gives_up_and_the_event_stays_pending(desk: Desk) -> None:
    desk.control("dials", retry_after=[0.02])
    desk.ear.answers = [500, 500]
    desk.api.v1.customers.create({"name": "Kari"})
    until(lambda: not pending(desk))
    assert len(desk.ear.heard) == 2
    (event,) = desk.api.v1.events.list({"delivery_success": False}).data
    desk.control(f"events/{event.id}/resend")
    until(lambda: desk.api.v1.events.list({"delivery_success": True}).data)
    assert len(desk.ear.heard) == 3


def test_paused_webhooks_wait_and_go_when_mended(desk: Desk) -> None:
    desk.control("dials", paused=True)
    desk.api.v1.customers.create({"name": "Kari"})
    assert len(pending(desk)) == 1
    assert desk.ear.heard == []
    desk.web.delete("/control/stripe/dials")
    desk.ear.hears("customer.created")


def test_duplicates_are_the_same_event_again(desk: Desk) -> None:
    desk.control("dials", duplicate=2)
    desk.api.v1.customers.create({"name": "Kari"})
    until(lambda: len(desk.ear.heard) == 3)
    assert len({verified(each).id for each in desk.ear.heard}) == 1


def test_a_reordered_burst_comes_newest_first(desk: Desk) -> None:
    desk.control("dials", reordered=True, paused=True, window=0.05)
    for number in range(5):
        desk.api.v1.customers.create({"name": str(number)})
    until(lambda: all(each["due"] <= time.time() for each in pending(desk)))
    desk.control("dials", paused=False)
    until(lambda: len(desk.ear.heard) == 5)
    names = [each.event["data"]["object"]["name"] for each in desk.ear.heard]
    assert names == ["4", "3", "2", "1", "0"]


def test_dropped_events_are_never_sent_but_can_be_listed_and_resent(desk: Desk) -> None:
    desk.control("dials", dropped=1)
    desk.api.v1.customers.create({"name": "lost"})
    desk.api.v1.customers.create({"name": "heard"})
    until(lambda: desk.ear.heard)
    assert [each.event["data"]["object"]["name"] for each in desk.ear.heard] == ["heard"]
    lost = desk.api.v1.events.list({"delivery_success": False}).data
    assert [each.data.object["name"] for each in lost] == ["lost"]
    desk.control(f"events/{lost[0].id}/resend")
    until(lambda: len(desk.ear.heard) == 2)


def test_a_badly_signed_webhook_does_not_verify(desk: Desk) -> None:
    desk.control("dials", badly_signed=1, retry_after=[0.02])
    desk.ear.answers = [400]
    desk.api.v1.customers.create({"name": "Kari"})
    until(lambda: len(desk.ear.heard) == 2)
    with pytest.raises(stripe.SignatureVerificationError):
        verified(desk.ear.heard[0])
    assert verified(desk.ear.heard[1]).type == "customer.created"


def test_a_delayed_event_waits_for_the_clock(desk: Desk) -> None:
    desk.control("dials", delayed=3600)
    desk.api.v1.customers.create({"name": "Kari"})
    assert len(pending(desk)) == 1
    desk.wind(3601)
    desk.ear.hears("customer.created")


def test_endpoints_made_through_the_api_hear_what_they_asked_for(desk: Desk) -> None:
    made = desk.api.v1.webhook_endpoints.create(
        {"url": desk.ear.url + "?second", "enabled_events": ["customer.deleted"]}
    )
    assert made.secret is not None
    again = desk.api.v1.webhook_endpoints.retrieve(made.id)
    assert "secret" not in again
    customer = desk.api.v1.customers.create({"name": "Kari"})
    desk.api.v1.customers.delete(customer.id)
    until(lambda: len(desk.ear.heard) == 3)
    deleted = [each for each in desk.ear.heard if each.event["type"] == "customer.deleted"]
    good = [each for each in deleted if _signed_with(each, made.secret)]
    assert len(good) == 1
    desk.api.v1.webhook_endpoints.update(made.id, {"disabled": True})
    assert desk.api.v1.webhook_endpoints.delete(made.id).deleted
    assert len(desk.api.v1.webhook_endpoints.list().data) == 1


def _signed_with(heard: Heard, secret: str) -> bool:
    try:
        stripe.Webhook.construct_event(heard.body, heard.signature, secret)
    except stripe.SignatureVerificationError:
        return False
    return True


def test_a_restart_loses_neither_objects_nor_undelivered_webhooks(
    desk: Desk, shelf: Shelf, ear: Ear
) -> None:
    desk.control("dials", paused=True)
    session = desk.session(expires_at=desk.clock.now() + 1860)
    desk.api.v1.customers.create({"name": "Kari"})
    desk.part.stop()
    again = stripe_part(
        shelf,
        Clock(2000),
        secret_key=KEY,
        webhook_secret=SECRET,
        webhook_url=ear.url,
        base_url=desk.url,
    )
    assert ear.heard == []
    again.start()
    desk.web.delete("/control/stripe/dials")
    again.wake()
    ear.hears("customer.created", "checkout.session.expired")
    again.stop()
    assert desk.api.v1.checkout.sessions.retrieve(session.id).status == "expired"


def test_without_an_address_nothing_is_sent(shelf: Shelf) -> None:
    part = stripe_part(
        shelf,
        Clock(),
        secret_key=KEY,
        webhook_secret=SECRET,
        webhook_url=None,
        base_url="http://127.0.0.1:1",
    )
    part.start()
    part.stop()
    assert shelf.all("stripe.webhook_endpoint") == []
