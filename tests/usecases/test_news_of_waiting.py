"""What a partner's news does to a place that waits in line: it owes nothing and has no seat."""

from typing import Any

import pytest
from sqlalchemy import update

from app.domain.registration import RegistrationState
from app.store.database import Database, transaction
from app.store.order import Order
from app.store.registration import Registration
from tests.partners.iso_news_world import Office, office_of
from tests.worlds import deliveries, money, seats, states

PAID: dict[str, Any] = {"paymentId": "pay-71", "amount": 4200.0, "currency": "NOK"}


@pytest.fixture
def office(sessions: Database) -> Office:
    """Give a desk whose ISO sends events, and somebody who waits."""
    office = office_of(sessions)
    office.register()
    with transaction(sessions) as session:
        session.execute(update(Registration).values(state=RegistrationState.WAITLISTED))
        session.execute(update(Order).values(hold_until=None))
    return office


def test_cancelled_there_it_waits_no_more_here_and_gives_no_seat_back(office: Office) -> None:
    before = seats(office.desk.sessions).taken
    kept = office.hear("registration.cancelled")
    assert (kept.words, kept.look) == ("It waits no more here either", False)
    assert states(office.desk.sessions) == ["cancelled"]
    assert seats(office.desk.sessions).taken == before
    assert deliveries(office.desk.sessions, "iso")[-1] == ("registration.cancelled", "due")


def test_confirmed_there_it_waits_here_until_it_is_offered_a_seat(office: Office) -> None:
    kept = office.hear("registration.confirmed")
    assert not kept.look
    assert states(office.desk.sessions) == ["waitlisted"]


def test_money_that_comes_for_it_goes_back(office: Office) -> None:
    office.hear("payment.completed", **PAID)
    assert states(office.desk.sessions) == ["waitlisted"]
    assert [amount for _, amount, _ in money(office.desk.sessions).refunds] == [420000]
