"""What was answered, as staff read it beside its question. Not here: reading the rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.event import Answer
from app.domain.form.asked import asked, of_scope
from app.domain.form.document import questions_from
from app.domain.form.file import read_file
from app.domain.form.question import Question, QuestionKind, Scope
from app.domain.form.said import say_answer
from app.store.given_answer import Added
from app.store.order import Order
from app.store.program import Form
from app.store.registration import Registration


@dataclass(frozen=True, slots=True)
class Answered:
    """One question as it was put, and what was answered, in words; empty where nothing was.

    ``masked``: it was, and is sensitive. ``added_at`` is when it was put there later, ``added_by``
    who of staff did, empty for the buyer; None where it came with the registration. ``file`` is the
    uid of one that was handed in.
    """

    label: str
    answer: str
    masked: bool = False
    added_by: str = ""
    added_at: datetime | None = None
    file: str = ""


def answers_of_place(
    registration: Registration, form: Form | None, added: Mapping[str, Added]
) -> tuple[Answered, ...]:
    """Return the answers under the labels of the version they were given to, then any others.

    What was added later has the label that it had then. Its order must be loaded, because what was
    answered once decides what is asked of each.
    """
    questions = of_scope(_questions(form), Scope.PARTICIPANT)
    given = {key: each for key, each in registration.answers.items() if key not in added}
    there = _there(questions, registration.answers, registration.order.answers)
    own = [each for each in there if each.key not in added]
    later = _later(added, registration.answers)
    return (*_said(own, given), *_others(questions, given), *later)


def answers_of_order(
    order: Order, form: Form | None, added: Mapping[str, Added]
) -> tuple[Answered, ...]:
    """Return what was answered once for the whole order."""
    questions = of_scope(_questions(form), Scope.ORDER)
    own = (each for each in _there(questions, order.answers, {}) if each.key not in added)
    return (*_said(tuple(own), order.answers), *_later(added, order.answers))


def _later(added: Mapping[str, Added], given: Mapping[str, Answer]) -> Iterator[Answered]:
    """Yield what was added later, under the labels that it had then."""
    for key, each in added.items():
        hidden = each.question.sensitive
        yield Answered(
            each.question.label,
            "" if hidden else say_answer(each.question, given[key]),
            masked=hidden,
            added_by=each.by,
            added_at=each.at,
            file="" if hidden else _file(each.question, given[key]),
        )


def _there(
    questions: Sequence[Question], given: Mapping[str, Answer], of_order: Mapping[str, Answer]
) -> tuple[Question, ...]:
    """Return what was asked; what depends on a sealed answer is known by having been answered."""
    found = asked(questions, given, of_order=of_order)
    return tuple(each for each in questions if each in found or each.key in given)


def _questions(form: Form | None) -> tuple[Question, ...]:
    return questions_from(form.questions) if form else ()


def _said(questions: Sequence[Question], given: Mapping[str, Answer]) -> Iterator[Answered]:
    for question in questions:
        answer = given.get(question.key)
        if question.sensitive and answer is not None:
            yield Answered(question.label, "", masked=True)
        elif question.asks:
            said = say_answer(question, answer)
            yield Answered(question.label, said, file=_file(question, answer))


def _file(question: Question, answer: Answer) -> str:
    """Return the uid of the file that was handed in, or nothing where it is none."""
    is_file = question.kind is QuestionKind.FILE and isinstance(answer, list)
    file = read_file(answer) if is_file and isinstance(answer, list) else None
    return file.uid if file else ""


def _others(questions: Sequence[Question], given: Mapping[str, Answer]) -> Iterator[Answered]:
    """Yield what no question asked for: a partner's own, consents."""
    known = {question.key for question in questions}
    for key, answer in given.items():
        if key not in known:
            kind = QuestionKind.YES_NO if isinstance(answer, bool) else QuestionKind.CHOICES
            yield Answered(key, say_answer(Question(key, kind, key), answer))
