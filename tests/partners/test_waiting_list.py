"""Who waits for a place, as partners are told: product.md, *What each destination hears*."""

import pytest

from app.domain.contract import Told
from app.domain.event import EventKind
from app.domain.registration import RegistrationState
from app.partners.webhook.payload import payload_of
from app.sandbox.server import Sandbox
from tests.fakes.events import event
from tests.partners.built import built

K = EventKind
WAITS = {"state": RegistrationState.WAITLISTED}


def test_iso_has_who_waits_once_and_hears_that_they_are_in(sandbox: Sandbox) -> None:
    iso = built(sandbox.url).iso
    waits = iso.tell(event(K.REGISTRATION_WAITLISTED, registration=WAITS), key="key-1")
    assert isinstance(waits, Told)
    known = dict(waits.learned)
    for kind in (K.REGISTRATION_HELD, K.REGISTRATION_CONFIRMED):
        assert isinstance(iso.tell(event(kind, known=known), key=f"key-{kind}"), Told)
    [held] = sandbox.world.holdings()["iso"]["registrations"]
    assert [each["status"] for each in held["statusHistory"]] == ["pending", "confirmed"]


def test_iso_hears_that_who_waited_does_no_more(sandbox: Sandbox) -> None:
    iso = built(sandbox.url).iso
    waits = iso.tell(event(K.REGISTRATION_WAITLISTED, registration=WAITS), key="key-1")
    gone = event(K.REGISTRATION_CANCELLED, known=dict(waits.learned), facts={"reason": "left"})
    assert isinstance(iso.tell(gone, key="key-2"), Told)
    [held] = sandbox.world.holdings()["iso"]["registrations"]
    assert held["status"] == "cancelled"


def test_the_connector_has_who_waits_as_a_prospect(sandbox: Sandbox) -> None:
    connector = built(sandbox.url).connector
    waits = event(K.REGISTRATION_WAITLISTED, registration=WAITS)
    assert isinstance(connector.tell(waits, key="key-1"), Told)
    [user] = sandbox.world.holdings()["connector"]["users"]
    assert user["userType"] == "PROSPECT"


def test_a_registration_that_waited_is_made_once_and_then_updated() -> None:
    waits = payload_of(event(K.REGISTRATION_WAITLISTED, registration=WAITS))
    offered = payload_of(
        event(K.REGISTRATION_HELD, facts={"offered_until": "2031-01-11T12:00:00+00:00"})
    )
    assert waits is not None
    assert offered is not None
    assert (waits["event"], waits["data"]["status"]) == ("registration.created", "waitlisted")
    assert (offered["event"], offered["data"]["status"]) == ("registration.updated", "pending")


@pytest.mark.parametrize(
    ("state", "status"),
    [("waitlisted", "waitlisted"), ("held", "pending"), ("confirmed", "confirmed")],
)
def test_changed_answers_are_an_update_that_says_how_it_stood_and_no_answer(
    state: str, status: str
) -> None:
    changed = payload_of(event(K.REGISTRATION_ANSWERS_CHANGED, facts={"state": state}))
    assert changed is not None
    assert (changed["event"], changed["data"]["status"]) == ("registration.updated", status)
    assert set(changed["data"]) == {"registrationId", "programId", "status"}
