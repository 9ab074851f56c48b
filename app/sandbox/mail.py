"""The mail inbox: an SMTP server that delivers nothing and keeps everything.

Here: taking mail in, the inbox's faults, reading what came. Not here: showing it (``pages``).
"""

import asyncio
import base64
import logging
import socket
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from app.sandbox.calls import Call, Calls, instant
from app.sandbox.clock import Clock
from app.sandbox.dials import Dial, Dials, Mode
from app.sandbox.shelf import Document, Shelf

COLLECTION = "mail/messages"
LARGEST = 32 * 1024 * 1024
# Whose mailbox, at whichever domain, is not there.
NOBODY = "nobody"
# aiosmtpd tells of every command, addresses included, at INFO.
logging.getLogger("mail.log").setLevel(logging.ERROR)


class Inbox:
    """The SMTP server, in a thread of its own, on a socket that is bound already."""

    def __init__(
        self, listening: socket.socket, *, shelf: Shelf, clock: Clock, dials: Dials, calls: Calls
    ) -> None:
        self._listening = listening
        self._shelf = shelf
        self._clock = clock
        self._dials = dials
        self._calls = calls
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._open: WeakSet[asyncio.BaseTransport] = WeakSet()
        self._thread = threading.Thread(target=self._run, name="sandbox-mail", daemon=True)

    def start(self) -> None:
        """Begin to take mail."""
        self._thread.start()

    def stop(self) -> None:
        """Close every connection and return when the thread has ended."""
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(timeout=5)

    def connected(self, transport: asyncio.BaseTransport) -> None:
        """Remember an open connection, to close it at the end."""
        self._open.add(transport)

    def fault(self, command: str, modes: frozenset[Mode]) -> Dial:
        """Return the fault met at this point of the conversation, if the dial has one for it."""
        if self._dials.of("mail").mode not in modes:
            return Dial()
        return self._dials.take("mail", command)

    async def keep(self, raw: bytes, sender: str, recipients: list[str]) -> None:
        """Keep one message."""
        now = instant(self._clock.now())
        with self._shelf.lock:
            number = str(self._shelf.count(COLLECTION) + 1)
            message = {"id": number, "at": now, "from": sender, "to": recipients}
            self._shelf.put(COLLECTION, number, message | {"raw": base64.b64encode(raw).decode()})

    def note(self, verdict: str, dial: Dial) -> None:
        """Write one delivery into the log of calls."""
        call = Call("mail", "DATA", instant(self._clock.now()), template="smtp")
        call.judged(verdict)
        call.fault = "" if dial.mode is Mode.OK else dial.mode.value
        self._calls.record(call)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        server = await self._loop.create_server(self._conversation, sock=self._listening)
        await self._stopping.wait()
        server.close()
        for transport in list(self._open):
            transport.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _conversation(self) -> asyncio.Protocol:
        dial = self.fault("connect", frozenset({Mode.DOWN}))
        if dial.mode is Mode.DOWN:
            self.note("not let in", dial)
            return _Closed()
        return _Conversation(self, self._loop)


class _Closed(asyncio.Protocol):
    """Says that the service is not available, and hangs up."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(b"421 4.3.2 Service not available\r\n")
        transport.close()


class _Conversation(SMTP):
    """One connection; anybody may sign in with anything, nobody has to."""

    def __init__(self, inbox: Inbox, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            _Handler(inbox),
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            hostname="sandbox",
            ident="Sandbox inbox",
            auth_require_tls=False,
            loop=loop,
            authenticator=lambda *_: AuthResult(success=True),
        )
        self._inbox = inbox

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._inbox.connected(transport)
        super().connection_made(transport)


class _Handler:
    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.partition("@")[0].casefold() == NOBODY:
            self._inbox.note(f"no such user: {NOBODY}", Dial())
            return "550 5.1.1 No such user here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        modes = frozenset({Mode.SLOW, Mode.FAILING, Mode.LIMITED, Mode.LOST})
        dial = self._inbox.fault("data", modes)
        if dial.mode is Mode.FAILING:
            self._inbox.note("refused", dial)
            return "550 5.7.1 Refused"
        if dial.mode is Mode.LIMITED:
            self._inbox.note("put off", dial)
            return "451 4.7.1 Try again later"
        if dial.mode is Mode.SLOW:
            await asyncio.sleep(dial.seconds)
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        await self._inbox.keep(raw, envelope.mail_from or "", envelope.rcpt_tos)
        self._inbox.note("kept", dial)
        if dial.mode is Mode.LOST and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return "250 2.0.0 Kept"


def read(kept: Document) -> Document:
    """Return the message opened: subject, text, HTML, attachments, and the raw source."""
    raw = base64.b64decode(kept["raw"])
    message = message_from_bytes(raw, policy=policy.default)
    return {name: kept[name] for name in ("id", "at", "from", "to")} | {
        "header_from": str(message.get("From", "")),
        "message_id": str(message.get("Message-ID", "")) or kept["id"],
        # A long one begins on a line of its own, behind a blank.
        "subject": str(message.get("Subject", "")).strip(),
        "text": _body(message, "plain"),
        "html": _body(message, "html"),
        "attachments": [_attachment(part) for part in message.iter_attachments()],
        "raw": raw.decode("utf-8", "replace"),
    }


def messages(shelf: Shelf) -> list[Document]:
    """Return every message opened, oldest first."""
    return [read(kept) for kept in shelf.all(COLLECTION)]


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None or part.get_content_type() != f"text/{kind}":
        return ""
    return str(part.get_content())


def _attachment(part: EmailMessage) -> Document:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    text = raw.decode("utf-8", "replace") if part.get_content_maintype() == "text" else ""
    return {
        "filename": part.get_filename() or "",
        "content_type": part.get_content_type(),
        "size": len(raw),
        "text": text,
        "content": base64.b64encode(raw).decode(),
    }
