"""A program's own questions as a page draws them: fields, in sections, with their conditions.

Not here: markup (templates/registering/_questions.html), reading them (asking.py).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.domain.event import Answer
from app.domain.extra import Extra
from app.domain.form.asked import of_scope, sections
from app.domain.form.condition import Condition
from app.domain.form.document import condition_document
from app.domain.form.file import MEDIA_TYPES, read_file, say_wanted, types_of
from app.domain.form.question import TICKED, Question, QuestionKind, Scope
from app.domain.form.said import countries_by_name
from app.domain.form.taking import takes_extras
from app.domain.said import together
from app.languages import reader
from app.web.forms.address import address_parts
from app.web.forms.asking import answered_by, dependent, field_of
from app.web.forms.extras import priced_options
from app.web.forms.field import Field
from app.web.forms.given import Given

# More than these are a list to open, not buttons below each other.
_MOST_BUTTONS = 12
_AUTOCOMPLETE = {
    QuestionKind.EMAIL: "email",
    QuestionKind.PHONE: "tel",
    QuestionKind.COUNTRY: "country",
}
# Only these say that a date is the day on which somebody was born.
_BIRTHDAYS = ("birth_date", "birthdate", "birthday", "date_of_birth", "born", "bday")


def worded(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Return the questions in the reader's language, as far as they were translated."""
    return tuple(each.worded(reader().code) for each in questions)


@dataclass(frozen=True, slots=True)
class SectionFields:
    """Fields under a heading of their own, or under none; ``condition`` is when they are there."""

    heading: str
    help: str
    condition: str
    hidden: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class QuestionFields:
    """What the order, or one participant, is asked; ``prefix`` begins the names of the fields."""

    prefix: str
    sections: tuple[SectionFields, ...]
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class QuestionDrawer:
    """Draws the questions of one form as it was written; ``country``: two letters, the site's.

    ``extras`` are the class's, of which options may take some.
    """

    given: Given
    errors: Mapping[str, str]
    questions: Sequence[Question]
    country: str
    extras: Sequence[Extra] = ()

    def of_order(self) -> QuestionFields:
        """Draw what is asked once."""
        return self._draw(0, Scope.ORDER, {})

    def of_participant(self, number: int, of_order: Mapping[str, Answer]) -> QuestionFields:
        """Draw what a participant (1, 2, …) is asked."""
        return self._draw(number, Scope.PARTICIPANT, of_order)

    def _draw(self, number: int, scope: Scope, of_order: Mapping[str, Answer]) -> QuestionFields:
        own = of_scope(self.questions, scope)
        answered = answered_by(self.given, own, number, country=self.country, of_order=of_order)
        there = {question.key for question in answered.asked}
        depending = dependent(own)
        drawn = []
        for section in sections(own):
            heading = section.heading
            drawn.append(
                SectionFields(
                    heading=heading.label if heading else "",
                    help=heading.help if heading else "",
                    condition=_condition(heading.condition) if heading else "",
                    hidden=heading is not None and heading.key not in there,
                    fields=tuple(
                        self._field(
                            number,
                            question,
                            hidden=question.key not in there,
                            depends=question.key in depending,
                        )
                        for question in section.entries
                    ),
                )
            )
        return QuestionFields(field_of(number, ""), tuple(drawn), answered.answers)

    def _field(self, number: int, question: Question, *, hidden: bool, depends: bool) -> Field:
        name = field_of(number, question.key)
        within = f"section-participant-{number} " if number else "section-order "
        completes = _completes(question)
        priced = takes_extras(question)
        texts = self.given.shown(name)
        return Field(
            id=name,
            kind=_kind(question),
            label=question.label,
            texts=texts,
            error=self.errors.get(name, ""),
            hint=_hint(question),
            optional=question.asks and not question.required and question.kind not in TICKED,
            options=_options(question),
            autocomplete=within + completes if completes else "",
            condition=_condition(question.condition),
            hidden=hidden,
            depends=depends and question.asks,
            parts=address_parts(name, self.given.shown(name), within=within, country=self.country)
            if question.kind is QuestionKind.ADDRESS
            else (),
            priced=priced_options(question, name, self.extras) if priced else (),
            handed_in=_handed_in(question, texts),
            accept=_accept(question),
        )


def _handed_in(question: Question, texts: Sequence[str]) -> str:
    file = read_file(texts) if question.kind is QuestionKind.FILE else None
    return file.said if file else ""


def _accept(question: Question) -> str:
    if question.kind is not QuestionKind.FILE:
        return ""
    return ",".join(MEDIA_TYPES[each] for each in types_of(question))


def _kind(question: Question) -> str:
    if takes_extras(question):
        return f"priced_{question.kind.value}"
    if question.kind is QuestionKind.CHOICE and len(question.options) > _MOST_BUTTONS:
        return "long_choice"
    return question.kind.value


def _options(question: Question) -> Sequence[tuple[str, str]]:
    if question.kind is QuestionKind.COUNTRY:
        return countries_by_name(reader().locale)
    return [(each.value, each.shown) for each in question.options]


def _hint(question: Question) -> str:
    mask_help = question.limits.mask_help
    wanted: str = f"{mask_help[:1].upper()}{mask_help[1:]}"
    if question.kind is QuestionKind.FILE:
        wanted = say_wanted(question)
    if not (question.help and wanted):
        return question.help or wanted
    # The help may be a sentence of ours, to be said in another language.
    return together((question.help, wanted), " " if question.help.endswith(".") else ". ")


def _completes(question: Question) -> str:
    if question.kind is QuestionKind.DATE and question.key.lower() in _BIRTHDAYS:
        return "bday"
    return _AUTOCOMPLETE.get(question.kind, "")


@lru_cache(512)
def _condition(condition: Condition | None) -> str:
    """Return a condition as ``static/conditions.js`` takes it, or nothing where there is none."""
    if condition is None:
        return ""
    return json.dumps(condition_document(condition), separators=(",", ":"))
