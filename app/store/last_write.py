"""Which rows were written since somebody looked: a column that numbers the write of each.

Whoever keeps what was read of a table reads again only the rows whose number is as high as the
*horizon* of the last reading, or higher, instead of the whole table. That misses nothing:

- PostgreSQL numbers a write by its transaction (`pg_current_xact_id`). The horizon is the oldest
  transaction that was still open (`pg_snapshot_xmin`): whatever has a lower number was seen.
- SQLite's writers come one after the other, so each takes the next number of its table.

Rows that were seen may come again, those that were deleted do not: for tables that only grow.
"""

from typing import Any

from sqlalchemy import BigInteger, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Number(FunctionElement[int]):
    """A number that the database finds as the statement runs."""

    type = BigInteger()
    inherit_cache = True

    def __init__(self, table: str) -> None:
        # Given as an expression, it is part of what the compiled statement is kept by.
        super().__init__(literal_column(table))


class ThisWrite(_Number):
    """The number of the write under way."""

    inherit_cache = True


class Horizon(_Number):
    """The number below which every write is seen by the statement that asks."""

    inherit_cache = True


def last_write(table: str) -> MappedColumn[int]:
    """Return the column, for a table of that name: set by every INSERT and UPDATE.

    Not by an INSERT that turns into an UPDATE (``ON CONFLICT``), which names its columns itself.
    """
    return mapped_column(
        BigInteger,
        default=ThisWrite(table),
        onupdate=ThisWrite(table),
        server_default="0",
        index=True,
    )


@compiles(ThisWrite, "postgresql")
def _transaction(_element: ThisWrite, _compiler: SQLCompiler, **_given: Any) -> str:
    return "(pg_current_xact_id()::text::bigint)"


@compiles(Horizon, "postgresql")
def _oldest_open(_element: Horizon, _compiler: SQLCompiler, **_given: Any) -> str:
    return "(pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"


@compiles(ThisWrite, "sqlite")
@compiles(Horizon, "sqlite")
def _next(element: _Number, compiler: SQLCompiler, **given: Any) -> str:
    table = compiler.process(element.clauses, **given)
    return f"(SELECT coalesce(max(last_write), 0) + 1 FROM {table})"  # noqa: S608  # a table's name
