"""Which partners there are: one line each. Not here: what they hear or how they are spoken to."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import TypedDict, TypeVar

from app.domain.contract import Partner
from app.domain.exchange import Exchange
from app.paper.certificate import certificate_pdf
from app.partners.connector import credentials
from app.partners.connector.desk import ConnectorDesk
from app.partners.connector.partner import Connector
from app.partners.connector.payload import Identity
from app.partners.http import Caller
from app.partners.iso.client import IsoClient
from app.partners.iso.partner import Iso
from app.partners.iso.token import Credentials, TokenDesk
from app.partners.pace import Pace, Turn, alone
from app.partners.trainingportal.client import InferredPaths, TrainingportalClient
from app.partners.trainingportal.partner import Trainingportal
from app.partners.trainingportal.payload import Dialect
from app.partners.webhook.partner import Webhook
from app.settings import (
    ConnectorAuth,
    ConnectorAuthKind,
    ConnectorSettings,
    IsoSettings,
    Settings,
    TrainingportalSettings,
    WebhookSettings,
)
from app.settings.partners import LOOPBACK_RATE

S = TypeVar("S")


Keep = Callable[[Exchange], None]


class _Ways(TypedDict):
    keep: Keep
    turn: Turn


def build_partners(
    settings: Settings, *, keep: Keep = lambda _: None, turn: Turn = alone
) -> Mapping[str, Partner]:
    """Return the partners that are on (their base address is set) by name, in a fixed order.

    ``keep`` is handed every exchange with them, ``turn`` gives turns to all processes together.
    """
    ways: _Ways = {"keep": keep, "turn": turn}
    partners = (
        _on(partial(_iso, **ways), settings.iso),
        _on(partial(_connector, country=settings.country, **ways), settings.connector),
        _on(partial(_trainingportal, settings, **ways), settings.trainingportal),
        _on(partial(_webhook, keep=keep), settings.webhook),
    )
    return {partner.name: partner for partner in partners if partner is not None}


def _on(build: Callable[[S], Partner], settings: S | None) -> Partner | None:
    return None if settings is None else build(settings)


def _iso(settings: IsoSettings, *, keep: Keep, turn: Turn) -> Partner:
    tokens = TokenDesk(
        Caller(settings.token_url, setting="ISO_TOKEN_URL", partner=Iso.name, keep=keep),
        Credentials(settings.client_id, settings.client_secret, " ".join(settings.scopes)),
    )
    client = IsoClient(
        Caller(
            settings.base_url,
            setting="ISO_BASE_URL",
            # S16: ten calls a second, fifty at once.
            pace=_pace(settings.rate, burst=50, partner=Iso.name, turn=turn),
            partner=Iso.name,
            keep=keep,
        ),
        tokens,
        system_token=settings.system_token or "",
    )
    return Iso(client, time_out=timedelta(seconds=settings.timeout))


def _pace(rate: float, *, burst: int = 1, partner: str, turn: Turn) -> Pace | None:
    """Return the pace; a stand-in on the same machine is called as fast as it answers."""
    return None if rate >= LOOPBACK_RATE else Pace(rate, burst=burst, partner=partner, turn=turn)


def _connector(settings: ConnectorSettings, *, country: str, keep: Keep, turn: Turn) -> Partner:
    kind = ConnectorDesk if settings.pull else Connector
    return kind(
        Caller(
            settings.base_url,
            setting="CONNECTOR_BASE_URL",
            pace=_pace(settings.rate, partner=Connector.name, turn=turn),
            partner=Connector.name,
            keep=keep,
        ),
        connector_identity(settings, country=country),
        credentials=_shown(settings.auth),
        time_out=timedelta(seconds=settings.timeout),
    )


def connector_identity(settings: ConnectorSettings, *, country: str) -> Identity:
    """Return who we are at the Connector."""
    return Identity(settings.provider_id, settings.client_id, settings.club_id, country)


def _shown(auth: ConnectorAuth) -> credentials.Headers:
    match auth.kind:
        case ConnectorAuthKind.BASIC:
            return credentials.basic(auth.name, auth.secret)
        case ConnectorAuthKind.TOKEN:
            return credentials.token(auth.name, auth.secret)
    return credentials.nobody()


def _trainingportal(
    all_settings: Settings, settings: TrainingportalSettings, *, keep: Keep, turn: Turn
) -> Partner:
    client = TrainingportalClient(
        Caller(
            settings.base_url,
            setting="TRAININGPORTAL_BASE_URL",
            pace=_pace(settings.rate, partner=Trainingportal.name, turn=turn),
            partner=Trainingportal.name,
            keep=keep,
        ),
        username=settings.username,
        password=settings.password,
        paths=InferredPaths(**settings.paths),
    )
    paper = partial(certificate_pdf, site=all_settings.site_name, base_url=all_settings.base_url)
    return Trainingportal(
        client,
        paper=paper,
        confirmed=settings.confirmed,
        dialect=Dialect(settings.date_format, settings.time_format, settings.country_names),
        time_out=timedelta(seconds=settings.timeout),
    )


def _webhook(settings: WebhookSettings, *, keep: Keep) -> Partner:
    return Webhook(
        Caller(settings.url, setting="WEBHOOK_URL", partner=Webhook.name, keep=keep),
        secrets=settings.secrets,
        time_out=timedelta(seconds=settings.timeout),
    )
