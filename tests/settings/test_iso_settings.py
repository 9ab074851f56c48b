"""ISO's environment, its ways in, and where our own events go (iso.md I3, I15, S2)."""

import pytest

from app.settings import IsoEnvironment, SettingError, Settings
from tests.partners.built import environment

UAT = "https://uat-api.iso.example.org"


def settings(**changed: str) -> Settings:
    """Read the settings of a product with every partner, some of them changed."""
    return Settings.from_environment(environment("http://127.0.0.1:9", **changed))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, IsoEnvironment.SANDBOX),
        ({"ISO_BASE_URL": "https://api.iso.example.org"}, IsoEnvironment.PRODUCTION),
        ({"ISO_BASE_URL": "https://equate.example.org"}, IsoEnvironment.PRODUCTION),
        ({"ISO_BASE_URL": UAT, "ISO_ENVIRONMENT": "uat"}, IsoEnvironment.UAT),
        ({"ISO_ENVIRONMENT": "production"}, IsoEnvironment.PRODUCTION),
    ],
)
def test_I15_which_iso_it_is_is_known(changed: dict[str, str], expected: IsoEnvironment) -> None:
    iso = settings(**changed).iso
    assert iso is not None
    assert iso.environment is expected


@pytest.mark.parametrize(
    "changed",
    [
        {"ISO_BASE_URL": UAT},
        {"ISO_BASE_URL": UAT, "ISO_ENVIRONMENT": "production"},
        {"ISO_BASE_URL": "https://iso.uat.example.org", "ISO_ENVIRONMENT": "sandbox"},
        {"ISO_ENVIRONMENT": "staging"},
        {
            "ISO_ENVIRONMENT": "uat",
            "STRIPE_SECRET_KEY": "sk_live_1",
            "STRIPE_WEBHOOK_SECRET": "whsec_1",
        },
    ],
)
def test_I15_a_uat_address_never_gets_production_data(changed: dict[str, str]) -> None:
    with pytest.raises(SettingError, match=r"^ISO_ENVIRONMENT: "):
        settings(**changed)


def test_S19_the_address_has_no_default() -> None:
    assert settings(ISO_BASE_URL="").iso is None


def test_I3_the_paths_can_be_set() -> None:
    iso = settings(ISO_WEBHOOK_PATHS="/hooks/iso, /payment/status-webhook").iso
    assert iso is not None
    assert iso.webhook_paths == ("/hooks/iso", "/payment/status-webhook")


@pytest.mark.parametrize("path", ["hooks", "/a/../b?", "/webhooks/stripe", "/staff/x", "/a /a"])
def test_I3_a_path_that_cannot_be_is_refused(path: str) -> None:
    with pytest.raises(SettingError, match=r"^ISO_WEBHOOK_PATHS: "):
        settings(ISO_WEBHOOK_PATHS=path)


def test_S2_the_fallback_needs_both_tokens() -> None:
    with pytest.raises(SettingError, match=r"^ISO_SYSTEM_TOKEN: "):
        settings(ISO_WEBHOOK_BEARER="bearer")
    iso = settings(ISO_WEBHOOK_BEARER="bearer", ISO_SYSTEM_TOKEN="system").iso
    assert iso is not None
    assert (iso.webhook_bearer, iso.system_token) == ("bearer", "system")


def test_our_events_are_on_when_their_address_is_set() -> None:
    assert settings().webhook is None
    webhook = settings(WEBHOOK_URL="https://hooks.example.org/in", WEBHOOK_SECRET="a, b").webhook
    assert webhook is not None
    assert (webhook.url, webhook.secrets) == ("https://hooks.example.org/in", ("a", "b"))
    assert "a" not in repr(webhook).partition("secrets")[2]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"WEBHOOK_URL": "https://hooks.example.org"}, "WEBHOOK_SECRET"),
        ({"WEBHOOK_URL": "http://hooks.example.org", "WEBHOOK_SECRET": "a"}, "WEBHOOK_URL"),
    ],
)
def test_our_events_go_nowhere_unsigned_or_in_the_clear(
    changed: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingError, match=f"^{named}: "):
        settings(**changed)
