"""Options that take an extra of the class: where they are offered, and what answers take. Pure.

Not here: what an extra costs, and whether there is one left (domain/extra.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.domain.event import Answer
from app.domain.extra import Extra
from app.domain.form.question import CHOOSING, Question


def takes_extras(question: Question) -> bool:
    """Say whether an answer to it may take an extra, so that it may cost something."""
    return any(option.extra for option in question.options)


def offered_in(questions: Sequence[Question], extras: Iterable[Extra]) -> tuple[Question, ...]:
    """Return the questions as a class with these extras asks them.

    An option whose extra the class does not have is not offered there, and a choice that has
    nothing left to choose from is not asked.
    """
    if not any(map(takes_extras, questions)):
        return tuple(questions)
    codes = {"", *(extra.code for extra in extras)}
    found = (_with_options(question, codes) for question in questions)
    return tuple(each for each in found if each.options or each.kind not in CHOOSING)


def listed(extras: Sequence[Extra], questions: Iterable[Question]) -> tuple[Extra, ...]:
    """Return the extras that stand in the list of their own: those that no option takes.

    What an option takes is asked for in its way alone, so that nobody orders it twice.
    """
    asked_for = {option.extra for question in questions for option in question.options}
    return tuple(extra for extra in extras if extra.code not in asked_for)


def taken_by(questions: Iterable[Question], answers: Mapping[str, Answer]) -> dict[str, int]:
    """Return how many of each extra one participant's answers take, by code."""
    taken: dict[str, int] = {}
    for question in questions:
        answer = answers.get(question.key)
        chosen = answer if isinstance(answer, list) else [answer]
        for option in question.options:
            if option.extra and option.value in chosen:
                taken[option.extra] = taken.get(option.extra, 0) + 1
    return taken


def _with_options(question: Question, codes: set[str]) -> Question:
    if not takes_extras(question):
        return question
    return replace(
        question, options=tuple(each for each in question.options if each.extra in codes)
    )
