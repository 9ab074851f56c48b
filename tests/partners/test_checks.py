"""Claims about the harmless call of each partner: nothing changes there, and it says what to do."""

from typing import cast

import pytest

from app.domain.check import Checkable, Verdict
from app.domain.reconcile import Held, NotHeld, Ours, Thing, Unread
from app.sandbox.server import Sandbox
from tests.fakes.events import OPEN_DAY, event
from tests.fakes.wire import TOKEN, Script, Wire, hang_up, saying
from tests.partners.built import Built, built
from tests.partners.connector_world import CONFIRMED, FROM_OPEN_DAY, KIM, error
from tests.partners.portal_world import REFERENCE, complaint

NAMES = ("iso", "connector", "trainingportal")


def of(partners: Built, name: str) -> Checkable:
    return cast(Checkable, getattr(partners, name))


@pytest.mark.parametrize("name", NAMES)
def test_a_partner_that_knows_us_is_well_and_holds_nothing_new(
    sandbox: Sandbox, partners: Built, name: str
) -> None:
    before = sandbox.world.holdings()
    health = of(partners, name).check()
    assert (health.verdict, health.todo) == (Verdict.WELL, "")
    assert sandbox.world.holdings() == before


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("script", "verdict"),
    [
        (saying("401 Unauthorized"), Verdict.ILL),
        (saying("503 Service Unavailable"), Verdict.ILL),
        (saying("200 OK", b"<html>we are moving</html>"), Verdict.ILL),
        (hang_up, Verdict.ILL),
    ],
)
def test_one_that_does_not_says_what_to_do(name: str, script: Script, verdict: Verdict) -> None:
    with Wire(script) as wire:
        health = of(built(wire.url), name).check()
    assert health.verdict is verdict
    assert f"{name.upper()}_" in health.todo
    assert "secret" not in health.words + health.todo


@pytest.mark.parametrize(
    ("name", "words"), [("iso", "no such address"), ("connector", "not in the hub")]
)
def test_a_refusal_nobody_expects_is_for_a_person_to_look_at(name: str, words: str) -> None:
    with Wire(saying("404 Not Found", b'{"error": "no such address"}')) as wire:
        health = of(built(wire.url), name).check()
    assert health.verdict is Verdict.DOUBT
    assert words in health.words


def test_their_clock_comes_along() -> None:
    script = saying("200 OK", b"{}", Date="Fri, 10 Jan 2031 12:00:00 GMT")
    with Wire(script) as wire:
        health = built(wire.url).iso.check()
    assert health.their_time is not None
    assert health.their_time.year == 2031
    assert TOKEN


PERSON = Ours(Thing.PERSON, "person-90412", {})
SOURCE = Ours(Thing.LEAD_SOURCE, OPEN_DAY.code, {})
BOOKING = Ours(Thing.BOOKING, REFERENCE, {}, known={"reference": REFERENCE})


def test_the_connector_is_read_back_in_our_words(sandbox: Sandbox, partners: Built) -> None:
    assert list(partners.connector.read_back([PERSON, SOURCE])) == [
        NotHeld(Thing.PERSON, "person-90412"),
        NotHeld(Thing.LEAD_SOURCE, "open-day"),
    ]
    partners.connector.tell(event(CONFIRMED, registration=FROM_OPEN_DAY), key="key-1")
    person, source = partners.connector.read_back([PERSON, SOURCE])
    assert person == Held(
        Thing.PERSON,
        "person-90412",
        {
            "name": "Ingrid Solheim",
            "email": "ingrid@example.org",
            "phone": "+4790000001",
            "type": "member",
        },
    )
    assert source == Held(Thing.LEAD_SOURCE, "open-day", {"name": "Open Day", "active": "true"})


@pytest.mark.parametrize("script", [hang_up, error("DATABASE", "away"), saying("200 OK", b"?")])
def test_what_the_connector_does_not_say_is_unread(script: Script) -> None:
    with Wire(script) as wire:
        (read,) = built(wire.url).connector.read_back([PERSON])
    assert isinstance(read, Unread)


STAFF = Ours(Thing.STAFF, "staff-12", {})


def test_the_connectors_staff_are_read_back(sandbox: Sandbox, partners: Built) -> None:
    assert list(partners.connector.read_back([STAFF])) == [NotHeld(Thing.STAFF, "staff-12")]
    partners.connector.tell(event(CONFIRMED, registration={"owner": KIM}), key="key-1")
    (held,) = partners.connector.read_back([STAFF])
    said = {"name": "Kim Sol", "email": "kim@example.org", "active": "true"}
    assert held == Held(Thing.STAFF, "staff-12", said)


@pytest.mark.parametrize(
    ("status", "active"), [("INACTIVE", {"active": "false"}), ("ON-LEAVE", {})]
)
def test_whether_staff_are_active_is_read_where_it_is_said(
    status: str, active: dict[str, str]
) -> None:
    found = f"<user><userInfo><userStatus>{status}</userStatus></userInfo></user>"
    with Wire(saying("200 OK", found.encode())) as wire:
        (held,) = built(wire.url).connector.read_back([STAFF])
    assert held == Held(Thing.STAFF, "staff-12", active)


def test_trainingportals_bookings_are_read_back(sandbox: Sandbox, partners: Built) -> None:
    assert list(partners.trainingportal.read_back([BOOKING])) == [NotHeld(Thing.BOOKING, REFERENCE)]
    sandbox.world.dials.turn("trainingportal", {"booking_unknown_times": 0})
    sandbox.world.trainingportal.bookings.store(REFERENCE, {"class": "FA-2031-07"})
    (read,) = partners.trainingportal.read_back([BOOKING])
    assert isinstance(read, Held)
    assert read.fields["class"] == "FA-2031-07"


def test_a_booking_that_cannot_be_read_is_unread() -> None:
    with Wire(complaint("wrong parameter", "400 Bad Request")) as wire:
        (read,) = built(wire.url).trainingportal.read_back([BOOKING])
    assert isinstance(read, Unread)
