"""Claims about a worker or a click that comes back late: what was done meanwhile stands."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.contract import BookingAnswer, BookingFound, BookingNotYet
from app.domain.gateway import (
    CheckoutOpened,
    CheckoutRequest,
    GatewayRefused,
    GatewayUnreachable,
)
from app.domain.payment import RefundState
from app.domain.registration import RegistrationState
from app.queries.outbox import find_due_refunds
from app.store.database import Database, transaction
from app.store.payment import Refund
from app.usecases.follow_refund import follow_refund
from app.usecases.make_refund import make_refund
from app.usecases.open_checkout import CheckoutClosed, CheckoutUnavailable
from app.usecases.release_hold import Released
from app.usecases.release_lapsed import release_lapsed
from app.usecases.settle_payment import Settled
from tests.fakes.gateway import FakeGateway
from tests.fakes.partner import FakePartner
from tests.usecases.market import Market, details
from tests.usecases.shop import Meanwhile, Shop
from tests.worlds import add_class, deliveries, money, register_once, states


class SlowGateway(FakeGateway):
    """Something happens elsewhere, once, before its answer to opening a page arrives."""

    meanwhile: Callable[[], object] | None = None
    refuses_then = False

    def open_checkout(
        self, request: CheckoutRequest, *, key: str
    ) -> CheckoutOpened | GatewayRefused | GatewayUnreachable:
        """Open the page, let it happen, then answer."""
        answer = super().open_checkout(request, key=key)
        deed, self.meanwhile = self.meanwhile, None
        if deed is None:
            return answer
        deed()
        return GatewayRefused("No") if self.refuses_then else answer


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    shop = Shop(sessions)
    shop.gateway = shop.gateways["stripe"] = SlowGateway()
    return shop


def test_a_page_that_opens_after_the_place_is_gone_is_closed_again(shop: Shop) -> None:
    order = register_once(shop).reference
    assert isinstance(shop.gateway, SlowGateway)
    shop.gateway.meanwhile = lambda: shop.release(order, RegistrationState.CANCELLED)
    assert isinstance(shop.open(order), CheckoutClosed)
    assert shop.gateway.open_sessions == ()
    assert states(shop.sessions) == ["cancelled"]


def test_a_late_refusal_does_not_take_the_page_from_whom_it_opened_for(shop: Shop) -> None:
    order = register_once(shop).reference
    assert isinstance(shop.gateway, SlowGateway)
    shop.gateway.meanwhile = lambda: shop.open(order)
    shop.gateway.refuses_then = True
    assert isinstance(shop.open(order), CheckoutUnavailable)
    (page,) = shop.gateway.open_sessions
    shop.gateway.pay(page)
    assert shop.look(order) is Settled.SETTLED
    assert states(shop.sessions) == ["confirmed"]


def test_a_refund_recorded_meanwhile_is_not_counted_twice(shop: Shop) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    assert shop.lapse(order) is Released.RELEASED
    shop.gateway.pay_late(page)
    shop.later(days=70)
    shop.news(page)
    (uid,) = find_due_refunds(shop.sessions, now=shop.now)
    began = shop.now
    shop.later(minutes=2)
    make_refund(
        shop.sessions,
        refund_uid=uid,
        gateways=Meanwhile(shop.gateways, shop.refund_all),
        partners=shop.partners,
        wake=shop.wake,
        now=began,
        jitter=0,
    )
    assert len(shop.gateway.refunds) == 1
    assert money(shop.sessions).paid == 0
    told = deliveries(shop.sessions, "mail")
    assert told.count(("order.money_returned", "due")) == 1


def test_a_refund_sent_again_meanwhile_is_no_longer_the_one_that_was_asked_about(
    shop: Shop,
) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.release(order, RegistrationState.CANCELLED)
    shop.gateway.pay_late(page)
    shop.gateway.slow_refunds = True
    shop.news(page)
    shop.refund_all()
    shop.later(hours=2)
    (uid,) = find_due_refunds(shop.sessions, now=shop.now, state=RefundState.PENDING)

    def sent_again() -> None:
        with transaction(shop.sessions) as session:
            session.scalars(select(Refund)).one().uid = "another"

    followed = follow_refund(
        shop.sessions,
        refund_uid=uid,
        gateways=Meanwhile(shop.gateways, sent_again),
        **shop.around,
    )
    assert followed is None


class SlowDesk(FakePartner):
    """Something happens elsewhere, once, before its answer arrives."""

    meanwhile: Callable[[], object] | None = None

    def booking(self, reference: str) -> BookingAnswer:
        """Let it happen, and know nothing yet; after that give what the test put there."""
        deed, self.meanwhile = self.meanwhile, None
        if deed is None:
            return super().booking(reference)
        deed()
        return BookingNotYet("not found")


def test_a_late_not_yet_does_not_undo_a_booking_found_meanwhile(sessions: Database) -> None:
    add_class(sessions)
    market = Market(sessions)
    slow = SlowDesk("trainingportal", market.portal.kinds)
    market.portal = market.partners["trainingportal"] = slow
    slow.bookings[market.reference()] = BookingFound(details(), "ok")

    def another_worker_asks() -> None:
        market.later(minutes=1)
        release_lapsed(sessions, partners=market.partners, now=market.now, jitter=0)
        market.now += timedelta(seconds=2)
        assert market.ask() == "delivered"

    slow.meanwhile = another_worker_asks
    assert market.ask() is None
    assert ("booking.reserved", "delivered") in deliveries(sessions, "trainingportal")
    assert states(sessions) == ["confirmed"]
