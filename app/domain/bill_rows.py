"""A bill as it is read: what is the same, once, with how many. Not here: what it costs."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.bill import Line, LineKind
from app.domain.money import Money
from app.domain.tax import Tax


@dataclass(frozen=True, slots=True)
class BillRow:
    """So many of one thing; ``each`` is the price as it was shown, ``total`` what is charged."""

    kind: LineKind
    label: str
    quantity: int
    each: Money
    tax: Tax
    total: Money

    @property
    def takes_off(self) -> bool:
        """Whether it is taken off."""
        return self.kind is LineKind.DISCOUNT


def bill_rows(lines: Iterable[Line]) -> tuple[BillRow, ...]:
    """Return the rows: places, then extras, then what is taken off, which is added up."""
    found: dict[tuple[object, ...], BillRow] = {}
    for line in sorted(lines, key=lambda line: list(LineKind).index(line.kind)):
        off = line.kind is LineKind.DISCOUNT
        key = (line.kind, line.label, None if off else line.each, line.tax)
        before = found.get(key)
        found[key] = BillRow(
            kind=line.kind,
            label=line.label,
            quantity=line.quantity + (before.quantity if before else 0),
            each=line.each,
            tax=line.tax,
            total=line.total + before.total if before else line.total,
        )
    return tuple(found.values())
