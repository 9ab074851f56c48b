"""Which gateways are on, made from the settings. Not here: what a gateway does."""

from collections.abc import Mapping

from app.domain.contract import Gateway
from app.gateways.stripe.client import StripeGateway
from app.settings import Settings


def build_gateways(settings: Settings) -> Mapping[str, Gateway]:
    """Return the gateways that are on, by name; none without settings of its own is on.

    A further gateway is one more folder and one more line here.
    """
    gateways: dict[str, Gateway] = {}
    if settings.stripe is not None:
        gateway = StripeGateway(
            secret_key=settings.stripe.secret_key,
            api_base=settings.stripe.api_base,
            time_out=settings.stripe.timeout,
        )
        gateways[gateway.name] = gateway
    return gateways
