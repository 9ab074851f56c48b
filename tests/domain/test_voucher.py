"""When a voucher holds, which prices it opens, and what a page says of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.bill import Line, LineKind, items_of
from app.domain.contact import Contact
from app.domain.course_class import Price
from app.domain.draft import Filled, Participant
from app.domain.extra import Extra
from app.domain.money import Money
from app.domain.priced import ForSale, price
from app.domain.voucher import UNUSABLE, Voucher, VoucherKind, VoucherRefused, VoucherState
from app.domain.voucher_wording import say_voucher

NOW = datetime(2031, 1, 1, tzinfo=UTC)
KEY = Voucher(1, "KEY", VoucherKind.UNLOCK)
PRICES = [Price("Members", Money(1, "NOK"), id=4), Price("Standard", Money(2, "NOK"), id=5)]


@pytest.mark.parametrize(
    ("changed", "holds"),
    [
        ({}, True),
        ({"active": False}, False),
        ({"valid_from": NOW}, True),
        ({"valid_from": NOW + timedelta(seconds=1)}, False),
        ({"valid_until": NOW}, False),
        ({"valid_until": NOW + timedelta(seconds=1)}, True),
        ({"class_code": "FA-1", "program_code": "FA"}, True),
        ({"class_code": "FA-2"}, False),
        ({"program_code": "OTHER"}, False),
    ],
)
def test_a_voucher_holds_when_and_where_it_says(changed: dict[str, object], holds: bool) -> None:
    voucher = replace(KEY, **changed)  # type: ignore[arg-type]  # one field at a time
    assert voucher.holds(class_code="FA-1", program_code="FA", now=NOW) is holds


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({}, VoucherState.IN_USE),
        ({"active": False, "most_total": 0}, VoucherState.STOPPED),
        ({"valid_from": NOW + timedelta(seconds=1)}, VoucherState.NOT_YET),
        ({"valid_until": NOW}, VoucherState.OVER),
        ({"most_total": 2, "used": 2}, VoucherState.USED_UP),
        ({"most_total": 2, "used": 1}, VoucherState.IN_USE),
        ({"kind": VoucherKind.VALUE, "balance_minor": 0}, VoucherState.USED_UP),
        ({"kind": VoucherKind.VALUE, "balance_minor": 1}, VoucherState.IN_USE),
    ],
)
def test_it_says_whether_anybody_can_use_it(
    changed: dict[str, object], state: VoucherState
) -> None:
    assert replace(KEY, **changed).state(NOW) is state  # type: ignore[arg-type]  # as above


def test_it_opens_the_prices_that_it_names_or_all() -> None:
    assert KEY.unlocks(PRICES) == {4, 5}
    assert replace(KEY, opens="Members").unlocks(PRICES) == {4}
    assert replace(KEY, kind=VoucherKind.FREE).unlocks(PRICES) == frozenset()


def test_what_is_left_is_never_less_than_nothing() -> None:
    assert KEY.left is None
    assert replace(KEY, most_total=2, used=3).left == 0
    assert KEY.left_in_class(9) is None
    assert replace(KEY, most_per_class=2).left_in_class(3) == 0
    assert replace(KEY, most_per_class=2).left_in_class(0) == 2
    assert replace(KEY, most_per_class=2, most_total=5, used=4).left_in_class(0) == 1
    assert str(VoucherRefused()) == UNUSABLE


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "Opens every price"),
        ({"opens": "Members", "extras_too": True}, "Opens the price Members"),
        ({"kind": VoucherKind.FREE, "class_code": "FA-1"}, "Free places, in FA-1"),
        ({"kind": VoucherKind.PERCENT, "percent": 5}, "5 % off each place"),
        (
            {"kind": VoucherKind.AMOUNT, "amount": Money(500, "EUR"), "extras_too": True},
            "€5 off an order, extras too",
        ),
        (
            {"kind": VoucherKind.VALUE, "amount": Money(500, "EUR"), "balance_minor": 120},
            "Worth €5, €1.20 left",
        ),
    ],
)
def test_what_it_gives_is_said_in_words(changed: dict[str, object], said: str) -> None:
    voucher = replace(KEY, **changed)  # type: ignore[arg-type]  # as above
    assert say_voucher(voucher).replace("\N{NO-BREAK SPACE}", " ") == said


def test_the_same_lines_are_one_row_and_what_is_taken_off_is_added_up() -> None:
    def line(place: int, kind: LineKind, label: str, minor: int) -> Line:
        return Line(place, kind, label, Money(minor, "NOK"))

    rows = items_of(
        [
            line(0, LineKind.DISCOUNT, "Voucher X", -1),
            line(0, LineKind.PLACE, "Standard", 5),
            line(1, LineKind.PLACE, "Standard", 5),
            line(1, LineKind.DISCOUNT, "Voucher X", -2),
            line(1, LineKind.EXTRA, "Lunch", 3),
        ]
    )
    assert [(each.label, each.quantity, each.total.minor) for each in rows] == [
        ("Standard", 2, 10),
        ("Lunch", 1, 3),
        ("Voucher X", 2, -3),
    ]


def test_an_extra_is_sold_out_when_none_is_left() -> None:
    assert [Extra("a", "A", left=left).sold_out for left in (None, 1, 0)] == [False, False, True]


def test_what_has_no_price_in_a_currency_cannot_be_had_in_it() -> None:
    contact = Contact("Ana", "ana@example.org", "+4722123456")
    filled = Filled(contact, "", (Participant(contact, {}),), None, "EUR")
    assert price(filled, ForSale("FA-1", "FA", PRICES), held=None, now=NOW) is None
