"""One entry of a form that is built, as fields: what was written in them, and what it means.

Not here: its condition (form_conditions.py), its other languages (form_words.py), whether it is
fit (domain/form/mistakes.py).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from app.domain.form.editing import KEY, propose_key
from app.domain.form.file import read_types
from app.domain.form.mistakes import Mistake
from app.domain.form.question import (
    CHOOSING,
    TICKED,
    Audience,
    Limits,
    Option,
    Question,
    QuestionKind,
    Scope,
)
from app.domain.naming import name_destination
from app.web.staff.form_conditions import FIRST_ROW, condition_given
from app.web.staff.words import written, written_lines

_K = QuestionKind
KINDS = (
    (_K.TEXT, "Short text"),
    (_K.LONG_TEXT, "Long text"),
    (_K.EMAIL, "Email address"),
    (_K.PHONE, "Phone number"),
    (_K.NUMBER, "Number"),
    (_K.DATE, "Date"),
    (_K.TIME, "Time of day"),
    (_K.CHOICE, "One choice"),
    (_K.CHOICES, "Several choices"),
    (_K.YES_NO, "Yes or no"),
    (_K.AGREEMENT, "Agreement, by a tick"),
    (_K.DECLARATION, "Declaration, by a tick"),
    (_K.COUNTRY, "Country"),
    (_K.ADDRESS, "Address"),
    (_K.FILE, "File"),
    (_K.SECTION, "Section: what follows stands under its heading"),
    (_K.HEADING, "Heading"),
    (_K.EXPLANATION, "Explanation"),
)
KIND_NAMES = dict(KINDS)
BUILDABLE = frozenset(KIND_NAMES)
_LONG_LABELS = (*TICKED, _K.EXPLANATION)
LABEL_LIMIT, LONG_LABEL_LIMIT, HELP_LIMIT = 200, 2000, 500
_MOST_DAYS = 36_500
# What is limited, as its two fields say it; kinds that are not here have no limits.
_LIMITED = {
    _K.TEXT: ("Fewest characters", "Most characters"),
    _K.LONG_TEXT: ("Fewest characters", "Most characters"),
    _K.NUMBER: ("The least", "The most"),
    _K.DATE: ("First day", "Last day"),
    _K.TIME: ("Earliest", "Latest"),
    _K.CHOICES: ("Fewest to be chosen", "Most to be chosen"),
    _K.FILE: ("", "Largest file, in megabytes"),
}
# The group of fields that say under which names partners hear an answer.
TOLD = "told"
# Where a mistake about a part of an entry is shown.
_FIELDS = {"limits": "most", "condition": FIRST_ROW, "told_as": TOLD}
_NO_DEFAULT = frozenset((*TICKED, _K.FILE, _K.ADDRESS, _K.CHOICES))


@dataclass(frozen=True, slots=True)
class Offered:
    """Which fields an entry of this kind has."""

    kind: QuestionKind
    name: str
    asks: bool
    long_label: bool
    options: bool
    limits: tuple[str, str]
    mask: bool
    types: bool
    default: bool

    @property
    def label_limit(self) -> int:
        """How many characters its label may have."""
        return LONG_LABEL_LIMIT if self.long_label else LABEL_LIMIT


def offered(kind: QuestionKind) -> Offered:
    """Say which fields an entry of the kind has."""
    asks = Question("", kind, "").asks
    return Offered(
        kind=kind,
        name=KIND_NAMES[kind],
        asks=asks,
        long_label=kind in _LONG_LABELS,
        options=kind in CHOOSING,
        limits=_LIMITED.get(kind, ("", "")),
        mask=kind is _K.TEXT,
        types=kind is _K.FILE,
        default=asks and kind not in _NO_DEFAULT,
    )


def fields_of(question: Question) -> dict[str, str]:
    """Return an entry as its fields have it; a box that is not ticked is empty."""
    limits = question.limits
    fields = {
        "label": question.label,
        "key": question.key,
        "help": question.help,
        "required": "yes" if question.required else "",
        "scope": question.scope.value,
        "audience": question.audience.value,
        "options": "\n".join(map(_option_line, question.options)),
        "least": limits.least,
        "most": limits.most,
        "mask": limits.mask,
        "mask_help": limits.mask_help,
        "types": ", ".join(limits.types),
        "default": question.default,
        "sensitive": "yes" if question.sensitive else "",
        "retention_days": "" if question.retention_days is None else str(question.retention_days),
    }
    for partner, name in question.told_as.items():
        fields |= {f"told_as-{partner}": name, f"silent-{partner}": "" if name else "yes"}
    return fields


def question_given(
    form: MultiDict[str, str],
    kind: QuestionKind,
    *,
    before: Question | None,
    partners: Iterable[str],
    taken: Collection[str],
    fixed_key: bool,
) -> Question:
    """Read an entry; a key that was left empty is made of the label, and is none that is taken.

    ``before`` is the entry as it was, ``fixed_key`` that its key was published and stays.
    """
    has = offered(kind)
    label = _text(form, "label", has.label_limit)
    key = written(form.get("key", ""), limit=200) or propose_key(label, taken=taken)
    days = written(form.get("retention_days", ""), limit=20)
    return Question(
        key=before.key if before and fixed_key else key,
        kind=kind,
        label=label,
        required=has.asks and "required" in form,
        help=_text(form, "help", HELP_LIMIT),
        options=_options(form) if has.options else (),
        limits=_limits(form, has),
        default=_text(form, "default", HELP_LIMIT) if has.default else "",
        scope=Scope.ORDER if form.get("scope") == Scope.ORDER else Scope.PARTICIPANT,
        audience=Audience.STAFF if form.get("audience") == Audience.STAFF else Audience.PARTICIPANT,
        condition=condition_given(form, before.condition if before else None),
        sensitive=has.asks and "sensitive" in form,
        retention_days=int(days) if has.asks and _is_days(days) else None,
        told_as=_told_as(form, partners, has),
    )


def errors_in(form: MultiDict[str, str], question: Question) -> dict[str, str]:
    """Return what is wrong with what was written, that the entry itself does not show any more."""
    errors = {}
    if not KEY.fullmatch(question.key):
        errors["key"] = "The key must be 1 to 64 letters, digits, - or _"
    days = written(form.get("retention_days", ""), limit=20)
    if days and not _is_days(days):
        errors["retention_days"] = f"How many days must be a whole number, {_MOST_DAYS} at most"
    named = [each for each, name in question.told_as.items() if name]
    if named and (question.sensitive or question.kind is _K.FILE):
        what = "What is sensitive" if question.sensitive else "A file"
        errors[TOLD] = f"{what} stays here: {name_destination(named[0])} is not told it"
    return errors


def errors_from(mistakes: Iterable[Mistake], key: str) -> dict[str, str]:
    """Return mistakes of the entry by the field that they are about, in the order of the page."""
    return {_FIELDS.get(each.part, each.part): each.reason for each in mistakes if each.key == key}


def _is_days(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 6 and int(text) <= _MOST_DAYS


def _text(form: MultiDict[str, str], name: str, limit: int) -> str:
    return written_lines(form.get(name, ""), limit=limit)


def _option_line(option: Option) -> str:
    label = [option.label] if option.label or option.extra else []
    return " | ".join([option.value, *label, *([option.extra] if option.extra else [])])


def _options(form: MultiDict[str, str]) -> tuple[Option, ...]:
    lines = _text(form, "options", 60_000).splitlines()
    parted = ([part.strip()[:200] for part in line.split("|")] for line in lines)
    return tuple(Option(*(*parts, "", "")[:3]) for parts in parted)


def _limits(form: MultiDict[str, str], has: Offered) -> Limits:
    least, most = has.limits
    names = written(form.get("types", ""), limit=200).replace(",", " ").lower().split()
    return Limits(
        least=_text(form, "least", 40) if least else "",
        most=_text(form, "most", 40) if most else "",
        mask=_text(form, "mask", 100) if has.mask else "",
        mask_help=_text(form, "mask_help", 200) if has.mask else "",
        types=read_types(names) if has.types else (),
    )


def _told_as(form: MultiDict[str, str], partners: Iterable[str], has: Offered) -> dict[str, str]:
    if not has.asks:
        return {}
    names = {each: written(form.get(f"told_as-{each}", ""), limit=100) for each in partners}
    silent = {each: "" for each in names if f"silent-{each}" in form}
    return {partner: name for partner, name in names.items() if name} | silent
