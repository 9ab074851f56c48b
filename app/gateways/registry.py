"""Which gateways are on, made from the settings. Not here: what a gateway does."""

from collections.abc import Callable, Mapping
from functools import partial

from app.domain.check import Health
from app.domain.gateway import Gateway
from app.gateways.entry import Entry
from app.gateways.paypal.entry import paypal_entry, paypal_health
from app.gateways.stripe.entry import stripe_entry, stripe_health
from app.settings import Settings


def gateway_entries(settings: Settings) -> tuple[Entry, ...]:
    """Return the gateways that are on, in the order in which buyers are offered them.

    None without settings of its own is on. A further gateway is one more folder and one more line
    here (and one below, for the doctor).
    """
    made = (
        stripe_entry(settings.stripe),
        paypal_entry(settings.paypal),
    )
    return tuple(entry for entry in made if entry is not None)


def gateway_health(settings: Settings) -> Mapping[str, Callable[[], Health]]:
    """Return what the doctor looks at, by its words."""
    return {
        "Stripe key": partial(stripe_health, settings.stripe),
        "PayPal": partial(paypal_health, settings.paypal),
    }


def build_gateways(settings: Settings) -> Mapping[str, Gateway]:
    """Return the gateways that are on, by name."""
    return {entry.gateway.name: entry.gateway for entry in gateway_entries(settings)}
