"""Options take extras: where they are offered, and how many of each."""

from dataclasses import replace

import pytest

from app.domain.event import Answer
from app.domain.extra import Extra
from app.domain.form.mistakes import mistakes_of
from app.domain.form.question import Audience, Option, Question, QuestionKind, Scope
from app.domain.form.taking import listed, offered_in, taken_by, takes_extras

LUNCH, BOAT = Extra("lunch", "Lunch"), Extra("boat", "Boat")
MEAL = Question(
    "meal", QuestionKind.CHOICE, "Meal", options=(Option("hot", extra="lunch"), Option("own"))
)
TRIPS = Question(
    "trips",
    QuestionKind.CHOICES,
    "Trips",
    options=(Option("sea", extra="boat"), Option("fjord", extra="boat"), Option("walk")),
)
TEXT = Question("why", QuestionKind.TEXT, "Why?")


def test_a_class_offers_the_options_whose_extra_it_has() -> None:
    assert offered_in((MEAL, TEXT), (LUNCH,)) == (MEAL, TEXT)
    (meal,) = offered_in((MEAL,), (BOAT,))
    assert meal.values == ("own",)
    only = replace(MEAL, options=MEAL.options[:1])
    assert offered_in((only, TEXT), ()) == (TEXT,)
    assert offered_in((TEXT,), (LUNCH,)) == (TEXT,)


def test_what_an_option_takes_stands_in_no_other_list() -> None:
    assert listed((LUNCH, BOAT), (MEAL, TEXT)) == (BOAT,)
    assert (takes_extras(MEAL), takes_extras(TEXT)) == (True, False)


def test_each_option_that_is_chosen_takes_one() -> None:
    answers: dict[str, Answer] = {"meal": "hot", "trips": ["sea", "fjord", "walk"], "why": "hot"}
    assert taken_by((MEAL, TRIPS, TEXT), answers) == {"lunch": 1, "boat": 2}
    assert taken_by((MEAL, TRIPS), {"meal": "own"}) == {}


@pytest.mark.parametrize(
    ("question", "part", "reason"),
    [
        (replace(MEAL, scope=Scope.ORDER), "options", "asked of each participant"),
        (replace(MEAL, audience=Audience.STAFF), "options", "asked of whoever registers"),
        (replace(MEAL, sensitive=True), "options", "cannot be sensitive"),
        (replace(MEAL, default="hot"), "default", "people order it themselves"),
    ],
)
def test_what_takes_an_extra_is_for_whoever_pays_it(
    question: Question, part: str, reason: str
) -> None:
    (mistake,) = mistakes_of((question,))
    assert (mistake.key, mistake.part) == ("meal", part)
    assert reason in mistake.reason
    assert mistakes_of((replace(MEAL, default="own"),)) == ()
