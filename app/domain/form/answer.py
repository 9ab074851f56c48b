"""What counts as an answer to a question. Not here: whether it is asked at all (asked.py)."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from app.domain.contact import ContactRefused, clean_email, clean_phone
from app.domain.event import Answer
from app.domain.form.file import read_file
from app.domain.form.question import Question, QuestionKind
from app.domain.form.refusing import ask_for, at_least, at_most, unlike_mask
from app.domain.said import plain_day, sentence

TEXT_LIMIT = 200
LONG_TEXT_LIMIT = 5000
# Two lines of a street, postal code, town, country: in that order, as an address is kept.
ADDRESS_PARTS = ("line1", "line2", "postal_code", "city", "country")
_ADDRESS_NEEDS = {
    "line1": sentence("street and number"),
    "city": sentence("town or city"),
    "country": sentence("country"),
}
# As pages say numbers: commas part the thousands, a point the decimals.
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")
# A thousand to who parts thousands by a comma, one to whom it is the mark of decimals.
_EITHER = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")


@dataclass(eq=False)
class AnswerRefused(ValueError):
    """An answer that is none; ``reason`` is shown beside the question."""

    reason: str

    def __str__(self) -> str:
        return self.reason


def read_answer(question: Question, given: Sequence[str], *, country: str = "") -> Answer:
    """Turn the texts a browser sent for a question into its answer; None when left empty.

    ``country`` (two letters) is how a telephone number without + is read. An address comes as the
    five texts of ``ADDRESS_PARTS``, a file as those of ``file.FileAnswer``.

    Raises:
        AnswerRefused: required and empty, or not an answer of the question's kind and limits.
    """
    if not question.asks:
        return None
    if question.kind is QuestionKind.ADDRESS:
        return _address(question, given)
    texts = [text.strip() for text in given if text.strip()]
    if not texts:
        if question.required:
            raise AnswerRefused(ask_for(question))
        return [] if question.kind is QuestionKind.CHOICES else None
    if question.kind is QuestionKind.CHOICES:
        return _choices(question, texts)
    if question.kind is QuestionKind.FILE:
        return _upload(question, texts)
    if question.kind is QuestionKind.PHONE:
        return _phone(question, texts[0], country)
    return _READ[question.kind](question, texts[0])


def _text(question: Question, text: str) -> Answer:
    kept = _written(" ".join(text.split()), limit=TEXT_LIMIT, label=question.label)
    _keep_length(question, kept)
    if question.limits.mask and not fits_mask(question.limits.mask, kept):
        raise AnswerRefused(unlike_mask(question))
    return kept


def _long_text(question: Question, text: str) -> Answer:
    kept = _written(text, limit=LONG_TEXT_LIMIT, label=question.label)
    _keep_length(question, kept)
    return kept


def _keep_length(question: Question, text: str) -> None:
    least, most = question.limits.least, question.limits.most
    if least and len(text) < int(least):
        raise AnswerRefused(at_least(question.label, int(least)))
    if most and len(text) > int(most):
        raise AnswerRefused(at_most(question.label, int(most)))


def fits_mask(mask: str, text: str) -> bool:
    """Say whether the text looks, sign by sign, as the mask says (``Limits``)."""
    return len(mask) == len(text) and all(map(_fits_sign, mask, text))


def _fits_sign(mask: str, sign: str) -> bool:
    match mask:
        case "9":
            return sign.isdecimal()
        case "A":
            return sign.isalpha()
        case "*":
            return sign.isalpha() or sign.isdecimal()
        case _:
            return sign == mask


def _written(text: str, *, limit: int, label: str) -> str:
    if len(text) > limit:
        raise AnswerRefused(at_most(label, limit))
    if any(map(_cannot_be_kept, text)):
        raise AnswerRefused(sentence("{label} has characters that cannot be shown", label=label))
    return text


def _cannot_be_kept(sign: str) -> bool:
    """Say whether no database (NUL), no partner's XML or no reader's eye (turned text) has it."""
    turns = "\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069"
    no_character = ord(sign) & 0xFFFE == 0xFFFE or "\ufdd0" <= sign <= "\ufdef"
    control = unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\r\n\t"
    return turns or no_character or control


def _option(question: Question, text: str) -> str:
    if text not in question.values:
        raise AnswerRefused(sentence("Select one of the options shown"))
    return text


def _choices(question: Question, texts: Sequence[str]) -> Answer:
    chosen = [_option(question, text) for text in dict.fromkeys(texts)]
    least, most = question.limits.least, question.limits.most
    if least and len(chosen) < int(least):
        raise AnswerRefused(sentence("Select {least} or more", least=least))
    if most and len(chosen) > int(most):
        raise AnswerRefused(sentence("Select {most} or fewer", most=most))
    return chosen


def _yes_no(question: Question, text: str) -> Answer:
    if text not in ("yes", "no"):
        raise AnswerRefused(sentence("Select yes or no"))
    return text == "yes"


def _ticked(question: Question, text: str) -> Answer:
    return True


def _date(question: Question, text: str) -> Answer:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise AnswerRefused(
            sentence("{label} must be a real date, like 1990-05-17", label=question.label)
        ) from error
    _keep_order(question, day.isoformat(), lambda kept: plain_day(date.fromisoformat(kept)))
    return day.isoformat()


def _time(question: Question, text: str) -> Answer:
    try:
        moment = time.fromisoformat(text)
    except ValueError as error:
        raise AnswerRefused(
            sentence("{label} must be a time of day, like 09:30", label=question.label)
        ) from error
    if moment.tzinfo is not None:
        raise AnswerRefused(
            sentence("{label} must be a time of day, like 09:30", label=question.label)
        )
    kept = f"{moment:%H:%M}"
    _keep_order(question, kept, str)
    return kept


def _keep_order(question: Question, kept: str, say: Callable[[str], str]) -> None:
    least, most = question.limits.least, question.limits.most
    if least and kept < least:
        raise AnswerRefused(
            sentence("{label} must be {least} or later", label=question.label, least=say(least))
        )
    if most and kept > most:
        raise AnswerRefused(
            sentence("{label} must be {most} or earlier", label=question.label, most=say(most))
        )


def _number(question: Question, text: str) -> Answer:
    if _EITHER.fullmatch(text):
        raise AnswerRefused(
            sentence(
                "{label} must have no mark for thousands: write 1000 or 1000.5",
                label=question.label,
            )
        )
    mark = "" if _THOUSANDS.fullmatch(text) else "."
    try:
        value = Decimal(text.replace(",", mark))
    except InvalidOperation as error:
        raise AnswerRefused(
            sentence("{label} must be a number, like 12", label=question.label)
        ) from error
    # Counting digits first: arithmetic on 1e99999999 is a fault of its own.
    if not value.is_finite() or value.adjusted() > 12 or abs(value) > 10**12:
        raise AnswerRefused(sentence("{label} must be a number, like 12", label=question.label))
    least, most = question.limits.least, question.limits.most
    if least and value < Decimal(least):
        raise AnswerRefused(
            sentence("{label} must be {least} or more", label=question.label, least=least)
        )
    if most and value > Decimal(most):
        raise AnswerRefused(
            sentence("{label} must be {most} or less", label=question.label, most=most)
        )
    return int(value) if value == value.to_integral_value() else float(value)


def _email(question: Question, text: str) -> Answer:
    try:
        return clean_email(text[:1000])
    except ContactRefused as refused:
        raise AnswerRefused(
            sentence(
                "{label} must be an email address, like name@example.org", label=question.label
            )
        ) from refused


def _phone(question: Question, text: str, country: str) -> Answer:
    try:
        return clean_phone(text, country=country)
    except ContactRefused as refused:
        raise AnswerRefused(
            sentence("{label} must be a phone number, like +44 20 7946 0958", label=question.label)
        ) from refused


def _country(question: Question, text: str) -> Answer:
    if text not in countries():
        raise AnswerRefused(sentence("Select a country"))
    return text


@lru_cache(1)
def countries() -> frozenset[str]:
    """Return the codes of all countries, two letters each (ISO 3166)."""
    from babel import Locale

    # Two letters, too, but no countries: unions, the United Nations, Unicode's tests, and places
    # that ISO 3166 only keeps free, because each is a part of a country that is on the list.
    none = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
    codes = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha()) - none


def _address(question: Question, given: Sequence[str]) -> Answer:
    texts = [" ".join(text.split()) for text in (*given, "", "", "", "", "")][: len(ADDRESS_PARTS)]
    if not any(texts[:-1]):
        # A country alone is what the page had chosen before anybody wrote.
        if question.required:
            raise AnswerRefused(ask_for(question))
        return None
    for part, text in zip(ADDRESS_PARTS, texts, strict=True):
        if part in _ADDRESS_NEEDS and not text:
            raise AnswerRefused(
                sentence(
                    "{label} lacks its {part}", label=question.label, part=_ADDRESS_NEEDS[part]
                )
            )
        _written(text, limit=TEXT_LIMIT, label=question.label)
    if texts[-1] not in countries():
        raise AnswerRefused(
            sentence("{label} must have a country that is on the list", label=question.label)
        )
    return texts


def _upload(question: Question, texts: Sequence[str]) -> Answer:
    file = read_file(texts)
    if file is None:
        raise AnswerRefused(sentence("Choose the file for {label} again", label=question.label))
    return file.texts()


_READ: dict[QuestionKind, Callable[[Question, str], Answer]] = {
    QuestionKind.TEXT: _text,
    QuestionKind.LONG_TEXT: _long_text,
    QuestionKind.EMAIL: _email,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.TIME: _time,
    QuestionKind.CHOICE: _option,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.AGREEMENT: _ticked,
    QuestionKind.DECLARATION: _ticked,
    QuestionKind.COUNTRY: _country,
}
