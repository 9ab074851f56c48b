"""Child processes that never outlive us: started, watched, ended.

Here: process groups, signals, restarts. Not here: which children there are, or what they do.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
# A child that lived this long was well: its next restart comes at once again.
WELL_AFTER = 30.0
FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0


def _bind_to_parent() -> Callable[[], None]:
    """Return what a child runs before it starts, so that it ends when we are killed."""
    if sys.platform != "linux":
        return lambda: None
    # Looked up before the fork: between fork and exec only the call itself is safe.
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def bind() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return bind


@dataclass(slots=True)
class Child:
    """One child process in a group of its own, started again when it dies unexpectedly.

    `before` runs ahead of every start (a stale socket to remove, say).
    """

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    directory: Path
    before: Callable[[], None] = lambda: None
    output: int | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    failures: int = field(default=0, init=False)
    _started: float = field(default=0.0, init=False)
    _due: float = field(default=0.0, init=False)

    def start(self, *, gate: int | None = None) -> None:
        """Start the process; a program that cannot be started raises OSError.

        Args:
            gate: a descriptor that the process reads to its end before it serves anybody; its
                number is in START_GATE. A process that is started again has none.
        """
        self.before()
        self._started = time.monotonic()
        gates = {} if gate is None else {"START_GATE": str(gate)}
        self.process = subprocess.Popen(
            list(self.arguments),
            env={**self.environment, **gates},
            pass_fds=() if gate is None else (gate,),
            cwd=self.directory,
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=None if self.output is None else subprocess.STDOUT,
            process_group=0,
            preexec_fn=_bind_to_parent(),
        )

    def tend(self, say: Callable[[str], None]) -> None:
        """Notice that the process has died and, when its delay is over, start it again."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._due:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self._signal_group(self.process, signal.SIGKILL)
        self.process = None
        self.failures = 1 if now - self._started > WELL_AFTER else self.failures + 1
        delay = min(FIRST_DELAY * 2 ** (self.failures - 1), LONGEST_DELAY)
        self._due = now + delay
        say(f"{self.name} ended with {_told(code)}; starting it again in {delay:g} s")

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process (its own children are its own to end)."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self) -> None:
        """Kill the process and whatever it left in its group, and wait until it is gone."""
        if self.process is None:
            return
        self._signal_group(self.process, signal.SIGKILL)
        self.process.wait()

    @property
    def alive(self) -> bool:
        """Whether the process runs now."""
        return self.process is not None and self.process.poll() is None

    @staticmethod
    def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
        try:
            os.killpg(process.pid, number)
        except (ProcessLookupError, PermissionError):
            # Nobody is left in the group.
            return


def end(children: Sequence[Child], *, patience: float, hurry: Callable[[], bool]) -> None:
    """End every child: TERM, up to `patience` seconds (cut short by `hurry`), then KILL."""
    for child in children:
        child.send(signal.SIGTERM)
    deadline = time.monotonic() + patience
    while any(child.alive for child in children):
        if time.monotonic() > deadline or hurry():
            break
        time.sleep(0.02)
    for child in children:
        child.kill()


def _told(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
