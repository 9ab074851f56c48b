"""Partners built by the registry from settings, for a world at any address."""

from dataclasses import dataclass
from typing import cast

from app.partners.connector.partner import Connector
from app.partners.iso.partner import Iso
from app.partners.registry import build_partners
from app.partners.trainingportal.partner import Trainingportal
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Built:
    """The three partners."""

    iso: Iso
    connector: Connector
    trainingportal: Trainingportal


def environment(url: str, **changed: str) -> dict[str, str]:
    """Return the settings of a product whose partners are all at one address."""
    return {
        "SECRET_KEY": "a-secret-key-of-thirty-two-letters-",
        "BASE_URL": "http://127.0.0.1:8000",
        "ISO_BASE_URL": f"{url}/iso",
        "ISO_CLIENT_ID": "coursedesk",
        "ISO_CLIENT_SECRET": "iso-sandbox-secret",
        "CONNECTOR_BASE_URL": f"{url}/connector/api/2011-11",
        "CONNECTOR_PROVIDER_ID": "COURSEDESK",
        "CONNECTOR_CLIENT_ID": "org-1",
        "CONNECTOR_CLUB_ID": "club-1",
        "TRAININGPORTAL_BASE_URL": f"{url}/mintra/api/courseprovider/rest",
        "TRAININGPORTAL_USERNAME": "coursedesk",
        "TRAININGPORTAL_PASSWORD": "tp-sandbox-secret",
        "TRAININGPORTAL_INBOUND_KEY": "tp-inbound-sandbox",
        **changed,
    }


def built(url: str, **changed: str) -> Built:
    """Return the partners for that address; settings may be changed by name."""
    partners = build_partners(Settings.from_environment(environment(url, **changed)))
    return Built(
        iso=cast(Iso, partners["iso"]),
        connector=cast(Connector, partners["connector"]),
        trainingportal=cast(Trainingportal, partners["trainingportal"]),
    )
