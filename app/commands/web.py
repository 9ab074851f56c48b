"""`./manage web`: gunicorn with threads, serving `wsgi:app`.

Here: how the server is started. Not here: the pages, and (in `server`) what never varies.
"""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WebServer:
    """One web server: where it lies, where it listens, how many answer at once."""

    root: Path
    instance: Path
    host: str
    port: int
    workers: int
    threads: int

    @property
    def arguments(self) -> list[str]:
        """Return the command that becomes this server."""
        address = f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
        return [
            *(sys.executable, "-P", "-m", "gunicorn", "wsgi:app"),
            *("--config", "python:app.commands.server"),
            *("--chdir", str(self.root)),
            *("--bind", address),
            *("--workers", str(self.workers)),
            *("--threads", str(self.threads)),
        ]

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return the environment given with what the server needs beside it."""
        path = os.pathsep.join(filter(None, [str(self.root), given.get("PYTHONPATH")]))
        return {**given, "PYTHONPATH": path, "PROMETHEUS_MULTIPROC_DIR": str(self.metrics)}

    @property
    def metrics(self) -> Path:
        """Where its processes add their numbers up; a second server counts on its own."""
        return self.instance / "metrics" / str(self.port)

    def forget_metrics(self) -> None:
        """Start counting from nought: the numbers of processes long gone would be added."""
        shutil.rmtree(self.metrics, ignore_errors=True)
        self.metrics.mkdir(parents=True, exist_ok=True)


def web(server: WebServer, *, environment: Mapping[str, str]) -> int:
    """Become the web server: this process is replaced, so signals reach the server itself.

    Never returns; a program that cannot be started raises OSError.
    """
    server.forget_metrics()
    os.execve(sys.executable, server.arguments, server.environment(environment))
