"""What never varies about the web server: gunicorn reads this module as its configuration.

Here: its settings by gunicorn's names, its way of logging, its hooks. Not here: addresses and
numbers of workers (`web`).
"""

import gc
import logging
import os
import select
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

from app import logs

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 -- gunicorn's heartbeat files, made safely by it


class ServerLog(Logger):
    """Gunicorn's own words as our JSON lines; what it serves is logged by the product itself."""

    def setup(self, cfg: Any) -> None:
        """Send everything from warnings upwards to the root logger."""
        logs.set_up("web")
        self.cfg = cfg
        self._access_log_enabled = False
        self.error_log.setLevel(logging.WARNING)
        self.error_log.propagate = True


def on_starting(server: Any) -> None:
    """Listen only once whoever started us is ready; the pages are loaded by now.

    The descriptor named in START_GATE is at its end as soon as they are (`Child.start`). While it
    is not there is time to load more; without a gate all of it is loaded: what is there before the
    fork is there once for all workers.
    """
    steps: Iterator[object] = iter(getattr(server.app.wsgi(), "load_more", tuple)())
    gate = os.environ.pop("START_GATE", None)
    if gate is None:
        deque(steps, maxlen=0)
        return
    with open(int(gate), "rb") as file:
        for _ in steps:
            if select.select([file], [], [], 0)[0]:
                break
        file.read()


def when_ready(_server: Any) -> None:
    """Leave what is loaded alone from now on: the workers are forked after this.

    The garbage collector would look at all of it, and by looking at it copy it into each worker.
    """
    gc.collect()
    gc.freeze()


def child_exit(_server: Any, worker: Any) -> None:
    """Take a dead worker out of the sums (gauges only; its counters stay counted)."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)


worker_class = "gthread"
# Loaded once and shared: less memory for each worker, and a broken start is seen at once.
preload_app = True
logger_class = ServerLog
control_socket_disable = True
timeout = 60
graceful_timeout = 10
keepalive = 5
worker_tmp_dir = str(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else None
