"""When a question is asked, from answers given before it. Pure; a browser reckons the same.

``static/conditions.js`` is this module in JavaScript, and a test holds one against the other. Not
here: whether a form's conditions make sense (mistakes.py).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.event import Answer

# So deep may conditions be within conditions.
DEPTH_LIMIT = 4


class How(StrEnum):
    """How an answer is compared."""

    EQUALS = "equals"
    ONE_OF = "one_of"
    BEFORE = "before"
    AFTER = "after"
    MORE_THAN = "more_than"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Compare:
    """One answer compared with ``values``: one, several for *one of*, none for *answered*.

    Of several choices it is enough that one of them fits. Yes and no are ``yes`` and ``no``.
    """

    key: str
    how: How
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds where every part does; without any, always."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds where one part does; without any, never."""

    parts: tuple["Condition", ...]


Condition = Compare | AllOf | AnyOf


def holds(condition: Condition | None, answers: Mapping[str, Answer]) -> bool:
    """Say whether the condition holds for these answers, by key; none at all always does."""
    match condition:
        case None:
            return True
        case AllOf(parts):
            return all(holds(part, answers) for part in parts)
        case AnyOf(parts):
            return any(holds(part, answers) for part in parts)
        case _:
            texts = _texts(answers.get(condition.key))
            return any(_fits(text, condition.how, condition.values) for text in texts)


def keys_of(condition: Condition | None) -> Iterator[str]:
    """Yield the keys of the answers that it looks at."""
    for compare in compares_of(condition):
        yield compare.key


def compares_of(condition: Condition | None) -> Iterator[Compare]:
    """Yield its comparisons, from left to right."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from compares_of(part)
        case Compare():
            yield condition


def _texts(answer: Answer) -> list[str]:
    if answer is None:
        return []
    if isinstance(answer, bool):
        return ["yes" if answer else "no"]
    if isinstance(answer, int | float):
        # Written out, as a browser would: 1e-05 is no number to compare with.
        return [format(Decimal(str(answer)), "f")]
    texts = answer if isinstance(answer, list) else [answer]
    return [text for text in texts if text]


def _fits(text: str, how: How, values: tuple[str, ...]) -> bool:
    match how:
        case How.ANSWERED:
            return True
        case How.EQUALS | How.ONE_OF:
            return any(_same(text, value) for value in values)
        case How.BEFORE:
            # Dates and times as they are kept are in the order of their letters.
            return all(text < value for value in values)
        case How.AFTER:
            return all(text > value for value in values)
        case _:
            return all(_more(text, value) for value in values)


def _same(text: str, value: str) -> bool:
    left, right = _number(text), _number(value)
    return text == value or (left is not None and left == right)


def _more(text: str, value: str) -> bool:
    left, right = _number(text), _number(value)
    return left is not None and right is not None and left > right


# As many digits as a number of a form has, and no sign that only some languages count with.
_NUMBER = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,13})?")


def _number(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None
