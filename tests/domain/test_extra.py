"""Claims about what is left out of a form where extras have gone since it was filled in."""

from collections import Counter
from collections.abc import Mapping

from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.bill import FREE
from app.domain.contact import Contact
from app.domain.draft import Filled, Participant
from app.domain.extra import Extra, with_extras, without_gone

CODES = ("bed", "book", "lunch")
QUANTITIES = st.dictionaries(st.sampled_from(CODES), st.integers(1, 3), max_size=3)
AMOUNTS = st.dictionaries(st.sampled_from(["EUR", "NOK"]), st.integers(1, 900), max_size=2)


def filled(*wanted: Mapping[str, int], currency: str = "NOK") -> Filled:
    ada = Contact("Ada", "ada@example.org", "")
    people = tuple(Participant(contact=ada, answers={}, extras=dict(each)) for each in wanted)
    return Filled(buyer=ada, company="", participants=people, form_id=None, currency=currency)


def had(form: Filled) -> list[Mapping[str, int]]:
    return [each.extras for each in form.participants]


def test_what_is_left_goes_to_the_participants_in_their_order() -> None:
    extras = [Extra("bed", "Bed", left=3, most_per_place=2), Extra("book", "Book")]
    form = filled({"bed": 2, "book": 1}, {"bed": 2}, {"bed": 1, "lunch": 1})
    assert had(without_gone(form, extras)) == [{"bed": 2, "book": 1}, {"bed": 1}, {}]


def test_what_has_no_price_in_the_orders_currency_is_left_out() -> None:
    extras = [Extra("bed", "Bed", amounts={"EUR": 5}), Extra("book", "Book", amounts={"NOK": 5})]
    assert had(without_gone(filled({"bed": 1, "book": 1}), extras)) == [{"book": 1}]


def test_nobody_has_more_of_it_than_one_may() -> None:
    extras = [Extra("bed", "Bed", most_per_place=1)]
    assert had(without_gone(filled({"bed": 3}), extras)) == [{"bed": 1}]


@st.composite
def stocks(draw: st.DrawFn) -> list[Extra]:
    return [
        Extra(
            code,
            code.title(),
            amounts=draw(AMOUNTS),
            left=draw(st.none() | st.integers(0, 4)),
            most_per_place=draw(st.integers(1, 3)),
        )
        for code in draw(st.lists(st.sampled_from(CODES), unique=True))
    ]


@given(wanted=st.lists(QUANTITIES, min_size=1, max_size=4), extras=stocks())
@example(wanted=[{"bed": 1}], extras=[])
def test_the_rest_can_be_had_and_is_no_more_than_was_wanted(
    wanted: list[dict[str, int]], extras: list[Extra]
) -> None:
    rest = without_gone(filled(*wanted), extras)
    # Nothing of it is gone: this would say so.
    with_extras(FREE, rest, extras, class_code="X")
    for before, after in zip(wanted, had(rest), strict=True):
        assert Counter(after) <= Counter(before)
    assert without_gone(rest, extras) == rest
