"""Which ways to pay an order are left, going by what the gateways take."""

from datetime import UTC, datetime

import pytest

from app.domain.money import Money
from app.domain.objection import Against, Limits, Objection, Unpayable, all_object
from app.domain.objection_wording import say_objection
from app.domain.payable import is_taken_online, payable_ways
from app.domain.payment_plan import ONLY_ONLINE, DepositTerms, InvoiceTerms, Plan, Ways, When
from tests.fakes.gateway import FakeGateway

CARD = FakeGateway(limits=Limits(least=300, most=99_999_999))
EURO = FakeGateway("paypal", "with PayPal", frozenset({"EUR"}))
WHEN = When(datetime(2031, 3, 10, 8, tzinfo=UTC), "Europe/Oslo", datetime(2031, 1, 5, tzinfo=UTC))
HALF = Ways(online=False, deposit=DepositTerms(50, rest_by_days=14))
P = Plan


def nok(minor: int) -> Money:
    return Money(minor, "NOK")


@pytest.mark.parametrize(
    ("ways", "minor", "plans"),
    [
        (ONLY_ONLINE, 300, [P.ONLINE]),
        (ONLY_ONLINE, 299, [P.DOOR]),
        (ONLY_ONLINE, 0, [P.ONLINE]),
        (ONLY_ONLINE, 100_000_000, []),
        (Ways(invoice=InvoiceTerms(days=14)), 299, [P.INVOICE]),
        (Ways(invoice=InvoiceTerms(days=14)), 100_000_000, [P.INVOICE]),
        (Ways(door=True), 299, [P.DOOR]),
        (HALF, 600, [P.DEPOSIT]),
        (HALF, 599, [P.ONLINE]),
        (HALF, 299, [P.DOOR]),
        (Ways(deposit=DepositTerms(10, rest_by_days=14)), 2980, [P.ONLINE]),
        (Ways(deposit=DepositTerms(99, rest_by_days=14)), 20000, [P.ONLINE]),
    ],
)
def test_a_way_is_left_where_somebody_takes_what_it_asks_for_online(
    ways: Ways, minor: int, plans: list[Plan]
) -> None:
    found = payable_ways(ways, total=nok(minor), when=WHEN, takers=[CARD])
    assert [each.plan for each in found] == plans


def test_where_no_gateway_is_on_nothing_is_paid_online() -> None:
    assert payable_ways(ONLY_ONLINE, total=nok(420000), when=WHEN, takers=[]) == ()
    beside = Ways(deposit=DepositTerms(50, rest_by_days=14), door=True)
    [left] = payable_ways(beside, total=nok(420000), when=WHEN, takers=[])
    assert left.plan is Plan.DOOR


def test_of_several_objections_the_one_to_the_amount_is_told() -> None:
    assert all_object([EURO, CARD], nok(1)) == Objection(Against.TOO_LITTLE, nok(300))
    assert all_object([EURO], nok(1)) == Objection(Against.CURRENCY, nok(0))
    assert all_object([EURO, CARD, FakeGateway()], nok(1)) is None


@pytest.mark.parametrize(
    ("against", "words"),
    [
        (Against.CURRENCY, "We cannot take NOK online."),
        (Against.TOO_LITTLE, "The least that can be paid online is NOK\N{NO-BREAK SPACE}3."),
        (Against.TOO_MUCH, "The most that can be paid online at once is NOK\N{NO-BREAK SPACE}3."),
        (Against.TOO_FINE, "What is paid online must be a multiple of NOK\N{NO-BREAK SPACE}3."),
    ],
)
def test_every_objection_has_a_sentence(against: Against, words: str) -> None:
    objection = Objection(against, nok(300))
    assert say_objection(objection) == words
    assert str(Unpayable(nok(1), objection)) == f"0.01 NOK cannot be paid online ({against})"


@pytest.mark.parametrize(
    ("minor", "takers", "taken"),
    [
        (300, [CARD], True),
        (300, [EURO, CARD], True),
        (299, [EURO, CARD], False),
        (300, [EURO], False),
        (300, [], False),
        (0, [], True),
    ],
)
def test_what_is_paid_online_has_somebody_who_takes_it(
    minor: int, takers: list[FakeGateway], taken: bool
) -> None:
    assert is_taken_online(nok(minor), takers) is taken
