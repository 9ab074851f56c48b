"""Claims about asking for a booking until it is known: how long, under which name, what is kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.domain.booking import ReserveRequest
from app.domain.contract import (
    BookingAnswer,
    BookingFound,
    BookingNotYet,
    Refused,
)
from app.domain.registration import RegistrationState
from app.queries.outbox import find_ended_holds
from app.store.database import Database, reading, transaction
from app.store.delivery import learn
from app.store.registration import Registration
from app.usecases.forget_bookings import KEPT, forget_bookings
from app.usecases.release_hold import release_hold
from tests.usecases.market import Market, details
from tests.worlds import CLASS, add_class, states


@pytest.fixture
def market(sessions: Database) -> Market:
    add_class(sessions, capacity=2)
    return Market(sessions)


def test_S11_the_partner_is_asked_a_last_time_just_before_the_seat_is_given_back(
    market: Market,
) -> None:
    market.reference()
    began, asked = market.now, []
    while (state := market.ask()) is not None or market.now < began + timedelta(hours=25):
        if state is not None:
            asked.append((state, market.now - began))
        market.later(minutes=1)
    assert asked[-1] == ("dead", timedelta(hours=23, minutes=59))
    assert asked[-2][0] == "due"
    assert len(find_ended_holds(market.sessions, now=market.now)) == 1


def test_an_asking_that_comes_after_the_seat_was_given_back_ends(market: Market) -> None:
    market.reference()
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
    assert market.ask() == "dead"
    assert market.ask() is None


def test_check_4_a_booking_is_confirmed_although_the_first_two_lookups_fail(
    market: Market,
) -> None:
    reference = market.reference()
    assert market.ask() == "due"
    market.later(seconds=2)
    assert market.ask() == "due"
    market.portal.bookings[reference] = BookingFound(details(), "ok")
    market.later(seconds=5)
    assert market.ask() == "delivered"
    assert states(market.sessions) == ["confirmed"]


@pytest.mark.parametrize("refused", [Refused("Malformed reference"), BookingNotYet("not found")])
def test_T4_where_ours_is_refused_their_own_reference_is_asked_for(
    market: Market, refused: BookingAnswer
) -> None:
    reference = market.reference()
    with transaction(market.sessions) as session:
        learn(
            session,
            "trainingportal",
            f"registration:{reference}",
            {"partner_reference": "0f3a77c1"},
        )
    market.portal.bookings |= {reference: refused, "0f3a77c1": BookingFound(details(), "ok")}
    assert market.ask() == "delivered"


def test_T15_who_pays_and_who_employs_are_two_things(market: Market) -> None:
    reference = market.reference(ReserveRequest(class_code=CLASS, company="Payer AS"))
    market.portal.bookings[reference] = BookingFound(details(employer="Employer AS"), "ok")
    market.ask()
    with reading(market.sessions) as session:
        registration = session.scalars(
            select(Registration).options(joinedload(Registration.order))
        ).one()
    assert registration.order.company == "Payer AS"
    assert registration.answers["employer"] == "Employer AS"


def test_S25_comments_and_birth_dates_are_forgotten_a_year_after_the_class(
    market: Market,
) -> None:
    request = ReserveRequest(class_code=CLASS, name="Ingrid Solheim", birth_date="17.5.1990")
    reference = market.reference(request)
    market.portal.bookings[reference] = BookingFound(details(), "ok")
    market.ask()

    def kept() -> tuple[object, ...]:
        with reading(market.sessions) as session:
            row = session.scalars(select(Registration)).one()
            return row.comment, row.birth_date, row.answers.get("birth_date")

    assert all(kept())
    market.now = market.now.replace(month=3, day=11) + KEPT - timedelta(days=1)
    assert forget_bookings(market.sessions, now=market.now) == 0
    market.later(days=1)
    assert forget_bookings(market.sessions, now=market.now) == 1
    assert kept() == ("", None, None)
    assert forget_bookings(market.sessions, now=market.now) == 0
