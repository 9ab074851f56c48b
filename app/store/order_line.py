"""The lines of an order as they were frozen: what was shown is what is charged (promise 5).

A line is written once and never changed: what is given up of a place is taken back by a line of its
own (domain/extra_changes.py), and a place that goes on as another has lines of its own. Not here:
what is charged (domain/bill.py), papers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ForeignKey, Index, Row, String, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.bill import Line, LineKind
from app.domain.money import Money
from app.domain.tax import Tax, TaxMode
from app.store.database import Base, Executor, Minor, UtcDateTime, table_of, word


class OrderLine(Base):
    """One line of a registration; amounts in minor units of the order's currency.

    ``each_minor`` is the price as it was shown; ``total_minor`` = ``net_minor`` + ``tax_minor`` is
    what is charged, and the sum of it over a registration's lines is its ``price_minor``.
    ``tax_rate`` in hundredths of a percent. ``quantity`` is below zero for what is given up.
    ``added_at`` (UTC) is when its place had it, None for what that began with.
    """

    __tablename__ = "order_line"
    __table_args__ = (
        # Few lines are added to a place, and papers are looked for of those alone.
        Index(
            "ix_order_line_added_at",
            "added_at",
            sqlite_where=text("added_at IS NOT NULL"),
            postgresql_where=text("added_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    kind: Mapped[LineKind] = mapped_column(word(LineKind))
    label: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[int]
    each_minor: Mapped[int] = mapped_column(Minor)
    tax_mode: Mapped[TaxMode] = mapped_column(word(TaxMode))
    tax_rate: Mapped[int]
    tax_name: Mapped[str] = mapped_column(String(40))
    net_minor: Mapped[int] = mapped_column(Minor)
    tax_minor: Mapped[int] = mapped_column(Minor)
    total_minor: Mapped[int] = mapped_column(Minor)
    price_option_id: Mapped[int | None] = mapped_column(ForeignKey("price_option.id"))
    extra_id: Mapped[int | None] = mapped_column(ForeignKey("extra.id"), index=True)
    voucher_id: Mapped[int | None] = mapped_column(ForeignKey("voucher.id"))
    added_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class HasLines(Protocol):
    """A registration as its lines know it."""

    @property
    def id(self) -> int:
        """The row's number."""

    @property
    def position(self) -> int:
        """Where it stands in its order."""


_ADD = insert(table_of(OrderLine))


def add_lines(
    executor: Executor,
    lines: Iterable[Line],
    *,
    places: Mapping[int, int],
    added_at: datetime | None = None,
) -> None:
    """Write lines; ``places`` has the registration's number by the position it is at.

    ``added_at`` is when a place that there was before has them (UTC).
    """
    rows = [
        {
            "registration_id": places[line.place],
            "kind": line.kind,
            "label": line.label,
            "quantity": line.quantity,
            "each_minor": line.each.minor,
            "tax_mode": line.tax.mode,
            "tax_rate": line.tax.rate,
            "tax_name": line.tax.name,
            "net_minor": line.net.minor,
            "tax_minor": line.tax_amount.minor,
            "total_minor": line.total.minor,
            "price_option_id": line.price_option_id or None,
            "extra_id": line.extra_id or None,
            "voucher_id": line.voucher_id or None,
            "added_at": added_at,
        }
        for line in lines
    ]
    if rows:
        executor.execute(_ADD, rows)


def lines_of(executor: Executor, places: Mapping[int, int], *, currency: str) -> tuple[Line, ...]:
    """Return the lines of registrations in their order; ``places`` has the position of each."""
    return tuple(line for _, line in _found(executor, places, currency=currency))


def lines_of_place(executor: Executor, place: HasLines, *, currency: str) -> tuple[Line, ...]:
    """Return the lines of one registration."""
    return lines_of(executor, {place.id: place.position}, currency=currency)


def lines_by_place(
    executor: Executor, places: Mapping[int, int], *, currency: str
) -> Mapping[int, Sequence[Line]]:
    """Return the same by the registration's number, each there even where it has none."""
    lines: dict[int, list[Line]] = {number: [] for number in places}
    for number, line in _found(executor, places, currency=currency):
        lines[number].append(line)
    return lines


def _found(
    executor: Executor, places: Mapping[int, int], *, currency: str
) -> Iterator[tuple[int, Line]]:
    table = table_of(OrderLine)
    query = select(table).where(table.c.registration_id.in_(places)).order_by(table.c.id)
    for row in executor.execute(query):
        number = row.registration_id
        yield number, line_from(row, position=places[number], currency=currency)


def line_from(row: Row[Any] | OrderLine, *, position: int, currency: str) -> Line:
    """Return a row as the bill's line, for the place at that position."""
    return Line(
        place=position,
        kind=row.kind,
        label=row.label,
        each=Money(row.each_minor, currency),
        quantity=row.quantity,
        tax=Tax(mode=row.tax_mode, rate=row.tax_rate, name=row.tax_name),
        price_option_id=row.price_option_id or 0,
        extra_id=row.extra_id or 0,
        voucher_id=row.voucher_id or 0,
    )
