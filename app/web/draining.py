"""Letting a browser finish what it sends before it is told that this is too much.

A server that answers and hangs up while a browser is still sending breaks the connection, and the
browser shows that instead of our page. Not here: how much is too much (security.py).
"""

from flask import Request

MOST_BYTES = 32_000_000
_PIECE = 65_536


def let_finish(request: Request) -> None:
    """Read the rest of the body and forget it, up to a length at which hanging up is right.

    Only where the server says that the body's end can be seen (wsgi.input_terminated): elsewhere
    reading on would wait for ever.
    """
    if not request.environ.get("wsgi.input_terminated"):
        return
    left = MOST_BYTES
    while left > 0:
        piece = request.environ["wsgi.input"].read(_PIECE)
        if not piece:
            return
        left -= len(piece)
