"""Stripe, ready to be on: what the registry needs, without the SDK. Not here: taking money."""

from app.domain.check import Health, Verdict
from app.domain.gateway import IntentGateway
from app.domain.news import GatewayNews
from app.gateways.entry import Entry, origin
from app.gateways.later import LaterAccount, LaterIntentGateway
from app.gateways.news import Header
from app.gateways.stripe.amounts import objects_to
from app.gateways.stripe.events import read_news
from app.gateways.stripe.words import NAME, WAY
from app.settings import StripeSettings

_PAGE = "https://checkout.stripe.com"
_KEYS = ("sk_test_", "sk_live_", "rk_test_", "rk_live_")


def stripe_entry(settings: StripeSettings | None) -> Entry | None:
    """Return Stripe's entry, or None where it is off."""
    if settings is None:
        return None

    def load() -> IntentGateway:
        from app.gateways.stripe.client import StripeGateway

        return StripeGateway(
            secret_key=settings.secret_key,
            api_base=settings.api_base,
            time_out=settings.timeout,
            publishable_key=settings.publishable_key or "",
        )

    def read(body: bytes, header: Header) -> GatewayNews:
        signature = header("Stripe-Signature")
        return read_news(body, signature, secrets=settings.webhook_secrets)

    # Without a key to show, no client's own form could take money.
    later = LaterIntentGateway if settings.publishable_key else LaterAccount
    return Entry(
        gateway=later(NAME, load, way=WAY, objects=objects_to),
        pay_host=origin(settings.api_base) if settings.api_base else _PAGE,
        read_news=read,
    )


def stripe_health(settings: StripeSettings | None) -> Health:
    """Say whether the key can be one; Stripe is not asked."""
    if settings is None:
        return Health(Verdict.OFF, "no key is set: nothing can be paid by card")
    if not settings.secret_key.startswith(_KEYS):
        return Health(
            Verdict.ILL,
            "STRIPE_SECRET_KEY does not look like a secret key",
            "It begins with sk_live_ or sk_test_; the one with pk_ is not it.",
        )
    if "_test_" in settings.secret_key:
        return Health(Verdict.WELL, "it is a test key: no real money moves")
    return Health(Verdict.WELL, "it is a live key")
