"""Watching a call out: whether anything was sent, and how to end it in time. Not here: calling."""

import heapq
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from socket import SHUT_RDWR, socket
from threading import Condition, Thread
from typing import Any


class Watch:
    """Sees a call through: whether anything was sent, and a way to cut a dripping answer off.

    The client's own time-outs start anew with each byte; the whole call must end in time. It is
    ``late`` once it was cut, ``over`` once whoever called has left it.
    """

    def __init__(self) -> None:
        self.sent = False
        self.late = False
        self.over = False
        self._socket: socket | None = None

    def __call__(self, name: str, info: Mapping[str, Any]) -> None:
        if name.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")
            if self.late:
                self.cut()
        elif name.endswith("send_request_headers.started"):
            self.sent = True

    def cut(self) -> None:
        """Shut the connection down; the thread that reads from it wakes with an error."""
        self.late = True
        # The call may end just now, in its own thread.
        connection = self._socket
        if connection is not None:
            try:
                # Plain: a TLS socket's own shutdown would pull the session from under its reader.
                socket.shutdown(connection, SHUT_RDWR)
            except OSError:
                pass  # it was closed already

    def end(self) -> None:
        """Let go of the connection: the call is over, and there is nothing left to cut."""
        self.over = True
        self._socket = None


class Watchman:
    """Cuts every call whose time is used up; one thread for all of them, started by the first.

    A timer of its own for each call would be a thread of its own for each call, and starting one
    costs the caller a turn at the interpreter. Threads share it; it may be made before a fork.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._number = count()
        # The number keeps two calls that must end at the same moment from being compared.
        self._watches: list[tuple[float, int, Watch]] = []
        self._thread: Thread | None = None

    @contextmanager
    def watching(self, *, until: float) -> Iterator[Watch]:
        """Give a call its watch, which is cut at the monotonic moment ``until``."""
        watch = Watch()
        with self._changed:
            self._forget()
            heapq.heappush(self._watches, (until, next(self._number), watch))
            if self._thread is None:
                self._thread = Thread(target=self._keep_watch, name="watchman", daemon=True)
                self._thread.start()
            elif self._watches[0][2] is watch:
                self._changed.notify()
        try:
            yield watch
        finally:
            watch.end()

    def _keep_watch(self) -> None:
        with self._changed:
            while True:
                self._forget()
                left = self._watches[0][0] - time.monotonic() if self._watches else None
                if left is None or left > 0:
                    self._changed.wait(left)
                else:
                    heapq.heappop(self._watches)[2].cut()

    def _forget(self) -> None:
        """Forget the calls that are over and would be cut next: so no more are kept than go on."""
        while self._watches and self._watches[0][2].over:
            heapq.heappop(self._watches)
