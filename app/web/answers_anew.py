"""What was answered for an order, as the pages that change it show it. Not here: the views."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.event import Answer
from app.domain.form.question import Question
from app.domain.form.rewriting import Rewritten, differences
from app.domain.form.said import say_answer
from app.domain.said import sentence
from app.queries.order.own_answers import AnswersPage
from app.web.forms.answers import NO_ANSWER
from app.web.forms.asking import ASKED, field_of
from app.web.forms.given import Given, answer_texts
from app.web.forms.questions import worded

_HIDDEN = sentence("Not shown")
_NEW = sentence("A new answer")


@dataclass(frozen=True, slots=True)
class Other:
    """One answer that is another now, in words; ``field`` is where it is written."""

    name: str
    label: str
    before: str
    after: str
    field: str


def worded_page(page: AnswersPage) -> AnswersPage:
    """Return the page with its questions in the reader's language."""
    places = tuple(
        replace(each, questions=worded(each.questions), left=worded(each.left))
        for each in page.places
    )
    return replace(page, questions=worded(page.questions), places=places)


def as_answered(page: AnswersPage) -> Given:
    """Return the form as it was answered; what is sensitive is not written on it."""
    texts: dict[str, tuple[str, ...]] = {}
    asked = [(0, page.questions, page.answers)]
    asked += [(each.number, each.questions, each.answers) for each in page.places]
    for number, questions, answers in asked:
        open_keys = {each.key for each in questions if each.asks and not each.sensitive}
        own = {key: answer for key, answer in answers.items() if key in open_keys}
        texts.update(answer_texts(number, own))
    return Given(texts=texts, places=max((each.number for each in page.places), default=1))


def fields_asked(page: AnswersPage) -> Iterator[tuple[str, Question]]:
    """Yield everything that is asked, each with its field."""
    for each in page.questions:
        yield field_of(0, each.key), each
    for place in page.places:
        for each in place.questions:
            yield field_of(place.number, each.key), each


def whose(page: AnswersPage) -> dict[str, str]:
    """Return the name of whoever is asked, by field."""
    return {
        field_of(place.number, each.key): place.name
        for place in page.places
        for each in place.questions
    }


def sent_again(page: AnswersPage, given: Given) -> Iterator[tuple[str, str]]:
    """Yield what was written in the form's fields, to be sent once more."""
    for name in (*(each for each, _ in fields_asked(page)), ASKED):
        for text in given.shown(name):
            yield name, text


def others_of(
    number: int,
    name: str,
    questions: Sequence[Question],
    before: Mapping[str, Answer],
    after: Mapping[str, Answer],
) -> Iterator[Other]:
    """Yield each answer that is another, of the order (0) or a participant (1, 2, …)."""
    for each in differences(questions, before, after):
        yield Other(name, each.question.label, *_said(each), field_of(number, each.question.key))


def _said(change: Rewritten) -> tuple[str, str]:
    if change.question.sensitive:
        return _HIDDEN, _NEW
    before = say_answer(change.question, change.before) or NO_ANSWER
    return before, say_answer(change.question, change.after) or NO_ANSWER
