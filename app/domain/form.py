"""A program's own questions and what counts as an answer. Not here: how a question is drawn."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from app.domain.event import Answer


class QuestionKind(StrEnum):
    """What sort of answer a question takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    DATE = "date"
    NUMBER = "number"


TEXT_LIMIT = 200
LONG_TEXT_LIMIT = 5000
# As pages say numbers: commas part the thousands, a point the decimals.
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")
# A thousand to who parts thousands by a comma, one to whom it is the mark of decimals.
_EITHER = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form; ``key`` names its answer for ever, ``options`` are for choices."""

    key: str
    kind: QuestionKind
    label: str
    required: bool = False
    help: str = ""
    options: tuple[str, ...] = ()


@dataclass(eq=False)
class AnswerRefused(ValueError):
    """An answer that is none; ``reason`` is shown beside the question."""

    reason: str

    def __str__(self) -> str:
        return self.reason


def read_answer(question: Question, given: Sequence[str]) -> Answer:
    """Turn the texts a browser sent for a question into its answer; None when left empty.

    Raises:
        AnswerRefused: required and empty, or not an answer of the question's kind.
    """
    texts = [text.strip() for text in given if text.strip()]
    if not texts:
        if question.required:
            raise AnswerRefused(_ask(question))
        return [] if question.kind is QuestionKind.CHOICES else None
    if question.kind is QuestionKind.CHOICES:
        return [_option(question, text) for text in dict.fromkeys(texts)]
    return _READ[question.kind](question, texts[0])


def _text(question: Question, text: str) -> Answer:
    return _written(" ".join(text.split()), limit=TEXT_LIMIT, label=question.label)


def _long_text(question: Question, text: str) -> Answer:
    return _written(text, limit=LONG_TEXT_LIMIT, label=question.label)


def _written(text: str, *, limit: int, label: str) -> str:
    if len(text) > limit:
        raise AnswerRefused(f"{label} must be {limit} characters or fewer")
    if any(map(_cannot_be_kept, text)):
        raise AnswerRefused(f"{label} has characters that cannot be shown")
    return text


def _cannot_be_kept(sign: str) -> bool:
    """Say whether no database (NUL), no partner's XML or no reader's eye (turned text) has it."""
    turns = "\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069"
    no_character = ord(sign) & 0xFFFE == 0xFFFE or "\ufdd0" <= sign <= "\ufdef"
    control = unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\r\n\t"
    return turns or no_character or control


def _option(question: Question, text: str) -> str:
    if text not in question.options:
        raise AnswerRefused("Select one of the options shown")
    return text


def _yes_no(question: Question, text: str) -> Answer:
    if text not in ("yes", "no"):
        raise AnswerRefused("Select yes or no")
    return text == "yes"


def _date(question: Question, text: str) -> Answer:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise AnswerRefused(f"{question.label} must be a real date, like 1990-05-17") from error


def _number(question: Question, text: str) -> Answer:
    if _EITHER.fullmatch(text):
        raise AnswerRefused(
            f"{question.label} must have no mark for thousands: write 1000 or 1000.5"
        )
    mark = "" if _THOUSANDS.fullmatch(text) else "."
    try:
        value = Decimal(text.replace(",", mark))
    except InvalidOperation as error:
        raise AnswerRefused(f"{question.label} must be a number, like 12") from error
    # Counting digits first: arithmetic on 1e99999999 is a fault of its own.
    if not value.is_finite() or value.adjusted() > 12 or abs(value) > 10**12:
        raise AnswerRefused(f"{question.label} must be a number, like 12")
    return int(value) if value == value.to_integral_value() else float(value)


_READ = {
    QuestionKind.TEXT: _text,
    QuestionKind.LONG_TEXT: _long_text,
    QuestionKind.CHOICE: _option,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.DATE: _date,
    QuestionKind.NUMBER: _number,
}
_ASK = {
    QuestionKind.CHOICE: "Select",
    QuestionKind.CHOICES: "Select",
    QuestionKind.YES_NO: "Select yes or no",
}


def _ask(question: Question) -> str:
    """Return what to do about a question left empty; one that is a sentence is quoted whole."""
    verb = _ASK.get(question.kind, "Enter")
    label = question.label
    if label.endswith("?"):
        return f"{'Select an answer' if verb == 'Select' else verb}: {label}"
    joined = f"{verb} for" if question.kind is QuestionKind.YES_NO else verb
    return f"{joined} {label[:1].lower() + label[1:] if label[1:2].islower() else label}"


def questions_from(document: Sequence[Mapping[str, object]]) -> tuple[Question, ...]:
    """Read a form as it is kept: a list of objects with the fields of ``Question``."""
    return tuple(
        Question(
            key=str(item["key"]),
            kind=QuestionKind(str(item["kind"])),
            label=str(item["label"]),
            required=bool(item.get("required", False)),
            help=str(item.get("help", "")),
            options=tuple(str(option) for option in _list(item.get("options"))),
        )
        for item in document
    )


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []
