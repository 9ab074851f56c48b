"""Orders on invoice, at the door, and with a deposit first: what is asked, and what it confirms."""

import pytest
from sqlalchemy import update

from app.domain.contact import Contact
from app.domain.draft import FormChanged
from app.domain.money import Money
from app.domain.payment import RefundState
from app.domain.payment_plan import GRACE, Plan, Ways, Wish
from app.domain.registration import RegistrationState
from app.queries.outbox import find_ended_holds
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.order import find_order
from app.store.payment_terms import terms_of
from app.usecases.hand_over import hand_over
from app.usecases.open_checkout import CheckoutClosed, CheckoutPage
from app.usecases.release_hold import Released
from tests.usecases.later import (
    AT_DOOR,
    AT_ONCE_WAYS,
    BY_INVOICE,
    DEPOSIT,
    EVERY_WAY,
    PRICE,
    STAFF_DECIDE,
    TO,
    Account,
    account,
    order_by,
    pay_page,
    record,
    told,
)
from tests.usecases.places import places
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, add_class, money, register_once, seats, states


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def other(sessions: Database, ways: Ways) -> Shop:
    """Return a shop whose class offers other ways."""
    add_class(sessions, "FA-2031-08", ways=ways)
    return Shop(sessions)


def test_seats_on_invoice_are_held_until_it_is_due_and_confirmed_by_its_money(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE, participants=(ANA, BO))
    assert states(shop.sessions) == ["held", "held"]
    shop.later(days=13)
    assert find_ended_holds(shop.sessions, now=shop.now) == []
    recorded = record(shop, order, 2 * PRICE)
    assert recorded is not None
    assert recorded.too_much == Money(0, "NOK")
    assert states(shop.sessions) == ["confirmed", "confirmed"]
    assert account(shop) == Account(2 * PRICE, 2 * PRICE, 0)
    assert told(shop) == ["order.held", "order.confirmed"]


def test_whom_an_invoice_is_for_is_kept_with_the_order(shop: Shop) -> None:
    reference = order_by(shop, BY_INVOICE)
    with reading(shop.sessions) as session:
        order = find_order(session, reference)
        assert order is not None
        terms = terms_of(session, order)
        assert terms is not None
        assert (terms.plan, terms.company, terms.reference) == (Plan.INVOICE, TO.company, "PO-7")
        assert (terms.organisation_number, terms.address) == (TO.organisation_number, TO.address)


def test_an_invoice_that_is_not_paid_ends_some_days_after_it_was_due(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE)
    shop.later(days=15)
    assert find_ended_holds(shop.sessions, now=shop.now) == []
    shop.now += GRACE
    assert find_ended_holds(shop.sessions, now=shop.now) == [order]
    assert shop.release(order) is Released.RELEASED
    assert states(shop.sessions) == ["expired"]
    assert seats(shop.sessions).taken == 0


def test_an_invoice_may_be_paid_online_too(shop: Shop) -> None:
    pay_page(shop, order_by(shop, BY_INVOICE))
    assert states(shop.sessions) == ["confirmed"]


def test_a_card_that_was_declined_does_not_shorten_an_invoices_hold(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE)
    page = shop.page_of(order)
    shop.gateway.decline(page)
    shop.news(page)
    shop.later(days=2)
    assert find_ended_holds(shop.sessions, now=shop.now) == []


def test_a_part_by_transfer_is_not_enough_and_the_rest_confirms(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE)
    record(shop, order, 100000)
    assert states(shop.sessions) == ["held"]
    assert account(shop) == Account(PRICE, 100000, PRICE - 100000)
    opened = shop.open(order)
    assert isinstance(opened, CheckoutPage)
    page = shop.gateway.pages[opened.url.rpartition("/")[2]]
    assert page.total == Money(PRICE - 100000, "NOK")
    assert [line.label for line in page.request.lines] == [f"Rest for order {order}"]
    record(shop, order, PRICE - 100000, key="form-2")
    assert states(shop.sessions) == ["confirmed"]
    assert told(shop) == ["order.held", "order.payment_received", "order.confirmed"]


