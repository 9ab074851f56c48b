"""Claims about offers to a waiting list whose class is changed, closes, or begins meanwhile."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.breaker import after
from app.domain.contract import Told, Unreachable
from app.domain.course_class import ClassState
from app.queries.outbox import find_ended_holds
from app.queries.staff.waiting import waiting_page
from app.store.breaker import keep_standing, lock_standing
from app.store.database import Database, transaction
from app.usecases.accept_offer import Accepted, accept_offer
from app.usecases.offer_seats import Picked, offer_seats
from tests.usecases.classroom import Classroom
from tests.usecases.places import places
from tests.usecases.queue import LASTS, Between, Queue
from tests.usecases.shop import Shop
from tests.worlds import CLASS, NOW


@pytest.fixture
def shop(sessions: Database) -> Shop:
    return Shop(sessions)


@pytest.mark.parametrize("column", ["closes_at", "starts_at"])
def test_nothing_is_offered_for_longer_than_a_class_is_open_by_then(
    shop: Shop, column: str
) -> None:
    queue = Queue(shop, prices=())
    queue.fill(1)
    queue.join("Ada")
    queue.cancel()
    soon = NOW + timedelta(hours=6)
    assert move_while(queue, lambda: queue.change(**{column: soon})) == 0
    assert queue.waiting() == ["Ada"]
    assert queue.move() == 1
    assert queue.line()[0].until == soon


@pytest.mark.parametrize("how", ["cancelled", "deadline", "start"])
def test_an_offer_is_not_accepted_in_a_class_that_closed(shop: Shop, how: str) -> None:
    queue = Queue(shop, prices=())
    queue.fill(1)
    ada = queue.join("Ada")
    queue.cancel()
    queue.move()
    soon = NOW + timedelta(hours=1)
    changed: dict[str, dict[str, object]] = {
        "cancelled": {"state": ClassState.CANCELLED},
        "deadline": {"closes_at": soon},
        "start": {"starts_at": soon},
    }
    queue.change(**changed[how])
    shop.later(hours=1)
    assert accept(shop, ada) is Accepted.TOO_LATE
    assert [each.state for each in places(shop)][1:] == ["held"]


def accept(shop: Shop, reference: str) -> Accepted:
    return accept_offer(
        shop.sessions,
        reference=reference,
        gateways=shop.gateways,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def move_while(queue: Queue, deed: Callable[[], object]) -> int:
    """Offer what is free; something happens after it was looked whose turn it is."""
    shop = queue.shop
    return offer_seats(
        Between(shop.sessions, deed),
        class_code=CLASS,
        lasts=LASTS,
        gateways=shop.gateways,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


@pytest.mark.parametrize(
    ("fields", "until"),
    [
        ({"enrollment_deadline": "2031-01-10"}, datetime(2031, 1, 10, 23, 0, tzinfo=UTC)),
        ({"enrollment_deadline": "2031-02-20"}, NOW + LASTS),
        (
            {
                "enrollment_deadline": None,
                "cancellation_deadline": None,
                "sessions": [{"starts": "2031-01-11T09:00", "ends": "2031-01-11T16:00"}],
            },
            datetime(2031, 1, 11, 8, 0, tzinfo=UTC),
        ),
    ],
)
def test_an_offer_ends_with_a_deadline_or_a_start_that_staff_move(
    sessions: Database, fields: dict[str, object], until: datetime
) -> None:
    room = Classroom(sessions)
    queue = Queue(room, prices=())
    queue.fill(1)
    ada = queue.join("Ada")
    queue.cancel()
    queue.move()
    assert room.change(**fields)
    assert queue.line()[0].until == until
    room.now = until - timedelta(minutes=1)
    assert find_ended_holds(sessions, now=room.now) == []
    room.now = until
    assert find_ended_holds(sessions, now=room.now) == [ada]


def test_while_mail_does_not_get_through_nobody_is_offered_a_seat_by_turn(shop: Shop) -> None:
    queue = Queue(shop, prices=())
    queue.fill(1)
    queue.join("Ada")
    queue.join("Bo")
    queue.cancel()
    hear_of_mail(shop, Unreachable("No answer"))
    assert queue.move() == 0
    page = waiting_page(shop.sessions, CLASS, page=1, now=shop.now)
    assert page is not None
    assert not page.told
    # Staff can ring them up.
    assert queue.pick("Bo") is Picked.OFFERED
    queue.change(capacity=2)
    hear_of_mail(shop, Told("Accepted"))
    assert queue.move() == 1
    assert queue.offered() == ["Ada", "Bo"]


def hear_of_mail(shop: Shop, outcome: object) -> None:
    with transaction(shop.sessions) as session:
        standing = lock_standing(session, "mail", now=shop.now)
        keep_standing(session, "mail", after(standing, outcome, now=shop.now))
