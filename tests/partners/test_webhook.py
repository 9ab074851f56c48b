"""Our own events at a registered address: what is said, how it is signed, when it is sent again."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.contract import (
    Outcome,
    Refused,
    Told,
    Unreachable,
    pace_of,
)
from app.domain.event import FURTHER, EventKind
from app.domain.money import Money
from app.domain.signature import is_signed
from app.partners.http import Caller
from app.partners.registry import build_partners
from app.partners.webhook.partner import PACE, Webhook
from app.settings import Settings
from app.store.database import Database
from app.usecases.deliver import deliver
from app.usecases.release_lapsed import release_lapsed
from tests.fakes.events import PRIVATE, REGISTRATION, event
from tests.fakes.wire import Heard, Wire, saying
from tests.partners.built import environment
from tests.worlds import Desk, add_class, deliveries, register_once

K = EventKind
SECRETS = ("ours", "older")
NOW = 1_925_812_800
OK = saying("204 No Content")


def webhook(url: str, *, seconds: float = 20) -> Webhook:
    """Return the sender for that address."""
    return Webhook(
        Caller(url, setting="WEBHOOK_URL"),
        secrets=SECRETS,
        time_out=timedelta(seconds=seconds),
        now=lambda: NOW,
    )


def sent(kind: EventKind, **changed: Any) -> tuple[Outcome, Heard]:
    """Send one event to an address that takes it."""
    with Wire(OK) as wire:
        outcome = webhook(f"{wire.url}/in").tell(event(kind, **changed), key="key-1")
        (heard,) = wire.heard
    return outcome, heard


def test_S3_an_event_has_isos_envelope_and_no_person_in_it() -> None:
    outcome, heard = sent(K.REGISTRATION_CANCELLED, facts={"reason": "Not paid in time"})
    assert outcome == Told("The address answered 204")
    assert (heard.method, heard.path) == ("POST", "/in")
    assert json.loads(heard.body) == {
        "id": "0d3c9f52-5d1f-4a41-a1c1-0d2b7c1e9a10",
        "event": "registration.cancelled",
        "occurredAt": "2031-01-02T03:04:05Z",
        "data": {
            "registrationId": "R-23456-789AB",
            "programId": "FA-2031-07",
            "status": "cancelled",
            "reason": "Not paid in time",
        },
    }
    assert [word for word in PRIVATE if word in f"{heard}"] == []


@pytest.mark.parametrize("secret", SECRETS)
def test_S2_it_is_signed_with_every_secret_as_we_want_isos_to_be(secret: str) -> None:
    _, heard = sent(K.REGISTRATION_HELD)
    assert heard.headers["x-webhook-id"] == json.loads(heard.body)["id"]
    assert is_signed(
        heard.body,
        signature=heard.headers["x-webhook-signature"],
        timestamp=heard.headers["x-webhook-timestamp"],
        secrets=[secret],
        now=datetime.fromtimestamp(NOW, UTC),
    )


@pytest.mark.parametrize(
    ("kind", "name", "status"),
    [
        (K.REGISTRATION_HELD, "registration.created", "pending"),
        (K.REGISTRATION_CONFIRMED, "registration.confirmed", "confirmed"),
        (K.REGISTRATION_EXPIRED, "registration.cancelled", "cancelled"),
    ],
)
def test_registrations_are_told_under_isos_names(kind: EventKind, name: str, status: str) -> None:
    said = json.loads(sent(kind)[1].body)
    assert (said["event"], said["data"]["status"]) == (name, status)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("waitlisted", "waitlisted"),
        ("held", "pending"),
        ("confirmed", "confirmed"),
        ("completed", "completed"),
        ("no_show", "confirmed"),
        ("failed", "confirmed"),
        ("cancelled", "cancelled"),
        ("expired", "cancelled"),
    ],
)
def test_a_changed_consent_says_that_something_changed_and_not_what(
    state: str, status: str
) -> None:
    facts = {"state": state, "given": "no", "name_at_iso": "consentNews"}
    said = json.loads(sent(K.REGISTRATION_CONSENT_CHANGED, facts=facts)[1].body)
    assert said["event"] == "registration.updated"
    assert said["data"] == {
        "registrationId": "R-23456-789AB",
        "programId": "FA-2031-07",
        "status": status,
    }


def test_an_erasure_names_the_registration_and_nobody() -> None:
    said = json.loads(sent(K.REGISTRATION_ERASED)[1].body)
    assert said["event"] == "registration.erased"
    assert said["data"] == {"registrationId": "R-23456-789AB", "programId": "FA-2031-07"}


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("held", "pending"),
        ("waitlisted", "waitlisted"),
        ("confirmed", "confirmed"),
        ("completed", "completed"),
        ("no_show", "confirmed"),
        ("failed", "confirmed"),
    ],
)
def test_a_corrected_address_is_told_without_the_address_or_who_did_it(
    state: str, status: str
) -> None:
    facts = {"state": state, "staff_why": "misspelled", "staff_by": "kim@desk.example"}
    said = json.loads(sent(K.REGISTRATION_ADDRESS_CHANGED, facts=facts)[1].body)
    assert said["event"] == "registration.updated"
    assert said["data"] == {
        "registrationId": "R-23456-789AB",
        "programId": "FA-2031-07",
        "status": status,
    }


def test_I14_S11_money_is_told_in_major_units_with_its_order_and_nothing_of_a_card() -> None:
    paid = {"paid": Money(420_050, "NOK")}
    said = json.loads(sent(K.ORDER_CONFIRMED, order=paid)[1].body)
    assert (said["event"], said["data"]) == (
        "payment.completed",
        {
            "orderId": "CD-23456-789AB",
            "registrationId": "R-23456-789AB",
            "amount": "4200.50",
            "currency": "NOK",
        },
    )


def test_a_refund_of_several_places_names_them_all() -> None:
    facts = {"amount_minor": 3000, "currency": "JPY"}
    two = {"registrations": (REGISTRATION, REGISTRATION)}
    said = json.loads(sent(K.ORDER_MONEY_RETURNED, facts=facts, order=two)[1].body)
    assert said["event"] == "refund.completed"
    assert (said["data"]["amount"], len(said["data"]["registrationIds"])) == ("3000", 2)


@pytest.mark.parametrize("kind", [K.ORDER_CONFIRMED, K.ORDER_MONEY_RETURNED])
def test_where_no_money_moved_nothing_is_sent(kind: EventKind) -> None:
    with Wire(OK) as wire:
        assert isinstance(webhook(wire.url).tell(event(kind), key="key-1"), Told)
        assert wire.heard == []


def test_money_that_confirms_places_in_two_classes_is_told_once() -> None:
    with Wire(OK) as wire:
        further = event(
            K.ORDER_CONFIRMED, order={"paid": Money(420_050, "NOK")}, facts={FURTHER: 1}
        )
        assert isinstance(webhook(wire.url).tell(further, key="key-1"), Told)
        assert wire.heard == []


def test_of_a_registration_that_is_not_there_nothing_is_sent() -> None:
    outcome = webhook("http://127.0.0.1:9").tell(
        replace(event(K.REGISTRATION_HELD), registration=None), key="key-1"
    )
    assert isinstance(outcome, Told)


def test_S4_whatever_is_no_success_is_sent_again() -> None:
    with Wire(saying("404 Not Found")) as wire:
        outcome = webhook(wire.url).tell(event(K.REGISTRATION_HELD), key="key-1")
    assert isinstance(outcome, Unreachable)


def test_an_address_that_is_gone_for_good_is_not_asked_again() -> None:
    with Wire(saying("410 Gone")) as wire:
        outcome = webhook(wire.url).tell(event(K.REGISTRATION_HELD), key="key-1")
    assert isinstance(outcome, Refused)


def test_it_is_on_when_its_address_is_set() -> None:
    off = environment("http://127.0.0.1:9")
    assert "webhook" not in build_partners(Settings.from_environment(off))
    on = off | {"WEBHOOK_URL": "https://hooks.example.org/in", "WEBHOOK_SECRET": "ours"}
    assert "webhook" in build_partners(Settings.from_environment(on))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_S4_it_is_tried_six_times_and_then_parked(sessions: Database) -> None:
    add_class(sessions)
    partner = webhook("http://127.0.0.1:9", seconds=1)
    desk = Desk(sessions, partners={"webhook": partner})
    register_once(desk)
    assert pace_of(partner) == PACE == (60, 300, 1800, 7200, 43200)
    for pause in (*PACE, 0):
        state = deliver(sessions, delivery_id=1, partner=partner, clock=desk.clock, jitter=0)
        assert state == ("due" if pause else "dead")
        desk.later(seconds=pause)
    assert deliveries(sessions, "webhook") == [("registration.held", "dead")]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_S4_one_whose_worker_died_keeps_the_pace(sessions: Database) -> None:
    add_class(sessions)

    class Killed(Exception):
        """The worker ends here."""

    class Deadly(Webhook):
        def tell(self, event: Any, *, key: str) -> Outcome:
            raise Killed

    partner = Deadly(
        Caller("http://127.0.0.1:9", setting="X"), secrets=SECRETS, time_out=timedelta(seconds=1)
    )
    desk = Desk(sessions, partners={"webhook": partner})
    register_once(desk)
    with pytest.raises(Killed):
        deliver(sessions, delivery_id=1, partner=partner, clock=desk.clock, jitter=0)
    desk.later(minutes=1)
    release_lapsed(sessions, partners=desk.partners, now=desk.now, jitter=0)
    assert deliveries(sessions, "webhook") == [("registration.held", "due")]
