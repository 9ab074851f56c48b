"""A load generator that costs little: raw sockets kept alive, one process, no threads.

Here: sending requests, reading answers, timing visits. Not here: what a visitor does (visits.py).
"""

import gzip
import itertools
import re
import selectors
import socket
import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

HOST = "127.0.0.1"
PATIENCE = 20.0
ENOUGH_FAULTS = 20
_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
# What a browser says of itself with every request, as far as a server looks at it.
_ALWAYS = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) bench\r\n"
    "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8\r\n"
    "Accept-Language: en-GB,en;q=0.7\r\n"
    "Accept-Encoding: gzip\r\n"
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request and the status that is its only right answer."""

    method: str
    path: str
    expects: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def wire(self, port: int) -> bytes:
        """Return the request as it is sent."""
        own = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        if self.method == "POST":
            own += f"Content-Length: {len(self.body)}\r\n"
        first = f"{self.method} {self.path} HTTP/1.1\r\nHost: {HOST}:{port}\r\n"
        return f"{first}{_ALWAYS}{own}\r\n".encode() + self.body


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; the head is everything before the empty line."""

    status: int
    head: bytes
    body: bytes

    def headers(self, name: str) -> list[str]:
        """Return every value of the header."""
        pattern = rb"\r\n" + re.escape(name.encode()) + rb": *([^\r]*)"
        return [value.decode() for value in re.findall(pattern, self.head, re.IGNORECASE)]

    @property
    def text(self) -> str:
        """The body, unzipped where it came zipped."""
        zipped = self.headers("Content-Encoding") == ["gzip"]
        return (gzip.decompress(self.body) if zipped else self.body).decode()


Visit = Generator[Request, Answer, None]


class Errand(Protocol):
    """What visitors come for; it can be pickled."""

    def visit(self, number: int) -> Visit:
        """Yield request after request and be sent the answers; no two visits share a number."""
        ...


