"""Draining: all that is due of one destination, whatever goes wrong with any one of it."""

from collections import Counter
from dataclasses import dataclass
from threading import Event as Stop
from typing import cast

import pytest
import structlog
from structlog.contextvars import get_contextvars

from app.domain.booking import Reserved, ReserveRequest
from app.domain.contact import Contact
from app.domain.contract import (
    BookingDetails,
    BookingFound,
    Partner,
    Refused,
    Unreachable,
)
from app.domain.event import Event, EventKind
from app.jobs.deliver import drain_destination, jitter
from app.store.database import Database
from app.usecases.register import register
from app.usecases.reserve_booking import reserve_booking
from tests.fakes.partner import CLASSES, FakePartner
from tests.worlds import ANA, CLASS, HOLD, Desk, add_class, add_draft, deliveries, states

BOOKINGS = frozenset({EventKind.BOOKING_RESERVED})
FOUND = BookingDetails(
    partner_reference="0f3a77c1_5d2e",
    class_code=CLASS,
    name="Ingrid Solheim",
    email="ingrid@example.org",
    phone="",
    birth_date=None,
    enroller_name="",
    enroller_email="",
    enroller_phone="",
    employer="",
    comment="",
    purchase_order="",
)


@dataclass(frozen=True, slots=True)
class Broken:
    """A partner of which nothing but the name works: whatever is asked of it is a fault."""

    name: str


@pytest.fixture
def iso() -> FakePartner:
    return FakePartner()


@pytest.fixture
def desk(sessions: Database, iso: FakePartner) -> Desk:
    add_class(sessions, prices=())
    return Desk(sessions, partners={"iso": iso})


def order(desk: Desk, *, token: str, people: int = 1, request_id: str = "") -> None:
    """Register that many for the free class."""
    attending = tuple(Contact(f"Kim {n}", f"kim{n}@example.org", "") for n in range(people))
    add_draft(desk.sessions, token=token, participants=attending, buyer=ANA, currency="")
    register(
        desk.sessions,
        draft_token=token,
        partners=desk.partners,
        now=desk.now,
        hold=HOLD,
        request_id=request_id,
    )


def reserve(desk: Desk) -> str:
    """Reserve a seat as Trainingportal does and return the registration's reference."""
    reserved = reserve_booking(
        desk.sessions,
        ReserveRequest(class_code=CLASS, name="Ingrid Solheim", email="ingrid@example.org"),
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )
    assert isinstance(reserved, Reserved)
    return reserved.reference


def drain(
    desk: Desk, destination: str = "iso", *, stop: Stop | None = None, together: int = 1
) -> int:
    return drain_destination(desk.parts, destination, stop=stop or Stop(), together=together)


def test_everything_that_is_due_is_told_in_one_go(desk: Desk, iso: FakePartner) -> None:
    # More than one look at the outbox brings home.
    for number in range(3):
        order(desk, token=f"draft-{number}", people=4)
    assert drain(desk) == 24
    assert len(iso.told) == 24
    assert {state for _, state in deliveries(desk.sessions, "iso")} == {"delivered"}


def test_a_fault_in_one_leaves_the_others_to_be_told(desk: Desk, iso: FakePartner) -> None:
    order(desk, token="draft-1", people=3)
    faulty = iter([True])

    def break_once(event: Event) -> None:
        if next(faulty, False):
            raise ZeroDivisionError("a fault of ours")

    iso.on_tell = break_once
    with structlog.testing.capture_logs() as lines:
        drain(desk)
    assert len(iso.told) == 4
    assert [line["event"] for line in lines].count("delivery fault") == 1
    in_flight = [state for _, state in deliveries(desk.sessions, "iso")].count("in_flight")
    assert in_flight == 1, "its lease will lapse"


def test_a_destination_that_is_off_is_passed_over(desk: Desk) -> None:
    order(desk, token="draft-1")
    assert drain(desk, "connector") == 0


