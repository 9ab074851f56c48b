"""What every gateway promises: the real ones against the sandbox, and the fake in memory."""

import pytest

from app.domain.gateway import CheckoutOpened, GatewayRefused, RefundRequest
from app.domain.money import Money
from app.domain.payment import PaymentReport, PaymentState
from tests.gateways.conftest import an_order
from tests.gateways.worlds import GatewayWorld, NotPayable, opened

OPEN = PaymentReport(PaymentState.OPEN)
PROCESSING = PaymentReport(PaymentState.PROCESSING)
FAILED = PaymentReport(PaymentState.FAILED)
EXPIRED = PaymentReport(PaymentState.EXPIRED)
PRICE = Money(420000, "NOK")


def paid(world: GatewayWorld, *prices: Money) -> PaymentReport:
    page = opened(world.gateway, an_order(*prices))
    world.pay(page)
    return report_of(world, page)


def report_of(world: GatewayWorld, page: str) -> PaymentReport:
    report = world.gateway.look_up(page)
    assert isinstance(report, PaymentReport), report
    return report


def refund_of(report: PaymentReport, amount: Money = PRICE, uid: str = "refund-1") -> RefundRequest:
    assert report.intent_id is not None
    return RefundRequest(report.intent_id, amount, uid)


# -- opening ---------------------------------------------------------------------------------------


def test_a_gateway_is_named_as_payments_name_it(world: GatewayWorld) -> None:
    assert world.gateway.name in ("stripe", "paypal")
    assert world.gateway.way in ("by card", "with PayPal")


def test_a_page_is_opened_under_the_gateways_own_name(world: GatewayWorld) -> None:
    request = an_order()
    answer = world.gateway.open_checkout(request, key="k" + request.payment_uid)
    assert isinstance(answer, CheckoutOpened)
    assert answer.url.startswith("http")
    assert world.pages_of(request.order_reference) == [answer.gateway_id]
    assert report_of(world, answer.gateway_id) == OPEN


def test_the_same_key_gives_the_same_page(world: GatewayWorld) -> None:
    request = an_order()
    first = world.gateway.open_checkout(request, key=request.payment_uid)
    assert world.gateway.open_checkout(request, key=request.payment_uid) == first
    assert len(world.pages_of(request.order_reference)) == 1


def test_another_attempt_under_its_own_key_gives_another_page(world: GatewayWorld) -> None:
    request = an_order()
    pages = {opened(world.gateway, request)}
    second = world.gateway.open_checkout(request, key="another " + request.payment_uid)
    assert isinstance(second, CheckoutOpened)
    assert set(world.pages_of(request.order_reference)) == pages | {second.gateway_id}


def test_a_key_is_good_for_one_request_only(world: GatewayWorld) -> None:
    request, other = an_order(), an_order(Money(1000, "NOK"))
    opened(world.gateway, request)
    answer = world.gateway.open_checkout(other, key=request.payment_uid)
    assert isinstance(answer, GatewayRefused)
    assert world.pages_of(other.order_reference) == []


# -- how a payment stands --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "prices",
    [
        [PRICE],
        [PRICE, PRICE, Money(50000, "NOK")],
        [Money(4950, "EUR")],
        [Money(5000, "JPY")],
        [Money(1250000, "HUF"), Money(100, "HUF")],
        [Money(5120, "KWD")],
        [Money(900, "ISK")],
        [Money(25000, "UGX")],
        [Money(450000, "MGA")],
    ],
    ids=lambda prices: prices[0].currency,
)
def test_what_is_received_is_what_was_asked_for_in_any_currency_that_it_takes(
    world: GatewayWorld, prices: list[Money]
) -> None:
    if world.gateway.objects_to(sum(prices[1:], prices[0])):
        request = an_order(*prices)
        refused = world.gateway.open_checkout(request, key=request.payment_uid)
        assert isinstance(refused, GatewayRefused)
        assert prices[0].currency in refused.words
        return
    report = paid(world, *prices)
    assert report.state is PaymentState.PAID
    assert report.received == Money(sum(p.minor for p in prices), prices[0].currency)
    assert report.intent_id


