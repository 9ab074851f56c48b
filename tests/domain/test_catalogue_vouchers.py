"""Vouchers and extras of a catalogue file: read whole, or the first mistake with its path."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.catalogue import CatalogueMistake, read_catalogue, read_one_class
from app.domain.extra import Extra
from app.domain.money import Money
from app.domain.refund_rule import BackAs, RefundStep
from app.domain.tax import UNTAXED, Tax, TaxMode
from app.domain.voucher import VoucherKind

CLASS: Mapping[str, Any] = {
    "code": "FA-1",
    "online_url": "https://meet.example.org/room",
    "timezone": "Europe/Oslo",
    "capacity": 5,
    "sessions": [{"starts": "2031-03-10T09:00", "ends": "2031-03-10T16:00"}],
}
NOK = [{"label": "Standard", "amount": "4200.00", "currency": "NOK"}]
LUNCH = {"code": "lunch", "label": "Lunch", "prices": [{"amount": "150.00", "currency": "NOK"}]}


def mistake(document: object) -> str:
    with pytest.raises(CatalogueMistake) as refused:
        read_catalogue(document)
    return str(refused.value)


def class_mistake(**fields: object) -> str:
    with pytest.raises(CatalogueMistake) as refused:
        read_one_class({**CLASS, **fields})
    return str(refused.value)


def test_a_voucher_is_read_whole() -> None:
    (read,) = read_catalogue(
        {
            "vouchers": [
                {
                    "code": "gift-500",
                    "kind": "value",
                    "amount": "500.00",
                    "currency": "NOK",
                    "from": "2031-01-01",
                    "until": "2031-01-31",
                    "program": "FIRST-AID",
                    "extras": True,
                    "most": 3,
                    "most_per_class": 2,
                }
            ]
        }
    ).vouchers
    assert (read.code, read.kind, read.amount) == (
        "GIFT-500",
        VoucherKind.VALUE,
        Money(50_000, "NOK"),
    )
    assert read.valid_from == datetime(2031, 1, 1, tzinfo=UTC)
    assert read.valid_until == datetime(2031, 2, 1, tzinfo=UTC)
    assert (read.most_total, read.most_per_person, read.most_per_class) == (3, None, 2)
    assert read.program_code == "FIRST-AID"


@pytest.mark.parametrize(
    ("voucher", "said"),
    [
        ({"kind": "free"}, "vouchers[0].code: is missing"),
        ({"code": "ABCD", "kind": "free", "opens": "x"}, "vouchers[0].opens: must not be given"),
        ({"code": "ABCD", "kind": "unlock", "percent": 5}, "vouchers[0].percent: must not be"),
        ({"code": "ABCD", "kind": "value"}, "vouchers[0].currency: is missing"),
        ({"code": "Å", "kind": "free"}, "vouchers[0].code: must be 4 to 40 letters"),
        (
            {"code": "ABCD", "kind": "value", "currency": "NOK", "amount": "0"},
            "vouchers[0].amount: must be more than 0",
        ),
        (
            {"code": "ABCD", "kind": "free", "from": "2031-01-02", "until": "2031-01-01"},
            "vouchers[0].until: must not be before it begins",
        ),
        ({"code": "ABCD", "kind": "value", "currency": "NOK"}, "vouchers[0].amount: is missing"),
    ],
)
def test_a_mistake_in_a_voucher_names_its_path(voucher: dict[str, object], said: str) -> None:
    assert mistake({"vouchers": [voucher]}).startswith(said)


def test_the_same_voucher_twice_is_a_mistake() -> None:
    voucher = {"code": "ABCD", "kind": "unlock", "opens": "Members"}
    assert "vouchers[1].code: is that of vouchers[0] already" in mistake(
        {"vouchers": [voucher, voucher]}
    )


def test_extras_are_read_whole() -> None:
    tax = {"mode": "exclusive", "rate": "12.5", "name": "MVA"}
    bed = {"code": "bed", "label": "Bed", "stock": 4, "most_per_place": 2, "tax": tax}
    tea = {"code": "tea", "label": "Tea", "tax": {"mode": "none"}}
    entry = read_one_class({**CLASS, "prices": NOK, "extras": [LUNCH, bed, tea]})
    assert entry.extras == (
        Extra("lunch", "Lunch", {"NOK": 15_000}),
        Extra(
            "bed",
            "Bed",
            tax=Tax(TaxMode.EXCLUSIVE, 1_250, "MVA"),
            stock=4,
            most_per_place=2,
        ),
        Extra("tea", "Tea", tax=UNTAXED),
    )
    assert read_one_class(CLASS).extras is None


@pytest.mark.parametrize(
    ("extras", "prices", "said"),
    [
        ([LUNCH, LUNCH], NOK, "extras[1].code: is there already"),
        ([{**LUNCH, "tax": {"mode": "exempt"}}], NOK, "extras[0].tax.mode: must be none"),
        (
            [{**LUNCH, "tax": {"mode": "inclusive", "rate": "101"}}],
            NOK,
            "extras[0].tax.rate: must be 100 or less",
        ),
        ([{**LUNCH, "tax": {"mode": "inclusive", "rate": "?"}}], NOK, "extras[0].tax.rate: must"),
        *(
            (
                [{**LUNCH, "tax": {"mode": "inclusive", "rate": odd}}],
                NOK,
                "extras[0].tax.rate: must",
            )
            for odd in ("1e999999", "٢٥", "NaN", "1_0")
        ),
        (
            [{**LUNCH, "prices": LUNCH["prices"] * 2}],  # type: ignore[operator]  # a list
            NOK,
            "extras[0].prices[1].currency: is there already",
        ),
        (
            [{**LUNCH, "prices": [{"amount": "1", "currency": "EUR"}]}],
            NOK,
            "extras[0].prices: must be in the currencies of the class: NOK",
        ),
        (
            [LUNCH, {**LUNCH, "code": "b", "prices": [{"amount": "1", "currency": "EUR"}]}],
            [],
            "extras[1].prices: must be in one currency",
        ),
    ],
)
def test_a_mistake_in_an_extra_names_its_path(
    extras: list[object], prices: list[object], said: str
) -> None:
    assert class_mistake(extras=extras, prices=prices).startswith(said)


def test_money_may_be_followed_by_a_voucher_of_more() -> None:
    steps = [{"days": 14, "percent": 50}, {"days": 7, "percent": 90, "as": "voucher"}]
    entry = read_one_class({**CLASS, "refunds": steps})
    assert entry.refunds == (RefundStep(14, 50), RefundStep(7, 90, BackAs.VOUCHER))
    later = {"days": 2, "percent": 10, "as": "money"}
    assert "refunds[2].as: must not be money again" in class_mistake(refunds=[*steps, later])
    more = {"days": 2, "percent": 95, "as": "voucher"}
    assert "refunds[2].percent: must be 89 or less" in class_mistake(refunds=[*steps, more])
