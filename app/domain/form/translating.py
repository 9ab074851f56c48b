"""What of a form is not said in another language yet. Not here: saying it (Question.worded)."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.form.question import Audience, Question


@dataclass(frozen=True, slots=True)
class Untranslated:
    """An entry of which something is shown in the form's own words.

    ``options`` are the values of those that are.
    """

    question: Question
    label: bool
    help: bool
    mask_help: bool
    options: tuple[str, ...]


def untranslated(questions: Sequence[Question], language: str) -> tuple[Untranslated, ...]:
    """Return the entries of which something is not said in the language, in the form's order.

    What staff alone see is in the form's own words, and lacks nothing.
    """
    theirs = [each for each in questions if each.audience is Audience.PARTICIPANT]
    found = (_lacking(each, language) for each in theirs)
    return tuple(
        each for each in found if each.label or each.help or each.mask_help or each.options
    )


def is_begun(questions: Sequence[Question], language: str) -> bool:
    """Say whether anything of the form is said in the language."""
    return any(language in each.wordings for each in questions)


def _lacking(question: Question, language: str) -> Untranslated:
    words = question.wordings.get(language)
    said = words.options if words else {}
    return Untranslated(
        question=question,
        label=not (words and words.label),
        help=bool(question.help) and not (words and words.help),
        mask_help=bool(question.limits.mask_help) and not (words and words.mask_help),
        options=tuple(each for each in question.values if not said.get(each)),
    )
