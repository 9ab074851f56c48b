"""Claims about seats a partner reserves here, until it says what it booked."""

import pytest
from sqlalchemy import select

from app.domain.booking import (
    Cancelled,
    NotCancelled,
    NotReserved,
    ReserveRequest,
)
from app.domain.contract import BookingFound, Unreachable
from app.domain.event import EventKind
from app.domain.registration import RegistrationState
from app.queries.outbox import find_due_deliveries, find_ended_holds
from app.store.database import Database, reading
from app.store.event import EventRow
from app.usecases.release_hold import release_hold
from tests.usecases.market import Market, details
from tests.worlds import CLASS, add_class, deliveries, seats, states

INGRID = ReserveRequest(class_code=CLASS, name="Ingrid Solheim", email="ingrid@example.org")


@pytest.fixture
def market(sessions: Database) -> Market:
    add_class(sessions, capacity=2)
    return Market(sessions)


def test_a_reservation_holds_a_seat_and_promises_to_ask(market: Market) -> None:
    market.reference()
    assert states(market.sessions) == ["held"]
    assert seats(market.sessions).taken == 1
    assert ("booking.reserved", "due") in deliveries(market.sessions, "trainingportal")
    assert deliveries(market.sessions, "iso") == []
    assert "trainingportal" in market.woken


def test_a_reservation_with_only_the_class_works(market: Market) -> None:
    first = market.reference(ReserveRequest(class_code=CLASS))
    second = market.reference(ReserveRequest(class_code=CLASS))
    assert first != second


@pytest.mark.parametrize(
    "again",
    [
        ReserveRequest(class_code=CLASS, email="INGRID@example.org"),
        ReserveRequest(class_code=CLASS, name="Ingrid  Solheim", birth_date="1990-05-17"),
    ],
)
def test_T8_the_same_person_within_the_window_has_the_same_reference(
    market: Market, again: ReserveRequest
) -> None:
    request = ReserveRequest(
        class_code=CLASS,
        name="Ingrid Solheim",
        email="ingrid@example.org",
        birth_date="1990-05-17",
    )
    assert market.reference(request) == market.reference(again)
    assert seats(market.sessions).taken == 1


def test_T8_after_the_window_it_is_another_booking(market: Market) -> None:
    first = market.reference()
    market.later(minutes=11)
    assert market.reference() != first


def test_a_full_class_is_refused_with_a_reason(market: Market) -> None:
    market.reference(ReserveRequest(class_code=CLASS))
    market.reference(ReserveRequest(class_code=CLASS))
    refused = market.reserve()
    assert isinstance(refused, NotReserved)
    assert "No free seats" in refused.reason
    assert seats(market.sessions).taken == 2


def test_an_unknown_or_closed_class_is_refused_with_a_reason(market: Market) -> None:
    unknown = market.reserve(ReserveRequest(class_code="NO"))
    assert unknown == NotReserved(reason="There is no class NO")
    market.later(days=300)
    assert isinstance(market.reserve(), NotReserved)


def test_nonsense_about_the_person_is_left_out_not_refused(market: Market) -> None:
    market.reference(ReserveRequest(class_code=CLASS, name="x" * 999, email="not an address"))
    assert states(market.sessions) == ["held"]


def test_T7_a_booking_not_known_yet_is_asked_for_again(market: Market) -> None:
    reference = market.reference()
    assert market.ask() == "due"
    assert market.ask() is None
    market.later(seconds=2)
    assert market.ask() == "due"
    market.later(seconds=5)
    market.portal.bookings[reference] = BookingFound(details(), "ok")
    assert market.ask() == "delivered"
    assert states(market.sessions) == ["confirmed"]


def test_T4_details_are_filled_in_and_everyone_is_told(market: Market) -> None:
    reference = market.reference(ReserveRequest(class_code=CLASS))
    market.portal.bookings[reference] = BookingFound(details(), "ok")
    market.ask()
    assert deliveries(market.sessions, "iso") == [
        ("registration.held", "due"),
        ("registration.confirmed", "due"),
    ]
    assert find_ended_holds(market.sessions, now=market.later(days=2)) == []


