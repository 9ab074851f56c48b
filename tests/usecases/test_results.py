"""Claims about results: recorded for one or many, told, proved by a certificate, taken back."""

from datetime import date

import pytest
from sqlalchemy import select

from app.domain.contract import BookingFound
from app.domain.event import EventKind
from app.domain.registration import IllegalMove, RegistrationState
from app.domain.result import Result, ResultRefused
from app.queries.certificate import certificate_for, proof_of
from app.store.certificate import CertificateRow
from app.store.database import Database, reading
from app.usecases.confirm_booking import confirm_booking
from app.usecases.reserve_booking import reserve_booking
from tests.fakes.partner import FakePartner
from tests.usecases.classroom import AFTER, DAY, Classroom
from tests.usecases.market import INGRID, details
from tests.worlds import ANA, BO, add_class, deliveries, register_once, seats, states

DONE = Result.COMPLETED


@pytest.fixture
def room(sessions: Database) -> Classroom:
    add_class(sessions, prices=())
    return Classroom(sessions)


@pytest.fixture
def two(room: Classroom) -> list[str]:
    """Have two confirmed registrations of a class that is over."""
    register_once(room, participants=(ANA, BO))
    room.now = AFTER
    return room.references()


def booked(room: Classroom) -> str:
    """Have a seat that Trainingportal booked and knows."""
    reserve_booking(room.sessions, INGRID, **room.around)
    (reference,) = room.references()
    portal = room.partners["trainingportal"]
    assert isinstance(portal, FakePartner)
    portal.bookings[reference] = BookingFound(details(), "ok")
    confirm_booking(
        room.sessions,
        delivery_id=1,
        desk=portal,
        time_out=portal.time_out,
        partners=room.partners,
        wake=room.wake,
        clock=room.clock,
        jitter=0,
    )
    return reference


def told(room: Classroom, destination: str) -> list[str]:
    """Return what a destination hears of results and certificates, oldest first."""
    about = ("completed", "no_show", "failed", "retracted", "booking.result", "certificate")
    kinds = [kind for kind, _ in deliveries(room.sessions, destination)]
    return [kind for kind in kinds if kind.endswith(about)]


def test_a_whole_class_is_recorded_at_once(room: Classroom, two: list[str]) -> None:
    assert room.finish(dict.fromkeys(two, DONE)) == 2
    assert states(room.sessions) == ["completed", "completed"]
    assert {each.result_on for each in room.all(lambda each: True)} == {DAY}
    assert seats(room.sessions).taken == 2, "they keep their seats"


def test_iso_and_the_participant_hear_of_a_completion_and_trainingportal_does_not(
    room: Classroom, two: list[str]
) -> None:
    room.finish({two[0]: DONE})
    assert told(room, "iso") == ["registration.completed"]
    assert told(room, "mail") == ["registration.completed"]
    assert told(room, "trainingportal") == []


def test_the_result_of_its_own_booking_is_told_to_trainingportal_then_the_certificate(
    room: Classroom,
) -> None:
    reference = booked(room)
    room.now = AFTER
    room.finish({reference: DONE})
    assert told(room, "trainingportal") == ["booking.result", "booking.certificate"]
    assert room.happened(EventKind.BOOKING_RESULT) == [{"result": "completed", "on": "2031-03-10"}]


@pytest.mark.parametrize("result", [Result.NO_SHOW, Result.FAILED])
def test_who_did_not_complete_gets_no_certificate_and_trainingportal_hears_why(
    room: Classroom, result: Result
) -> None:
    reference = booked(room)
    room.now = AFTER
    room.finish({reference: result}, on=None)
    assert states(room.sessions) == [result.value]
    assert told(room, "trainingportal") == ["booking.result"]
    assert told(room, "mail") == []
    assert certificate_for(room.sessions, reference) is None


def test_S24_a_result_is_taken_back_told_as_new_and_kept_in_the_history(room: Classroom) -> None:
    reference = booked(room)
    room.now = AFTER
    room.finish({reference: Result.FAILED})
    assert room.retract(reference)
    assert states(room.sessions) == ["confirmed"]
    told_results = [facts["result"] for facts in room.happened(EventKind.BOOKING_RESULT)]
    assert told_results == ["failed", "new"]
    (back,) = room.happened(EventKind.REGISTRATION_RETRACTED)
    assert back["reason"] == "it had been failed"
    room.finish({reference: DONE})
    assert states(room.sessions) == ["completed"]


def test_a_result_of_somebody_who_registered_here_is_taken_back_without_trainingportal(
    room: Classroom, two: list[str]
) -> None:
    room.finish({two[0]: DONE})
    room.retract(two[0])
    assert told(room, "trainingportal") == []
    with pytest.raises(IllegalMove):
        room.retract(two[0])
    assert not room.retract("R-NOBODY")


def test_a_certificate_proves_a_name_and_a_class_until_it_is_withdrawn(
    room: Classroom, two: list[str]
) -> None:
    room.finish({two[0]: DONE})
    first = certificate_for(room.sessions, two[0])
    assert first
    proof = proof_of(room.sessions, first.number)
    assert proof
    assert (proof.name, proof.title, proof.completed_on) == ("Ana Lind", "First aid", DAY)
    assert not proof.withdrawn
    room.retract(two[0])
    withdrawn = proof_of(room.sessions, first.number)
    assert withdrawn
    assert withdrawn.withdrawn
    assert certificate_for(room.sessions, two[0]) is None
    room.finish({two[0]: DONE})
    second = certificate_for(room.sessions, two[0])
    assert second
    assert second.number != first.number
    assert proof_of(room.sessions, "C-22222-33333-44444-55555") is None


def test_the_same_result_again_changes_nothing(room: Classroom, two: list[str]) -> None:
    assert room.finish({two[0]: DONE}) == 1
    assert room.finish({two[0]: DONE}) == 0
    with reading(room.sessions) as session:
        assert len(session.scalars(select(CertificateRow)).all()) == 1


def test_another_result_needs_the_first_to_be_taken_back(room: Classroom, two: list[str]) -> None:
    room.finish({two[0]: DONE})
    with pytest.raises(IllegalMove):
        room.finish({two[0]: Result.FAILED, two[1]: DONE})
    assert states(room.sessions) == ["completed", "confirmed"], "all or nothing"


def test_check_6_a_completion_without_its_day_is_refused_and_nothing_is_told(
    room: Classroom,
) -> None:
    reference = booked(room)
    room.now = AFTER
    with pytest.raises(ResultRefused, match="Say on which day"):
        room.finish({reference: DONE}, on=None)
    assert states(room.sessions) == ["confirmed"]
    assert told(room, "trainingportal") == []


def test_who_is_not_in_the_class_gets_no_result_of_it(room: Classroom, two: list[str]) -> None:
    with pytest.raises(ResultRefused, match="R-STRANGER is no registration"):
        room.finish({two[0]: DONE, "R-STRANGER": DONE})
    with pytest.raises(ResultRefused):
        room.finish({two[0]: DONE}, code="NOWHERE")
    assert states(room.sessions) == ["confirmed", "confirmed"]


def test_nobody_has_a_result_of_a_class_to_come(room: Classroom) -> None:
    register_once(room)
    with pytest.raises(ResultRefused, match="has not begun"):
        room.finish(dict.fromkeys(room.references(), DONE), on=date(2031, 1, 10))


def test_somebody_cancelled_gets_no_result(room: Classroom, two: list[str]) -> None:
    room.cancel_one(two[0])
    with pytest.raises(IllegalMove) as refused:
        room.finish({two[0]: DONE})
    assert refused.value.present is RegistrationState.CANCELLED
