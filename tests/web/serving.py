"""The real application on a port, for a browser. Not here: any claim."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from tests.web.visitor import open_site
from tests.worlds import Desk


class Quiet(WSGIRequestHandler):
    """A server that writes no line of its own for each request: it would hold tokens."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def serving(desk: Desk, place: Path) -> Iterator[str]:
    """Serve the real application around the desk's parts and yield its address."""
    app = open_site(desk, place).application
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
