"""The demo's settings: what `./manage run` fills in, and the secrets it makes once and keeps.

Here: defaults that point at the sandbox. Not here: what a setting means or may be.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from app.settings.reading import ROOT, Reader, SettingError, on_loopback

WEB_PORT = 8000
SANDBOX_PORT = 8001
SANDBOX_MAIL_PORT = 8002

# What the sandbox shows when it calls: anybody can read it here, so it lets anybody in.
INBOUND = {
    "STRIPE_WEBHOOK_SECRET": "whsec_sandbox",
    "ISO_WEBHOOK_SECRET": "iso-webhook-sandbox",
    "CONNECTOR_INBOUND_TOKEN": "connector-inbound-sandbox",
    "TRAININGPORTAL_INBOUND_KEY": "tp-inbound-sandbox",
    "MAIL_BOUNCE_SECRET": "mail-bounce-sandbox",
}
# Who sells in the demo, as its papers say.
SELLER = {
    "SELLER_NAME": "Fjordlight Learning AS",
    "SELLER_ADDRESS": "Dokkeskjærskaien 4 | 5015 Bergen",
    "SELLER_REGISTRATION_NUMBER": "987 654 321",
    "SELLER_VAT_NUMBER": "NO 987 654 321 MVA",
    "SELLER_TIMEZONE": "Europe/Oslo",
    "SELLER_BANK": "IBAN NO93 8601 1117 947",
    "SELLER_PREFIX": "FL",
}


def instance_path(environment: Mapping[str, str]) -> Path:
    """Return the directory for everything the product keeps on this machine (INSTANCE_PATH)."""
    return ROOT / (Reader(environment).text("INSTANCE_PATH") or "instance")


def demo_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with every unset setting of the demo filled in.

    Makes the instance directory and its secret key when they are missing; a directory that may
    not be written to raises SettingError.
    """
    instance = instance_path(environment)
    given = {name: value for name, value in environment.items() if value.strip()}
    return demo_defaults(given, instance) | given


def demo_defaults(environment: Mapping[str, str], instance: Path) -> dict[str, str]:
    """Return the demo's own settings, on the ports that the environment asks for."""
    reader = Reader(environment)
    web = reader.whole("PORT", WEB_PORT, least=1, most=65535)
    sandbox = reader.whole("SANDBOX_PORT", SANDBOX_PORT, least=1, most=65535)
    mail = reader.whole("SANDBOX_MAIL_PORT", SANDBOX_MAIL_PORT, least=1, most=65535)
    outside = f"http://127.0.0.1:{sandbox}"
    return {
        **INBOUND,
        "INSTANCE_PATH": str(instance),
        "SECRET_KEY": kept_secret(instance / "secret_key"),
        "BASE_URL": f"http://127.0.0.1:{web}",
        "SITE_NAME": "Fjordlight Learning",
        **SELLER,
        "PORT": str(web),
        "SANDBOX_PORT": str(sandbox),
        "SANDBOX_MAIL_PORT": str(mail),
        "SANDBOX_STATE": str(instance / "sandbox.db"),
        "DATABASE_URL": f"sqlite:///{instance / 'coursedesk.db'}",
        "MAIL_URL": f"smtp://127.0.0.1:{mail}",
        "MAIL_FROM": "Fjordlight Learning <desk@fjordlight.example>",
        "STRIPE_SECRET_KEY": "sk_test_sandbox",
        "STRIPE_PUBLISHABLE_KEY": "pk_test_sandbox",
        "STRIPE_API_BASE": outside,
        "PAYPAL_CLIENT_ID": "paypal-sandbox-client",
        "PAYPAL_CLIENT_SECRET": "paypal-sandbox-secret",
        "PAYPAL_WEBHOOK_ID": "WHSANDBOX1",
        "PAYPAL_API_BASE": f"{outside}/paypal",
        "ISO_BASE_URL": f"{outside}/iso",
        "ISO_CLIENT_ID": "coursedesk",
        "ISO_CLIENT_SECRET": "iso-sandbox-secret",
        "CONNECTOR_BASE_URL": f"{outside}/connector/api/2011-11",
        "CONNECTOR_PROVIDER_ID": "COURSEDESK",
        "CONNECTOR_CLIENT_ID": "org-1",
        "CONNECTOR_CLUB_ID": "club-1",
        "TRAININGPORTAL_BASE_URL": f"{outside}/mintra/api/courseprovider/rest",
        "TRAININGPORTAL_USERNAME": "coursedesk",
        "TRAININGPORTAL_PASSWORD": "tp-sandbox-secret",
        "TRAININGPORTAL_CONFIRMED": "courses classes cancel upload",
    }


def refuse_demo_secrets(reader: Reader, base_url: str, *, listens_at: str) -> None:
    """Refuse the demo's own secrets where others can reach the site; raises SettingError."""
    if on_loopback(base_url) and on_loopback(f"http://{_in_address(listens_at)}"):
        return
    known = [name for name, secret in INBOUND.items() if secret in reader.many(name)]
    if known:
        raise SettingError(
            ", ".join(known),
            "the demo's own, which anybody can read, open the door where BASE_URL or LISTEN_HOST "
            "is public: set secrets of your own, or leave both unset",
        )


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def kept_secret(path: Path) -> str:
    """Return the secret kept in a file only its owner may read, made when it is missing.

    Two processes that start together agree on one secret. A place that may not be written to
    raises SettingError.
    """
    try:
        # The database that will lie beside it is nobody else's to read either.
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_once(path, secrets.token_urlsafe(32))
        secret = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingError(
            "INSTANCE_PATH", f"cannot write {path} ({error.strerror or 'no permission'})"
        ) from error
    if not secret:
        raise SettingError("INSTANCE_PATH", f"{path} is empty: delete it and start again")
    return secret


def _make_once(path: Path, secret: str) -> None:
    if path.exists():
        return
    # Written whole under another name first: a reader never sees half a secret, and linking
    # fails where another process was quicker.
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    except OSError:
        # A file system without hard links: whoever is last decides.
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
