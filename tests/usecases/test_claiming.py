"""Claims about workers whose list of what is due is old: nothing is hurried, nothing overtakes."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.domain.contract import Unreachable
from app.domain.delivery import DeliveryState
from app.domain.event import Event
from app.store.claiming import claim
from app.store.database import Database, transaction
from app.store.delivery import Delivery
from app.usecases.deliver import deliver
from app.usecases.retry_delivery import retry_delivery
from tests.usecases.office import Office
from tests.worlds import BO, add_class, deliveries, register_once


@pytest.fixture
def office(sessions: Database) -> Office:
    add_class(sessions, prices=())
    return Office(sessions)


def test_what_another_worker_put_off_is_not_hurried(office: Office) -> None:
    register_once(office, currency="")
    (first,) = office.due()
    office.iso.answers = [Unreachable("slow down", retry_after=timedelta(minutes=10))]
    ends = [
        deliver(
            office.sessions, delivery_id=first, partner=office.iso, clock=office.clock, jitter=0
        )
        for _ in range(2)
    ]
    assert ends == ["due", None]
    assert office.iso.told == []


def test_of_one_stream_two_are_never_in_flight(office: Office) -> None:
    register_once(office, token="a", currency="")
    register_once(office, token="b", currency="", participants=(BO,), buyer=BO)
    lease = timedelta(minutes=1)
    with transaction(office.sessions) as session:
        older, newer = session.scalars(
            select(Delivery.id)
            .where(Delivery.destination == office.portal.name)
            .order_by(Delivery.id)
        )
        assert claim(session, newer, now=office.now, lease=lease)
        assert not claim(session, older, now=office.now, lease=lease)


def test_a_worker_of_before_a_retry_is_not_taken_for_the_new_one(office: Office) -> None:
    register_once(office, currency="")
    (first,) = office.due(office.portal.name)

    def given_up_and_retried_meanwhile(_: Event) -> None:
        with transaction(office.sessions) as session:
            session.execute(update(Delivery).values(state=DeliveryState.DEAD))
        retry_delivery(office.sessions, delivery_id=first, now=office.now)
        with transaction(office.sessions) as session:
            assert claim(session, first, now=office.now, lease=timedelta(minutes=1))

    office.portal.on_tell = given_up_and_retried_meanwhile
    ended = deliver(
        office.sessions, delivery_id=first, partner=office.portal, clock=office.clock, jitter=0
    )
    assert ended is None
    assert deliveries(office.sessions, office.portal.name) == [("class.seats_changed", "in_flight")]
