"""The background work, put together: all the time, or once."""

import logging
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from functools import partial

from app import logs
from app.commands.reconcile import compare_all
from app.commands.valkey import at_hand
from app.factory.parts import make_parts
from app.factory.ready import ready_parts
from app.jobs.deliver import TOGETHER
from app.jobs.sweep import sweep_once
from app.jobs.worker import work
from app.settings import Settings

# Of PostgreSQL, for each process of the worker. The sweep has more threads than that, but a telling
# holds none while the partner thinks.
CONNECTIONS = TOGETHER + 4


def sweep(settings: Settings) -> int:
    """Do once what the worker does every few seconds."""
    sweep_once(ready_parts(settings))
    return 0


def reconcile(settings: Settings, *, only: Sequence[str] = (), since: date | None = None) -> int:
    """Compare with what partners hold and gateways say, or only some; 1 where something differs."""
    # What it prints is for a person; from cron it is read only when something is wrong.
    logs.set_up("reconcile", least=logging.WARNING)
    return compare_all(ready_parts(settings), only=only, since=since)


def run_worker(settings: Settings) -> int:
    """Do the background work until somebody ends it, and return the exit code.

    A worker that was told of no queue brings its own, unless one is there.
    """
    logs.set_up("worker")
    own = at_hand(settings.redis_socket, instance=settings.instance)
    with nullcontext() if settings.redis_url else own:
        return work(
            partial(make_parts, settings, connections=CONNECTIONS),
            queue_url=settings.queue_url,
            workers=settings.workers,
        )
