"""How many SQL statements a visit costs, counted in this process and not under load.

BEGIN and COMMIT are not counted: they are in no plan and on one database the driver sends them
unseen.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from app.factory.web import create_app
from app.store.database import Database
from tests.benchmarks.client import Answer, Errand, Request
from tests.benchmarks.ground import Ground


class Counter:
    """The product in this process, and what its database was asked."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        self.statements: list[str] = []

    def note(self, statement: str) -> None:
        """Note a statement."""
        if not statement.lstrip().upper().startswith("BEGIN"):
            self.statements.append(statement)

    def count(self, errand: Errand) -> int:
        """Make one visit and return how many statements it took; a wrong status raises."""
        self.statements.clear()
        visit = errand.visit(0)
        try:
            request = next(visit)
            while True:
                request = visit.send(self._ask(request))
        except StopIteration:
            return len(self.statements)

    def _ask(self, request: Request) -> Answer:
        response = self._client.open(
            request.path, method=request.method, headers=dict(request.headers), data=request.body
        )
        if request.expects not in (0, response.status_code):
            raise ValueError(f"{request.path}: {response.status_code}, not {request.expects}")
        head = "".join(f"\r\n{name}: {value}" for name, value in response.headers)
        return Answer(status=response.status_code, head=head.encode(), body=response.data)


@contextmanager
def counting(ground: Ground) -> Iterator[Counter]:
    """Have the product in this process on the same database, with the same settings."""
    parts = ground.parts()
    assert isinstance(parts.sessions, Database)
    # Its log lines would come between ours.
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        app = create_app(ground.settings, parts)
        counter = Counter(app.test_client(use_cookies=False))

        def note(*given: object) -> None:
            counter.note(str(given[2]))

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield counter
        finally:
            event.remove(Engine, "before_cursor_execute", note)
            parts.sessions.close()
