"""Killed while Trainingportal reserves a seat here, or is asked what it booked."""

import pytest
from sqlalchemy import select

from app.store.database import reading
from app.store.registration import Registration
from tests.crashes.deeds import ask, reserve
from tests.crashes.dying import kill_at, points_of
from tests.crashes.promises import check, recover
from tests.jobs.journey import held_outside
from tests.jobs.live import LiveDesk
from tests.worlds import CLASS, Seats, seats, states

pytestmark = pytest.mark.crashes

EMAIL = "ingrid@example.org"
RESERVE = ["commit 1", "committed 1", "wake"]
ASK = [
    "commit 1",
    "committed 1",
    "trainingportal.booking",
    "trainingportal.booking done",
    "commit 2",
    "committed 2",
    "wake",
]


def reference(desk: LiveDesk) -> str:
    """Return the reference of the only registration."""
    with reading(desk.database) as session:
        return session.scalars(select(Registration.reference)).one()


def book(desk: LiveDesk) -> None:
    """Reserve a seat, and have Trainingportal keep the booking and know of it at once."""
    desk.sandbox.world.dials.turn("trainingportal", {"booking_unknown_times": 0})
    reserve(desk.parts, EMAIL)
    wanted = {
        "class": CLASS,
        "studentFirstName": "Ingrid",
        "studentLastName": "Solheim",
        "studentEmail": EMAIL,
        "studentPhone": "004722123456",
    }
    desk.sandbox.world.trainingportal.bookings.store(reference(desk), wanted)


def test_every_point_of_reserving_is_killed_at(desk: LiveDesk) -> None:
    assert points_of(desk, reserve, EMAIL) == RESERVE


@pytest.mark.parametrize("point", RESERVE)
def test_killed_while_a_seat_is_reserved(desk: LiveDesk, point: str) -> None:
    kill_at(desk, reserve, EMAIL, point=point)
    # Trainingportal heard nothing and asks again.
    reserve(desk.parts, EMAIL)
    assert states(desk.database) == ["held"]
    assert seats(desk.database) == Seats(1, 1, 1)
    check(desk)


def test_every_point_of_asking_is_killed_at(desk: LiveDesk) -> None:
    book(desk)
    assert points_of(desk, ask, "") == ASK


@pytest.mark.parametrize("point", ASK)
def test_killed_while_the_booking_is_asked_for(desk: LiveDesk, point: str) -> None:
    book(desk)
    kill_at(desk, ask, "", point=point)
    recover(desk)
    assert states(desk.database) == ["confirmed"]
    assert seats(desk.database) == Seats(1, 1, 1)
    outside = held_outside(desk.sandbox)
    assert outside["iso"] == [
        [CLASS, "Ingrid Solheim", EMAIL, "+4722123456", ["pending", "confirmed"]]
    ]
    check(desk)