def test_a_booking_for_another_class_confirms_nothing(market: Market) -> None:
    reference = market.reference()
    market.portal.bookings[reference] = BookingFound(details(class_code="OTHER"), "ok")
    assert market.ask() == "refused"
    assert states(market.sessions) == ["held"]


def test_a_partner_that_is_down_is_asked_again(market: Market) -> None:
    reference = market.reference()
    market.portal.bookings[reference] = Unreachable("connection refused")
    assert market.ask() == "due"


def test_a_booking_never_known_is_released_after_a_day(market: Market) -> None:
    reference = market.reference()
    asked = 0
    while market.ask() is not None or find_due(market):
        asked += 1
        market.later(hours=1)
    assert asked > 24
    (order,) = find_ended_holds(market.sessions, now=market.now)
    release_hold(
        market.sessions,
        reference=order,
        state=RegistrationState.EXPIRED,
        reason="never booked",
        gateways={},
        partners=market.partners,
        wake=market.wake,
        now=market.now,
    )
    assert states(market.sessions) == ["expired"]
    assert seats(market.sessions).taken == 0
    assert market.cancel(reference) == Cancelled(late=False)
    with reading(market.sessions) as session:
        facts = session.scalars(
            select(EventRow.facts).where(EventRow.kind == EventKind.ORDER_EXPIRED)
        ).one()
    assert facts["channel"] == "trainingportal", "so that no mail of ours asks them for money"


def find_due(market: Market) -> bool:
    """Say whether an asking is due now."""
    due = find_due_deliveries(market.sessions, "trainingportal", now=market.now)
    return any(each.booking for each in due)


def test_S16_a_cancellation_frees_the_seat_once(market: Market) -> None:
    reference = market.reference()
    assert market.cancel(reference) == Cancelled(late=False)
    assert market.cancel(reference) == Cancelled(late=False)
    assert seats(market.sessions).taken == 0
    assert seats(market.sessions).agree


def test_S16_an_unknown_reference_is_not_cancelled(market: Market) -> None:
    assert isinstance(market.cancel("R-NO"), NotCancelled)


def test_S15_a_late_cancellation_is_accepted_and_marked(market: Market) -> None:
    reference = market.reference()
    market.portal.bookings[reference] = BookingFound(details(), "ok")
    market.ask()
    market.now = market.now.replace(month=2, day=21)
    assert market.cancel(reference) == Cancelled(late=True)
    assert deliveries(market.sessions, "iso")[-1] == ("registration.cancelled", "due")


def test_a_booking_cancelled_before_it_was_known_is_asked_for_and_left_alone(
    market: Market,
) -> None:
    reference = market.reference()
    market.cancel(reference)
    market.portal.bookings[reference] = BookingFound(details(), "ok")
    assert market.ask() == "delivered"
    assert states(market.sessions) == ["cancelled"]


def test_a_booking_cancelled_before_it_was_known_is_not_asked_for_again(market: Market) -> None:
    reference = market.reference()
    market.cancel(reference)
    assert market.ask() == "delivered"
    assert market.ask() is None


def test_a_booking_known_only_after_its_seat_was_given_back_stands_for_staff(
    market: Market,
) -> None:
    reference = market.reference()
    market.later(hours=24)
    (order,) = find_ended_holds(market.sessions, now=market.now)
    release_hold(
        market.sessions,
        reference=order,
        state=RegistrationState.EXPIRED,
        reason="never booked",
        gateways={},
        partners=market.partners,
        wake=market.wake,
        now=market.now,
    )
    market.portal.bookings[reference] = BookingFound(details(), "ok")
    assert market.ask() == "refused"
    assert states(market.sessions) == ["expired"]
