"""A body that is too large is read to its end, so that a browser sees our page; not for ever."""

import io

import pytest
from flask import Request

from app.web.draining import MOST_BYTES, let_finish


class Endless(io.RawIOBase):
    """A body that goes on and on; ``given`` is how much of it was read."""

    given = 0

    def read(self, size: int = -1) -> bytes:
        """Give as much as is wanted."""
        self.given += size
        return b"x" * size


def asking(body: object, *, terminated: object) -> Request:
    """Return a request with that body."""
    return Request({"wsgi.input": body, "wsgi.input_terminated": terminated})


def test_the_rest_of_a_body_is_read() -> None:
    body = io.BytesIO(b"x" * 1_000_000)
    let_finish(asking(body, terminated=True))
    assert body.read() == b""


def test_a_body_that_never_ends_is_left() -> None:
    body = Endless()
    let_finish(asking(body, terminated=True))
    assert MOST_BYTES <= body.given < MOST_BYTES + 100_000


@pytest.mark.parametrize("terminated", [False, None])
def test_where_the_end_cannot_be_seen_nothing_is_read(terminated: object) -> None:
    body = io.BytesIO(b"x")
    let_finish(asking(body, terminated=terminated))
    assert body.read() == b"x"
