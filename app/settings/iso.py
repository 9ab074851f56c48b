"""ISO's environment and the ways in for its events; and where our own events go (WEBHOOK_URL).

Here: what is well formed. Not here: the calls to ISO (partners.py).
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from app.settings.reading import Reader, SettingError, on_loopback

WEBHOOK_PATHS = ("/webhooks/registration", "/webhooks/payment", "/webhooks/status")
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+){1,8}")
_TAKEN = (
    "/webhooks/stripe",
    "/webhooks/mail",
    "/api/",
    "/staff/",
    "/oauth/",
    "/partners/",
    "/static/",
)


class IsoEnvironment(StrEnum):
    """Which ISO it is: a stand-in on this machine, the one for trying out, the real one."""

    SANDBOX = "sandbox"
    UAT = "uat"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """Where our events are sent as ISO sends its own; two secrets while one replaces the other."""

    url: str
    secrets: tuple[str, ...] = field(repr=False)
    timeout: float


def read_environment(reader: Reader, base: str) -> IsoEnvironment:
    """Return which ISO the address is; the UAT one must never get production data (I15).

    So whoever names a UAT address says with ISO_ENVIRONMENT=uat that this desk has none, and a desk
    that takes real money has some.
    """
    usual = IsoEnvironment.SANDBOX if on_loopback(base) else IsoEnvironment.PRODUCTION
    text = reader.text("ISO_ENVIRONMENT") or usual
    if text not in list(IsoEnvironment):
        raise SettingError("ISO_ENVIRONMENT", "must be production, uat or sandbox")
    environment = IsoEnvironment(text)
    if _says_uat(base) and environment is not IsoEnvironment.UAT:
        raise SettingError(
            "ISO_ENVIRONMENT", "must be uat: ISO_BASE_URL is a UAT address (no production data)"
        )
    takes_money = (reader.text("STRIPE_SECRET_KEY") or "")[2:8] == "_live_"
    if environment is IsoEnvironment.UAT and takes_money:
        raise SettingError(
            "ISO_ENVIRONMENT", "is uat while STRIPE_SECRET_KEY is live: no production data at UAT"
        )
    return environment


def read_webhook_paths(reader: Reader) -> tuple[str, ...]:
    """Return the addresses at the root where ISO's events come in (I3)."""
    paths = reader.many("ISO_WEBHOOK_PATHS") or WEBHOOK_PATHS
    for path in paths:
        if not _PATH.fullmatch(path) or path.startswith(_TAKEN) or paths.count(path) > 1:
            raise SettingError("ISO_WEBHOOK_PATHS", "must be different paths like /webhooks/status")
    return paths


def read_webhook_bearer(reader: Reader) -> str | None:
    """Return the token that ISO's events show where they are not signed (S2)."""
    bearer = reader.text("ISO_WEBHOOK_BEARER")
    if bearer is not None:
        reader.required("ISO_SYSTEM_TOKEN", because="when ISO_WEBHOOK_BEARER is set")
    return bearer


def read_webhook(reader: Reader) -> WebhookSettings | None:
    """Return where our events go, or None when WEBHOOK_URL is unset."""
    url = reader.partner_address("WEBHOOK_URL")
    if url is None:
        return None
    reader.required("WEBHOOK_SECRET", because="when WEBHOOK_URL is set")
    return WebhookSettings(
        url=url,
        secrets=reader.many("WEBHOOK_SECRET"),
        timeout=reader.number("WEBHOOK_TIMEOUT", 15, most=120),
    )


def _says_uat(base: str) -> bool:
    host = urlsplit(base).hostname or ""
    return "uat" in re.split(r"[.-]", host)
