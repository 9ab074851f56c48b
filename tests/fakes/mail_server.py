"""A mail server that says what a test tells it to, for answers the sandbox's inbox never gives."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import BinaryIO

SILENCE = ""
HANG_UP = "hang up"
USUAL: Mapping[str, str] = {
    "connect": "220 ready",
    "EHLO": "250 hello",
    "HELO": "250 hello",
    "MAIL": "250 yes",
    "RCPT": "250 yes",
    "DATA": "354 go on",
    "text": "250 kept",
    "QUIT": "221 bye",
}


class MailServer:
    """Listens on a free port and answers each command by its first word.

    ``SILENCE`` says nothing, ``HANG_UP`` closes the connection. With ``tls`` it can change to TLS
    when asked, or is ``encrypted`` from the start. ``heard`` are the commands, ``texts`` the
    messages that came whole.
    """

    def __init__(
        self,
        answers: Mapping[str, str] | None = None,
        *,
        offers: Sequence[str] = (),
        tls: ssl.SSLContext | None = None,
        encrypted: bool = False,
    ) -> None:
        self._answers = {**USUAL, **(answers or {})}
        self._tls = tls
        self._encrypted = encrypted
        if offers:
            lines = ["250-hello", *(f"250-{each}" for each in offers[:-1]), f"250 {offers[-1]}"]
            self._answers["EHLO"] = "\r\n".join(lines)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.port: int = self._listening.getsockname()[1]
        self.heard: list[str] = []
        self.texts: list[bytes] = []

    def __enter__(self) -> "MailServer":
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
            with connection, contextlib.suppress(OSError):
                if self._tls is not None and self._encrypted:
                    connection = self._tls.wrap_socket(connection, server_side=True)
                with connection:
                    if self._say(connection, "connect"):
                        self._converse(connection)

    def _converse(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            while line := lines.readline():
                words = line.decode(errors="replace").strip()
                self.heard.append(words)
                verb = words.partition(" ")[0].upper()
                if not self._say(connection, verb):
                    return
                if verb == "STARTTLS" and self._tls is not None:
                    break
                if verb == "DATA" and self._answers["DATA"].startswith("354"):
                    self.texts.append(_text(lines))
                    if not self._say(connection, "text"):
                        return
            else:
                return
        with self._tls.wrap_socket(connection, server_side=True) as secret:
            self._converse(secret)

    def _say(self, connection: socket.socket, moment: str) -> bool:
        answer = self._answers.get(moment, "502 what?")
        if answer == HANG_UP:
            return False
        if answer != SILENCE:
            connection.sendall(f"{answer}\r\n".encode())
        return True


def _text(lines: BinaryIO) -> bytes:
    kept = []
    while (line := lines.readline()) not in (b".\r\n", b""):
        kept.append(line)
    return b"".join(kept)
