"""One entry of a form as a frozen value. Not here: what counts as its answer (answer.py)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.domain.form.condition import Condition


class QuestionKind(StrEnum):
    """What sort of answer an entry takes; the last three take none."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    AGREEMENT = "agreement"
    DECLARATION = "declaration"
    COUNTRY = "country"
    ADDRESS = "address"
    FILE = "file"
    SECTION = "section"
    HEADING = "heading"
    EXPLANATION = "explanation"


# Those that only say something.
SAYING = frozenset((QuestionKind.SECTION, QuestionKind.HEADING, QuestionKind.EXPLANATION))
CHOOSING = frozenset((QuestionKind.CHOICE, QuestionKind.CHOICES))
# Those that are given by a tick: the label is what one agrees to, and the version keeps it.
TICKED = frozenset((QuestionKind.AGREEMENT, QuestionKind.DECLARATION))


class Scope(StrEnum):
    """Of whom it is asked: of each participant, or once of whoever orders."""

    PARTICIPANT = "participant"
    ORDER = "order"


class Audience(StrEnum):
    """Who sees it and answers it: those who register, or staff alone."""

    PARTICIPANT = "participant"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose; ``value`` is what is kept.

    ``extra`` is the code of an extra of the class that goes with it, whose price and stock are then
    the option's; a class without that extra does not offer it.
    """

    value: str
    label: str = ""
    extra: str = ""

    @property
    def shown(self) -> str:
        """What people read."""
        return self.label or self.value


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer has to keep to; each may be empty.

    ``least`` and ``most`` are how many characters a text has or choices are made, how much a number
    is, how many megabytes a file has (``most`` alone), or the first and last date (``1990-05-17``)
    or time (``09:30``). ``mask`` says sign by sign what a text looks like: ``9`` is a digit, ``A``
    a letter, ``*`` either, anything else itself; ``mask_help`` tells people so in words. A mask
    instead of a regular expression: coordinators write it, and no answer can make it slow.
    ``types`` are the kinds of file taken, as ``file.FileType`` names them.
    """

    least: str = ""
    most: str = ""
    mask: str = ""
    mask_help: str = ""
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """An entry in another language; what is empty stays as it is. ``options`` are by value."""

    label: str = ""
    help: str = ""
    mask_help: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """One entry of a form; ``key`` names its answer for ever, across versions.

    ``default`` is what stands there before anybody answered. ``condition`` says when it is asked.
    ``sensitive`` answers are kept sealed, masked in lists, and reading one is logged.
    ``retention_days`` after the end of the class the answer is erased; None keeps it as long as the
    registration. ``told_as`` are names under which partners hear it, by the partner's name.
    ``wordings`` are other languages, by their code.
    """

    key: str
    kind: QuestionKind
    label: str
    required: bool = False
    help: str = ""
    options: tuple[Option, ...] = ()
    limits: Limits = Limits()
    default: str = ""
    scope: Scope = Scope.PARTICIPANT
    audience: Audience = Audience.PARTICIPANT
    condition: Condition | None = None
    sensitive: bool = False
    retention_days: int | None = None
    told_as: Mapping[str, str] = field(default_factory=dict)
    wordings: Mapping[str, Wording] = field(default_factory=dict)

    @property
    def asks(self) -> bool:
        """Whether it takes an answer at all."""
        return self.kind not in SAYING

    @property
    def values(self) -> tuple[str, ...]:
        """What of its options is kept."""
        return tuple(option.value for option in self.options)

    def shown_option(self, value: str) -> str:
        """Return what people read for an option; one that is gone is shown as it was kept."""
        found = (option.shown for option in self.options if option.value == value)
        return next(found, value)

    def worded(self, language: str) -> "Question":
        """Return it in that language, as far as it was translated."""
        words = self.wordings.get(language)
        if words is None:
            return self
        return replace(
            self,
            label=words.label or self.label,
            help=words.help or self.help,
            limits=replace(self.limits, mask_help=words.mask_help or self.limits.mask_help),
            options=tuple(
                replace(each, label=words.options.get(each.value, "") or each.shown)
                for each in self.options
            ),
        )


def by_key(questions: Sequence[Question]) -> dict[str, Question]:
    """Return them by key, in their order."""
    return {question.key: question for question in questions}
