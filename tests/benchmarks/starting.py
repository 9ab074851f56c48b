"""How long `./manage run` takes to its first page, and what a web process weighs."""

import time
from functools import partial
from statistics import median

import psutil

from app.commands.children import Child
from tests.benchmarks.ground import READY_WITHIN, Ground, answers, running
from tests.benchmarks.table import Row, met
from tests.fixtures.ports import wait_until

AIM_SECONDS = 2.0
AIM_MEGABYTES = 100.0
STARTS = 3
_MEGABYTE = 1024 * 1024


def starting(ground: Ground) -> list[Row]:
    """Start everything on an empty database, and then again and again."""
    first = _start(ground)
    again = median(_start(ground) for _ in range(STARTS))
    return [
        Row(
            database=ground.kind,
            what=f"start to first page, {what}",
            ours=f"{seconds:.2f} s",
            aim=f"< {AIM_SECONDS:g} s",
            met=met(seconds < AIM_SECONDS),
        )
        for what, seconds in (("first run", first), ("run again", again))
    ]


def _start(ground: Ground) -> float:
    """Return the seconds from the start of the command to the first page of the catalogue."""
    port = ground.settings.port
    began = time.perf_counter()
    with running(ground, ground.child("run", "app", "run")):
        for path in ("/healthz", "/programs"):
            wait_until(partial(answers, port, path), within=READY_WITHIN, what=path)
        return time.perf_counter() - began


def memory(ground: Ground, ours: Child, bare: Child) -> Row:
    """Return what the heaviest web process weighs after the load, its share of shared memory."""
    heaviest, limit = _heaviest(ours), _heaviest(bare)
    return Row(
        database=ground.kind,
        what="memory of a web process (PSS)",
        ours=f"{heaviest:.0f} MB",
        limit=f"{limit:.0f} MB",
        aim=f"< {AIM_MEGABYTES:g} MB",
        met=met(heaviest < AIM_MEGABYTES),
    )


def _heaviest(server: Child) -> float:
    if server.process is None:
        raise RuntimeError(f"{server.name} is not running")
    parent = psutil.Process(server.process.pid)
    processes = [parent, *parent.children(recursive=True)]
    return max(float(each.memory_full_info().pss) for each in processes) / _MEGABYTE
