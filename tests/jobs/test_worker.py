"""The worker as a process: woken over a real queue; its children end with it, however it ends."""

import multiprocessing
import signal
from pathlib import Path

import psutil
import pytest
from redis import Redis

from app.commands import valkey
from tests.fixtures.ports import wait_until
from tests.jobs.alone import only_woken
from tests.jobs.conftest import Start
from tests.jobs.journey import held_outside, register_two
from tests.jobs.live import PATIENCE, LiveDesk, WorkerProcess
from tests.worlds import add_class


def known_to(queue_url: str) -> int:
    """Count the workers that the queue knows."""
    with Redis.from_url(queue_url) as redis:
        return int(redis.scard("rq:workers"))


def numbers(worker: WorkerProcess) -> set[int]:
    """Return the process numbers of the children."""
    return {child.pid for child in worker.children()}


def test_a_wake_has_everything_told_with_no_sweep_near(live: LiveDesk) -> None:
    add_class(live.database)
    context = multiprocessing.get_context("spawn")
    worker = context.Process(target=only_woken, args=(live.environment,), daemon=True)
    worker.start()
    try:
        register_two(live.visitor())
        live.drained()
    finally:
        worker.kill()
        worker.join()
    outside = held_outside(live.sandbox)
    assert {name: len(held) for name, held in outside.items() if isinstance(held, list)} == {
        "iso": 2,
        "connector": 2,
        "trainingportal": 1,
        "mail": 1,
        "stripe": 1,
    }


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_signal_ends_it_and_every_child(
    idle: dict[str, str], start_worker: Start, number: signal.Signals
) -> None:
    worker = start_worker(idle)
    children = worker.children()
    wait_until(lambda: known_to(idle["REDIS_URL"]) == 2, within=PATIENCE, what="RQ's workers")
    worker.process.send_signal(number)
    assert worker.process.wait(PATIENCE) == 0
    assert [child for child in children if child.is_running()] == []


def test_a_stop_signal_is_heard_before_the_children_are_ready(
    idle: dict[str, str], start_worker: Start
) -> None:
    worker = start_worker(idle)
    children = worker.children()
    assert worker.end() == 0
    assert [child for child in children if child.is_running()] == []


def test_a_killed_parent_takes_its_children_with_it(
    idle: dict[str, str], start_worker: Start
) -> None:
    worker = start_worker(idle)
    children = worker.children()
    worker.process.send_signal(signal.SIGKILL)
    worker.process.wait(PATIENCE)
    gone, alive = psutil.wait_procs(children, timeout=PATIENCE)
    assert (len(gone), alive) == (3, [])


def test_every_child_that_is_killed_is_started_again(
    idle: dict[str, str], start_worker: Start
) -> None:
    worker = start_worker(idle)
    before = numbers(worker)
    for child in worker.children():
        child.send_signal(signal.SIGKILL)
    wait_until(
        lambda: len(numbers(worker) - before) == 3, within=PATIENCE, what="three new children"
    )
    assert worker.end() == 0


def test_it_starts_without_redis_and_uses_it_once_it_is_there(
    idle: dict[str, str], start_worker: Start, tmp_path: Path
) -> None:
    path = tmp_path / "late.sock"
    queue_url = f"unix://{path}"
    worker = start_worker(idle | {"REDIS_URL": queue_url})
    wait_until(lambda: worker.lines("queue down"), within=PATIENCE, what="the warning")
    with valkey.at_hand(path, instance=tmp_path):
        wait_until(lambda: known_to(queue_url) == 2, within=PATIENCE, what="RQ's workers")
        assert worker.end() == 0
    assert {line["level"] for line in worker.lines("queue down")} == {"warning"}
    assert worker.lines("worker fault") == []
