"""PayPal, ready to be on: what the registry needs. Not here: taking money."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from app.domain.check import Health, Verdict
from app.domain.gateway import GatewayUnreachable
from app.domain.news import GatewayNews
from app.gateways.entry import Entry, origin
from app.gateways.later import LaterAnswerable
from app.gateways.news import Header
from app.gateways.paypal.amounts import objects_to
from app.gateways.paypal.client import PayPalGateway
from app.gateways.paypal.events import read_news
from app.gateways.paypal.words import NAME, WAY
from app.settings import PayPalSettings

# PayPal's API, and the page where one agrees to pay.
_PAGES = {
    "api-m.paypal.com": "https://www.paypal.com",
    "api-m.sandbox.paypal.com": "https://www.sandbox.paypal.com",
}
_HOSTS = "paypal.com"


def paypal_entry(settings: PayPalSettings | None) -> Entry | None:
    """Return PayPal's entry, or None where it is off."""
    if settings is None:
        return None
    gateway = _gateway(settings)
    host = urlsplit(settings.api_base).hostname or ""

    def read(body: bytes, header: Header) -> GatewayNews:
        return read_news(
            body,
            header,
            webhook_id=settings.webhook_id,
            cert_hosts=_HOSTS if host in _PAGES else host,
            verify=gateway.is_genuine,
            now=datetime.now(UTC),
        )

    return Entry(
        gateway=LaterAnswerable(NAME, lambda: gateway, way=WAY, objects=objects_to),
        pay_host=_PAGES.get(host, origin(settings.api_base)),
        read_news=read,
        reading_calls=True,
    )


def paypal_health(settings: PayPalSettings | None) -> Health:
    """Ask PayPal for a token, which changes nothing."""
    if settings is None:
        return Health(Verdict.OFF, "no client is set: nothing can be paid with PayPal")
    wrong = _gateway(settings).greet()
    if isinstance(wrong, GatewayUnreachable):
        return Health(
            Verdict.ILL,
            wrong.words,
            "Compare the PAYPAL_… settings with what PayPal's developer dashboard says of the app.",
        )
    real = "api-m.paypal.com" in settings.api_base
    words = "real money moves" if real else "no real money moves"
    return Health(Verdict.WELL, f"it knows us, and {words}")


def _gateway(settings: PayPalSettings) -> PayPalGateway:
    return PayPalGateway(
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        api_base=settings.api_base,
        time_out=timedelta(seconds=settings.timeout),
    )
