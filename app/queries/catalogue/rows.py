"""What statements here share: how one is run, what a row is called, the time as a parameter.

Building a statement costs more than running it, so each is built once (for a search: once while it
is asked again and again) and told the time, or which class is meant, as it is run.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Row, Select, bindparam
from sqlalchemy.orm import Session

from app.store.database import UtcDateTime

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]
AnyUnion = CompoundSelect[*tuple[Any, ...]]

NOW = bindparam("now", type_=UtcDateTime)


def fetch(session: Session, statement: AnySelect | AnyUnion, **given: object) -> Sequence[AnyRow]:
    """Return the rows of a statement of columns.

    The session's connection runs it, not the session: no entity is loaded here, and looking for
    some would take as long as the statement itself.
    """
    return session.connection().execute(statement, given).all()
