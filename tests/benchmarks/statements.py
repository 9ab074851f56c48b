"""How many SQL statements a visit costs, counted in this process and not under load.

BEGIN and COMMIT are not counted: they are in no plan and on one database the driver sends them
unseen.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass

from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from app.factory.web import create_app
from app.store.database import Database
from tests.benchmarks.client import Answer, Errand, Request
from tests.benchmarks.ground import Ground
from tests.weight import ACCEPTED


@dataclass(frozen=True, slots=True)
class Step:
    """What one request cost: seconds of processor time of this process, and statements."""

    seconds: float
    statements: int


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
        return sum(step.statements for step in self.steps(errand, 0))

    def steps(self, errand: Errand, number: int) -> list[Step]:
        """Make one visit and return what each of its requests cost; a wrong status raises."""
        visit, steps = errand.visit(number), list[Step]()
        try:
            request = next(visit)
            while True:
                self.statements.clear()
                began = time.process_time()
                answer = self._ask(request)
                spent = time.process_time() - began
                steps.append(Step(spent, len(self.statements)))
                request = visit.send(answer)
        except StopIteration:
            return steps

    def _ask(self, request: Request) -> Answer:
        response = self._client.open(
            request.path,
            method=request.method,
            headers={**request.headers, **ACCEPTED},
            data=request.body,
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
