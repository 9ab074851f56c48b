"""What is watched in every window: complaints of the browser, and what is loaded from where."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

LOUD = ("error", "warning")


class Watch:
    """Notes what goes wrong in a window; ``complaints`` are for the end of the test."""

    def __init__(self, context: BrowserContext, *, ours: tuple[str, ...]) -> None:
        self._hosts = {urlsplit(address).netloc for address in ours}
        self._said: list[tuple[str, str]] = []
        self._wrong: list[str] = []
        self._refusals: set[str] = set()
        context.on("console", self._hear)
        context.on("weberror", self._note_error)
        context.on("request", self._see)
        context.on("response", self._judge)

    @property
    def complaints(self) -> list[str]:
        """Return everything that went wrong."""
        # A page that says no is said to have failed to load, which is no news.
        said = [text for text, address in self._said if address not in self._refusals]
        return self._wrong + said

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in LOUD:
            self._said.append((f"console: {message.text}", message.location["url"]))

    def _note_error(self, error: WebError) -> None:
        self._wrong.append(f"script: {error.error}")

    def _see(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and parts.netloc not in self._hosts:
            self._wrong.append(f"loaded from elsewhere: {request.url}")

    def _judge(self, response: Response) -> None:
        if response.request.is_navigation_request() and 400 <= response.status < 500:
            self._refusals.add(response.url)
        elif response.status >= 400:
            self._wrong.append(f"{response.status} for {response.url}")
