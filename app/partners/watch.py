"""Watching a call out: whether anything was sent, and how to end it in time. Not here: calling."""

from collections.abc import Mapping
from socket import SHUT_RDWR, socket
from typing import Any


class Watch:
    """Sees a call through: whether anything was sent, and a way to cut a dripping answer off.

    The client's own time-outs start anew with each byte; the whole call must end in time.
    """

    def __init__(self) -> None:
        self.sent = False
        self._socket: socket | None = None
        self._late = False

    def __call__(self, name: str, info: Mapping[str, Any]) -> None:
        if name.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")
            if self._late:
                self.cut()
        elif name.endswith("send_request_headers.started"):
            self.sent = True

    def cut(self) -> None:
        """Shut the connection down; the thread that reads from it wakes with an error."""
        self._late = True
        if self._socket is not None:
            try:
                # Plain: a TLS socket's own shutdown would pull the session from under its reader.
                socket.shutdown(self._socket, SHUT_RDWR)
            except OSError:
                pass  # it was closed already
