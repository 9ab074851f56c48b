"""Which gateways are on, made from the settings. Not here: what a gateway does."""

from collections.abc import Mapping
from functools import partial

from app.domain.gateway import Gateway
from app.gateways.later import LaterAccount
from app.settings import Settings, StripeSettings


def build_gateways(settings: Settings) -> Mapping[str, Gateway]:
    """Return the gateways that are on, by name; none without settings of its own is on.

    A further gateway is one more folder and one more line here.
    """
    gateways: dict[str, Gateway] = {}
    if settings.stripe is not None:
        gateways["stripe"] = LaterAccount("stripe", partial(_stripe, settings.stripe))
    return gateways


def _stripe(settings: StripeSettings) -> Gateway:
    from app.gateways.stripe.client import StripeGateway

    return StripeGateway(
        secret_key=settings.secret_key, api_base=settings.api_base, time_out=settings.timeout
    )
