"""The sandbox as one thing that can be started and stopped, in this process or as its own.

Here: sockets, threads, start and stop. Not here: the environment (``__main__``), any partner.
"""

import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from app.sandbox.door import Door
from app.sandbox.mail import Inbox
from app.sandbox.settings import Credentials
from app.sandbox.shelf import Shelf
from app.sandbox.site import make_site
from app.sandbox.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

HOST = "127.0.0.1"
POLL = 0.02
PATIENCE = 2.0


class PortTaken(OSError):
    """Something else listens on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} on {HOST} is taken")
        self.port = port


class Sandbox:
    """Stand-ins for the outside on free or given ports; ready to answer once started.

    Args:
        state: the file the holdings are kept in, or ``:memory:``.
        port: for HTTP; 0 picks a free one.
        mail_port: for SMTP; 0 picks a free one.
        product_url: where the product is, asked for seats and told of payments. It may be set
            until ``start``, because the product's address may depend on the sandbox's.
        credentials: what the partners expect to be shown; the demo's by default.

    PortTaken rises from the constructor. The sockets are bound then, so that ``url`` and
    ``mail_port`` are known before the start.
    """

    def __init__(
        self,
        *,
        state: str = ":memory:",
        port: int = 0,
        mail_port: int = 0,
        product_url: str = "http://127.0.0.1:8000",
        credentials: Credentials | None = None,
    ) -> None:
        self._http = _bound(port)
        try:
            self._smtp = _bound(mail_port)
        except PortTaken:
            self._http.close()
            raise
        self.product_url = product_url
        self._credentials = credentials or Credentials()
        if state != ":memory:":
            Path(state).parent.mkdir(parents=True, exist_ok=True)
        self.shelf = Shelf(state)
        self._started = False

    @property
    def url(self) -> str:
        """The sandbox's own address, without a slash at the end."""
        return f"http://{HOST}:{self._http.getsockname()[1]}"

    @property
    def mail_port(self) -> int:
        """Where the inbox listens."""
        return int(self._smtp.getsockname()[1])

    def start(self) -> None:
        """Begin to answer, in threads of its own."""
        self.world = World(
            self.shelf,
            product_url=self.product_url.rstrip("/"),
            url=self.url,
            credentials=self._credentials,
        )
        self.clock = self.world.clock
        self._door = Door(
            make_site(self.world),
            parts=self.world.parts,
            dials=self.world.dials,
            calls=self.world.calls,
            clock=self.clock,
        )
        self._server = _Server(HOST, 0, self._door, handler=_Quiet, fd=self._http.fileno())
        self._serving = threading.Thread(
            target=self._server.serve_forever, args=(POLL,), name="sandbox-http", daemon=True
        )
        self._inbox = Inbox(
            self._smtp,
            shelf=self.shelf,
            clock=self.clock,
            dials=self.world.dials,
            calls=self.world.calls,
        )
        self._started = True
        self._serving.start()
        self._inbox.start()
        self.world.stripe.start()
        self.world.paypal.start()

    def stop(self) -> None:
        """Finish the answers under way and close everything; what was told is kept."""
        if self._started:
            self.world.stripe.stop()
            self.world.paypal.stop()
            self._server.shutdown()
            self._serving.join()
            self._door.close(within=PATIENCE)
            self._inbox.stop()
        self._http.close()
        self._smtp.close()
        self.shelf.close()

    def __enter__(self) -> "Sandbox":
        """Start, and give itself."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()


class _Server(ThreadedWSGIServer):
    """Lets a connection that a dial cut end in a reset: no orderly shutdown comes before it."""

    def shutdown_request(self, request: Any) -> None:
        self.close_request(request)


class _Quiet(WSGIRequestHandler):
    """Leaves logging to the door, and sends each write at once."""

    disable_nagle_algorithm = True

    def connection_dropped(
        self, error: BaseException, environ: "WSGIEnvironment | None" = None
    ) -> None:
        """Close the connection that was cut; else the handler waits for its next request."""
        self.close_connection = True

    def log(self, *_: Any) -> None:
        """Say nothing: the door writes one line per request."""


def _bound(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise PortTaken(port) from error
    return listening