def test_what_was_paid_of_an_order_that_ends_goes_back(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE)
    record(shop, order, 100000)
    shop.later(days=30)
    assert shop.release(order) is Released.RELEASED
    # By hand: no machine can send a transfer back.
    assert money(shop.sessions).refunds == [(RefundState.ASKED, 100000, "test")]
    assert account(shop).owed == PRICE


@pytest.mark.parametrize("part", [0, 1000])
def test_what_is_cancelled_owes_nothing_whatever_was_paid_of_it(shop: Shop, part: int) -> None:
    order = order_by(shop, BY_INVOICE, participants=(ANA, BO))
    if part:
        record(shop, order, part)
    assert shop.release(order, RegistrationState.CANCELLED) is Released.RELEASED
    assert account(shop) == Account(2 * PRICE, part, 0)


def test_a_part_paid_online_lives_a_while_longer_for_the_rest(shop: Shop) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.later(minutes=25)
    shop.gateway.pay_wrong_amount(page, Money(PRICE - 1, "NOK"))
    shop.news(page)
    assert states(shop.sessions) == ["held"]
    shop.later(minutes=25)
    assert find_ended_holds(shop.sessions, now=shop.now) == []
    shop.later(minutes=10)
    assert shop.release(order) is Released.RELEASED
    assert shop.refund_all() == [RefundState.MADE]
    assert account(shop) == Account(PRICE, 0, PRICE)


def test_what_is_paid_too_much_online_goes_back(shop: Shop) -> None:
    order = register_once(shop).reference
    page = shop.page_of(order)
    shop.gateway.pay_wrong_amount(page, Money(PRICE + 500, "NOK"))
    shop.news(page)
    assert states(shop.sessions) == ["confirmed"]
    assert shop.refund_all() == [RefundState.MADE]
    assert shop.gateway.refunds[0].amount == Money(500, "NOK")
    assert account(shop) == Account(PRICE, PRICE, 0)


def test_a_deposit_confirms_and_the_rest_is_paid_later(shop: Shop) -> None:
    order = order_by(shop, DEPOSIT)
    page = shop.page_of(order)
    asked = shop.gateway.pages[page]
    assert asked.total == Money(84000, "NOK")
    assert [line.label for line in asked.request.lines] == [f"Deposit for order {order}"]
    shop.gateway.pay(page)
    shop.news(page)
    assert states(shop.sessions) == ["confirmed"]
    assert account(shop) == Account(PRICE, 84000, 336000)
    shop.later(days=20)
    rest = shop.page_of(order)
    assert shop.gateway.pages[rest].total == Money(336000, "NOK")
    assert shop.gateway.pages[rest].request.lines[0].label == f"Rest for order {order}"
    shop.gateway.pay(rest)
    shop.news(rest, "evt_2")
    assert account(shop) == Account(PRICE, PRICE, 0)
    assert told(shop) == ["order.held", "order.confirmed", "order.payment_received"]
    assert isinstance(shop.open(order), CheckoutClosed)


def test_a_rest_on_its_way_is_not_asked_for_again(shop: Shop) -> None:
    order = order_by(shop, DEPOSIT)
    pay_page(shop, order)
    page = shop.page_of(order)
    shop.gateway.start_processing(page)
    shop.news(page, "evt_2")
    closed = shop.open(order)
    assert closed == CheckoutClosed(why="Your payment is on its way")


def test_a_deposit_that_comes_too_late_takes_a_seat_again(shop: Shop) -> None:
    order = order_by(shop, DEPOSIT)
    page = shop.page_of(order)
    shop.lapse(order)
    shop.gateway.pay_late(page)
    shop.news(page)
    assert states(shop.sessions) == ["expired", "confirmed"]
    assert account(shop) == Account(PRICE, 84000, 336000)


