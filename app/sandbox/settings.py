"""What the sandbox is told from outside: ports, the product's address, the credentials it expects.

Here: reading and checking the environment. Not here: anything that listens.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields


class SettingError(ValueError):
    """A setting that cannot be used; the text names it in one line."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What each partner expects the product to show; the defaults are the demo's."""

    stripe_secret_key: str = "sk_test_sandbox"
    stripe_webhook_secret: str = "whsec_sandbox"
    paypal_client_id: str = "paypal-sandbox-client"
    paypal_client_secret: str = "paypal-sandbox-secret"
    paypal_webhook_id: str = "WHSANDBOX1"
    iso_client_id: str = "coursedesk"
    iso_client_secret: str = "iso-sandbox-secret"
    iso_system_token: str = ""
    iso_webhook_secret: str = "iso-webhook-sandbox"
    webhook_secret: str = "webhook-sandbox"
    connector_provider_id: str = "COURSEDESK"
    connector_client_id: str = "org-1"
    connector_club_id: str = "club-1"
    connector_inbound_token: str = "connector-inbound-sandbox"
    trainingportal_username: str = "coursedesk"
    trainingportal_password: str = "tp-sandbox-secret"
    trainingportal_inbound_key: str = "tp-inbound-sandbox"
    mail_bounce_secret: str = "mail-bounce-sandbox"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Credentials":
        """Return the demo's credentials, each replaced by the setting of the same name if set."""
        given = {
            each.name: environment[each.name.upper()]
            for each in fields(cls)
            if environment.get(each.name.upper())
        }
        return cls(**given)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the sandbox listens, where the product is, and where the holdings are kept."""

    port: int = 8001
    mail_port: int = 8002
    product_url: str = "http://127.0.0.1:8000"
    state: str = "instance/sandbox.db"
    credentials: Credentials = field(default_factory=Credentials)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Return the settings; SettingError names the one that cannot be used."""
        return cls(
            port=_port(environment, "SANDBOX_PORT", 8001),
            mail_port=_port(environment, "SANDBOX_MAIL_PORT", 8002),
            product_url=_address(environment, "BASE_URL", "http://127.0.0.1:8000"),
            state=environment.get("SANDBOX_STATE") or "instance/sandbox.db",
            credentials=Credentials.from_environment(environment),
        )


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isdecimal() or int(text) > 65535:
        raise SettingError(f"{name}: must be a port number from 0 to 65535, not {text!r}")
    return int(text)


def _address(environment: Mapping[str, str], name: str, default: str) -> str:
    text = environment.get(name) or default
    if not text.startswith(("http://", "https://")):
        raise SettingError(f"{name}: must start with http:// or https://, not {text!r}")
    return text.rstrip("/")
