"""Claims about accepting an offer from the line in each way to pay that the class allows."""

from datetime import datetime

import pytest
from sqlalchemy import select

from app.domain.draft import FormChanged
from app.domain.payment_plan import AT_ONCE, GRACE, InvoiceTerms, Ways, Wish
from app.domain.reason import OwnReason, say_reason
from app.domain.registration import Channel, RegistrationState
from app.domain.waiting import LAPSED, PlaceWish
from app.store.database import Database, reading
from app.store.order import Order
from app.store.payment import Refund
from app.usecases.accept_offer import Accepted, accept_offer
from app.usecases.release_hold import Released, release_hold
from tests.usecases.later import (
    AT_DOOR,
    BY_INVOICE,
    DEPOSIT,
    EVERY_WAY,
    PRICE,
    account,
    pay_page,
    record,
    told,
)
from tests.usecases.queue import LASTS, Queue
from tests.usecases.shop import Shop
from tests.worlds import NOW, seats

ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

GROUP = ("Ada", "Bo", "Cy", "Di", "Ed", "Flo")
DUE_DAY = datetime(2031, 1, 24, 23, 0, tzinfo=NOW.tzinfo)


@pytest.fixture
def queue(sessions: Database) -> Queue:
    """Give a full class that may be paid for in every way."""
    queue = Queue(Shop(sessions), capacity=6, ways=EVERY_WAY)
    queue.fill(6)
    return queue


def offered(queue: Queue, *people: str) -> str:
    """Have these wait, offer them seats, and return their order's reference."""
    reference = queue.join(*people)
    queue.change(capacity=12)
    assert queue.move() == 1
    return reference


def accept(shop: Shop, reference: str, wish: Wish = AT_ONCE) -> Accepted:
    return accept_offer(
        shop.sessions,
        reference=reference,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        wish=wish,
        gateways=shop.gateways,
    )


def held_until(shop: Shop, reference: str) -> datetime | None:
    with reading(shop.sessions) as session:
        return session.scalars(select(Order.hold_until).where(Order.reference == reference)).one()


def test_a_group_accepts_on_invoice_and_keeps_its_seats_until_that_is_due(queue: Queue) -> None:
    shop = queue.shop
    shop.gateways.clear()
    order = offered(queue, *GROUP)
    assert accept(shop, order, BY_INVOICE) is Accepted.HELD
    assert held_until(shop, order) == DUE_DAY + GRACE
    assert accept(shop, order, BY_INVOICE) is Accepted.ALREADY
    assert told(shop)[-2:] == ["order.offered", "order.held"]
    shop.later(hours=25)
    assert shop.release(order) is Released.WAITING, "it ends with the invoice, not with the offer"
    record(shop, order, 6 * PRICE)
    assert queue.line()[0].places == ("confirmed",) * 6
    assert seats(shop.sessions).agree


@ON_ONE
def test_an_accepted_invoice_that_is_not_paid_ends_as_any_invoice_does(queue: Queue) -> None:
    order = offered(queue, "Ada")
    accept(queue.shop, order, BY_INVOICE)
    queue.shop.now = DUE_DAY + GRACE
    assert queue.shop.release(order) is Released.RELEASED
    assert told(queue.shop)[-1] == "order.expired"


@ON_ONE
def test_who_pays_at_the_door_has_the_place_and_owes_it(queue: Queue) -> None:
    order = offered(queue, "Ada")
    queue.shop.page_of(order)
    assert accept(queue.shop, order, AT_DOOR) is Accepted.CONFIRMED
    assert queue.line()[0].places == ("confirmed",)
    assert account(queue.shop).owed == PRICE
    assert accept(queue.shop, order, AT_DOOR) is Accepted.ALREADY


@ON_ONE
def test_a_deposit_accepts_once_it_is_paid_within_the_time_of_the_offer(queue: Queue) -> None:
    order = offered(queue, "Ada")
    assert accept(queue.shop, order, DEPOSIT) is Accepted.PAYABLE
    assert accept(queue.shop, order, AT_DOOR) is Accepted.PAYABLE, "it was chosen"
    assert held_until(queue.shop, order) == NOW + LASTS
    pay_page(queue.shop, order)
    assert queue.line()[0].places == ("confirmed",)
    assert account(queue.shop).owed == PRICE * 80 // 100


@ON_ONE
@pytest.mark.parametrize("wish", [BY_INVOICE, AT_DOOR, DEPOSIT])
def test_no_way_to_pay_accepts_what_is_over(queue: Queue, wish: Wish) -> None:
    order = offered(queue, "Ada")
    queue.shop.now += LASTS
    assert accept(queue.shop, order, wish) is Accepted.TOO_LATE
    assert queue.shop.release(order) is Released.RELEASED
    assert told(queue.shop)[-1] == "order.offer_lapsed"


@ON_ONE
def test_a_way_that_the_class_does_not_offer_accepts_nothing(sessions: Database) -> None:
    queue = Queue(Shop(sessions), ways=Ways(invoice=InvoiceTerms(days=14)))
    queue.fill(1)
    order = offered(queue, "Ada")
    with pytest.raises(FormChanged):
        accept(queue.shop, order, AT_DOOR)
    assert queue.line()[0].places == ("held",)


@ON_ONE
def test_who_came_by_the_API_pays_online_or_is_offered_nothing(queue: Queue) -> None:
    order = queue.send("Client", wish=PlaceWish.LINE, channel=Channel.API).reference
    queue.change(capacity=7)
    on = dict(queue.shop.gateways)
    queue.shop.gateways.clear()
    assert (queue.move(), queue.unpriced()) == (0, ["Client"])
    queue.shop.gateways.update(on)
    assert queue.move() == 1
    with pytest.raises(FormChanged):
        accept(queue.shop, order, BY_INVOICE)
    assert accept(queue.shop, order) is Accepted.PAYABLE


@ON_ONE
def test_what_was_paid_of_an_offer_that_lapsed_goes_back_for_that_reason(queue: Queue) -> None:
    shop = queue.shop
    order = offered(queue, "Ada")
    record(shop, order, 1000)
    shop.now += LASTS
    assert (
        release_hold(
            shop.sessions,
            reference=order,
            state=RegistrationState.EXPIRED,
            reason=say_reason(OwnReason.HOLD_ENDED),
            own=OwnReason.HOLD_ENDED,
            gateways=shop.gateways,
            partners=shop.partners,
            wake=shop.wake,
            now=shop.now,
        )
        is Released.RELEASED
    )
    with reading(shop.sessions) as session:
        refund = session.scalars(select(Refund)).one()
        assert (refund.reason, refund.own_reason) == (LAPSED, OwnReason.OFFER_LAPSED)


@ON_ONE
def test_what_was_begun_to_be_paid_is_not_agreed_about_any_more(queue: Queue) -> None:
    order = offered(queue, "Ada")
    record(queue.shop, order, 1000)
    assert accept(queue.shop, order, AT_DOOR) is Accepted.PAYABLE
    assert queue.line()[0].places == ("held",)
    assert held_until(queue.shop, order) == NOW + LASTS