def test_a_deposit_that_comes_too_late_for_a_full_class_goes_back(sessions: Database) -> None:
    add_class(sessions, capacity=1, ways=EVERY_WAY)
    shop = Shop(sessions)
    order = order_by(shop, DEPOSIT)
    page = shop.page_of(order)
    shop.lapse(order)
    register_once(shop, token="draft-2", participants=(BO,), buyer=BO)
    shop.gateway.pay_late(page)
    shop.news(page)
    assert shop.refund_all() == [RefundState.MADE]
    with reading(sessions) as session:
        late = find_order(session, order)
        assert late is not None
        assert (late.paid_minor, late.owed_minor) == (0, PRICE)


def test_who_pays_at_the_door_has_a_place_and_owes_it(shop: Shop) -> None:
    registered = register_once(shop, wish=AT_DOOR)
    assert not registered.payable
    assert states(shop.sessions) == ["confirmed"]
    assert account(shop) == Account(PRICE, 0, PRICE)
    assert told(shop) == ["order.confirmed"]
    record(shop, registered.reference, PRICE)
    assert account(shop) == Account(PRICE, PRICE, 0)


def test_who_has_a_place_from_another_pays_for_it_once(shop: Shop) -> None:
    order = register_once(shop, wish=AT_DOOR).reference
    hand_over(
        shop.sessions,
        reference=places(shop)[0].reference,
        to=Contact("Cy Dahl", "cy@example.org", "+4722123458"),
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    page = shop.gateway.pages[shop.page_of(order)]
    assert [(line.quantity, line.each.minor) for line in page.request.lines] == [(1, PRICE)]
    assert page.total.minor == account(shop).owed == PRICE


def test_an_invoice_may_confirm_at_once(sessions: Database) -> None:
    shop = other(sessions, AT_ONCE_WAYS)
    order_by(shop, BY_INVOICE, code="FA-2031-08")
    assert states(sessions) == ["confirmed"]
    assert account(shop).owed == PRICE


def test_what_staff_decide_about_is_held_until_they_do(sessions: Database) -> None:
    shop = other(sessions, STAFF_DECIDE)
    order = order_by(shop, BY_INVOICE, code="FA-2031-08")
    shop.later(days=40)
    assert find_ended_holds(sessions, now=shop.now) == []
    assert shop.release(order, RegistrationState.CANCELLED) is Released.RELEASED


@pytest.mark.parametrize("wish", [BY_INVOICE, DEPOSIT, AT_DOOR])
def test_what_a_class_does_not_offer_is_refused(sessions: Database, wish: Wish) -> None:
    add_class(sessions)
    with pytest.raises(FormChanged):
        register_once(Shop(sessions), wish=wish)
    assert states(sessions) == []


@pytest.mark.parametrize("wish", [BY_INVOICE, DEPOSIT, AT_DOOR])
def test_a_free_class_is_not_paid_later(sessions: Database, wish: Wish) -> None:
    add_class(sessions, prices=(), ways=EVERY_WAY)
    with pytest.raises(FormChanged):
        register_once(Shop(sessions), wish=wish)


def test_a_second_page_for_a_deposit_paid_twice_counts_towards_the_rest(shop: Shop) -> None:
    order = order_by(shop, DEPOSIT)
    first = shop.page_of(order)
    shop.gateway.pay(first)
    record(shop, order, 84000)
    shop.news(first)
    assert account(shop) == Account(PRICE, 168000, 252000)
    assert states(shop.sessions) == ["confirmed"]


def test_ways_of_the_class_changed_later_touch_no_order(shop: Shop) -> None:
    order = order_by(shop, DEPOSIT)
    with transaction(shop.sessions) as session:
        session.execute(update(CourseClass).values(paying={}))
    pay_page(shop, order)
    assert account(shop).owed == 336000
