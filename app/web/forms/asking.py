"""A program's own questions on the registration form: which are asked, and what was answered.

Here: reading them, of the order and of each participant, and what stands in them beforehand. Not
here: what counts as an answer (domain/form), how they are drawn (questions.py).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.event import Answer
from app.domain.form.asked import of_scope
from app.domain.form.question import TICKED, Question, QuestionKind, Scope
from app.domain.form.reading import Answered, read_answers
from app.domain.form.taking import takes_extras
from app.web.forms.given import Given, order_field, participant_field, question_field

# Names the questions that depend on others and stood on the page, asked or not.
ASKED = "asked"
# No answer that could be right is longer; what is beyond need not be looked at.
_LONGEST_TEXT = 6000
_MOST_TEXTS = 200
_ORDER_NUMBER = 0
# What is nobody else's.
_THEIR_OWN = frozenset((*TICKED, QuestionKind.FILE))


def field_of(number: int, key: str) -> str:
    """Return the name of an answer of participant 1, 2, …; of the order's for 0."""
    return question_field(number, key) if number else order_field(key)


def dependent(questions: Sequence[Question]) -> frozenset[str]:
    """Return the keys of those that are only there on a condition, their section's included."""
    found = set()
    within = False
    for question in questions:
        if question.kind is QuestionKind.SECTION:
            within = question.condition is not None
        if within or question.condition is not None:
            found.add(question.key)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Asking:
    """Reads the program's own questions of one form as it was sent.

    ``errors`` gathers what is wrong and ``more`` the questions that came up by these answers and
    were not on the page that was sent; both by field.
    """

    given: Given
    questions: Sequence[Question]
    country: str
    errors: dict[str, str] = field(default_factory=dict)
    more: list[str] = field(default_factory=list)

    def of_order(self) -> Mapping[str, Answer]:
        """Read what is asked once."""
        return self._read(_ORDER_NUMBER, Scope.ORDER, {})

    def of_participant(self, number: int, of_order: Mapping[str, Answer]) -> dict[str, Answer]:
        """Read what a participant (1, 2, …) is asked; ``of_order`` are the order's answers."""
        return self._read(number, Scope.PARTICIPANT, of_order)

    def _read(self, number: int, scope: Scope, of_order: Mapping[str, Answer]) -> dict[str, Answer]:
        questions = of_scope(self.questions, scope)
        answered = answered_by(
            self.given, questions, number, country=self.country, of_order=of_order
        )
        depending = dependent(questions)
        seen = set(self.given.all(ASKED))
        for question in answered.asked:
            name = field_of(number, question.key)
            is_new = name not in seen and name not in self.given.texts
            if question.asks and question.key in depending and is_new:
                self.more.append(name)
            elif question.key in answered.refused:
                self.errors[name] = answered.refused[question.key]
        return dict(answered.answers)


def answered_by(
    given: Given,
    questions: Sequence[Question],
    number: int,
    *,
    country: str,
    of_order: Mapping[str, Answer],
) -> Answered:
    """Return what stands on the form with what was sent, for the order (0) or a participant."""

    def sent(question: Question) -> list[str]:
        texts = given.all(field_of(number, question.key))
        return [text[:_LONGEST_TEXT] for text in texts[:_MOST_TEXTS]]

    return read_answers(questions, sent, country=country, of_order=of_order)


def with_defaults(given: Given, questions: Sequence[Question], places: int) -> Given:
    """Return the form with what stands there beforehand wherever nobody could write yet.

    That is on a page that was not there before, for a participant who was not, and in a question
    that was not asked.
    """
    fresh = dict(_defaults(given, questions, places))
    return replace(given, texts={**fresh, **given.texts}) if fresh else given


def _defaults(
    given: Given, questions: Sequence[Question], places: int
) -> Iterator[tuple[str, tuple[str, ...]]]:
    seen = set(given.all(ASKED))
    for number in range(places + 1):
        who = participant_field(number, "name") if number else "name"
        own = of_scope(questions, Scope.PARTICIPANT if number else Scope.ORDER)
        depending = dependent(own)
        for question in own:
            name = field_of(number, question.key)
            unseen = question.key in depending and name not in seen
            if question.default and (who not in given.texts or unseen):
                yield name, (question.default,)


def taken_over(given: Given, action: str, questions: Sequence[Question]) -> Given | None:
    """Return the form with a participant's answers those of the one before, if a button said so.

    What one agrees to or declares is not taken over: nobody can do that for another. Neither are
    files, and what takes an extra, because it costs.
    """
    verb, _, text = action.partition("-")
    if verb != "same" or not (text.isascii() and text.isdigit() and len(text) < 3):
        return None
    number = int(text)
    if not 2 <= number <= given.places:
        return given
    texts = dict(given.texts)
    for question in of_scope(questions, Scope.PARTICIPANT):
        if question.kind in _THEIR_OWN or takes_extras(question):
            continue
        before, own = field_of(number - 1, question.key), field_of(number, question.key)
        texts.pop(own, None)
        if before in given.texts:
            texts[own] = given.texts[before]
    return replace(given, texts=texts)