def test_who_is_to_stop_stops_after_the_one_in_hand(desk: Desk, iso: FakePartner) -> None:
    order(desk, token="draft-1", people=3)
    stop = Stop()
    iso.on_tell = lambda event: stop.set()
    assert drain(desk, stop=stop) == 1
    assert drain(desk, stop=stop) == 0
    assert len(iso.told) == 1


def test_what_cannot_be_reached_is_not_asked_again_at_once(desk: Desk, iso: FakePartner) -> None:
    order(desk, token="draft-1")
    iso.answers = [Unreachable("connection refused")]
    assert drain(desk) == 1
    assert deliveries(desk.sessions, "iso")[0] == ("registration.held", "due")


def test_every_line_follows_the_request_that_caused_it(desk: Desk, iso: FakePartner) -> None:
    order(desk, token="draft-1", request_id="0123456789abcdef")
    order(desk, token="draft-2", request_id="fedcba9876543210")
    with structlog.testing.capture_logs(
        processors=[structlog.contextvars.merge_contextvars]
    ) as lines:
        drain(desk)
    told = [line for line in lines if line["event"] == "delivery"]
    followed = Counter(line["request_id"] for line in told)
    assert followed == {"0123456789abcdef": 2, "fedcba9876543210": 2}
    assert {(line["destination"], line["state"]) for line in told} == {("iso", "delivered")}
    assert "request_id" not in get_contextvars()


class Busy(FakePartner):
    """A partner that others tell already as much as it may be told; ``lets_in`` counts down."""

    lets_in = 0

    def admit(self) -> bool:
        """Let in only so many."""
        self.lets_in -= 1
        return self.lets_in >= 0


def test_whoever_finds_a_long_line_leaves_and_takes_nothing_in_hand(desk: Desk) -> None:
    busy = Busy()
    desk.partners["iso"] = busy
    order(desk, token="draft-1", people=3)
    busy.lets_in = 2
    assert drain(desk) == 2
    assert Counter(state for _, state in deliveries(desk.sessions, "iso")) == {
        "delivered": 2,
        "due": 4,
    }
    busy.lets_in = 9
    assert drain(desk) == 4


def test_a_booking_is_asked_about_and_not_told(desk: Desk) -> None:
    portal = FakePartner("trainingportal", BOOKINGS)
    desk.partners["trainingportal"] = portal
    reference = reserve(desk)
    drain(desk, "trainingportal")
    assert deliveries(desk.sessions, "trainingportal") == [("booking.reserved", "due")]
    portal.bookings[reference] = BookingFound(FOUND, "found")
    desk.later(minutes=1)
    drain(desk, "trainingportal")
    assert portal.told == []
    assert states(desk.sessions) == ["confirmed"]


def test_faults_that_come_before_the_claim_are_left_to_the_next_sweep(
    desk: Desk,
) -> None:
    """Such a delivery is still due: trying it again at once would never end."""
    desk.partners["trainingportal"] = FakePartner("trainingportal", BOOKINGS | CLASSES)
    reserve(desk)
    order(desk, token="draft-1")
    desk.partners["trainingportal"] = cast(Partner, Broken("trainingportal"))
    with structlog.testing.capture_logs() as lines:
        assert drain(desk, "trainingportal") == len(lines) > 0
    assert {line["event"] for line in lines} == {"delivery fault"}
    assert {state for _, state in deliveries(desk.sessions, "trainingportal")} == {"due"}


def test_a_refusal_is_final_and_the_next_of_the_same_registration_is_told(
    desk: Desk, iso: FakePartner
) -> None:
    iso.answers = [Refused("no such program")]
    order(desk, token="draft-1")
    assert drain(desk) == 2
    assert deliveries(desk.sessions, "iso") == [
        ("registration.held", "refused"),
        ("registration.confirmed", "delivered"),
    ]


def test_delays_are_lengthened_by_something_between_nought_and_one() -> None:
    drawn = {jitter() for _ in range(20)}
    assert all(0 <= each <= 1 for each in drawn)
    assert len(drawn) > 1
