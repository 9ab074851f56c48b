"""Signals, heard between two waits instead of in the middle of anything.

Here: the wish to stop, and the news that a child has died. Not here: what is done about either.
"""

import os
import select
import signal
import time
from types import TracebackType
from typing import Self

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Signals:
    """A context in which stop signals are counted and the death of a child ends a wait.

    SIGINT is heard even where a shell that starts us in the background had it ignored.
    """

    def __init__(self) -> None:
        self.stops = 0
        self._before: list[tuple[signal.Signals, object]] = []

    def __enter__(self) -> Self:
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        self._wakeup = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        for number in (*STOPS, signal.SIGCHLD):
            # `nohup` means what it says.
            if number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                continue
            self._before.append((number, signal.signal(number, _heard)))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before:
            signal.signal(number, handler if callable(handler) else signal.SIG_DFL)
        signal.set_wakeup_fd(self._wakeup)
        os.close(self._read)
        os.close(self._write)

    def wait(self, seconds: float) -> None:
        """Wait until a signal comes, or the seconds are over."""
        if select.select([self._read], [], [], seconds)[0]:
            self._take()

    def stopping(self, seconds: float = 0) -> bool:
        """Whether somebody wants us to stop; waits up to `seconds` for it."""
        deadline = time.monotonic() + seconds
        self.wait(0)
        while not self.stops and (left := deadline - time.monotonic()) > 0:
            self.wait(left)
        return self.stops > 0

    def _take(self) -> None:
        numbers = os.read(self._read, 4096)
        self.stops += sum(number in STOPS for number in numbers)


def _heard(_number: int, _frame: object) -> None:
    """Leave it to the pipe that the interpreter has written the number to."""
