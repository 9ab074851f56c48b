"""Whether what a class costs can be paid at all."""

from typing import Any

import pytest

from app.domain.catalogue import CatalogueMistake, read_one_class, require_payable
from app.domain.gateway import Gateway
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
