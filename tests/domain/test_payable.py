"""Whether what a class costs can be paid at all."""

from typing import Any

import pytest

from app.domain.catalogue import CatalogueMistake, read_one_class, require_payable
from app.domain.gateway import Gateway
from app.domain.objection import Limits
from tests.fakes.gateway import FakeGateway

CARD = FakeGateway("stripe", "by card", frozenset({"NOK", "KWD"}))
PAYPAL = FakeGateway("paypal", "with PayPal", frozenset({"NOK", "SEK"}))


LUNCH = {"code": "lunch", "label": "Lunch", "prices": [{"amount": "10", "currency": "XPF"}]}


def check(currency: str, *gateways: Gateway, amount: str = "10.00", **more: object) -> None:
    document: dict[str, Any] = {
        "code": "FA-1",
        "online_url": "https://meet.example.org/room",
        "timezone": "Europe/Oslo",
        "capacity": 8,
        "sessions": [{"starts": "2031-05-10T09:00", "ends": "2031-05-10T16:00"}],
        "prices": [
            {"label": "Standard", "amount": "10.00", "currency": "NOK"},
            {"label": "Standard", "amount": amount, "currency": currency},
        ],
        "partners": ["iso"],
        **more,
    }
    require_payable([read_one_class(document)], {each.name: each for each in gateways})


@pytest.mark.parametrize("currency", ["KWD", "SEK"])
def test_a_currency_that_one_gateway_takes_can_be_asked_for(currency: str) -> None:
    check(currency, CARD, PAYPAL)


def test_a_currency_that_no_gateway_takes_is_refused_by_name() -> None:
    with pytest.raises(CatalogueMistake) as mistake:
        check("XPF", CARD, PAYPAL, amount="10")
    assert mistake.value.path == "prices[1].currency"
    assert mistake.value.reason == "is XPF, which cannot be paid by card or with PayPal"


def test_an_extra_that_no_gateway_can_take_is_refused_by_name() -> None:
    with pytest.raises(CatalogueMistake, match=r"^extras\[0\].prices\[0\].currency: is XPF"):
        check("", CARD, prices=[], extras=[LUNCH])
    check("", CARD, prices=[], extras=[{**LUNCH, "prices": [{"amount": "0", "currency": "XPF"}]}])


def test_what_costs_nothing_needs_nobody_to_take_it() -> None:
    check("XPF", CARD, amount="0")


def test_where_no_gateway_is_on_nothing_is_refused() -> None:
    check("XPF", amount="10")


SMALL = FakeGateway("stripe", "by card", limits=Limits(least=300, most=99_999_999))
WHOLE = FakeGateway("paypal", "with PayPal", frozenset({"NOK"}), limits=Limits(step=100))


@pytest.mark.parametrize(
    ("amount", "why"),
    [
        ("2.99", "makes 2.99 NOK, and the least that can be paid by card is 3.00 NOK"),
        ("1000000", "makes 1000000.00 NOK, and the most that can be paid by card is 999999.99 NOK"),
    ],
)
def test_a_price_that_no_gateway_takes_is_refused_with_what_it_would_take(
    amount: str, why: str
) -> None:
    with pytest.raises(CatalogueMistake) as mistake:
        check("NOK", SMALL, prices=[{"label": "A", "amount": amount, "currency": "NOK"}])
    assert (mistake.value.path, mistake.value.reason) == ("prices[0].amount", why)


def test_a_price_that_is_too_fine_is_refused_where_nobody_takes_such_a_fraction() -> None:
    fine = [{"label": "A", "amount": "10.50", "currency": "NOK"}]
    with pytest.raises(CatalogueMistake, match=r"must be a multiple of 1\.00 NOK"):
        check("NOK", WHOLE, prices=fine)
    check("NOK", WHOLE, SMALL, prices=fine)


@pytest.mark.parametrize("pay", [["online", "door"], ["invoice"]])
def test_a_price_too_small_to_be_paid_online_may_be_paid_another_way(pay: list[str]) -> None:
    check("NOK", SMALL, prices=[{"label": "A", "amount": "2", "currency": "NOK"}], pay=pay)
    with pytest.raises(CatalogueMistake, match="is XPF, which cannot be paid by card"):
        check("XPF", CARD, amount="10", pay=pay)


def test_of_a_price_counts_what_is_paid_for_all_who_must_come_tax_included() -> None:
    taxed = {"mode": "exclusive", "rate": "25"}
    check("NOK", SMALL, prices=[{"label": "A", "amount": "2.40", "currency": "NOK", "tax": taxed}])
    group = {"label": "B", "amount": "1.50", "currency": "NOK", "kind": "group"}
    check(
        "NOK",
        SMALL,
        prices=[
            {"label": "A", "amount": "3", "currency": "NOK"},
            {**group, "from_participants": 2},
        ],
    )


def test_an_extra_may_be_as_small_as_it_likes_for_it_is_paid_with_its_place() -> None:
    mint = {"code": "mint", "label": "Mint", "prices": [{"amount": "1", "currency": "NOK"}]}
    check("", SMALL, prices=[], extras=[mint])
    fine = {**mint, "prices": [{"amount": "1.50", "currency": "NOK"}]}
    with pytest.raises(CatalogueMistake, match=r"^extras\[0\]\.prices\[0\]\.amount: makes 1\.50"):
        check("", WHOLE, prices=[], extras=[fine])
