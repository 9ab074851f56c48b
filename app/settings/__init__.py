"""What an operator may set: read once from the environment, checked, then frozen.

Here: `Settings` and how it is read. Not here: anything that acts on a setting. Only the factory,
the registry of partners and the gateways' entries may import this. A setting that is missing or
malformed raises `SettingError`, whose text is one line that names it.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from app.settings.demo import (
    demo_environment,
    instance_path,
    kept_secret,
    refuse_demo_secrets,
)
from app.settings.iso import IsoEnvironment, WebhookSettings, read_webhook
from app.settings.partners import (
    ConnectorAuth,
    ConnectorAuthKind,
    ConnectorSettings,
    IsoSettings,
    MailSettings,
    StripeSettings,
    read_connector,
    read_iso,
    read_mail,
    read_stripe,
)
from app.settings.paying import read_reminder_days
from app.settings.paypal import PayPalSettings, read_paypal
from app.settings.reading import ROOT, Reader, SettingError, on_loopback, split_address
from app.settings.seller import SellerSettings, read_seller
from app.settings.trainingportal import TrainingportalSettings, read_trainingportal

__all__ = [
    "ROOT",
    "ConnectorAuth",
    "ConnectorAuthKind",
    "ConnectorSettings",
    "IsoEnvironment",
    "IsoSettings",
    "MailSettings",
    "PayPalSettings",
    "SellerSettings",
    "SettingError",
    "Settings",
    "StripeSettings",
    "TrainingportalSettings",
    "WebhookSettings",
    "demo_environment",
    "instance_path",
    "kept_secret",
]

# The kernel's limit for the path of a socket is 107 bytes (103 on some systems), and the Redis
# client cannot read what the server says of a connection whose path has a space or = in it.
SOCKET_PATH = re.compile(rb"[A-Za-z0-9/._+-]{1,100}")


# Any of them says which desk is meant.
# Those that pages and letters are in; the rings keep them from being read in the domain.
_LANGUAGES = ("en", "nb", "de", "hi", "ar")
_DESK = frozenset({"SECRET_KEY", "BASE_URL", "DATABASE_URL"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator decided; a partner that is None is off.

    `redis_url` None means the embedded queue at `redis_socket`; `queue_url` names either.
    """

    instance: Path
    secret_key: str = field(repr=False)
    base_url: str
    site_name: str
    site_language: str
    country: str
    listen_host: str
    port: int
    database_url: str = field(repr=False)
    redis_url: str | None = field(repr=False)
    mail: MailSettings | None
    stripe: StripeSettings | None
    paypal: PayPalSettings | None
    iso: IsoSettings | None
    connector: ConnectorSettings | None
    trainingportal: TrainingportalSettings | None
    webhook: WebhookSettings | None
    sandbox_port: int
    sandbox_mail_port: int
    trusted_proxies: int
    web_workers: int
    web_threads: int
    workers: int
    hold_minutes: int
    offer_hours: int
    reconcile_hour: int
    reminder_days: tuple[int, ...]
    class_reminder_days: int
    api_per_minute: int
    api_burst: int
    api_per_second: int
    metrics_token: str | None = field(repr=False)
    seller: SellerSettings
    old_secret_keys: tuple[str, ...] = field(repr=False, default=())
    file_scan: tuple[str, ...] = ()
    challenge: str = "again"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read every setting; the first that is missing or malformed raises SettingError."""
        reader = Reader(environment)
        base_url, listen_host = _base_url(reader), reader.text("LISTEN_HOST") or "127.0.0.1"
        refuse_demo_secrets(reader, base_url, listens_at=listen_host)
        instance = instance_path(environment)
        site_name, country = reader.text("SITE_NAME") or "Coursedesk", _country(reader)
        return cls(
            instance=instance,
            secret_key=_secret_key(reader, base_url),
            base_url=base_url,
            site_name=site_name,
            site_language=reader.one_of("SITE_LANGUAGE", _LANGUAGES),
            country=country,
            listen_host=listen_host,
            port=reader.whole("PORT", 8000, least=1, most=65535),
            database_url=_database_url(environment, instance),
            redis_url=_redis_url(reader),
            mail=read_mail(reader),
            stripe=read_stripe(reader),
            paypal=read_paypal(reader),
            iso=read_iso(reader),
            connector=read_connector(reader),
            trainingportal=read_trainingportal(reader),
            webhook=read_webhook(reader),
            sandbox_port=reader.whole("SANDBOX_PORT", 8001, least=1, most=65535),
            sandbox_mail_port=reader.whole("SANDBOX_MAIL_PORT", 8002, least=1, most=65535),
            trusted_proxies=reader.whole("TRUSTED_PROXIES", 0, least=0, most=10),
            web_workers=reader.whole("WEB_WORKERS", 2, least=1, most=64),
            web_threads=reader.whole("WEB_THREADS", 4, least=1, most=64),
            workers=reader.whole("WORKERS", 2, least=1, most=64),
            hold_minutes=reader.whole("HOLD_MINUTES", 30, least=1, most=1440),
            offer_hours=reader.whole("OFFER_HOURS", 24, least=1, most=720),
            reconcile_hour=reader.whole("RECONCILE_HOUR", 2, least=0, most=23),
            reminder_days=read_reminder_days(reader),
            class_reminder_days=reader.whole("CLASS_REMINDER_DAYS", 2, least=0, most=60),
            api_per_minute=reader.whole("API_PER_MINUTE", 1000, least=1, most=1_000_000),
            api_burst=reader.whole("API_BURST", 100, least=1, most=100_000),
            api_per_second=reader.whole("API_PER_SECOND", 50, least=1, most=100_000),
            metrics_token=reader.text("METRICS_TOKEN"),
            seller=read_seller(reader, site_name=site_name, country=country),
            old_secret_keys=reader.many("SECRET_KEY_OLD"),
            file_scan=reader.command("FILE_SCAN_COMMAND"),
            challenge=reader.text("FORM_CHALLENGE") or "again",
        )

    @classmethod
    def demo(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the settings of `./manage run`: whatever is unset points at the sandbox."""
        return cls.from_environment(demo_environment(environment))

    @classmethod
    def for_one_command(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the settings of a command that only works on the database (migrate, seed, staff).

        Where nothing says which desk is meant it is the demo's; where only the database is
        named, the key and the address, which such a command never uses, are the demo's too.
        """
        given = _set(environment)
        unused = {"SECRET_KEY", "BASE_URL"} - given.keys()
        if not unused or _DESK.isdisjoint(given):
            return cls.of_this_desk(environment)
        demo = demo_environment(environment)
        return cls.from_environment({name: demo[name] for name in unused} | given)

    @classmethod
    def of_this_desk(cls, environment: Mapping[str, str]) -> "Settings":
        """Read a desk's settings; where nothing says which desk is meant it is the demo's."""
        given = _set(environment)
        return cls.from_environment(
            demo_environment(environment) if _DESK.isdisjoint(given) else given
        )

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The secret key, then those of before, as far as they are named."""
        return (self.secret_key, *self.old_secret_keys)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything that proves who somebody is: never to be kept or printed."""
        iso, hub, portal = self.iso, self.connector, self.trainingportal
        given = [*self.secret_keys, self.metrics_token]
        given += [self.mail.password, *self.mail.bounce_secrets] if self.mail else []
        given += [self.stripe.secret_key, *self.stripe.webhook_secrets] if self.stripe else []
        given += [self.paypal.client_secret] if self.paypal else []
        if iso:
            given += [iso.client_secret, iso.system_token, *iso.webhook_secrets, iso.webhook_bearer]
        given += [hub.auth.secret, hub.inbound_token] if hub else []
        given += [portal.password, portal.inbound_key] if portal else []
        given += self.webhook.secrets if self.webhook else []
        return tuple(secret for secret in given if secret)

    @property
    def redis_socket(self) -> Path:
        """Where the embedded queue listens; the same for every process of one instance."""
        usual = self.instance / "redis.sock"
        if SOCKET_PATH.fullmatch(os.fsencode(usual)):
            return usual
        name = hashlib.sha256(os.fsencode(self.instance)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"coursedesk-{os.getuid()}-{name}" / "redis.sock"

    @property
    def queue_url(self) -> str:
        """The address of the queue, given or embedded."""
        return self.redis_url or f"unix://{quote(str(self.redis_socket))}"

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies may only travel over TLS: wherever people come over TLS."""
        return self.base_url.startswith("https:")


def _set(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if value.strip()}


def _database_url(environment: Mapping[str, str], instance: Path) -> str:
    given = {"DATABASE_URL": f"sqlite:///{instance / 'coursedesk.db'}"} | _set(environment)
    return Reader(given).database_address("DATABASE_URL")


def _base_url(reader: Reader) -> str:
    address = reader.web_address("BASE_URL")
    if address is None:
        raise SettingError("BASE_URL", "is required (the address people see)")
    return address


def _secret_key(reader: Reader, base_url: str) -> str:
    key = reader.required("SECRET_KEY", because="(32 or more random characters)")
    if len(key) < 32 and not on_loopback(base_url):
        raise SettingError("SECRET_KEY", "must be 32 or more characters")
    return key


def _country(reader: Reader) -> str:
    """Return the country whose telephone numbers need no + in front."""
    country = reader.text("PHONE_COUNTRY") or "NO"
    if re.fullmatch("[A-Z]{2}", country) is None:
        raise SettingError("PHONE_COUNTRY", "must be two capital letters, like NO")
    return country


def _redis_url(reader: Reader) -> str | None:
    value = reader.text("REDIS_URL")
    if value is None:
        return None
    parts = split_address("REDIS_URL", value)
    named = parts.path if parts.scheme == "unix" else parts.hostname
    if parts.scheme not in ("redis", "rediss", "unix") or not named:
        raise SettingError("REDIS_URL", "must begin with redis://, rediss:// or unix://")
    return value