@dataclass(slots=True)
class Load:
    """What came of one round: the seconds of each visit that ended well, and what went wrong."""

    seconds: float = 0.0
    visits: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Visits a second."""
        return len(self.visits) / self.seconds if self.seconds else 0.0


class Broken(Exception):
    """The server closed the connection, or answered what cannot be read."""


class Line:
    """One connection, opened anew when the server has closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open()

    def _open(self) -> None:
        self.socket = socket.create_connection((HOST, self._port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = bytearray()
        self._needed = 0
        self._closes = False

    def send(self, request: Request) -> None:
        """Send the request; whatever was left of an answer is forgotten."""
        if self._closes:
            self.close()
            self._open()
        self._buffer.clear()
        self._needed = 0
        self.socket.sendall(request.wire(self._port))

    def receive(self) -> Answer | None:
        """Read what has come; return the answer once it is whole. Raises Broken, OSError."""
        chunk = self.socket.recv(1 << 18)
        if not chunk:
            raise Broken("the connection was closed")
        self._buffer += chunk
        if not self._needed:
            self._needed = self._whole()
        if not self._needed or len(self._buffer) < self._needed:
            return None
        head, _, body = bytes(self._buffer).partition(_HEAD_END)
        self._closes = _CLOSES.search(head) is not None
        return Answer(status=int(head[9:12]), head=head, body=body)

    def _whole(self) -> int:
        """Return how many bytes the answer has, or 0 while its head is not whole."""
        end = self._buffer.find(_HEAD_END)
        if end < 0:
            return 0
        length = _LENGTH.search(self._buffer, 0, end)
        if length is None:
            raise Broken("an answer without a length")
        return end + len(_HEAD_END) + int(length[1])

    def close(self) -> None:
        """Close the connection."""
        self.socket.close()


class _Visitor:
    """Makes one visit after the other on one line, until there is nobody left to be."""

    def __init__(self, port: int, errand: Errand, numbers: Iterator[int], load: Load) -> None:
        self.line = Line(port)
        self._errand = errand
        self._numbers = numbers
        self._load = load

    def begin(self, *, at: float | None = None) -> bool:
        """Begin the next visit, which was to begin ``at``; False when there is none."""
        number = next(self._numbers, None)
        if number is None or len(self._load.faults) >= ENOUGH_FAULTS:
            return False
        self._visit = self._errand.visit(number)
        self._began = time.perf_counter() if at is None else at
        self._request = next(self._visit)
        self.line.send(self._request)
        return True

    def go_on(self) -> bool:
        """Read what came, and send what follows; False when the visit is over."""
        answer = self.line.receive()
        if answer is None:
            return True
        self._load.statuses.append(answer.status)
        if self._request.expects not in (0, answer.status):
            asked = f"{self._request.method} {self._request.path}"
            self._load.faults.append(f"{asked}: {answer.status}, not {self._request.expects}")
            return False
        try:
            self._request = self._visit.send(answer)
        except StopIteration:
            self._load.visits.append(time.perf_counter() - self._began)
            return False
        self.line.send(self._request)
        return True


def press(
    port: int, errand: Errand, *, visitors: int, seconds: float, first: int, most: int = 1 << 30
) -> Load:
    """Send that many visitors at once, each coming back until the seconds are over.

    Visits that began are finished. Whatever is not the expected answer is a fault.

    Args:
        first: the number of the first visit.
        most: how many visits are made at most.
    """
    load = Load()
    began = time.perf_counter()
    numbers = _until(began + seconds, itertools.islice(itertools.count(first), most))
    with selectors.DefaultSelector() as selector:
        for _ in range(min(visitors, most)):
            visitor = _Visitor(port, errand, numbers, load)
            if visitor.begin():
                selector.register(visitor.line.socket, selectors.EVENT_READ, visitor)
        while selector.get_map():
            ready = selector.select(PATIENCE)
            if not ready:
                load.faults.append(f"no answer within {PATIENCE:g} s")
                break
            for key, _ in ready:
                _serve(selector, key.data, load)
        load.seconds = time.perf_counter() - began
        for key in list(selector.get_map().values()):
            key.data.line.close()
    return load


def arrive(port: int, errand: Errand, *, people: int, within: float, first: int) -> Load:
    """Have that many people arrive within so many seconds, evenly, each on a line of their own.

    Whoever has to wait is waited for; a visit's seconds count from when it was to begin, whether or
    not the line could be opened then.
    """
    load = Load()
    began = time.perf_counter()
    due = [(began + within * each / people, first + each) for each in reversed(range(people))]
    with selectors.DefaultSelector() as selector:
        while due or selector.get_map():
            while due and due[-1][0] <= time.perf_counter():
                moment, number = due.pop()
                visitor = _Visitor(port, errand, iter((number,)), load)
                if visitor.begin(at=moment):
                    selector.register(visitor.line.socket, selectors.EVENT_READ, visitor)
            pause = max(0.0, due[-1][0] - time.perf_counter()) if due else PATIENCE
            ready = selector.select(pause)
            if not ready and not due:
                load.faults.append(f"no answer within {PATIENCE:g} s")
                break
            for key, _ in ready:
                _serve(selector, key.data, load)
        load.seconds = time.perf_counter() - began
        for key in list(selector.get_map().values()):
            key.data.line.close()
    return load


def _serve(selector: selectors.BaseSelector, visitor: _Visitor, load: Load) -> None:
    was = visitor.line.socket
    try:
        stays = visitor.go_on() or visitor.begin()
    except (Broken, OSError) as fault:
        load.faults.append(str(fault))
        stays = False
    if stays and visitor.line.socket is was:
        return
    selector.unregister(was)
    if stays:
        selector.register(visitor.line.socket, selectors.EVENT_READ, visitor)
    else:
        visitor.line.close()


def _until(deadline: float, numbers: Iterator[int]) -> Iterator[int]:
    return itertools.takewhile(lambda _: time.perf_counter() < deadline, numbers)


def ask(port: int, request: Request) -> Answer:
    """Ask one thing on a connection of its own. Raises Broken, OSError."""
    line = Line(port)
    try:
        line.send(request)
        while True:
            answer = line.receive()
            if answer is not None:
                return answer
    finally:
        line.close()
