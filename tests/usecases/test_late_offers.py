"""Claims about an offer whose letter comes late: it stands as long as was meant, and says so."""

from datetime import UTC, datetime, timedelta
from threading import Event as Stop

import pytest
from sqlalchemy import select

from app.domain.contract import Unreachable
from app.domain.event import EventKind
from app.domain.registration import RegistrationState
from app.jobs.deliver import drain_destination
from app.queries.order.page import order_page
from app.queries.outbox import find_ended_holds
from app.store.database import Database, reading
from app.store.waiting import WaitingEntry
from app.usecases.release_hold import Released
from tests.fakes.partner import FakePartner
from tests.usecases.queue import LASTS, Queue
from tests.usecases.shop import Shop
from tests.worlds import NOW, seats

DEADLINE = datetime(2031, 3, 1, 23, 0, tzinfo=UTC)


@pytest.fixture
def queue(sessions: Database) -> Queue:
    return Queue(Shop(sessions))


def offered(queue: Queue, *, at: datetime = NOW) -> str:
    """Have Ada be offered the one seat of a class then; return her order."""
    queue.fill(1)
    ada = queue.join("Ada")
    told(queue.shop)
    queue.shop.now = at
    queue.shop.release(queue.seated[0], RegistrationState.CANCELLED)
    assert queue.move() == 1
    return ada


def told(shop: Shop) -> datetime | None:
    """Have the letters sent; return until when the one with the offer says that it stands."""
    mail = shop.partners["mail"]
    assert isinstance(mail, FakePartner)
    drain_destination(shop.parts, "mail", stop=Stop(), together=1)
    orders = [each.order for each in mail.told if each.kind is EventKind.ORDER_OFFERED]
    return orders[0].hold_until if orders and orders[0] else None


def ends(shop: Shop, order: str) -> datetime | None:
    """Return until when its seats are held; its entry and its page say the same."""
    page = order_page(shop.sessions, reference=order, now=shop.now)
    assert page is not None
    with reading(shop.sessions) as session:
        assert session.scalars(select(WaitingEntry.offered_until)).one() == page.hold_until
    return page.hold_until


@pytest.mark.parametrize("late", [timedelta(hours=2), timedelta(hours=23)])
def test_an_offer_whose_letter_is_late_stands_as_long_from_then_and_the_letter_says_so(
    queue: Queue, late: timedelta
) -> None:
    shop, order = queue.shop, offered(queue)
    shop.now = NOW + late
    until = shop.now + LASTS
    assert told(shop) == ends(shop, order) == until
    shop.now = NOW + LASTS
    assert find_ended_holds(shop.sessions, now=shop.now) == []
    assert shop.release(order) is Released.WAITING
    assert seats(shop.sessions).taken == 1
    shop.now = until
    assert shop.release(order) is Released.RELEASED


def test_an_offer_whose_letter_is_in_time_is_as_long_as_it_was(queue: Queue) -> None:
    shop, order = queue.shop, offered(queue)
    shop.later(minutes=10)
    assert told(shop) == ends(shop, order) == NOW + LASTS


def test_it_stands_no_longer_than_one_can_register(queue: Queue) -> None:
    shop, order = queue.shop, offered(queue, at=DEADLINE - timedelta(hours=25))
    shop.later(hours=2)
    assert told(shop) == ends(shop, order) == DEADLINE


def test_a_late_letter_makes_no_offer_longer_that_is_being_paid_for(queue: Queue) -> None:
    shop, order = queue.shop, offered(queue)
    shop.page_of(order)
    shop.later(hours=2)
    assert told(shop) == ends(shop, order) == NOW + LASTS


def test_of_an_offer_that_ended_unheard_nothing_is_made_longer(queue: Queue) -> None:
    shop, order = queue.shop, offered(queue)
    shop.now = NOW + LASTS
    told(shop)
    assert ends(shop, order) == NOW + LASTS
    assert shop.release(order) is Released.RELEASED


def test_an_address_that_takes_no_mail_keeps_its_seat_for_twice_as_long_at_most(
    queue: Queue,
) -> None:
    shop, order = queue.shop, offered(queue)
    mail = shop.partners["mail"]
    assert isinstance(mail, FakePartner)
    mail.answers = [Unreachable("try later") for _ in range(20)]
    for _ in range(40):
        shop.later(hours=2)
        told(shop)
    assert ends(shop, order) == NOW + 2 * LASTS
