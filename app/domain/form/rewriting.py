"""Answers that whoever gave them gives anew: which may be, and what comes of it. Pure.

Not here: until when (course_class.py), what counts as an answer (answer.py).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from app.domain.event import Answer
from app.domain.form.condition import keys_of
from app.domain.form.question import TICKED, Audience, Question, QuestionKind
from app.domain.said import sentence

# What stands for the order among the positions (0, 1, …) of its places.
OF_ORDER = -1
_KEPT_HINT = sentence(
    "You answered this. It is not shown here: leave it empty, and your answer stays."
)


@dataclass(eq=False)
class AnswersRefused(Exception):
    """Answers of which some are none; ``reasons`` are by position and key. None was kept.

    The order's own have the position ``OF_ORDER``.
    """

    reasons: Mapping[tuple[int, str], str]


class AnswersMoved(Exception):
    """The answers are not those that were shown: somebody else changed them. None was kept."""


class AnswersStay(Exception):
    """None of the answers can be changed by whoever gave them (any more)."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """One answer that is another now; of a sensitive one neither is said."""

    question: Question
    before: Answer
    after: Answer


def staying(questions: Sequence[Question], answers: Mapping[str, Answer]) -> frozenset[str]:
    """Return the keys of the entries of a form that are not answered anew.

    A file is not, nor what staff answer. What was agreed to, or withdrawn, is not either: that is
    done among the consents. Nor is a sensitive answer that decides what else is asked: by that it
    could be read. What depends on any of these stays too.
    """
    ticked = {
        each.key for each in questions if each.kind in TICKED and answers.get(each.key) is not None
    }
    deciding = {key for each in questions for key in keys_of(each.condition)}
    found = set(ticked)
    before = -1
    while len(found) != before:
        before = len(found)
        found |= _staying(questions, deciding, found)
    return frozenset(found)


def _staying(questions: Sequence[Question], deciding: set[str], found: set[str]) -> set[str]:
    staying: set[str] = set()
    section_stays = False
    for question in questions:
        stays = question.key in found or _stays(question, deciding)
        stays = stays or not found.isdisjoint(keys_of(question.condition))
        if question.kind is QuestionKind.SECTION:
            section_stays = stays
        if stays or section_stays:
            staying.add(question.key)
    return staying


def _stays(question: Question, deciding: set[str]) -> bool:
    return (
        question.kind is QuestionKind.FILE
        or question.audience is Audience.STAFF
        or (question.sensitive and question.key in deciding)
    )


def asked_anew(
    questions: Sequence[Question], answers: Mapping[str, Answer], stays: frozenset[str]
) -> tuple[Question, ...]:
    """Return the entries as they are asked anew; a sensitive answer may be left as it is."""
    return tuple(
        replace(
            each,
            required=False,
            help=_KEPT_HINT,
            default="",
            # The hint stands in every language.
            wordings={code: replace(words, help="") for code, words in each.wordings.items()},
        )
        if _is_kept(each, answers)
        else replace(each, default="")
        for each in questions
        if each.key not in stays
    )


def _is_kept(question: Question, answers: Mapping[str, Answer]) -> bool:
    return question.sensitive and not _is_empty(answers.get(question.key))


def rewritten(
    asked: Sequence[Question], before: Mapping[str, Answer], read: Mapping[str, Answer]
) -> dict[str, Answer]:
    """Return the answers as they are once those to ``asked`` were ``read``; the others stay.

    ``asked`` are what ``asked_anew`` gave. What is asked no more has no answer any more; a
    sensitive answer that was left empty is the one before.
    """
    own = {each.key: each for each in asked if each.asks}
    after = {key: answer for key, answer in before.items() if key not in own}
    for key, answer in read.items():
        kept = _is_empty(answer) and _is_kept(own[key], before)
        after[key] = before[key] if kept else answer
    return after


def differences(
    asked: Sequence[Question], before: Mapping[str, Answer], after: Mapping[str, Answer]
) -> tuple[Rewritten, ...]:
    """Return which answers are others now, in the order of the form; an empty one is none."""
    found = []
    for question in asked:
        was, now = before.get(question.key), after.get(question.key)
        if not question.asks or was == now or (_is_empty(was) and _is_empty(now)):
            continue
        hidden = question.sensitive
        found.append(Rewritten(question, None if hidden else was, None if hidden else now))
    return tuple(found)


def mark_of(parts: Iterable[tuple[str, Mapping[str, Answer]]]) -> str:
    """Return what tells these answers, each with whose they are, from any others; no answer."""
    said = json.dumps([[name, dict(answers)] for name, answers in parts], sort_keys=True)
    return sha256(said.encode()).hexdigest()


def _is_empty(answer: Answer) -> bool:
    return answer in (None, "", [])
