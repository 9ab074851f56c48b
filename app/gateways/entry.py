"""What a gateway's folder hands over to be on. Not here: any gateway."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from app.domain.gateway import Gateway
from app.gateways.news import NewsReader


@dataclass(frozen=True, slots=True)
class Entry:
    """One gateway that is on.

    ``pay_host`` is the origin of its page (for the Content-Security-Policy); ``read_news`` reads
    what comes to ``/webhooks/<name>``; ``reading_calls``: it asks the gateway for that, so that
    forged news must be bounded.
    """

    gateway: Gateway
    pay_host: str
    read_news: NewsReader
    reading_calls: bool = False


def origin(address: str) -> str:
    """Return the address's scheme and host."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
