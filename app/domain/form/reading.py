"""A whole form's answers as they were sent. Not here: a single one (answer.py)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.draft import Filled
from app.domain.event import Answer
from app.domain.form.answer import AnswerRefused, read_answer
from app.domain.form.asked import asked, of_scope
from app.domain.form.changes import lacking
from app.domain.form.question import Question, Scope


@dataclass(frozen=True, slots=True)
class Answered:
    """What stands on a form with what was sent: entries, answers, and reasons, each by key.

    Of what is not asked there is neither an answer nor a reason; what is refused has no answer.
    """

    asked: tuple[Question, ...]
    answers: Mapping[str, Answer]
    refused: Mapping[str, str]


def read_answers(
    questions: Sequence[Question],
    sent: Callable[[Question], Sequence[str]],
    *,
    country: str = "",
    of_order: Mapping[str, Answer] | None = None,
) -> Answered:
    """Read what was sent for each question; everything that is wrong is found at once.

    ``questions`` are of one scope; ``of_order`` are the order's answers, where they are a
    participant's. ``country`` (two letters) is how a telephone number without + is read.
    """
    answers: dict[str, Answer] = {}
    refused: dict[str, str] = {}
    for question in questions:
        if not question.asks:
            continue
        try:
            answers[question.key] = read_answer(question, sent(question), country=country)
        except AnswerRefused as refusal:
            refused[question.key] = refusal.reason
    found = asked(questions, answers, of_order=of_order)
    keys = {question.key for question in found}
    return Answered(
        asked=found,
        answers={key: answer for key, answer in answers.items() if key in keys},
        refused={key: reason for key, reason in refused.items() if key in keys},
    )


def answers_all(questions: Sequence[Question], filled: Filled) -> bool:
    """Say whether a filled-in form has an answer to everything that these questions require."""
    of_order = of_scope(questions, Scope.ORDER)
    of_participant = of_scope(questions, Scope.PARTICIPANT)
    return not lacking(of_order, filled.answers) and not any(
        lacking(of_participant, each.answers, of_order=filled.answers)
        for each in filled.participants
    )
