"""Settings of the outside systems: Stripe, ISO, the Connector, mail.

Here: one value for each, None when it is off. Not here: Trainingportal's (it has many),
the clients built from them.
Addresses carry no last slash; time-outs are seconds; rates are calls a second.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote

from app.settings.iso import (
    IsoEnvironment,
    read_environment,
    read_webhook_bearer,
    read_webhook_paths,
)
from app.settings.reading import Reader, SettingError, on_loopback, split_address

# Nobody is asked to be gentle with a stand-in on the same machine.
LOOPBACK_RATE = 1000.0


@dataclass(frozen=True, slots=True)
class StripeSettings:
    """How money is taken; `api_base` None means Stripe itself.

    `publishable_key` is what a form of an API client's own shows Stripe; None: no such forms.
    """

    secret_key: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(repr=False)
    api_base: str | None
    timeout: float
    publishable_key: str | None = None


@dataclass(frozen=True, slots=True)
class IsoSettings:
    """The ISO website; calls go to `<base_url>/api/v1/…` (iso.md 4)."""

    base_url: str
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...]
    system_token: str | None = field(repr=False)
    environment: IsoEnvironment
    webhook_paths: tuple[str, ...]
    webhook_secrets: tuple[str, ...] = field(repr=False)
    webhook_bearer: str | None = field(repr=False)
    timeout: float
    rate: float


class ConnectorAuthKind(StrEnum):
    """How the Connector wants to be told who calls (connector.md S1)."""

    NONE = "none"
    BASIC = "basic"
    TOKEN = "token"


@dataclass(frozen=True, slots=True)
class ConnectorAuth:
    """`name` is the user (basic) or the header (token)."""

    kind: ConnectorAuthKind = ConnectorAuthKind.NONE
    name: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ConnectorSettings:
    """The Connector; `base_url` ends with `/connector/api/2011-11` (connector.md 4)."""

    base_url: str
    provider_id: str
    client_id: str
    club_id: str
    auth: ConnectorAuth
    inbound_token: str | None = field(repr=False)
    pull: bool
    timeout: float
    rate: float


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where mail is handed over; `smtps` is TLS from the first byte."""

    scheme: str
    host: str
    port: int
    username: str | None
    password: str | None = field(repr=False)
    sender: str
    timeout: float
    bounce_secrets: tuple[str, ...] = field(repr=False, default=())


def read_stripe(reader: Reader) -> StripeSettings | None:
    """Return Stripe's settings, or None when STRIPE_SECRET_KEY is unset."""
    key = reader.text("STRIPE_SECRET_KEY")
    if key is None:
        return None
    if not re.fullmatch(r"(sk|rk)_(test|live)_\w+", key, re.ASCII):
        raise SettingError("STRIPE_SECRET_KEY", "must begin with sk_test_ or sk_live_")
    reader.required("STRIPE_WEBHOOK_SECRET", because="when STRIPE_SECRET_KEY is set")
    return StripeSettings(
        secret_key=key,
        webhook_secrets=reader.many("STRIPE_WEBHOOK_SECRET"),
        api_base=reader.partner_address("STRIPE_API_BASE"),
        timeout=reader.number("STRIPE_TIMEOUT", 20, most=120),
        publishable_key=_publishable_key(reader, key),
    )


def _publishable_key(reader: Reader, secret_key: str) -> str | None:
    """Return the key that clients may see; one of the other mode could take no payment of ours."""
    key = reader.text("STRIPE_PUBLISHABLE_KEY")
    if key is None:
        return None
    mode = "live" if "_live_" in secret_key else "test"
    if not re.fullmatch(rf"pk_{mode}_\w+", key, re.ASCII):
        raise SettingError(
            "STRIPE_PUBLISHABLE_KEY", f"must begin with pk_{mode}_, as STRIPE_SECRET_KEY is"
        )
    return key


