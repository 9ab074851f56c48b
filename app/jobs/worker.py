"""The worker: a parent that keeps RQ workers and one sweep alive, and ends them all.

Children are forked before anything is connected, so they share the code's memory and nothing else;
they die with the parent, however it dies. RQ calls ``drain`` by name, so what it works with is laid
out in this module of its process.
"""

import ctypes
import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Event

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from app import logs
from app.jobs.queue import QUEUE_NAME, awake_key, connect
from app.jobs.sweep import drain as drain_part
from app.jobs.sweep import sweep
from app.parts import Parts

Role = Callable[[], None]

PR_SET_PDEATHSIG = 1
END_WITHIN = 10.0
RESTART_AFTER = 1.0
QUEUE_AGAIN_AFTER = 5.0


@dataclass(frozen=True, slots=True)
class _Bench:
    """What RQ's job works with in this process."""

    parts: Parts
    redis: Redis


_bench: list[_Bench] = []
_stop = Event()


def drain(name: str) -> None:
    """Do one wake: RQ's only job. ``name`` is a destination or the house."""
    bench = _bench[0]
    # Forgotten before the work begins: a wake that comes while we work is queued again.
    bench.redis.delete(awake_key(name))
    drain_part(bench.parts, name, stop=_stop)


def work(make_parts: Callable[[], Parts], *, queue_url: str, workers: int) -> int:
    """Run until SIGTERM or SIGINT, then end every child; return the exit code.

    Args:
        make_parts: called in each child, after the fork.
        queue_url: Redis or Valkey; while it is away the sweep does everything.
        workers: how many RQ workers.
    """
    roles: list[Role] = [lambda: _sweeper(make_parts)]
    roles += [lambda: _rq_worker(make_parts, queue_url)] * workers
    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    children = {_fork(role): role for role in roles}
    while not stopping.is_set():
        for pid in _ended(children):
            role = children.pop(pid)
            stopping.wait(RESTART_AFTER)
            if not stopping.is_set():
                children[_fork(role)] = role
        stopping.wait(0.2)
    _end(children)
    return 0


def _fork(role: Role) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        # The parent's own way of hearing signals would leave a child deaf to them.
        _end_on_signals()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == parent:
            role()
            code = 0
    except Exception:  # noqa: BLE001 -- an edge: the parent starts the role anew
        logs.log().error("worker fault", exc_info=True)
    finally:
        os._exit(code)


def _end_on_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


def _sweeper(make_parts: Callable[[], Parts]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _stop.set())
    sweep(make_parts(), stop=_stop)


def _rq_worker(make_parts: Callable[[], Parts], queue_url: str) -> None:
    # RQ blocks on the queue for minutes: this connection has no time-out of its own.
    connection = connect(queue_url, patience=None)
    _bench[:] = [_Bench(parts=make_parts(), redis=connection)]
    queue = Queue(QUEUE_NAME, connection=connection, serializer=JSONSerializer)
    try:
        # Making a worker asks Redis already.
        worker = SimpleWorker([queue], connection=connection, serializer=JSONSerializer)
        worker.work(logging_level="WARNING", with_scheduler=False)
    except RedisError as error:
        logs.log().warning("queue down", error_kind=type(error).__name__)
        # The sweep does everything meanwhile; the parent starts this role anew.
        _end_on_signals()
        time.sleep(QUEUE_AGAIN_AFTER)


def _ended(children: Mapping[int, Role]) -> list[int]:
    return [pid for pid in children if os.waitpid(pid, os.WNOHANG)[0]]


def _end(children: Mapping[int, Role]) -> None:
    """Ask every child to end, and kill what has not after ten seconds: its lease will lapse."""
    left = set(children)
    for pid in left:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + END_WITHIN
    while left and time.monotonic() < deadline:
        left -= {pid for pid in left if os.waitpid(pid, os.WNOHANG)[0]}
        time.sleep(0.02)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
