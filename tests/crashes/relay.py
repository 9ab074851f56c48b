"""A wire to somebody outside that keeps an answer back. Not here: any claim."""

import contextlib
import socket
import threading
from types import TracebackType


class Relay:
    """Passes everything on to a port, both ways, but for an answer that has the words.

    ``kept_back`` is set once it is: then the other side has done what it was asked, and nobody on
    this side knows.
    """

    def __init__(self, port: int, *, until: bytes) -> None:
        self._to = port
        self._until = until
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = [self._listening]
        self._threads: list[threading.Thread] = []
        self.port: int = self._listening.getsockname()[1]
        self.kept_back = threading.Event()

    def __enter__(self) -> "Relay":
        self._begin(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        for each in self._open:
            each.close()

    def _begin(self, work: object, *given: socket.socket) -> None:
        assert callable(work)
        thread = threading.Thread(target=work, args=given, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._open += [near, far]
                self._begin(self._ask, near, far)
                self._begin(self._answer, far, near)

    def _ask(self, near: socket.socket, far: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while asked := near.recv(65536):
                far.sendall(asked)
            far.shutdown(socket.SHUT_WR)

    def _answer(self, far: socket.socket, near: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while answered := far.recv(65536):
                if self._until in answered:
                    self.kept_back.set()
                    return
                near.sendall(answered)
            near.shutdown(socket.SHUT_WR)
