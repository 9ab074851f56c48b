"""A table that leaves the house, to be read by other programs. Not here: how it is written down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.money import Money

# What a cell may hold: an amount is written as a number, in the column's own currency.
Cell = str | int | date | Money | Decimal | None


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet; ``name`` is its word in addresses, ``rows`` may be long and are read once."""

    name: str
    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
