"""The table that is printed: one row for each measurement. Not here: measuring."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from statistics import quantiles


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement as text; ``limit`` is the same at the bare server, ``aim`` what is wanted."""

    database: str
    what: str
    ours: str
    p50: str = ""
    p95: str = ""
    statements: str = ""
    limit: str = ""
    limit_p50: str = ""
    limit_p95: str = ""
    ratio: str = ""
    aim: str = ""
    met: str = ""


_HEADINGS = Row(
    database="database",
    what="what",
    ours="ours",
    p50="p50 ms",
    p95="p95 ms",
    statements="SQL",
    limit="limit",
    limit_p50="p50 ms",
    limit_p95="p95 ms",
    ratio="ratio",
    aim="aim",
    met="met",
)
_TEXT = {"database", "what", "aim", "met"}


def met(*conditions: bool) -> str:
    """Return the word for whether every condition holds."""
    return "yes" if all(conditions) else "no"


def percentile(values: Sequence[float], percent: int) -> str:
    """Return the percentile of seconds, in milliseconds."""
    if len(values) < 2:
        return ""
    return f"{quantiles(values, n=100, method='inclusive')[percent - 1] * 1000:.1f}"


def drawn(rows: Sequence[Row]) -> str:
    """Return the rows as a table that is readable as Markdown too."""
    names = [field.name for field in fields(Row)]
    lines = [[str(getattr(row, name)) for name in names] for row in (_HEADINGS, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rule = [
        "-" * width if name in _TEXT else "-" * (width - 1) + ":"
        for name, width in zip(names, widths, strict=True)
    ]
    told = [_line(lines[0], names, widths), f"| {' | '.join(rule)} |"]
    return "\n".join(told + [_line(line, names, widths) for line in lines[1:]])


def _line(cells: Sequence[str], names: Sequence[str], widths: Sequence[int]) -> str:
    placed = (
        cell.ljust(width) if name in _TEXT else cell.rjust(width)
        for cell, name, width in zip(cells, names, widths, strict=True)
    )
    return f"| {' | '.join(placed)} |"
