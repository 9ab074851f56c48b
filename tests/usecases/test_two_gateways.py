"""Claims about two gateways at one desk, and about money that is taken in a second step."""

import pytest

from app.domain.payment import PaymentState
from app.domain.registration import RegistrationState
from app.store.database import Database
from app.usecases.open_checkout import CheckoutClosed, CheckoutPage, open_checkout
from app.usecases.release_hold import Released
from app.usecases.settle_payment import Settled
from tests.fakes.gateway import FakeGateway
from tests.usecases.later import EVERY_WAY, deposited, record
from tests.usecases.shop import Shop
from tests.worlds import add_class, money, register_once, seats, states


class TwoWays(Shop):
    """A shop that also takes PayPal."""

    def __init__(self, sessions: Database) -> None:
        super().__init__(sessions)
        self.paypal = FakeGateway("paypal", "with PayPal")
        self.gateways["paypal"] = self.paypal

    def paypal_page(self, reference: str) -> str:
        """Open a page at PayPal and return its name for it."""
        opened = open_checkout(
            self.sessions,
            reference=reference,
            gateway=self.paypal,
            success_url="https://desk.example.test/ok",
            cancel_url="https://desk.example.test/no",
            now=self.now,
        )
        assert isinstance(opened, CheckoutPage)
        return opened.url.rpartition("/")[2]


@pytest.fixture
def shop(sessions: Database) -> TwoWays:
    add_class(sessions)
    return TwoWays(sessions)


def test_what_the_buyer_agreed_to_is_taken_and_the_place_confirmed(shop: TwoWays) -> None:
    order = register_once(shop).reference
    page = shop.paypal_page(order)
    shop.paypal.agree(page)
    assert shop.look(order) is Settled.SETTLED
    assert states(shop.sessions) == ["confirmed"]
    assert shop.paypal.collected == [page]
    assert shop.hear(shop.paypal.news(page)) is Settled.ALREADY
    assert shop.paypal.collected == [page]


def test_what_was_agreed_to_after_the_hold_was_given_up_is_never_taken(shop: TwoWays) -> None:
    order = register_once(shop).reference
    page = shop.paypal_page(order)
    assert shop.release(order, RegistrationState.CANCELLED) is Released.RELEASED
    # A gateway that has no word for closing still says that the page is open.
    shop.paypal.pages[page].state = PaymentState.OPEN
    shop.paypal.agree(page)
    assert shop.hear(shop.paypal.news(page)) is Settled.ALREADY
    assert shop.paypal.collected == []
    assert states(shop.sessions) == ["cancelled"]
    assert money(shop.sessions).payments == [PaymentState.EXPIRED]
    assert seats(shop.sessions).taken == 0


def test_what_was_agreed_to_when_the_order_was_paid_already_is_not_taken(shop: TwoWays) -> None:
    order = register_once(shop).reference
    card, wallet = shop.page_of(order), shop.paypal_page(order)
    shop.gateway.pay(card)
    assert shop.news(card) is Settled.SETTLED
    shop.paypal.agree(wallet)
    assert shop.hear(shop.paypal.news(wallet)) is Settled.ALREADY
    assert shop.paypal.collected == []
    assert money(shop.sessions).paid == 420000


@pytest.mark.parametrize("card_first", [True, False])
def test_paid_by_card_in_one_tab_and_with_paypal_in_the_other_the_second_goes_back(
    shop: TwoWays, card_first: bool
) -> None:
    order = register_once(shop).reference
    card, wallet = shop.page_of(order), shop.paypal_page(order)
    shop.gateway.pay(card)
    # Taken at PayPal before anybody here knew of the card.
    shop.paypal.pay(wallet)
    first = shop.gateway.news(card), shop.paypal.news(wallet)
    for news in first if card_first else reversed(first):
        assert shop.hear(news) is Settled.SETTLED
    shop.refund_all()
    assert money(shop.sessions).paid == 420000
    went_back = shop.paypal.refunds if card_first else shop.gateway.refunds
    stayed = shop.gateway.refunds if card_first else shop.paypal.refunds
    assert [refund.amount.minor for refund in went_back] == [420000]
    assert stayed == []
    assert states(shop.sessions) == ["confirmed"]


def test_while_money_is_on_its_way_with_one_gateway_the_other_opens_no_page(
    shop: TwoWays,
) -> None:
    order = register_once(shop).reference
    shop.paypal.start_processing(shop.paypal_page(order))
    shop.look(order)
    assert isinstance(shop.open(order), CheckoutClosed)
    assert shop.gateway.pages == {}


def test_giving_up_closes_the_pages_of_both(shop: TwoWays) -> None:
    order = register_once(shop).reference
    shop.page_of(order)
    shop.paypal_page(order)
    assert shop.release(order, RegistrationState.CANCELLED) is Released.RELEASED
    assert shop.gateway.open_sessions == shop.paypal.open_sessions == ()


def test_while_the_gateway_is_down_nothing_agreed_to_is_lost(shop: TwoWays) -> None:
    order = register_once(shop).reference
    page = shop.paypal_page(order)
    shop.paypal.agree(page)
    shop.paypal.go_down()
    assert shop.look(order) is Settled.GATEWAY_UNREACHABLE
    assert states(shop.sessions) == ["held"]
    shop.paypal.mend()
    assert shop.look(order) is Settled.SETTLED
    assert shop.paypal.collected == [page]


def test_of_a_deposit_order_the_rest_is_taken_once_it_is_agreed_to(sessions: Database) -> None:
    add_class(sessions, ways=EVERY_WAY)
    shop = TwoWays(sessions)
    order = deposited(shop)
    page = shop.paypal_page(order)
    shop.paypal.agree(page)
    assert shop.look(order) is Settled.SETTLED
    assert shop.paypal.collected == [page]
    assert money(shop.sessions).paid == 420000


def test_what_was_agreed_to_is_not_taken_where_less_is_owed_by_now(sessions: Database) -> None:
    add_class(sessions, ways=EVERY_WAY)
    shop = TwoWays(sessions)
    order = deposited(shop)
    page = shop.paypal_page(order)
    record(shop, order, 100000)
    shop.paypal.agree(page)
    assert shop.hear(shop.paypal.news(page)) is Settled.ALREADY
    assert shop.paypal.collected == []
    assert shop.paypal_page(order) != page