def read_iso(reader: Reader) -> IsoSettings | None:
    """Return ISO's settings, or None when ISO_BASE_URL is unset."""
    base = reader.partner_address("ISO_BASE_URL")
    if base is None:
        return None
    because = "when ISO_BASE_URL is set"
    return IsoSettings(
        base_url=base,
        token_url=reader.partner_address("ISO_TOKEN_URL") or f"{base}/oauth/token",
        client_id=reader.required("ISO_CLIENT_ID", because=because),
        client_secret=reader.required("ISO_CLIENT_SECRET", because=because),
        # I2: ISO names no scope for registrations, so what to ask for is the operator's to say.
        scopes=reader.many("ISO_SCOPES") or ("programs.read", "programs.write"),
        system_token=reader.text("ISO_SYSTEM_TOKEN"),
        environment=read_environment(reader, base),
        webhook_paths=read_webhook_paths(reader),
        webhook_secrets=reader.many("ISO_WEBHOOK_SECRET"),
        webhook_bearer=read_webhook_bearer(reader),
        timeout=reader.number("ISO_TIMEOUT", 30, most=120),
        rate=_rate(reader, "ISO_RATE", 10, base),
    )


def read_connector(reader: Reader) -> ConnectorSettings | None:
    """Return the Connector's settings, or None when CONNECTOR_BASE_URL is unset."""
    base = reader.partner_address("CONNECTOR_BASE_URL")
    if base is None:
        return None
    because = "when CONNECTOR_BASE_URL is set"
    return ConnectorSettings(
        base_url=base,
        provider_id=reader.required("CONNECTOR_PROVIDER_ID", because=because),
        client_id=reader.required("CONNECTOR_CLIENT_ID", because=because),
        club_id=reader.required("CONNECTOR_CLUB_ID", because=because),
        auth=_connector_auth(reader),
        inbound_token=reader.text("CONNECTOR_INBOUND_TOKEN"),
        pull=_yes_or_no(reader, "CONNECTOR_PULL"),
        timeout=reader.number("CONNECTOR_TIMEOUT", 30, most=120),
        rate=_rate(reader, "CONNECTOR_RATE", 2, base),
    )


def read_mail(reader: Reader) -> MailSettings | None:
    """Return how mail goes out, or None when MAIL_URL is unset."""
    value = reader.text("MAIL_URL")
    if value is None:
        return None
    parts = split_address("MAIL_URL", value)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/"):
        raise SettingError("MAIL_URL", "must look like smtp://user:password@host:port")
    sender = reader.required("MAIL_FROM", because="when MAIL_URL is set")
    if not re.fullmatch(r"[^<>@]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+", sender):
        raise SettingError("MAIL_FROM", "must be an e-mail address, or Name <address>")
    return MailSettings(
        scheme=parts.scheme,
        host=parts.hostname,
        port=parts.port or (465 if parts.scheme == "smtps" else 25),
        username=_unquoted(parts.username),
        password=_unquoted(parts.password),
        sender=sender,
        timeout=reader.number("MAIL_TIMEOUT", 20, most=120),
        bounce_secrets=reader.many("MAIL_BOUNCE_SECRET"),
    )


def _unquoted(part: str | None) -> str | None:
    return None if part is None else unquote(part)


def _connector_auth(reader: Reader) -> ConnectorAuth:
    value = reader.text("CONNECTOR_AUTH")
    if value is None or value == ConnectorAuthKind.NONE:
        return ConnectorAuth()
    kind, _, rest = value.partition(":")
    name, _, secret = rest.partition(":")
    if kind not in (ConnectorAuthKind.BASIC, ConnectorAuthKind.TOKEN) or not name or not secret:
        raise SettingError(
            "CONNECTOR_AUTH", "must be none, basic:USER:PASSWORD or token:HEADER:VALUE"
        )
    return ConnectorAuth(kind=ConnectorAuthKind(kind), name=name, secret=secret)


def _yes_or_no(reader: Reader, name: str) -> bool:
    value = (reader.text(name) or "yes").lower()
    if value not in ("yes", "no"):
        raise SettingError(name, "must be yes or no")
    return value == "yes"


def _rate(reader: Reader, name: str, default: float, base: str) -> float:
    usual = LOOPBACK_RATE if on_loopback(base) else default
    return reader.number(name, usual, most=LOOPBACK_RATE)
