"""What PayPal's answers mean, odd ones too."""

from typing import Any

import pytest

from app.domain.gateway import CheckoutOpened, GatewayRefused, RefundMade, RefundReport
from app.domain.money import Money
from app.domain.payment import PaymentReport, PaymentState, RefundState
from app.gateways.paypal import answers
from app.gateways.paypal.wire import Answer
from tests.gateways.paypal.conftest import a_capture, a_refusal, an_order

PAID = PaymentReport(PaymentState.PAID, received=Money(4200, "NOK"), intent_id="CAP1")


@pytest.mark.parametrize(
    ("order", "report"),
    [
        (an_order("CREATED"), PaymentReport(PaymentState.OPEN)),
        (an_order("PAYER_ACTION_REQUIRED"), PaymentReport(PaymentState.OPEN)),
        (an_order("APPROVED"), PaymentReport(PaymentState.OPEN)),
        (an_order("APPROVED", custom_id="closed"), PaymentReport(PaymentState.EXPIRED)),
        (an_order("VOIDED"), PaymentReport(PaymentState.EXPIRED)),
        (an_order("COMPLETED", a_capture()), PAID),
        (an_order("COMPLETED", a_capture("REFUNDED")), PAID),
        (an_order("COMPLETED", a_capture("PARTIALLY_REFUNDED")), PAID),
        (an_order("COMPLETED", a_capture("PENDING")), PaymentReport(PaymentState.PROCESSING)),
        (an_order("COMPLETED", a_capture("DECLINED")), PaymentReport(PaymentState.FAILED)),
        (an_order("COMPLETED", a_capture("FAILED")), PaymentReport(PaymentState.FAILED)),
        (an_order("APPROVED", a_capture(), a_capture("DECLINED")), PAID),
        (an_order("COMPLETED", a_capture(), custom_id="closed"), PAID),
    ],
)
def test_an_order_stands_as_its_money_does(order: dict[str, Any], report: PaymentReport) -> None:
    assert answers.report(order) == report


@pytest.mark.parametrize(
    ("order", "approved"),
    [
        (an_order("APPROVED"), True),
        (an_order("APPROVED", custom_id="closed"), False),
        (an_order("APPROVED", a_capture("DECLINED")), False),
        (an_order("CREATED"), False),
        ({"status": "APPROVED"}, True),
    ],
)
def test_money_is_there_to_be_taken_once_it_was_agreed_to(
    order: dict[str, Any], approved: bool
) -> None:
    assert answers.is_approved(order) is approved


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        {},
        an_order("NEW_WORD"),
        an_order("COMPLETED", a_capture("NEW_WORD")),
        an_order("COMPLETED", a_capture(value="much")),
        an_order("COMPLETED", a_capture() | {"id": ""}),
        an_order("COMPLETED") | {"purchase_units": ["x"]},
    ],
)
def test_an_order_that_cannot_be_read_is_not_guessed_at(said: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        answers.report(said)


@pytest.mark.parametrize("rel", ["payer-action", "approve"])
def test_the_page_is_where_the_answer_says(rel: str) -> None:
    links = [None, {"rel": "self", "href": "x"}, {"rel": rel, "href": "https://pay.example/1"}]
    page = answers.opened({"id": "ORDER1", "links": links})
    assert page == CheckoutOpened("ORDER1", "https://pay.example/1")


@pytest.mark.parametrize(
    "said",
    [{"id": "O"}, {"id": "O", "links": 3}, {"links": [{"rel": "approve", "href": "javascript:x"}]}],
)
def test_an_order_without_a_page_is_garbled(said: Any) -> None:
    with pytest.raises(answers.Garbled):
        answers.opened(said)


@pytest.mark.parametrize(
    ("status", "made", "report"),
    [
        ("COMPLETED", RefundMade("R1", pending=False), RefundReport(RefundState.MADE)),
        ("PENDING", RefundMade("R1", pending=True), RefundReport(RefundState.PENDING)),
        ("FAILED", None, None),
        ("CANCELLED", None, None),
    ],
)
def test_a_refund_stands_as_paypal_says(
    status: str, made: RefundMade | None, report: RefundReport | None
) -> None:
    refund = {"id": "R1", "status": status, "status_details": {"reason": "ECHECK"}}
    answered, stands = answers.refunded(refund), answers.refund_report(refund)
    if made is not None:
        assert (answered, stands) == (made, report)
        return
    assert answered == GatewayRefused("PayPal could not refund: ECHECK")
    assert stands == RefundReport(RefundState.REFUSED, "The refund came back to us: ECHECK")
    assert "FAILED" in str(answers.refund_report({"id": "R1", "status": "FAILED"}))


@pytest.mark.parametrize(
    ("issue", "report"),
    [
        ("ORDER_ALREADY_CAPTURED", None),
        ("ORDER_NOT_APPROVED", PaymentReport(PaymentState.OPEN)),
        ("INSTRUMENT_DECLINED", PaymentReport(PaymentState.FAILED)),
        ("PAYEE_BLOCKED_TRANSACTION", PaymentReport(PaymentState.FAILED)),
    ],
)
def test_money_that_could_not_be_taken_has_failed_unless_it_was_or_may_be(
    issue: str, report: PaymentReport | None
) -> None:
    assert answers.not_taken(Answer(422, a_refusal(issue))) == report


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (a_refusal("DUPLICATE_INVOICE_ID", "used\nbefore"), "DUPLICATE_INVOICE_ID: used before"),
        (a_refusal("X", "mail to ana@example.org now"), "X: mail to (address) now"),
        ({"name": "INVALID_REQUEST"}, "INVALID_REQUEST"),
        ({"details": ["x"]}, "no reason given"),
        ([], "no reason given"),
    ],
)
def test_a_no_is_told_in_paypals_words_without_addresses(said: Any, words: str) -> None:
    assert answers.refusal(Answer(422, said)) == GatewayRefused(f"PayPal: {words}")
