"""Reading a program's form as a catalogue file has it: as it is kept (form/document.py), strictly.

Not here: what makes a form one that cannot be published (form/mistakes.py, asked last).
"""

import re
from collections.abc import Mapping

from app.domain.catalogue.node import Node, Word
from app.domain.form.condition import DEPTH_LIMIT, AllOf, AnyOf, Compare, Condition, How
from app.domain.form.file import read_types
from app.domain.form.mistakes import OPTIONS_LIMIT, QUESTIONS_LIMIT, Mistake, mistakes_of
from app.domain.form.question import (
    CHOOSING,
    TICKED,
    Audience,
    Limits,
    Option,
    Question,
    QuestionKind,
    Scope,
    Wording,
)

_QUESTION = (
    *("key", "kind", "label", "required", "help", "options", "limits", "default", "scope"),
    *("audience", "condition", "sensitive", "retention_days", "told_as", "wordings"),
)
_LIMITS = ("least", "most", "mask", "mask_help", "types")
_WORDING = ("label", "help", "mask_help", "options")
LABEL_LIMIT = 200
# What one agrees to, or is told, may need a paragraph.
LONG_LABEL_LIMIT = 2000
HELP_LIMIT = 500
_KINDS = tuple(QuestionKind)
_LONG_LABELS = (*TICKED, QuestionKind.EXPLANATION)
# The catalogue's own language is the one that questions are written in.
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_MOST_DAYS = 36_500


def read_questions(node: Node) -> tuple[Question, ...]:
    """Read a program's form.

    Raises:
        CatalogueMistake: the first thing that is wrong, with its path.
    """
    entries = list(node.items())
    if len(entries) > QUESTIONS_LIMIT:
        raise node.mistake(f"must be {QUESTIONS_LIMIT} or fewer")
    questions: list[Question] = []
    for entry in entries:
        question = _question(entry)
        if any(each.key == question.key for each in questions):
            raise entry.fields(_QUESTION)["key"].mistake("is there already")
        questions.append(question)
    for mistake in mistakes_of(questions):
        raise _at(node, questions, mistake).mistake(_reason(mistake))
    return tuple(questions)


def _at(node: Node, questions: list[Question], mistake: Mistake) -> Node:
    """Return where in the file a form's mistake stands."""
    number = [each.key for each in questions].index(mistake.key)
    return Node(f"{node.path}[{number}].{mistake.part}", None)


def _reason(mistake: Mistake) -> str:
    return f"{mistake.reason[:1].lower()}{mistake.reason[1:]}"


def _question(node: Node) -> Question:
    fields = node.fields(_QUESTION)
    key = fields["key"].code()
    kind = fields["kind"].word(_KINDS)
    limit = LONG_LABEL_LIMIT if kind in _LONG_LABELS else LABEL_LIMIT
    asked = fields["condition"]
    return Question(
        key=key,
        kind=kind,
        label=fields["label"].text(limit=limit, lines=limit == LONG_LABEL_LIMIT),
        required=fields["required"].flag(default=False),
        help=fields["help"].text(limit=HELP_LIMIT, default=""),
        options=_options(fields["options"], kind),
        limits=_limits(fields["limits"]),
        default=_text_or_number(fields["default"]),
        scope=_word(fields["scope"], Scope, Scope.PARTICIPANT),
        audience=_word(fields["audience"], Audience, Audience.PARTICIPANT),
        condition=_condition(asked, depth=0) if asked.given else None,
        sensitive=fields["sensitive"].flag(default=False),
        retention_days=_days(fields["retention_days"]),
        told_as=_texts(fields["told_as"], limit=100),
        wordings=_wordings(fields["wordings"], limit),
    )


def _options(node: Node, kind: QuestionKind) -> tuple[Option, ...]:
    options = tuple(map(_option, node.items()))
    if kind in CHOOSING and not options:
        raise node.mistake("must have one or more options to choose from")
    if kind not in CHOOSING and options:
        raise node.mistake(f"must not be given for a question of kind {kind}")
    if len(options) > OPTIONS_LIMIT:
        raise node.mistake(f"must be {OPTIONS_LIMIT} or fewer")
    if len({option.value for option in options}) < len(options):
        raise node.mistake("must not have the same option twice")
    return options


def _option(node: Node) -> Option:
    if not isinstance(node.value, dict):
        return Option(node.text(limit=200))
    fields = node.fields(("value", "label", "extra"))
    return Option(
        value=fields["value"].text(limit=200),
        label=fields["label"].text(limit=200, default=""),
        extra=fields["extra"].code() if fields["extra"].given else "",
    )


def _limits(node: Node) -> Limits:
    if not node.given:
        return Limits()
    fields = node.fields(_LIMITS)
    return Limits(
        least=_text_or_number(fields["least"]),
        most=_text_or_number(fields["most"]),
        mask=fields["mask"].text(limit=100, default=""),
        mask_help=fields["mask_help"].text(limit=200, default=""),
        types=read_types(each.text(limit=20) for each in fields["types"].items()),
    )


def _text_or_number(node: Node) -> str:
    """Read what is kept as text and may be written as a number, yes or no; missing it is empty."""
    if isinstance(node.value, bool):
        return "yes" if node.value else "no"
    if isinstance(node.value, int | float):
        return str(node.value)
    return node.text(limit=HELP_LIMIT, default="")


def _word(node: Node, words: type[Word], default: Word) -> Word:
    return node.word(words) if node.given else default


def _days(node: Node) -> int | None:
    return node.whole(least=0, most=_MOST_DAYS) if node.given else None


def _condition(node: Node, *, depth: int) -> Condition:
    if depth > DEPTH_LIMIT:
        raise node.mistake(f"must be {DEPTH_LIMIT} conditions within each other or fewer")
    given = node.value if isinstance(node.value, dict) else {}
    for name, combined in (("all", AllOf), ("any", AnyOf)):
        if name in given:
            parts = node.fields([name])[name].items()
            return combined(tuple(_condition(part, depth=depth + 1) for part in parts))
    fields = node.fields(("key", "how", "values"))
    return Compare(
        key=fields["key"].code(),
        how=fields["how"].word(How),
        values=tuple(map(_text_or_number, fields["values"].items())),
    )


def _texts(node: Node, *, limit: int) -> Mapping[str, str]:
    """Read an object of texts; one that is missing is empty."""
    if not node.given:
        return {}
    names = node.value if isinstance(node.value, dict) else ()
    fields = node.fields([str(name) for name in names])
    return {str(name): fields[name].text(limit=limit) for name in names}


def _wordings(node: Node, limit: int) -> Mapping[str, Wording]:
    if not node.given:
        return {}
    languages = node.value if isinstance(node.value, dict) else ()
    fields = node.fields([str(each) for each in languages])
    for language in languages:
        if not _LANGUAGE.fullmatch(language):
            raise fields[language].mistake("is no language, like nb or pt-BR")
    return {language: _wording(fields[language], limit) for language in languages}


def _wording(node: Node, limit: int) -> Wording:
    fields = node.fields(_WORDING)
    return Wording(
        label=fields["label"].text(limit=limit, default="", lines=limit == LONG_LABEL_LIMIT),
        help=fields["help"].text(limit=HELP_LIMIT, default=""),
        mask_help=fields["mask_help"].text(limit=200, default=""),
        options=_texts(fields["options"], limit=200),
    )
