"""Pages that are drawn once and kept until anything is written or the next minute begins.

For pages that are the same for everybody: a page kept here may show nothing of who asks for it.
What it shows is exact. It is drawn anew after any write at all (see `store.mark`), and every
minute for what only the clock changes: classes begin, end and close on whole minutes.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from threading import Lock

from flask import Response, request

from app.languages import reader
from app.parts import Parts
from app.queries.catalogue import Known
from app.web.reader import carried
from app.web.squeezing import can_unpack, squeezed

# A list is some thirty kilobytes in both forms, and each process keeps its own.
MOST = 128


class Gone(str):
    """A page of what was taken off the list: it is shown, and answered as gone (410)."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it goes out, plain and squeezed, and the tag by which a browser says it has it.

    The tag is of what the page says, in whichever form it came, and so a weak one.
    """

    body: bytes
    squeezed: bytes
    tag: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """The time between two writes, within one minute: what was drawn or read in it stays right."""

    key: Hashable
    pages: dict[Hashable, KeptPage] = field(default_factory=dict)
    known: Known = field(default_factory=Known)


class KeptPages:
    """The pages of one process and one moment, the oldest given up first."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._moment = Moment(key=None)
        self._lock = Lock()

    def answer(self, what: Hashable, draw: Callable[[datetime, Known], str]) -> Response:
        """Answer with the page of that name, unless it is kept drawn for the time it is given.

        One statement, and those of drawing it; what it reads of the catalogue is kept as well.
        """
        page = self.page(what, draw)
        said = {"ETag": page.tag, "Vary": "Accept-Encoding"}
        body = page.body
        if can_unpack():
            body, said["Content-Encoding"] = page.squeezed, "gzip"
        response = Response(body, mimetype="text/html", headers=said)
        if page.gone:
            response.status_code = HTTPStatus.GONE
        elif "If-None-Match" in request.headers:
            response.make_conditional(request)
        return response

    def page(self, what: Hashable, draw: Callable[[datetime, Known], str]) -> KeptPage:
        """Return the page of that name, as ``answer`` does."""
        now = self._parts.clock()
        moment = self._at((self._parts.sessions.mark(), now.replace(second=0, microsecond=0)))
        # Whoever asks for it in another language is shown another page.
        what = (what, reader(), carried())
        page = moment.pages.get(what)
        if page is None:
            drawn = draw(now, moment.known)
            body = drawn.encode()
            tag = f'W/"{sha256(body).hexdigest()[:16]}"'
            page = KeptPage(body, squeezed(body), tag, gone=isinstance(drawn, Gone))
            self._keep(moment, what, page)
        return page

    def _at(self, key: Hashable) -> Moment:
        """Return the moment of that key; another one's pages are nobody's any more."""
        moment = self._moment
        if moment.key != key:
            moment = self._moment = Moment(key, known=moment.known.next())
        return moment

    def _keep(self, moment: Moment, what: Hashable, page: KeptPage) -> None:
        with self._lock:
            while len(moment.pages) >= MOST:
                del moment.pages[next(iter(moment.pages))]
            moment.pages[what] = page
