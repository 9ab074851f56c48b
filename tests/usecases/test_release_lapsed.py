"""Claims about deliveries whose worker died or hangs while telling."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.domain.booking import ReserveRequest
from app.domain.contract import Partner
from app.domain.delivery import BOOKING_PACE, DeliveryState
from app.domain.event import Event, EventKind
from app.queries.outbox import find_due_deliveries
from app.store.database import Database, transaction
from app.store.delivery import Delivery
from app.usecases.release_lapsed import release_lapsed
from app.usecases.reserve_booking import reserve_booking
from tests.fakes.partner import FakePartner
from tests.usecases.office import Office
from tests.worlds import CLASS, Desk, add_class, deliveries, register_once


@pytest.fixture
def office(sessions: Database) -> Office:
    add_class(sessions, prices=())
    return Office(sessions)


class WorkerKilled(BaseException):
    """The worker's process is gone."""


def _die_while_telling(office: Office, name: str, partner: FakePartner) -> None:
    def die(event: Event) -> None:
        partner.told.append(event)
        raise WorkerKilled

    partner.on_tell = die
    with pytest.raises(WorkerKilled):
        office.drain(name)
    partner.on_tell = lambda event: None


def test_a_lapsed_lease_is_told_again_where_repeats_are_safe(office: Office) -> None:
    register_once(office, currency="")
    _die_while_telling(office, "trainingportal", office.portal)
    office.later(seconds=39)
    assert (
        release_lapsed(office.sessions, partners=office.partners, now=office.now, jitter=0) == 0
    ), "the lease outlasts the call by 30 s"
    office.later(seconds=2)
    assert release_lapsed(office.sessions, partners=office.partners, now=office.now, jitter=0) == 1
    office.later(seconds=2)
    office.drain("trainingportal")
    assert deliveries(office.sessions, "trainingportal") == [("class.seats_changed", "delivered")]


def test_a_lapsed_lease_is_unknown_where_repeats_cannot_be_told(office: Office) -> None:
    register_once(office, currency="")
    _die_while_telling(office, "mail", office.mail)
    office.later(minutes=1)
    release_lapsed(office.sessions, partners=office.partners, now=office.now, jitter=0)
    office.later(days=1)
    assert office.drain("mail") == 0
    assert deliveries(office.sessions, "mail") == [("order.confirmed", "unknown")]
    assert len(office.mail.told) == 1


def _die_at(desk: Desk, *, attempt: int, partners: Mapping[str, Partner]) -> None:
    """Let every worker die at that try, and the leases lapse."""
    with transaction(desk.sessions) as session:
        session.execute(
            update(Delivery).values(
                state=DeliveryState.IN_FLIGHT, attempt=attempt, lease_until=desk.now
            )
        )
    desk.later(seconds=1)
    release_lapsed(desk.sessions, partners=partners, now=desk.now, jitter=0)


def test_at_a_destination_that_is_off_by_now_nothing_is_repeated_blindly(office: Office) -> None:
    register_once(office, currency="")
    _die_at(office, attempt=1, partners={})
    assert deliveries(office.sessions, "mail") == [("order.confirmed", "unknown")]


@pytest.mark.parametrize("attempt", [1, 9, len(BOOKING_PACE)])
def test_T7_a_lapsed_asking_keeps_the_pace_of_askings(sessions: Database, attempt: int) -> None:
    add_class(sessions, partners=("trainingportal",))
    portal = FakePartner("trainingportal", frozenset({EventKind.BOOKING_RESERVED}))
    desk = Desk(sessions, partners={portal.name: portal})
    reserve_booking(
        sessions,
        ReserveRequest(class_code=CLASS),
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )
    _die_at(desk, attempt=attempt, partners=desk.partners)
    assert deliveries(sessions, portal.name) == [("booking.reserved", "due")]
    wait = timedelta(seconds=BOOKING_PACE[attempt - 1])
    assert find_due_deliveries(sessions, portal.name, now=desk.now + wait)
    assert not find_due_deliveries(sessions, portal.name, now=desk.now + wait * 0.9)
