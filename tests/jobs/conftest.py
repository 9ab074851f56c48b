"""What tests of the background work may ask for: a sandbox, a live desk, the worker."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.sandbox.server import Sandbox
from app.store.database import Database
from tests.jobs.live import LiveDesk, WorkerProcess, environment

# Nobody listens there: what Stripe sends of its own accord is not what these tests are about.
NOBODY = "http://127.0.0.1:9"

Start = Callable[[dict[str, str]], WorkerProcess]


@pytest.fixture(scope="module")
def running_sandbox() -> Iterator[Sandbox]:
    """Return a sandbox that runs while the module's tests do."""
    with Sandbox(product_url=NOBODY) as running:
        yield running


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    """Return a sandbox that was told nothing and is in good health."""
    running_sandbox.world.reset()
    return running_sandbox


@pytest.fixture
def live(
    sandbox: Sandbox, database: Database, database_url: str, queue_url: str, tmp_path: Path
) -> Iterator[LiveDesk]:
    """Return a desk on each database in turn, with the queue at hand."""
    given = environment(
        sandbox, database_url=database_url, queue_url=queue_url, instance=tmp_path / "instance"
    )
    with closing(LiveDesk(given, database, sandbox)) as desk:
        yield desk


@pytest.fixture
def idle(sqlite_template: Path, queue_url: str, tmp_path: Path) -> dict[str, str]:
    """Return the settings of a worker that has nobody to tell and nothing to do."""
    database = tmp_path / "idle.db"
    shutil.copyfile(sqlite_template, database)
    return {
        "SECRET_KEY": "a secret of the tests, long enough",
        "BASE_URL": "http://127.0.0.1:9",
        "INSTANCE_PATH": str(tmp_path / "instance"),
        "DATABASE_URL": f"sqlite:///{database}",
        "REDIS_URL": queue_url,
        "WORKERS": "2",
    }


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Start]:
    """Return what starts the worker as a process; none outlives the test."""
    workers: list[WorkerProcess] = []

    def start(given: dict[str, str]) -> WorkerProcess:
        worker = WorkerProcess(given, tmp_path / f"worker-{len(workers)}.log")
        workers.append(worker)
        return worker.start()

    yield start
    for worker in workers:
        worker.sweep_up()
