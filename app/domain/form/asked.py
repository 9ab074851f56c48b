"""Which questions are asked, once some are answered. Not here: comparing one answer (condition.py).

An answer to what is not asked counts as none, so whatever depends on it is not asked either.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.event import Answer
from app.domain.form.condition import holds
from app.domain.form.question import Audience, Question, QuestionKind, Scope


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form under a heading of its own; ``heading`` is None for what comes first."""

    heading: Question | None
    entries: tuple[Question, ...]


def asked(
    questions: Sequence[Question],
    answers: Mapping[str, Answer],
    *,
    of_order: Mapping[str, Answer] | None = None,
) -> tuple[Question, ...]:
    """Return the entries that stand on the form with these answers, in order.

    ``answers`` are one participant's, ``of_order`` those that were asked once of whoever orders.
    What stands in a section is there only where the section is.
    """
    known: dict[str, Answer] = dict(of_order or {})
    found: list[Question] = []
    within = True
    for question in questions:
        here = holds(question.condition, known)
        if question.kind is QuestionKind.SECTION:
            within = here
        if not (within and here):
            known.pop(question.key, None)
            continue
        found.append(question)
        if question.key in answers:
            known[question.key] = answers[question.key]
    return tuple(found)


def of_scope(questions: Sequence[Question], scope: Scope) -> tuple[Question, ...]:
    """Return the entries that are asked of each participant, or once; without those for staff.

    A section, with what stands in it, is of the scope of its heading.
    """
    return tuple(
        question
        for question in questions
        if question.scope is scope and question.audience is Audience.PARTICIPANT
    )


def sections(entries: Sequence[Question]) -> Iterator[Section]:
    """Yield the sections of entries that are shown; one with nothing in it is none."""
    heading: Question | None = None
    within: list[Question] = []
    for entry in entries:
        if entry.kind is not QuestionKind.SECTION:
            within.append(entry)
            continue
        if within:
            yield Section(heading, tuple(within))
        heading, within = entry, []
    if within:
        yield Section(heading, tuple(within))
