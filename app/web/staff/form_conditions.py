"""When an entry is asked, as rows of a form: which answer, how compared, with what.

A group within the condition is shown in words and kept, or let go, whole. Not here: whether the
condition makes sense (domain/form/mistakes.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from app.domain.form.condition import AllOf, AnyOf, Compare, Condition, How
from app.domain.form.question import Question
from app.web.staff.words import written

FIRST_ROW = "row-0-key"
ALL, ANY = "all", "any"
HOWS = (
    (How.EQUALS, "is"),
    (How.ONE_OF, "is one of"),
    (How.BEFORE, "is before"),
    (How.AFTER, "is after"),
    (How.MORE_THAN, "is more than"),
    (How.ANSWERED, "is answered"),
)
_SAID = dict(HOWS)
_EMPTY_ROWS = 2
_MOST_ROWS = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison as it was written, or a group that is there already, in words."""

    number: int
    key: str = ""
    how: str = ""
    values: str = ""
    group: str = ""


def rows_of(condition: Condition | None, labels: Mapping[str, str]) -> tuple[Row, ...]:
    """Return a condition's parts as rows, with empty ones behind them."""
    parts = _parts(condition)
    rows = [_row(number, part, labels) for number, part in enumerate(parts)]
    return (*rows, *(Row(len(rows) + more) for more in range(_EMPTY_ROWS)))


def rows_given(
    form: MultiDict[str, str], before: Condition | None, labels: Mapping[str, str]
) -> tuple[Row, ...]:
    """Return the rows as they were written, to be shown again."""
    kept = [row for row in rows_of(before, labels) if row.group and f"group-{row.number}" in form]
    written_rows = [
        Row(number, form.get(f"row-{number}-key", ""), _how(form, number), _values(form, number))
        for number in range(_MOST_ROWS)
        if f"row-{number}-key" in form
    ]
    return tuple(sorted((*kept, *written_rows), key=lambda row: row.number))


def combined(condition: Condition | None) -> str:
    """Say whether all parts must hold, or any."""
    return ANY if isinstance(condition, AnyOf) else ALL


def condition_given(form: MultiDict[str, str], before: Condition | None) -> Condition | None:
    """Read the rows; a group of the condition as it was stays where its box is ticked."""
    groups = {
        number: part
        for number, part in enumerate(_parts(before))
        if not isinstance(part, Compare) and f"group-{number}" in form
    }
    rows = {
        number: _compare(form, number)
        for number in range(_MOST_ROWS)
        if form.get(f"row-{number}-key", "")
    }
    parts = tuple(part for _, part in sorted({**groups, **rows}.items()))
    mode = form.get("combine", "")
    if parts == _parts(before) and (mode == combined(before) or len(parts) < 2):
        return before
    if len(parts) < 2:
        return parts[0] if parts else None
    return AnyOf(parts) if mode == ANY else AllOf(parts)


def say_condition(condition: Condition | None, labels: Mapping[str, str]) -> str:
    """Return when an entry is asked, in words."""
    match condition:
        case None:
            return ""
        case AllOf(parts):
            return " and ".join(_within(part, labels) for part in parts) or "always"
        case AnyOf(parts):
            return " or ".join(_within(part, labels) for part in parts) or "never"
        case Compare(key, how, values):
            said = f"{labels.get(key, key)} {_SAID[how]}"
            return f"{said} {', '.join(values)}" if values else said


def earlier(entries: Sequence[Question], key: str) -> list[tuple[str, str]]:
    """Return what an entry can depend on, with its label; a new one comes last."""
    found: list[tuple[str, str]] = []
    for each in entries:
        if each.key == key:
            break
        if each.asks:
            found.append((each.key, each.label))
    return found


def _within(condition: Condition, labels: Mapping[str, str]) -> str:
    said = say_condition(condition, labels)
    return said if isinstance(condition, Compare) else f"({said})"


def _parts(condition: Condition | None) -> tuple[Condition, ...]:
    match condition:
        case None:
            return ()
        case AllOf(parts) | AnyOf(parts):
            return parts
        case _:
            return (condition,)


def _row(number: int, part: Condition, labels: Mapping[str, str]) -> Row:
    if isinstance(part, Compare):
        return Row(number, part.key, part.how.value, " | ".join(part.values))
    return Row(number, group=say_condition(part, labels))


def _compare(form: MultiDict[str, str], number: int) -> Compare:
    how = _how(form, number)
    texts = (text.strip() for text in _values(form, number).split("|"))
    return Compare(
        written(form.get(f"row-{number}-key", ""), limit=64),
        How(how) if how in list(How) else How.ANSWERED,
        tuple(text for text in texts if text),
    )


def _how(form: MultiDict[str, str], number: int) -> str:
    return form.get(f"row-{number}-how", "")


def _values(form: MultiDict[str, str], number: int) -> str:
    return written(form.get(f"row-{number}-values", ""), limit=2000)
