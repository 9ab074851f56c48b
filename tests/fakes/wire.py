"""A server on a bare socket, for answers no well-behaved server would give."""

import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

Script = Callable[["Conversation"], None]
TOKEN = b'{"access_token": "token-1", "expires_in": 3600}'


@dataclass(frozen=True, slots=True)
class Heard:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Conversation:
    """One connection: what was heard, and ways to answer."""

    def __init__(self, connection: socket.socket, heard: Heard, closing: threading.Event) -> None:
        self.heard = heard
        self._connection = connection
        self._closing = closing

    def send(self, raw: bytes) -> None:
        """Send bytes as they are."""
        self._connection.sendall(raw)

    def answer(self, status: str, body: bytes = b"", **headers: str) -> None:
        """Send a whole answer; header names have underscores for hyphens."""
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *lines])
        self.send(f"{head}\r\n\r\n".encode() + body)

    def drip(self, raw: bytes) -> None:
        """Send the bytes one by one, twenty a second, until the other side has enough."""
        for place in range(len(raw)):
            if self._closing.wait(0.05):
                return
            self.send(raw[place : place + 1])

    def reset(self) -> None:
        """End the connection with a reset."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Wire:
    """Listens on a free port and plays the script for each request.

    ISO's token is given without asking the script, so that it only has to break what comes after.
    """

    def __init__(self, script: Script) -> None:
        self._script = script
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.heard: list[Heard] = []

    def __enter__(self) -> "Wire":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._listening.close()

    def _serve(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection:
                try:
                    self._converse(connection)
                except OSError:
                    pass  # the other side had enough

    def _converse(self, connection: socket.socket) -> None:
        heard = _read(connection)
        conversation = Conversation(connection, heard, self._closing)
        if heard.path.endswith("/oauth/token"):
            conversation.answer("200 OK", TOKEN)
            return
        self.heard.append(heard)
        self._script(conversation)


def _read(connection: socket.socket) -> Heard:
    raw = b""
    while b"\r\n\r\n" not in raw:
        raw += _more(connection)
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (each.partition(": ") for each in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += _more(connection)
    method, path, _ = first.split(" ")
    return Heard(method, path, headers, body)


def _more(connection: socket.socket) -> bytes:
    piece = connection.recv(65536)
    if not piece:
        raise ConnectionError("the request ended early")
    return piece


def saying(status: str, body: bytes = b"", **headers: str) -> Script:
    """Return a script that answers the same to everything."""
    return lambda conversation: conversation.answer(status, body, **headers)


def in_turn(*scripts: Script) -> Script:
    """Return a script that plays one after the other, the last one from then on."""
    left = list(scripts)

    def play(conversation: Conversation) -> None:
        script = left.pop(0) if len(left) > 1 else left[0]
        script(conversation)

    return play


def hang_up(conversation: Conversation) -> None:
    """Say nothing and close."""
