"""When an entry is asked, as rows of a form: which answer, how compared, with what.

Rows stand in groups, and groups within groups, each of which says whether all of it must hold or
any. Not here: whether the condition makes sense (domain/form/mistakes.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from app.domain.form.condition import (
    DEPTH_LIMIT,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    How,
    compares_of,
)
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
    """One comparison as it was written; with ``group``, a group stands in its place."""

    number: int
    key: str = ""
    how: str = ""
    values: str = ""
    group: "Group | None" = None


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of which all must hold, or any (``mode``).

    ``path`` are the numbers that lead to it, parted by -, empty for the outermost; ``prefix``
    begins the names of its fields. ``grows``: another group may stand in it.
    """

    path: str
    mode: str
    rows: tuple[Row, ...]

    @property
    def prefix(self) -> str:
        """Return what the names of its fields begin with."""
        return _prefix(self.path)

    @property
    def grows(self) -> bool:
        """Say whether groups within it would not be too deep."""
        return _depth(self.path) < DEPTH_LIMIT


def group_of(condition: Condition | None, *, path: str = "") -> Group:
    """Return a condition as a group of rows, with empty ones behind them."""
    rows = [
        _row(number, part, path=_within_path(path, number))
        for number, part in enumerate(_parts(condition))
    ]
    empty = (Row(len(rows) + more) for more in range(_EMPTY_ROWS))
    return Group(path, ANY if isinstance(condition, AnyOf) else ALL, (*rows, *empty))


def group_given(form: MultiDict[str, str], *, path: str = "", add: str | None = None) -> Group:
    """Return the rows as they were written, to be shown again.

    ``add`` is the path of the group that gets another one within it.
    """
    prefix = _prefix(path)
    rows = []
    for number in range(_MOST_ROWS):
        own = _within_path(path, number)
        if _is_there(form, own):
            rows.append(Row(number, group=group_given(form, path=own, add=add)))
        elif f"{prefix}row-{number}-key" in form:
            rows.append(_written(form, prefix, number))
    if add == path and _depth(path) < DEPTH_LIMIT and len(rows) < _MOST_ROWS:
        number = max((row.number for row in rows), default=-1) + 1
        rows.append(Row(number, group=group_of(None, path=_within_path(path, number))))
    return Group(path, _mode(form, prefix), tuple(rows))


def condition_given(form: MultiDict[str, str], before: Condition | None) -> Condition | None:
    """Read the rows; what means the same as before stays as it was."""
    read = _read(form, "")
    same = read == _plain(before) or (read is None and not any(compares_of(before)))
    return before if same else read


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


def _plain(condition: Condition | None) -> Condition | None:
    """Return the condition without groups that hold one part, which is all of them then."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            plain = (_plain(part) for part in parts)
            left = tuple(part for part in plain if part is not None)
            return _combined(left, ANY if isinstance(condition, AnyOf) else ALL)
        case _:
            return condition


def _combined(parts: tuple[Condition, ...], mode: str) -> Condition | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return AnyOf(parts) if mode == ANY else AllOf(parts)


def _row(number: int, part: Condition, *, path: str) -> Row:
    if isinstance(part, Compare):
        return Row(number, part.key, part.how.value, " | ".join(part.values))
    return Row(number, group=group_of(part, path=path))


def _read(form: MultiDict[str, str], path: str) -> Condition | None:
    prefix, parts = _prefix(path), list[Condition]()
    for number in range(_MOST_ROWS):
        own = _within_path(path, number)
        if _is_there(form, own):
            within = _read(form, own)
            parts += [] if within is None else [within]
        elif form.get(f"{prefix}row-{number}-key", ""):
            parts.append(_compare(_written(form, prefix, number)))
    return _combined(tuple(parts), _mode(form, prefix))


def _is_there(form: MultiDict[str, str], path: str) -> bool:
    there = f"group-{path}" in form and f"group-{path}-gone" not in form
    return there and _depth(path) <= DEPTH_LIMIT


def _prefix(path: str) -> str:
    return f"group-{path}-" if path else ""


def _within_path(path: str, number: int) -> str:
    return f"{path}-{number}" if path else str(number)


def _depth(path: str) -> int:
    """Return how many groups deep that is; the outermost is one."""
    return 1 + len(path.split("-")) if path else 1


def _mode(form: MultiDict[str, str], prefix: str) -> str:
    return ANY if form.get(f"{prefix}combine") == ANY else ALL


def _written(form: MultiDict[str, str], prefix: str, number: int) -> Row:
    name = f"{prefix}row-{number}"
    return Row(
        number,
        written(form.get(f"{name}-key", ""), limit=64),
        form.get(f"{name}-how", ""),
        written(form.get(f"{name}-values", ""), limit=2000),
    )


def _compare(row: Row) -> Compare:
    texts = (text.strip() for text in row.values.split("|"))
    how = How(row.how) if row.how in list(How) else How.ANSWERED
    return Compare(row.key, how, tuple(text for text in texts if text))
