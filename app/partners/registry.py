"""Which partners there are: one line each. Not here: what they hear or how they are spoken to."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import TypeVar

from app.domain.contract import Partner
from app.domain.exchange import Exchange
from app.partners.connector import credentials
from app.partners.connector.partner import Connector
from app.partners.connector.payload import Identity
from app.partners.http import Caller
from app.partners.iso.client import IsoClient
from app.partners.iso.partner import Iso
from app.partners.iso.token import Credentials, TokenDesk
from app.partners.pace import Pace
from app.partners.trainingportal.client import TrainingportalClient
from app.partners.trainingportal.partner import Trainingportal
from app.settings import (
    ConnectorAuth,
    ConnectorAuthKind,
    ConnectorSettings,
    IsoSettings,
    Settings,
    TrainingportalSettings,
)

S = TypeVar("S")


Keep = Callable[[Exchange], None]


def build_partners(settings: Settings, *, keep: Keep = lambda _: None) -> Mapping[str, Partner]:
    """Return the partners that are on (their base address is set) by name, in a fixed order.

    ``keep`` is handed every exchange with them.
    """
    partners = (
        _on(partial(_iso, keep=keep), settings.iso),
        _on(partial(_connector, keep=keep), settings.connector),
        _on(partial(_trainingportal, keep=keep), settings.trainingportal),
    )
    return {partner.name: partner for partner in partners if partner is not None}


def _on(build: Callable[[S], Partner], settings: S | None) -> Partner | None:
    return None if settings is None else build(settings)


def _iso(settings: IsoSettings, *, keep: Keep) -> Partner:
    tokens = TokenDesk(
        Caller(settings.token_url, setting="ISO_TOKEN_URL", partner=Iso.name, keep=keep),
        Credentials(settings.client_id, settings.client_secret, " ".join(settings.scopes)),
    )
    client = IsoClient(
        Caller(
            settings.base_url,
            setting="ISO_BASE_URL",
            pace=Pace(settings.rate).wait,
            partner=Iso.name,
            keep=keep,
        ),
        tokens,
        system_token=settings.system_token or "",
    )
    return Iso(client, time_out=timedelta(seconds=settings.timeout))


def _connector(settings: ConnectorSettings, *, keep: Keep) -> Partner:
    return Connector(
        Caller(
            settings.base_url,
            setting="CONNECTOR_BASE_URL",
            pace=Pace(settings.rate).wait,
            partner=Connector.name,
            keep=keep,
        ),
        Identity(settings.provider_id, settings.client_id, settings.club_id),
        credentials=_shown(settings.auth),
        time_out=timedelta(seconds=settings.timeout),
    )


def _shown(auth: ConnectorAuth) -> credentials.Headers:
    match auth.kind:
        case ConnectorAuthKind.BASIC:
            return credentials.basic(auth.name, auth.secret)
        case ConnectorAuthKind.TOKEN:
            return credentials.token(auth.name, auth.secret)
    return credentials.nobody()


def _trainingportal(settings: TrainingportalSettings, *, keep: Keep) -> Partner:
    client = TrainingportalClient(
        Caller(
            settings.base_url,
            setting="TRAININGPORTAL_BASE_URL",
            pace=Pace(settings.rate).wait,
            partner=Trainingportal.name,
            keep=keep,
        ),
        username=settings.username,
        password=settings.password,
    )
    return Trainingportal(client, time_out=timedelta(seconds=settings.timeout))