def test_a_declined_card_leaves_the_page_open_for_another(world: GatewayWorld) -> None:
    page = opened(world.gateway, an_order())
    world.decline(page)
    assert report_of(world, page) == OPEN
    world.pay(page)
    assert report_of(world, page).state is PaymentState.PAID


def test_a_page_is_paid_at_once_only(world: GatewayWorld) -> None:
    page = opened(world.gateway, an_order())
    world.pay(page)
    with pytest.raises(NotPayable):
        world.pay(page)
    assert report_of(world, page).received == PRICE


def test_money_that_comes_later_is_processing_until_it_came(world: GatewayWorld) -> None:
    page = opened(world.gateway, an_order())
    world.start_processing(page)
    assert report_of(world, page) == PROCESSING
    world.finish_processing(page)
    report = report_of(world, page)
    assert (report.state, report.received) == (PaymentState.PAID, PRICE)


def test_money_that_never_came_has_failed(world: GatewayWorld) -> None:
    page = opened(world.gateway, an_order())
    world.start_processing(page)
    world.fail(page)
    assert report_of(world, page) == FAILED


def test_a_page_whose_time_ran_out_is_expired_and_takes_no_money(world: GatewayWorld) -> None:
    page = opened(world.gateway, an_order())
    world.expire(page)
    assert report_of(world, page) == EXPIRED
    with pytest.raises(NotPayable):
        world.pay(page)


def test_a_page_nobody_opened_is_refused(world: GatewayWorld) -> None:
    assert isinstance(world.gateway.look_up("cs_test_nobody"), GatewayRefused)
    assert isinstance(world.gateway.close_checkout("cs_test_nobody"), GatewayRefused)


# -- collecting ------------------------------------------------------------------------------------


def test_collecting_where_nothing_was_agreed_moves_nothing(world: GatewayWorld) -> None:
    page = opened(world.gateway, an_order())
    assert world.gateway.collect(page) == OPEN
    assert report_of(world, page) == OPEN
    world.expire(page)
    assert world.gateway.collect(page) == EXPIRED


def test_collecting_what_was_paid_reports_it_and_takes_no_more(world: GatewayWorld) -> None:
    page = opened(world.gateway, an_order())
    world.pay(page)
    report = world.gateway.collect(page)
    assert isinstance(report, PaymentReport)
    assert (report.state, report.received) == (PaymentState.PAID, PRICE)
    assert world.gateway.collect(page) == report == report_of(world, page)


def test_a_page_nobody_opened_is_not_collected(world: GatewayWorld) -> None:
    assert isinstance(world.gateway.collect("cs_test_nobody"), GatewayRefused)


# -- closing ---------------------------------------------------------------------------------------


def test_a_closed_page_takes_no_money(world: GatewayWorld) -> None:
    page = opened(world.gateway, an_order())
    assert world.gateway.close_checkout(page) == EXPIRED
    with pytest.raises(NotPayable):
        world.pay(page)
    assert report_of(world, page) == EXPIRED


def test_closing_twice_is_closing_once(world: GatewayWorld) -> None:
    page = opened(world.gateway, an_order())
    assert world.gateway.close_checkout(page) == world.gateway.close_checkout(page) == EXPIRED


def test_closing_a_page_that_was_paid_meanwhile_reports_the_money(world: GatewayWorld) -> None:
    page = opened(world.gateway, an_order())
    world.pay(page)
    report = world.gateway.close_checkout(page)
    assert isinstance(report, PaymentReport)
    assert (report.state, report.received) == (PaymentState.PAID, PRICE)
    assert report.intent_id


def test_closing_does_not_stop_money_on_its_way(world: GatewayWorld) -> None:
    page = opened(world.gateway, an_order())
    world.start_processing(page)
    assert world.gateway.close_checkout(page) == PROCESSING
    world.finish_processing(page)
    assert report_of(world, page).state is PaymentState.PAID


def test_closing_after_money_failed_says_so(world: GatewayWorld) -> None:
    page = opened(world.gateway, an_order())
    world.start_processing(page)
    world.fail(page)
    assert world.gateway.close_checkout(page) == FAILED


# -- money back ------------------------------------------------------------------------------------
