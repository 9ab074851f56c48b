"""Claims about what an offer is priced by: today's limited prices, extras and vouchers."""

import pytest
from sqlalchemy import select, update

from app.domain.event import EventKind
from app.domain.registration import RegistrationState
from app.store.database import Database, reading, transaction
from app.store.event import EventRow
from app.store.extra import ExtraRow
from app.store.order import Order
from app.store.waiting import WaitingEntry
from tests.usecases.queue import Queue, somebody
from tests.usecases.shop import Shop
from tests.vouchers import (
    CODE,
    add_extra,
    add_voucher,
    change_voucher,
    extras_agree,
    taken,
    used,
    vouchers_agree,
)
from tests.worlds import add_draft, add_price, lines_agree, options_agree

STANDARD, LIMITED, LUNCH = 420_000, 100_000, 20_000


@pytest.fixture
def shop(sessions: Database) -> Shop:
    return Shop(sessions)


@pytest.fixture
def queue(shop: Shop) -> Queue:
    """Give a full class of two seats, an extra and a voucher for one free place."""
    queue = Queue(shop, capacity=2)
    add_extra(shop.sessions, amounts={"NOK": LUNCH}, stock=5)
    add_voucher(shop.sessions)
    queue.fill(2)
    return queue


def join(queue: Queue, name: str, **filled: object) -> str:
    person, token = somebody(name), f"draft-{name}"
    add_draft(
        queue.shop.sessions,
        token=token,
        buyer=person,
        participants=(person,),
        **filled,  # type: ignore[arg-type]  # passed on as it came
    )
    return queue.press(token).reference


def money(shop: Shop, *references: str) -> list[tuple[int, int]]:
    with reading(shop.sessions) as session:
        found = {order.reference: order for order in session.scalars(select(Order))}
        orders = [found[each] for each in references]
        return [(each.total_minor, each.owed_minor) for each in orders]


def agree(shop: Shop) -> bool:
    each = (lines_agree, options_agree, extras_agree, vouchers_agree)
    return all(agrees(shop.sessions) for agrees in each)


def test_who_waits_has_nothing_of_what_they_chose_before_it_is_offered(
    shop: Shop, queue: Queue
) -> None:
    ada = join(queue, "Ada", voucher=CODE, extras={"lunch": 1})
    assert money(shop, ada) == [(0, 0)]
    assert taken(shop.sessions) == 0
    assert used(shop.sessions)[0] == 0
    assert agree(shop)


def test_of_two_offered_together_the_first_has_the_last_place_at_a_limited_price(
    shop: Shop, queue: Queue
) -> None:
    add_price(shop.sessions, "Last one", LIMITED, place_limit=1)
    ada, bo = join(queue, "Ada"), join(queue, "Bo")
    shop.release(queue.seated[0], RegistrationState.CANCELLED)
    shop.release(queue.seated[1], RegistrationState.CANCELLED)
    queue.move()
    assert queue.offered() == ["Ada", "Bo"]
    assert money(shop, ada, bo) == [(LIMITED, LIMITED), (STANDARD, STANDARD)]
    assert agree(shop)


def test_an_offer_that_lapses_gives_price_extra_and_voucher_back(shop: Shop, queue: Queue) -> None:
    add_price(shop.sessions, "Last one", LIMITED, place_limit=1)
    ada = join(queue, "Ada", voucher=CODE, extras={"lunch": 1})
    shop.release(queue.seated[0], RegistrationState.CANCELLED)
    queue.move()
    assert taken(shop.sessions) == 1
    assert used(shop.sessions)[0] == 1
    assert agree(shop)
    shop.later(minutes=24 * 60 + 1)
    shop.release(ada)
    assert taken(shop.sessions) == 0
    assert used(shop.sessions)[0] == 0
    assert agree(shop)


def test_an_offer_does_without_a_voucher_and_extras_that_are_gone(shop: Shop, queue: Queue) -> None:
    add_extra(shop.sessions, "book", amounts={"NOK": LUNCH}, stock=1)
    ada = join(queue, "Ada", voucher=CODE, extras={"book": 1})
    join(queue, "Bo", extras={"book": 1})
    change_voucher(shop.sessions, active=False)
    shop.release(queue.seated[0], RegistrationState.CANCELLED)
    shop.release(queue.seated[1], RegistrationState.CANCELLED)
    queue.move()
    assert queue.offered() == ["Ada", "Bo"]
    assert money(shop, ada) == [(STANDARD + LUNCH, STANDARD + LUNCH)]
    assert taken(shop.sessions, "book") == 1
    assert agree(shop)


def test_of_extras_only_the_one_that_is_gone_is_left_out(shop: Shop, queue: Queue) -> None:
    add_extra(shop.sessions, "book", amounts={"NOK": LUNCH}, stock=1)
    ada = join(queue, "Ada", extras={"book": 1})
    bo = join(queue, "Bo", extras={"book": 1, "lunch": 1})
    for seated in queue.seated:
        shop.release(seated, RegistrationState.CANCELLED)
    queue.move()
    assert money(shop, ada, bo) == [(STANDARD + LUNCH, STANDARD + LUNCH)] * 2
    assert (taken(shop.sessions, "book"), taken(shop.sessions, "lunch")) == (1, 1)
    assert agree(shop)


def test_what_an_offer_does_without_is_kept_with_it_and_told(shop: Shop, queue: Queue) -> None:
    add_extra(shop.sessions, "book", amounts={"NOK": LUNCH}, stock=3, most=3)
    ada = join(queue, "Ada", voucher=CODE, extras={"book": 3, "lunch": 1})
    bo = join(queue, "Bo", voucher=CODE, extras={"lunch": 1})
    with transaction(shop.sessions) as session:
        session.execute(update(ExtraRow).where(ExtraRow.code == "book").values(stock=1))
        session.execute(update(ExtraRow).where(ExtraRow.code == "lunch").values(withdrawn=True))
    queue.change(capacity=3)
    queue.move()
    change_voucher(shop.sessions, active=False)
    queue.change(capacity=4)
    queue.move()
    # Ada has her voucher, Bo has none any more.
    assert left_out(shop, ada) == ["Book × 2", "Lunch"]
    assert left_out(shop, bo) == ["Voucher …31", "Lunch"]
    assert told(shop) == [
        {"left_out": "Book × 2\nLunch"},
        {"left_out": "Voucher …31\nLunch"},
    ]
    assert agree(shop)


def test_an_offer_of_all_that_was_chosen_says_nothing_of_it(shop: Shop, queue: Queue) -> None:
    ada = join(queue, "Ada", voucher=CODE, extras={"lunch": 1})
    queue.change(capacity=3)
    queue.move()
    assert queue.offered() == ["Ada"]
    assert (left_out(shop, ada), told(shop)) == ([], [{}])


def left_out(shop: Shop, reference: str) -> list[str]:
    with reading(shop.sessions) as session:
        entry = select(WaitingEntry).join(Order, Order.id == WaitingEntry.order_id)
        return session.scalars(entry.where(Order.reference == reference)).one().left_out


def told(shop: Shop) -> list[dict[str, object]]:
    with reading(shop.sessions) as session:
        offered = select(EventRow.facts).where(EventRow.kind == EventKind.ORDER_OFFERED)
        return [dict(facts) for facts in session.scalars(offered.order_by(EventRow.id))]
