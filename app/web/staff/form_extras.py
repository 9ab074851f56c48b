"""The extras that options of a form take, in words for who builds it. Not here: any view."""

from collections.abc import Iterable, Mapping

from app.domain.form.changes import Change
from app.domain.form.question import Question
from app.domain.wording import say_money
from app.queries.staff.form_desk import Takeable


def name_extras(extras: Iterable[Takeable]) -> str:
    """Return which extras there are, each by its code: ``lunch (Lunch, NOK 150)``."""
    return "; ".join(f"{each.code} ({_say(each)})" for each in extras)


def unknown_extra(
    question: Question, before: Question | None, extras: Mapping[str, Takeable]
) -> str:
    """Return why an option's extra is none, or nothing; one that was there already may stay."""
    known = {"", *extras, *(option.extra for option in (before.options if before else ()))}
    wrong = next((each.extra for each in question.options if each.extra not in known), "")
    return f"No class of this program has an extra {wrong}" if wrong else ""


def say_repriced(change: Change, extras: Mapping[str, Takeable]) -> str:
    """Return which options take another extra than before, and for whom that holds."""
    said = (
        f"{value}: {_taken(change.before, value, extras)} → {_taken(change.after, value, extras)}"
        for value in change.values
    )
    return f"{'; '.join(said)}. Whoever has registered keeps what they agreed to"


def _taken(question: Question | None, value: str, extras: Mapping[str, Takeable]) -> str:
    options = question.options if question else ()
    code = next((each.extra for each in options if each.value == value), "")
    if not code:
        return "nothing"
    return _say(extras[code]) if code in extras else f"{code}, which no class has"


def _say(extra: Takeable) -> str:
    prices = " or ".join(say_money(each) for each in extra.prices if each.minor)
    return f"{extra.label}, {prices or 'free'}"
