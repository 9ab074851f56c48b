"""A claim about how much one telling asks of the database: at most eight statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from app.domain.contract import Told
from app.store.database import Database
from app.usecases.deliver import deliver
from tests.usecases.office import Office
from tests.worlds import BO, add_class, register_once

MOST = 8


@contextmanager
def _counting(database: Database) -> Iterator[list[str]]:
    said: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            said.append(" ".join(statement.split()))

    event.listen(database.engine, "before_cursor_execute", note)
    yield said
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("prices", [(), (("NOK", 420000),)], ids=["free", "paid"])
@pytest.mark.parametrize("destination", ["iso", "trainingportal", "mail"])
def test_a_telling_takes_at_most_eight_statements(
    sessions: Database, destination: str, prices: tuple[tuple[str, int], ...]
) -> None:
    add_class(sessions, prices=prices)
    office = Office(sessions)
    register_once(office, token="a")
    register_once(office, token="b", participants=(BO,), buyer=BO)
    for partner in (office.iso, office.portal):
        partner.answers = [Told("created", learned={"id": "1", "holds": "2"})]
    first = office.due(destination)[0]
    with _counting(sessions) as said:
        ended = deliver(
            sessions,
            delivery_id=first,
            partner=office.partners[destination],
            clock=office.clock,
            jitter=0,
        )
    assert ended == "delivered"
    assert 0 < len(said) <= MOST, "\n".join(said)
