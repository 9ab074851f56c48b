"""Sensitive answers: sealed as they are kept, opened one by one. Not here: any key (seal.py).

A sealed answer is a text that begins with ``sealed:``; whether an answer is to be opened is said by
its question, never by its text, which anybody may write.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from app.domain.draft import Filled
from app.domain.event import Answer
from app.domain.form.question import Question, Scope

_SEALED = "sealed:"


class Sealing(Protocol):
    """Seals what is kept, and opens it again."""

    def close(self, body: bytes) -> bytes:
        """Return the body sealed, as letters and digits."""

    def open(self, sealed: bytes) -> bytes | None:
        """Return the body, or None where no key fits."""


def seal_filled(filled: Filled, questions: Sequence[Question], seal: Sealing) -> Filled:
    """Return the form with its sensitive answers sealed; what was left empty stays empty."""
    of = {scope: [each for each in questions if each.scope is scope] for scope in Scope}
    return replace(
        filled,
        answers=seal_answers(filled.answers, of[Scope.ORDER], seal),
        participants=tuple(
            replace(each, answers=seal_answers(each.answers, of[Scope.PARTICIPANT], seal))
            for each in filled.participants
        ),
    )


def seal_answers(
    answers: Mapping[str, Answer], questions: Sequence[Question], seal: Sealing | None
) -> dict[str, Answer]:
    """Return the answers, those to sensitive ones of these questions sealed if there is a seal.

    What was left empty stays empty.
    """
    if seal is None:
        return dict(answers)
    keys = {each.key for each in questions if each.sensitive}
    return {
        key: seal_answer(answer, seal) if key in keys and answer not in (None, "", []) else answer
        for key, answer in answers.items()
    }


def seal_answer(answer: Answer, seal: Sealing) -> str:
    """Return a sensitive answer as it is kept."""
    return _SEALED + seal.close(json.dumps(answer).encode()).decode()


def opened(
    answers: Mapping[str, Answer], questions: Sequence[Question], seal: Sealing | None
) -> dict[str, Answer]:
    """Return the answers as they were given, for what depends on them; never to be shown."""
    keys = {each.key for each in questions if each.sensitive}
    return {
        key: open_answer(answer, seal) if key in keys and seal else answer
        for key, answer in answers.items()
    }


def is_sealed(answer: Answer) -> bool:
    """Say whether an answer, to a sensitive question, is kept sealed."""
    return isinstance(answer, str) and answer.startswith(_SEALED)


def open_answer(answer: Answer, seal: Sealing | None) -> Answer:
    """Return a sensitive answer as it was given; None where no key opens it (any more)."""
    if not (isinstance(answer, str) and is_sealed(answer)):
        return answer
    body = seal.open(answer.removeprefix(_SEALED).encode()) if seal else None
    opened: Answer = None if body is None else json.loads(body)
    return opened


def without_sealed(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers that may be told to others."""
    return {key: answer for key, answer in answers.items() if not is_sealed(answer)}
