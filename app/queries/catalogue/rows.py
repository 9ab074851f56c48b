"""What statements here share: how one is run, what a row is called, the time as a parameter.

Building a statement costs more than running it, so each is built once and told the time, what is
looked for, or which class is meant, as it is run.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Row, Select, bindparam

from app.store.database import UtcDateTime

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]
AnyUnion = CompoundSelect[*tuple[Any, ...]]

NOW = bindparam("now", type_=UtcDateTime)


def fetch(
    connection: Connection, statement: AnySelect | AnyUnion, **given: object
) -> Sequence[AnyRow]:
    """Return the rows of a statement of columns."""
    return connection.execute(statement, given).all()
