"""Claims about paying for an offer, or an order, whose class was cancelled or closed meanwhile."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.course_class import ClassState
from app.domain.payment import RefundState
from app.domain.registration import RegistrationState
from app.store.database import Database, reading
from app.store.order import Order
from app.store.payment import Refund
from app.usecases.open_checkout import CheckoutClosed, CheckoutPage, open_intent
from tests.fakes.gateway import FakeIntentGateway
from tests.usecases.classroom import Classroom
from tests.usecases.queue import Queue
from tests.worlds import NOW, add_class, deliveries, register_once, states

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def room(sessions: Database) -> Classroom:
    room = Classroom(sessions)
    room.gateway = FakeIntentGateway()
    room.gateways = {"stripe": room.gateway}
    return room


def offer(room: Classroom) -> tuple[Queue, str]:
    """Offer the only seat of a class, which costs something, to whoever waits for it."""
    queue = Queue(room)
    queue.fill(1)
    ada = queue.join("Ada")
    room.release(queue.seated[0], RegistrationState.CANCELLED)
    queue.move()
    return queue, ada


@pytest.mark.parametrize(
    "closed",
    [
        {"state": ClassState.CANCELLED},
        {"state": ClassState.WITHDRAWN},
        {"closes_at": NOW + timedelta(hours=1)},
        {"starts_at": NOW + timedelta(hours=1)},
    ],
)
def test_no_payment_of_an_offer_begins_once_its_class_closed(
    room: Classroom, closed: dict[str, object]
) -> None:
    queue, ada = offer(room)
    assert isinstance(room.open(ada), CheckoutPage)
    queue.change(**closed)
    room.later(hours=1)
    assert isinstance(room.open(ada), CheckoutClosed)
    assert isinstance(room.gateway, FakeIntentGateway)
    intent = open_intent(room.sessions, reference=ada, gateway=room.gateway, now=room.now)
    assert isinstance(intent, CheckoutClosed)
    assert len(room.gateway.pages) == 1


def test_what_was_agreed_to_is_not_collected_for_a_class_that_was_cancelled(
    room: Classroom,
) -> None:
    _, ada = offer(room)
    page = room.page_of(ada)
    room.gateway.agree(page)
    room.cancel()
    room.look(ada)
    assert room.gateway.collected == []
    room.sweep()
    assert states(room.sessions) == ["cancelled", "cancelled"]


def test_money_for_an_offer_of_a_cancelled_class_goes_back_and_its_buyer_is_told(
    room: Classroom,
) -> None:
    _, ada = offer(room)
    page = room.page_of(ada)
    room.cancel()
    room.gateway.pay(page)
    for _ in range(3):
        room.sweep()
    assert states(room.sessions) == ["cancelled", "cancelled"]
    with reading(room.sessions) as session:
        assert session.scalars(select(Order.paid_minor)).all() == [0, 0]
        assert session.scalars(select(Refund.state)).all() == [RefundState.MADE]
    told = [kind for kind, _ in deliveries(room.sessions, "mail")]
    assert told[-2:] == ["order.cancelled", "order.money_returned"]


def test_no_payment_of_any_order_begins_in_a_cancelled_class(room: Classroom) -> None:
    add_class(room.sessions)
    order = register_once(room).reference
    room.cancel()
    assert isinstance(room.open(order), CheckoutClosed)
    assert room.gateway.pages == {}
