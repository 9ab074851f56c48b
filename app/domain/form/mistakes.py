"""What makes a form one that cannot be published. Not here: its answers (answer.py)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from app.domain.form.answer import LONG_TEXT_LIMIT, TEXT_LIMIT, AnswerRefused, read_answer
from app.domain.form.condition import (
    DEPTH_LIMIT,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    How,
    compares_of,
    keys_of,
)
from app.domain.form.file import FILE_LIMIT, FileType, unknown_type
from app.domain.form.question import CHOOSING, Audience, Question, QuestionKind, Scope, by_key
from app.domain.form.taking import takes_extras
from app.domain.form.telling import name_at
from app.domain.naming import name_destination

QUESTIONS_LIMIT = 200
OPTIONS_LIMIT = 200

_K = QuestionKind
_ORDERED = {
    How.BEFORE: frozenset((_K.DATE, _K.TIME)),
    How.AFTER: frozenset((_K.DATE, _K.TIME)),
    How.MORE_THAN: frozenset((_K.NUMBER,)),
}
# Kinds of which an answer says nothing that a condition could compare.
# So many answers are named to whoever wrote another one.
_MOST_SAID = 8
_ONLY_ANSWERED = frozenset((_K.ADDRESS, _K.FILE, _K.LONG_TEXT))


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with one entry, in a sentence for who builds the form.

    ``part`` is the field of ``Question`` to look at.
    """

    key: str
    part: str
    reason: str


def mistakes_of(questions: Sequence[Question]) -> tuple[Mistake, ...]:
    """Return everything that is wrong with a form, in its order; with nothing it is fit."""
    found: list[Mistake] = []
    if len(questions) > QUESTIONS_LIMIT:
        found.append(Mistake("", "key", f"A form has at most {QUESTIONS_LIMIT} entries"))
    known = by_key(questions)
    before: dict[str, Question] = {}
    for question in questions:
        if question.key in before:
            found.append(Mistake(question.key, "key", "Another entry has this key"))
        found.extend(_of_one(question))
        found.extend(_of_names(question, before.values()))
        found.extend(_of_condition(question, before, known))
        before[question.key] = question
    return tuple(found)


def _of_one(question: Question) -> Iterator[Mistake]:
    limits = _limits_wrong(question)
    reasons = {
        "label": "" if question.label.strip() else "Enter a label",
        "options": _options_wrong(question),
        "limits": limits,
        "default": "" if limits else _default_wrong(question),
        "wordings": _wordings_wrong(question),
    }
    if question.required and not question.asks:
        reasons["required"] = "What asks nothing cannot be required"
    for part, reason in reasons.items():
        if reason:
            yield Mistake(question.key, part, reason)


def _of_names(question: Question, before: Iterable[Question]) -> Iterator[Mistake]:
    """Yield what is wrong with the names under which partners hear the answer."""
    others = list(before)
    for partner in {name for each in (question, *others) for name in each.told_as}:
        name = name_at(question, partner)
        if name and any(name_at(each, partner) == name for each in others):
            at = name_destination(partner)
            yield Mistake(question.key, "told_as", f"{at} is told another answer as {name}")


def _options_wrong(question: Question) -> str:
    if question.kind not in CHOOSING:
        return "Only choices have options" if question.options else ""
    if not 0 < len(question.options) <= OPTIONS_LIMIT:
        return f"Give 1 to {OPTIONS_LIMIT} options to choose from"
    if len(set(question.values)) < len(question.values):
        return "Give each option once"
    return _extras_wrong(question) if takes_extras(question) else ""


def _extras_wrong(question: Question) -> str:
    if question.scope is Scope.ORDER:
        return "What takes an extra is asked of each participant, because each has their own"
    if question.audience is Audience.STAFF:
        return "What takes an extra is asked of whoever registers, because they pay for it"
    if question.sensitive:
        return "What takes an extra stands on the bill, so it cannot be sensitive"
    return ""


def _wordings_wrong(question: Question) -> str:
    for words in question.wordings.values():
        for value in words.options:
            if value not in question.values:
                return f"There are words in another language for {value}, which is no option"
    return ""


def _default_wrong(question: Question) -> str:
    if not question.default:
        return ""
    if any(each.extra for each in question.options if each.value == question.default):
        return "What takes an extra cannot stand there beforehand: people order it themselves"
    try:
        read_answer(question, [question.default])
    except (AnswerRefused, KeyError):
        return "What stands there beforehand must be an answer itself"
    return ""


def _limits_wrong(question: Question) -> str:
    kind, limits = question.kind, question.limits
    if limits.types and (kind is not QuestionKind.FILE or unknown_type(limits.types)):
        return f"Kinds of file are {', '.join(FileType)}"
    if limits.mask and kind is not QuestionKind.TEXT:
        return "Only a short text has a pattern"
    read = _LIMITS.get(kind, _no_limit)
    given = [each for each in (limits.least, limits.most) if each]
    try:
        # What stands in ISO form is in the order of its letters; what is a number is none.
        bounds = [read(each) for each in given]
    except (ValueError, InvalidOperation):
        return _LIMIT_WORDS.get(kind, "There is nothing to limit here")
    return "The least is more than the most" if sorted(bounds) != bounds else ""


