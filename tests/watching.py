"""A test client that watches every answer. Not here: what any one page should say.

A test fails by itself when an answer is HTML that a strict parser complains of, when a GET writes,
when a transaction stays open after a request, or when what is named private comes up in a log.
`response.statements` are the SQL statements of the request (for budgets), `response.page` its HTML.

    app.test_client_class = WatchingClient
    client = app.test_client()
    client.private = ("ada@example.org", "Ada Lovelace")
"""

import gzip
import io
import logging
import re
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager, redirect_stdout
from contextvars import ContextVar
from functools import cached_property
from typing import Any, cast
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event
from werkzeug.test import TestResponse

from tests.markup import parse_strictly

_WRITES = re.compile(
    r"\s*(?:WITH\b.*\b(?:INSERT|UPDATE|DELETE)\b"
    r"|INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE|CREATE|DROP|ALTER|BEGIN\s+IMMEDIATE)\b"
    r"|.*\bFOR\s+(?:NO\s+KEY\s+)?UPDATE\b",
    re.IGNORECASE | re.DOTALL,
)
_FRAME = re.compile(r"\s*(?:BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)\b", re.IGNORECASE)


class Recorder:
    """What one request does with the database."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.writes: list[str] = []
        self.open = 0

    def executed(self, statement: str) -> None:
        """Note a statement; transaction frames are no statements, but may be writes."""
        if _WRITES.match(statement):
            self.writes.append(statement)
        if not _FRAME.match(statement):
            self.statements.append(statement)


_recorder: ContextVar[Recorder | None] = ContextVar("recorder", default=None)


@event.listens_for(Engine, "before_cursor_execute")
def _executing(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    if recorder := _recorder.get():
        recorder.executed(statement)


@event.listens_for(Engine, "begin")
def _began(_connection: Connection) -> None:
    if recorder := _recorder.get():
        recorder.open += 1


@event.listens_for(Engine, "commit")
@event.listens_for(Engine, "rollback")
def _ended(_connection: Connection) -> None:
    if recorder := _recorder.get():
        recorder.open -= 1


@contextmanager
def recording() -> Iterator[Recorder]:
    """Note what is done with any database until the end of the block."""
    recorder = Recorder()
    token = _recorder.set(recorder)
    try:
        yield recorder
    finally:
        _recorder.reset(token)


class WatchedResponse(TestResponse):
    """An answer with what was seen while it was made."""

    statements: tuple[str, ...]
    logged: str

    @property
    def is_html(self) -> bool:
        """Whether there is a page in it."""
        return self.mimetype == "text/html" and bool(self.get_data())

    @cached_property
    def page(self) -> Element:
        """The page's root element; fails on markup that a strict parser complains of."""
        packed = self.headers.get("Content-Encoding") == "gzip"
        return parse_strictly(gzip.decompress(self.get_data()) if packed else self.get_data())

    @cached_property
    def words(self) -> str:
        """The page's visible words, with single spaces."""
        return words_of(self.page)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements of that name with these attributes (`class_` asks for one class)."""
        return list(find_all(self.page, tag, **attributes))

    def one(self, tag: str, **attributes: str) -> Element:
        """Return the one such element; fails when there are none or several."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of <{tag} {attributes}>, not one"
        return found[0]

    def link(self, words: str) -> str:
        """Return where the one link with these words leads."""
        found = [link for link in self.all("a") if words_of(link) == words]
        assert found, f"no link says {words!r}"
        return found[0].attrib["href"]


def find_all(root: Element, tag: str, **attributes: str) -> Iterator[Element]:
    """Yield the elements of that name with these attributes; `class_` asks for one class."""
    for element in root.iter(tag):
        have = element.attrib
        if all(
            value in have.get("class", "").split()
            if name == "class_"
            else have.get(name.rstrip("_").replace("_", "-")) == value
            for name, value in attributes.items()
        ):
            yield element


def words_of(element: Element) -> str:
    """Return an element's words with single spaces."""
    return " ".join(" ".join(element.itertext()).split())


def label_of(button: Element) -> str:
    """Return what a button says where no style sheet shows what is hidden."""
    parts = [button.text]
    for each in button:
        parts += [None if "hidden" in each.attrib else words_of(each), each.tail]
    return " ".join(" ".join(part or "" for part in parts).split())


class WatchingClient(FlaskClient):
    """A client whose every answer is watched.

    `private` are texts that no log may hold (the names and addresses a test uses), `may_write` the
    beginnings of the addresses whose GET is allowed to write.
    """

    private: Collection[str] = ()
    may_write: tuple[str, ...] = ("/partners/trainingportal/",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.response_wrapper = WatchedResponse

    def open(self, *args: Any, **kwargs: Any) -> WatchedResponse:
        """Ask, and look at everything that happened."""
        with recording() as recorder, _logs() as logged:
            response = cast(WatchedResponse, super().open(*args, **kwargs))
            response.get_data()
        request = response.history[0].request if response.history else response.request
        asked = f"{request.method} {request.path}"
        assert recorder.open <= 0, f"{asked} left a transaction open"
        if request.method in ("GET", "HEAD") and not request.path.startswith(self.may_write):
            assert not recorder.writes, f"{asked} writes: {recorder.writes[0]}"
        if not response.history:
            response.statements = tuple(recorder.statements)
            response.logged = logged.getvalue()
        for text in self.private:
            assert text not in logged.getvalue(), f"{asked} put something private into a log"
        if response.is_html:
            assert response.page is not None
        return response

    def get(self, *args: Any, **kwargs: Any) -> WatchedResponse:
        """Ask with GET."""
        return self.open(*args, **kwargs, method="GET")

    def post(self, *args: Any, **kwargs: Any) -> WatchedResponse:
        """Ask with POST."""
        return self.open(*args, **kwargs, method="POST")

    def head(self, *args: Any, **kwargs: Any) -> WatchedResponse:
        """Ask with HEAD."""
        return self.open(*args, **kwargs, method="HEAD")


class _Tee(io.StringIO):
    """Keeps what is written and passes it on."""

    def __init__(self, onward: Any) -> None:
        super().__init__()
        self._onward = onward

    def write(self, text: str) -> int:
        self._onward.write(text)
        return super().write(text)


class _Keep(logging.Handler):
    def __init__(self, into: io.StringIO) -> None:
        super().__init__(logging.DEBUG)
        self._into = into

    def emit(self, record: logging.LogRecord) -> None:
        io.StringIO.write(self._into, self.format(record) + "\n")


@contextmanager
def _logs() -> Iterator[io.StringIO]:
    """Catch what is logged: our own lines on standard output and the libraries' records."""
    tee = _Tee(sys.stdout)
    handler = _Keep(tee)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        with redirect_stdout(tee):
            yield tee
    finally:
        root.removeHandler(handler)
