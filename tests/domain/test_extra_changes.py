"""Extras that a place has more or fewer of: which, by which lines, and what stands then."""

from dataclasses import replace

import pytest

from app.domain.bill import Bill, Line, LineKind
from app.domain.event import Answer
from app.domain.extra import Extra, taken_up
from app.domain.extra_changes import (
    ExtraChange,
    NewPrice,
    difference,
    fact_of_price,
    given_up,
    price_in,
    quantity_of,
    say_why,
    standing,
    standing_numbers,
)
from app.domain.form.question import Option, Question, QuestionKind
from app.domain.money import Money
from app.domain.money_of_end import UNDECIDED
from app.domain.replacing import Unchangeable
from app.domain.tax import Tax, TaxMode

LUNCH = Extra("lunch", "Lunch", id=7, tax=Tax(TaxMode.INCLUSIVE, 1500, "MVA"))
PLACE = Line(0, LineKind.PLACE, "Standard", Money(420_000, "NOK"), price_option_id=1)
MEAL = Question(
    "meal",
    QuestionKind.CHOICE,
    "Meal",
    options=(Option("no"), Option("hot", extra="lunch"), Option("late", extra="dinner")),
)
BOXES = Question("boxes", QuestionKind.CHOICES, "Boxes", options=(Option("a", extra="lunch"),))


def nok(minor: int) -> Money:
    return Money(minor, "NOK")


def lunch(quantity: int = 1, each: int = 15_000) -> Line:
    return taken_up(LUNCH, quantity, place=0, each=nok(each))


def off(minor: int) -> Line:
    line = replace(lunch(), kind=LineKind.DISCOUNT, label="Voucher X", each=nok(-minor))
    return replace(line, voucher_id=3)


def total(lines: tuple[Line, ...]) -> int:
    return sum(each.total.minor for each in lines)


@pytest.mark.parametrize(
    ("before", "after", "had", "more"),
    [
        ({"meal": "no"}, {"meal": "hot"}, {}, {"lunch": 1}),
        ({"meal": "hot"}, {"meal": "no"}, {}, {"lunch": -1}),
        ({"meal": "hot"}, {}, {}, {"lunch": -1}),
        ({"meal": "hot"}, {"meal": "late"}, {}, {"lunch": -1, "dinner": 1}),
        ({"meal": "hot"}, {"meal": "hot"}, {}, {}),
        ({"meal": "hot"}, {"meal": "no", "boxes": ["a"]}, {}, {}),
        ({"meal": "hot"}, {"meal": "hot", "boxes": ["a"]}, {"lunch": 1}, {"lunch": 1}),
        # What somebody was given with their place is not had a second time.
        ({}, {"meal": "hot"}, {"lunch": 1}, {}),
        ({}, {"meal": "no"}, {"lunch": 1}, {"lunch": -1}),
        ({}, {}, {"lunch": 1}, {}),
        ({"meal": None}, {"meal": "late"}, {"lunch": 1}, {"lunch": -1, "dinner": 1}),
    ],
)
def test_what_is_answered_otherwise_takes_other_extras(
    before: dict[str, Answer], after: dict[str, Answer], had: dict[str, int], more: dict[str, int]
) -> None:
    assert difference((MEAL, BOXES), before, after, had=had) == more


@pytest.mark.parametrize("tax", [LUNCH.tax, Tax(TaxMode.EXCLUSIVE, 2500, "VAT"), Tax()])
@pytest.mark.parametrize("each", [1, 333, 15_000])
def test_what_is_given_up_is_exactly_what_it_cost(tax: Tax, each: int) -> None:
    had = (PLACE, replace(lunch(3, each), tax=tax))
    back = given_up(had, 7, 3)
    assert total((*had, *back)) == PLACE.total.minor
    assert standing((*had, *back)) == (PLACE,)
    assert [line.net.minor + line.tax_amount.minor for line in back] == [-had[1].total.minor]


def test_no_more_is_given_up_than_there_is() -> None:
    assert given_up((PLACE,), 7, 1) == ()
    assert given_up((lunch(), *given_up((lunch(),), 7, 1)), 7, 1) == ()
    assert [each.quantity for each in given_up((lunch(2),), 7, 5)] == [-2]


def test_the_newest_is_given_up_first() -> None:
    had = (PLACE, lunch(1, 10_000), lunch(2, 20_000))
    assert [(each.each.minor, each.quantity) for each in given_up(had, 7, 1)] == [(20_000, -1)]
    assert [(each.each.minor, each.quantity) for each in given_up(had, 7, 3)] == [
        (20_000, -2),
        (10_000, -1),
    ]


@pytest.mark.parametrize("percent", [10, 50, 99, 100])
@pytest.mark.parametrize("gone", [1, 2, 3])
def test_what_a_voucher_took_off_goes_along_and_nothing_costs_less_than_nothing(
    percent: int, gone: int
) -> None:
    had = (PLACE, lunch(3, 333), off(333 * 3 * percent // 100))
    back = given_up(had, 7, gone)
    left = standing((*had, *back))
    assert total(left) == total((*had, *back))
    assert total(left[1:]) >= 0
    assert total(back) <= 0
    assert bool(left[1:]) is (gone < 3)


def test_lines_that_stand_are_known_by_the_number_of_the_first() -> None:
    had = (PLACE, lunch(), *given_up((lunch(),), 7, 1))
    assert standing_numbers(had) == [[0]]
    again = (*had, lunch())
    assert standing_numbers(again) == [[0], [1, 2, 3]]
    assert standing(again) == (PLACE, lunch())
    assert quantity_of(again, 7) == 1
    half = (PLACE, off(100), replace(off(40), quantity=-1))
    assert standing(half) == (PLACE, off(60))


def test_of_what_was_given_up_nothing_is_left_to_read() -> None:
    bill = Bill("NOK", (PLACE, lunch(), off(5_000), *given_up((lunch(), off(5_000)), 7, 1)))
    assert [each.label for each in bill.items] == ["Standard"]
    assert bill.total == PLACE.total


def price(before: int, after: int, *, paid: int = 0, undecided: bool = False) -> NewPrice:
    return NewPrice(
        changes=(ExtraChange(1, "Lunch", 1, after - before, "NOK"),),
        before=nok(before),
        after=nok(after),
        paid=nok(paid),
        more=nok(max(after - before, 0)),
        forgiven=nok(0),
        back=nok(max(before - after, 0)),
        owed=nok(0),
        undecided=undecided,
    )


def test_the_mark_of_a_price_tells_it_from_any_other() -> None:
    marks = {price(1, 2).mark, price(1, 3).mark, price(2, 3).mark, price(1, 2, paid=1).mark}
    assert len(marks) == 4
    assert price(1, 2).mark == price(1, 2).mark
    assert price(2, 2).mark == ""


def test_a_price_is_read_back_from_the_facts_of_an_event() -> None:
    found = price_in(fact_of_price(price(100, 250)), "NOK")
    assert found
    assert (found.before, found.after, found.more, found.forgiven) == (
        nok(100),
        nok(250),
        nok(150),
        nok(0),
    )
    assert fact_of_price(price(1, 1)) == {}
    assert price_in({}, "NOK") is None
    assert UNDECIDED in fact_of_price(price(2, 1, undecided=True))


def test_a_change_says_how_much_it_is_about() -> None:
    assert price(2, 1).changes[0].cost == price(1, 2).changes[0].cost == nok(1)


@pytest.mark.parametrize("why", Unchangeable)
def test_why_an_answer_stays_is_a_sentence(why: Unchangeable) -> None:
    assert str(say_why(why)).endswith(".")
