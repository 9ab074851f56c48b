"""Pages that are drawn once and kept until anything is written or the next minute begins.

For pages that are the same for everybody: a page kept here may show nothing of who asks for it.
What it shows is exact. It is drawn anew after any write at all (see `queries.mark`), and every
minute for what only the clock changes: classes begin, end and close on whole minutes.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from threading import Lock

from flask import Response, request

from app.parts import Parts
from app.queries.mark import database_mark

MOST = 256


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it goes out, and the tag by which a browser says that it has it."""

    body: bytes
    tag: str


class KeptPages:
    """The pages of one process, the oldest given up first."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._pages: dict[Hashable, KeptPage] = {}
        self._lock = Lock()

    def answer(self, what: Hashable, draw: Callable[[datetime], str]) -> Response:
        """Answer with the page of that name, drawn for the time it is given unless it is kept.

        One statement, and those of drawing it.
        """
        now = self._parts.clock()
        key = (what, database_mark(self._parts.sessions), now.replace(second=0, microsecond=0))
        page = self._pages.get(key)
        if page is None:
            body = draw(now).encode()
            page = KeptPage(body=body, tag=sha256(body).hexdigest()[:16])
            self._keep(key, page)
        response = Response(page.body, mimetype="text/html")
        response.set_etag(page.tag)
        response.make_conditional(request)
        return response

    def _keep(self, key: Hashable, page: KeptPage) -> None:
        with self._lock:
            while len(self._pages) >= MOST:
                del self._pages[next(iter(self._pages))]
            self._pages[key] = page
