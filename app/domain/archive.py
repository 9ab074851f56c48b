"""What is promised of keeping exchanges with partners: sealed, and in nobody's way."""

from typing import Protocol

from app.domain.exchange import Exchange


class Sealing(Protocol):
    """How bodies are kept so that nobody reads them in the database."""

    def close(self, body: bytes) -> bytes:
        """Return the body sealed; an empty one stays empty."""

    def open(self, sealed: bytes) -> bytes | None:
        """Return the body, or None where no key fits."""


class Archive(Protocol):
    """Where exchanges with partners are kept."""

    def keep(self, exchange: Exchange) -> None:
        """Have it written down soon; never waits, never fails."""

    def flush(self) -> None:
        """Write down what waits."""

    def open(self, sealed: bytes) -> bytes | None:
        """Return a body as it was kept, or None where no key fits."""