def _no_limit(text: str) -> Decimal:
    raise ValueError(text)


def _finite(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or abs(number) > 10**12:
        raise ValueError(text)
    return number


def _up_to(most: int) -> Callable[[str], Decimal]:
    def read(text: str) -> Decimal:
        if not (text.isascii() and text.isdecimal()) or int(text[:9]) > most:
            raise ValueError(text)
        return Decimal(text)

    return read


def _megabytes(text: str) -> Decimal:
    number = _up_to(FILE_LIMIT)(text)
    if not number:
        raise ValueError(text)
    return number


_LIMITS: dict[QuestionKind, Callable[[str], Any]] = {
    QuestionKind.NUMBER: _finite,
    QuestionKind.DATE: date.fromisoformat,
    QuestionKind.TIME: time.fromisoformat,
    QuestionKind.FILE: _megabytes,
    QuestionKind.TEXT: _up_to(TEXT_LIMIT),
    QuestionKind.LONG_TEXT: _up_to(LONG_TEXT_LIMIT),
    QuestionKind.CHOICES: _up_to(OPTIONS_LIMIT),
}
_LIMIT_WORDS = {
    QuestionKind.NUMBER: "Limits of a number are numbers, like 1 or 2.5",
    QuestionKind.DATE: "Limits of a date are dates, like 1990-05-17",
    QuestionKind.TIME: "Limits of a time are times of day, like 09:30",
    QuestionKind.FILE: f"The most is in megabytes, 1 to {FILE_LIMIT}",
    QuestionKind.TEXT: f"Limits of a short text are in characters, 0 to {TEXT_LIMIT}",
    QuestionKind.LONG_TEXT: f"Limits of a long text are in characters, 0 to {LONG_TEXT_LIMIT}",
    QuestionKind.CHOICES: "Limits of several choices say how many, 0 to 200",
}


def _of_condition(
    question: Question, before: Mapping[str, Question], known: Mapping[str, Question]
) -> Iterator[Mistake]:
    if _depth(question.condition) > DEPTH_LIMIT:
        yield Mistake(
            question.key, "condition", f"Conditions go at most {DEPTH_LIMIT} into each other"
        )
        return
    for compare in compares_of(question.condition):
        reason = _compare_wrong(question, compare, before, known)
        if reason:
            yield Mistake(question.key, "condition", reason)


def _depth(condition: Condition | None) -> int:
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return 1 + max(map(_depth, parts), default=0)
        case _:
            return 0


def _compare_wrong(
    question: Question,
    compare: Compare,
    before: Mapping[str, Question],
    known: Mapping[str, Question],
) -> str:
    """Return why an entry cannot depend on that answer in that way, or nothing."""
    looked_at = known.get(compare.key)
    if looked_at is None or not looked_at.asks:
        return f"There is no question {compare.key} to depend on"
    if compare.key not in before:
        circle = _circle(question, known)
        if circle:
            return f"These depend on each other in a circle: {', '.join(circle)}"
        return f"{looked_at.label} is asked later; only earlier answers can be depended on"
    if question.scope is Scope.ORDER and looked_at.scope is Scope.PARTICIPANT:
        return (
            f"{looked_at.label} is asked of each participant, so it says nothing of the whole order"
        )
    if question.audience is not looked_at.audience:
        return f"{looked_at.label} is answered by others, who see another form"
    return _values_wrong(looked_at, compare)


def _circle(question: Question, known: Mapping[str, Question]) -> list[str]:
    """Return the labels along a way from the entry back to it, or nothing where there is none."""
    ways: list[list[str]] = [[question.key]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for key in keys_of(known[way[-1]].condition):
            if key == question.key:
                return [known[each].label for each in way]
            if key in known and key not in seen:
                seen.add(key)
                ways.append([*way, key])
    return []


def _values_wrong(looked_at: Question, compare: Compare) -> str:
    counts = {How.ANSWERED: not compare.values, How.ONE_OF: bool(compare.values)}
    if not counts.get(compare.how, len(compare.values) == 1):
        return f"Say what {looked_at.label} is compared with"
    fits = compare.how not in _ORDERED or looked_at.kind in _ORDERED[compare.how]
    only = looked_at.kind in _ONLY_ANSWERED and compare.how is not How.ANSWERED
    if not fits or only:
        return f"{looked_at.label} cannot be compared like this"
    for value in compare.values:
        if not _is_answer(looked_at, value):
            return f"{value} is no answer to {looked_at.label}{_answers_to(looked_at)}"
    return ""


def _answers_to(question: Question) -> str:
    """Return which answers there are, where they are few."""
    answers = question.values if question.kind in CHOOSING else ()
    if question.kind is QuestionKind.YES_NO:
        answers = ("yes", "no")
    return f": its answers are {', '.join(answers[:_MOST_SAID])}" if answers else ""


def _is_answer(question: Question, value: str) -> bool:
    if question.kind in CHOOSING:
        return value in question.values
    if question.kind in (QuestionKind.AGREEMENT, QuestionKind.DECLARATION):
        return value == "yes"
    try:
        read_answer(Question(key="", kind=question.kind, label=""), [value])
    except AnswerRefused:
        return False
    return True
