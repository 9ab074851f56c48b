"""What every gateway promises of money that goes back, and on bad days."""

from app.domain.gateway import (
    GatewayRefused,
    GatewayUnreachable,
    RefundMade,
    RefundReport,
    RefundRequest,
)
from app.domain.money import Money
from app.domain.payment import RefundState
from tests.gateways.conftest import an_order
from tests.gateways.test_contract import EXPIRED, OPEN, PRICE, paid, refund_of, report_of
from tests.gateways.worlds import GatewayWorld, opened


def test_a_payment_is_refunded_whole(world: GatewayWorld) -> None:
    report = paid(world)
    answer = world.gateway.refund(refund_of(report), key="whole " + str(report.intent_id))
    assert isinstance(answer, RefundMade)
    assert not answer.pending
    assert answer.gateway_id
    assert world.refunds_of(str(report.intent_id)) == [PRICE.minor]


def test_the_same_key_never_refunds_twice(world: GatewayWorld) -> None:
    report = paid(world)
    key = "once " + str(report.intent_id)
    first = world.gateway.refund(refund_of(report), key=key)
    assert isinstance(first, RefundMade)
    assert world.gateway.refund(refund_of(report), key=key) == first
    assert world.refunds_of(str(report.intent_id)) == [PRICE.minor]


def test_what_is_refunded_already_is_refused(world: GatewayWorld) -> None:
    report = paid(world)
    world.gateway.refund(refund_of(report), key="first " + str(report.intent_id))
    again = refund_of(report, uid="refund-2")
    answer = world.gateway.refund(again, key="second " + str(report.intent_id))
    assert isinstance(answer, GatewayRefused)
    assert answer.words
    assert world.refunds_of(str(report.intent_id)) == [PRICE.minor]


def test_a_payment_is_refunded_in_parts_up_to_what_came(world: GatewayWorld) -> None:
    report = paid(world)
    for number, minor in enumerate((100000, 300000)):
        part = refund_of(report, Money(minor, "NOK"), f"part-{number}")
        answer = world.gateway.refund(part, key=f"part {number} {report.intent_id}")
        assert isinstance(answer, RefundMade)
    too_much = refund_of(report, Money(20001, "NOK"), "part-2")
    answer = world.gateway.refund(too_much, key=f"too much {report.intent_id}")
    assert isinstance(answer, GatewayRefused)
    assert world.refunds_of(str(report.intent_id)) == [100000, 300000]


def test_a_refund_still_on_its_way_is_pending(world: GatewayWorld) -> None:
    page = opened(world.gateway, an_order())
    world.pay_with_slow_refunds(page)
    report = report_of(world, page)
    answer = world.gateway.refund(refund_of(report), key="slow " + str(report.intent_id))
    assert isinstance(answer, RefundMade)
    assert answer.pending


def test_a_refund_that_was_made_is_reported_as_made(world: GatewayWorld) -> None:
    report = paid(world)
    made = world.gateway.refund(refund_of(report), key="followed " + str(report.intent_id))
    assert isinstance(made, RefundMade)
    assert world.gateway.look_up_refund(made.gateway_id) == RefundReport(RefundState.MADE)


def test_a_refund_on_its_way_is_followed_until_the_bank_sends_it_back(
    world: GatewayWorld,
) -> None:
    page = opened(world.gateway, an_order())
    world.pay_with_slow_refunds(page)
    report = report_of(world, page)
    slow = world.gateway.refund(refund_of(report), key="sent back " + str(report.intent_id))
    assert isinstance(slow, RefundMade)
    assert world.gateway.look_up_refund(slow.gateway_id) == RefundReport(RefundState.PENDING)
    world.fail_refund(slow.gateway_id)
    failed = world.gateway.look_up_refund(slow.gateway_id)
    assert isinstance(failed, RefundReport)
    assert failed.state is RefundState.REFUSED


def test_a_refund_nobody_made_is_refused(world: GatewayWorld) -> None:
    assert isinstance(world.gateway.look_up_refund("re_nobody"), GatewayRefused)


def test_money_that_never_came_is_not_sent_back(world: GatewayWorld) -> None:
    answer = world.gateway.refund(RefundRequest("pi_nobody", PRICE, "r"), key="nobody")
    assert isinstance(answer, GatewayRefused)
    assert world.refunds_of("pi_nobody") == []


# -- bad days --------------------------------------------------------------------------------------


def test_while_it_is_down_nothing_takes_effect_and_it_says_unreachable(
    world: GatewayWorld,
) -> None:
    page = opened(world.gateway, an_order())
    report = paid(world)
    request = an_order()
    world.go_down()
    answers = [
        world.gateway.open_checkout(request, key=request.payment_uid),
        world.gateway.look_up(page),
        world.gateway.collect(page),
        world.gateway.close_checkout(page),
        world.gateway.refund(refund_of(report), key="down " + str(report.intent_id)),
    ]
    assert [type(answer) for answer in answers] == [GatewayUnreachable] * 5
    world.mend()
    assert world.pages_of(request.order_reference) == []
    assert world.refunds_of(str(report.intent_id)) == []
    assert report_of(world, page) == OPEN


def test_a_page_whose_answer_was_lost_is_found_again_under_its_key(world: GatewayWorld) -> None:
    request = an_order()
    world.lose_answers()
    lost = world.gateway.open_checkout(request, key=request.payment_uid)
    assert isinstance(lost, GatewayUnreachable)
    world.mend()
    page = opened(world.gateway, request)
    assert world.pages_of(request.order_reference) == [page]


def test_a_refund_whose_answer_was_lost_is_made_once(world: GatewayWorld) -> None:
    report = paid(world)
    key = "lost " + str(report.intent_id)
    world.lose_answers()
    assert isinstance(world.gateway.refund(refund_of(report), key=key), GatewayUnreachable)
    world.mend()
    assert isinstance(world.gateway.refund(refund_of(report), key=key), RefundMade)
    assert world.refunds_of(str(report.intent_id)) == [PRICE.minor]


def test_a_page_closed_without_an_answer_is_closed(world: GatewayWorld) -> None:
    page = opened(world.gateway, an_order())
    world.lose_answers()
    assert isinstance(world.gateway.close_checkout(page), GatewayUnreachable)
    world.mend()
    assert world.gateway.close_checkout(page) == EXPIRED
