"""Settings: what is read, what is refused in one line that names it, what is never shown."""

import ipaddress

import pytest

from app.settings import ROOT, ConnectorAuthKind, SettingError, Settings

LEAST = {"SECRET_KEY": "k" * 32, "BASE_URL": "https://desk.example"}
ISO = {
    "ISO_BASE_URL": "https://iso.example/",
    "ISO_CLIENT_ID": "us",
    "ISO_CLIENT_SECRET": "iso-secret",
}
CONNECTOR = {
    "CONNECTOR_BASE_URL": "https://crm.example/connector/api/2011-11",
    "CONNECTOR_PROVIDER_ID": "P",
    "CONNECTOR_CLIENT_ID": "C",
    "CONNECTOR_CLUB_ID": "1",
}
PORTAL = {
    "TRAININGPORTAL_BASE_URL": "https://portal.example/rest/",
    "TRAININGPORTAL_USERNAME": "us",
    "TRAININGPORTAL_PASSWORD": "tp-secret",
    "TRAININGPORTAL_INBOUND_KEY": "in-key-1234",
}
STRIPE = {"STRIPE_SECRET_KEY": "sk_test_abc", "STRIPE_WEBHOOK_SECRET": "whsec_a"}
MAIL = {"MAIL_URL": "smtp://us:p%40ss@mail.example:587", "MAIL_FROM": "Desk <desk@x.example>"}
PAYPAL = {
    "PAYPAL_CLIENT_ID": "client",
    "PAYPAL_CLIENT_SECRET": "paypal-hidden",
    "PAYPAL_WEBHOOK_ID": "9XL90610J3647323C",
}
EVERYTHING = {**LEAST, **ISO, **CONNECTOR, **PORTAL, **STRIPE, **PAYPAL, **MAIL}


def test_the_least_that_is_needed_gives_the_defaults_with_every_partner_off() -> None:
    settings = Settings.from_environment(LEAST)
    assert settings.base_url == "https://desk.example"
    assert (settings.listen_host, settings.port) == ("127.0.0.1", 8000)
    assert (settings.sandbox_port, settings.sandbox_mail_port) == (8001, 8002)
    assert settings.database_url == f"sqlite:///{ROOT}/instance/coursedesk.db"
    assert settings.hold_minutes == 30
    assert settings.reconcile_hour == 2
    assert settings.reminder_days == (-3, 1, 7)
    assert settings.trusted_proxies == 0
    assert settings.secure_cookies
    off = (
        settings.stripe,
        settings.paypal,
        settings.iso,
        settings.connector,
        settings.trainingportal,
    )
    assert off == (None,) * 5
    assert settings.mail is None


@pytest.mark.parametrize("name", ["SECRET_KEY", "BASE_URL"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_required_setting_that_is_missing_is_named(name: str, value: str | None) -> None:
    environment = {key: text for key, text in LEAST.items() if key != name}
    if value is not None:
        environment[name] = value
    with pytest.raises(SettingError, match=f"^{name}: is required") as refusal:
        Settings.from_environment(environment)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "80x"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "٨٠"),
        ("SANDBOX_PORT", "x"),
        ("SANDBOX_MAIL_PORT", "1e3"),
        ("WEB_WORKERS", "0"),
        ("WEB_THREADS", "many"),
        ("WORKERS", "0"),
        ("HOLD_MINUTES", "0"),
        ("RECONCILE_HOUR", "24"),
        ("REMINDER_DAYS", "soon"),
        ("REMINDER_DAYS", "1,,2"),
        ("REMINDER_DAYS", "-367"),
        ("REMINDER_DAYS", "1.5"),
        ("HOLD_MINUTES", "half"),
        ("API_PER_MINUTE", "0"),
        ("API_BURST", "many"),
        ("API_PER_SECOND", "0.5"),
        ("TRUSTED_PROXIES", "-1"),
        ("BASE_URL", "desk.example"),
        ("BASE_URL", "ftp://desk.example"),
        ("BASE_URL", "https://desk.example/?a=b"),
        ("BASE_URL", "https://desk.example:99999"),
        ("BASE_URL", "https://[::1"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "k" * 32 + "\nPORT=1"),
        ("DATABASE_URL", "mysql://x/y"),
        ("DATABASE_URL", "postgresql://host"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "nonsense"),
        ("REDIS_URL", "http://x"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "unix://"),
        ("MAIL_URL", "mail.example:25"),
        ("MAIL_URL", "http://mail.example"),
        ("MAIL_FROM", "nobody"),
        ("STRIPE_SECRET_KEY", "pk_test_1"),
        ("STRIPE_API_BASE", "http://stripe.example"),
        ("STRIPE_PUBLISHABLE_KEY", "sk_test_1"),
        ("STRIPE_PUBLISHABLE_KEY", "pk_live_1"),
        ("STRIPE_TIMEOUT", "0"),
        ("STRIPE_TIMEOUT", "soon"),
        ("PAYPAL_CLIENT_ID", "a:b"),
        ("PAYPAL_WEBHOOK_ID", "a/b"),
        ("PAYPAL_API_BASE", "http://paypal.example"),
        ("PAYPAL_TIMEOUT", "121"),
        ("ISO_BASE_URL", "http://iso.example"),
        ("ISO_TOKEN_URL", "http://iso.example/token"),
        ("ISO_TIMEOUT", "121"),
        ("ISO_RATE", "0"),
        ("CONNECTOR_BASE_URL", "http://crm.example"),
        ("CONNECTOR_AUTH", "basic"),
        ("CONNECTOR_AUTH", "basic:user"),
        ("CONNECTOR_AUTH", "digest:a:b"),
        ("CONNECTOR_RATE", "fast"),
        ("TRAININGPORTAL_BASE_URL", "http://10.0.0.1"),
        ("TRAININGPORTAL_ALLOWED_IPS", "1.2.3"),
        ("TRAININGPORTAL_INBOUND_KEY", "a/b"),
        ("TRAININGPORTAL_INBOUND_KEY", "short"),
    ],
)
def test_a_malformed_setting_is_named_in_one_line_without_its_value(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"^{name}: ") as refusal:
        Settings.from_environment({**EVERYTHING, name: value})
    assert "\n" not in str(refusal.value)
    assert refusal.value.name == name


@pytest.mark.parametrize(
    ("needed", "partner"),
    [
        *((name, ISO) for name in ISO if name != "ISO_BASE_URL"),
        *((name, CONNECTOR) for name in CONNECTOR if name != "CONNECTOR_BASE_URL"),
        *((name, PORTAL) for name in PORTAL if name != "TRAININGPORTAL_BASE_URL"),
        ("STRIPE_WEBHOOK_SECRET", STRIPE),
        *((name, PAYPAL) for name in PAYPAL if name != "PAYPAL_CLIENT_ID"),
        ("MAIL_FROM", MAIL),
    ],
)
def test_a_partner_that_is_on_needs_its_credentials(needed: str, partner: dict[str, str]) -> None:
    with pytest.raises(SettingError, match=f"^{needed}: is required when"):
        Settings.from_environment({**LEAST, **partner, needed: ""})


def test_a_partner_without_a_base_address_is_off_whatever_else_is_set() -> None:
    settings = Settings.from_environment({**EVERYTHING, "ISO_BASE_URL": " "})
    assert settings.iso is None
    assert settings.connector is not None


def test_partners_are_read_with_defaults_where_their_contracts_are_silent() -> None:
    settings = Settings.from_environment(
        {
            **EVERYTHING,
            "STRIPE_WEBHOOK_SECRET": "whsec_a, whsec_b",
            "CONNECTOR_AUTH": "token:X-Key:a:b",
            "TRAININGPORTAL_ALLOWED_IPS": "192.0.2.1, 198.51.100.0/24",
        }
    )
    assert settings.iso
    assert settings.iso.base_url == "https://iso.example"
    assert settings.iso.token_url == "https://iso.example/oauth/token"
    assert settings.iso.scopes == ("programs.read", "programs.write")
    assert settings.iso.timeout == 30
    assert settings.connector
    assert settings.connector.auth.kind is ConnectorAuthKind.TOKEN
    assert (settings.connector.auth.name, settings.connector.auth.secret) == ("X-Key", "a:b")
    assert settings.connector.rate == 2
    assert settings.trainingportal
    assert settings.trainingportal.base_url == "https://portal.example/rest"
    assert ipaddress.ip_address("198.51.100.7") in settings.trainingportal.allowed_ips[1]
    assert settings.stripe
    assert settings.stripe.webhook_secrets == ("whsec_a", "whsec_b")
    assert settings.stripe.api_base is None
    assert settings.paypal
    assert settings.paypal.api_base == "https://api-m.paypal.com"
    assert settings.mail
    assert (settings.mail.host, settings.mail.port) == ("mail.example", 587)
    assert (settings.mail.username, settings.mail.password) == ("us", "p@ss")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.9.9.9"])
def test_plain_http_to_a_partner_is_for_this_machine_only(host: str) -> None:
    settings = Settings.from_environment({**LEAST, **ISO, "ISO_BASE_URL": f"http://{host}:8001"})
    assert settings.iso
    assert settings.iso.rate == 1000


@pytest.mark.parametrize("host", ["127.0.0.1.example", "localhost.example", "10.0.0.1"])
def test_a_host_that_only_looks_like_this_machine_is_refused(host: str) -> None:
    with pytest.raises(SettingError, match="ISO_BASE_URL"):
        Settings.from_environment({**LEAST, **ISO, "ISO_BASE_URL": f"http://{host}:8001"})


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("postgres://u:p@db/desk", "postgresql+psycopg://u:p@db/desk"),
        (
            "postgresql://u@db/desk?sslmode=require",
            "postgresql+psycopg://u@db/desk?sslmode=require",
        ),
        ("postgresql+psycopg:///desk?host=/run", "postgresql+psycopg:///desk?host=/run"),
        ("sqlite:///data/x.db", f"sqlite:///{ROOT}/data/x.db"),
        ("sqlite:////var/x y.db", "sqlite:////var/x y.db"),
    ],
)
def test_database_addresses(given: str, read: str) -> None:
    assert Settings.from_environment({**LEAST, "DATABASE_URL": given}).database_url == read


def test_a_program_for_viruses_is_named_with_its_arguments() -> None:
    given = {**LEAST, "FILE_SCAN_COMMAND": "true --no-summary 'a b' -"}
    assert Settings.from_environment(given).file_scan == ("true", "--no-summary", "a b", "-")
    assert Settings.from_environment(LEAST).file_scan == ()


@pytest.mark.parametrize(
    ("command", "reason"), [("'open", "a command"), ("/nowhere/scan -", "a program")]
)
def test_a_program_for_viruses_that_is_not_there_stops_the_start(command: str, reason: str) -> None:
    with pytest.raises(SettingError, match=f"FILE_SCAN_COMMAND.*{reason}"):
        Settings.from_environment({**LEAST, "FILE_SCAN_COMMAND": command})


def test_nothing_secret_is_shown() -> None:
    secrets = {
        "SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "DATABASE_URL": "postgresql://u:dbpass@db/desk",
        "REDIS_URL": "redis://:redispass@q",
        "ISO_SYSTEM_TOKEN": "systoken",
        "ISO_WEBHOOK_SECRET": "isohook",
        "CONNECTOR_AUTH": "basic:user:connpass",
        "CONNECTOR_INBOUND_TOKEN": "conninbound",
    }
    shown = repr(Settings.from_environment({**EVERYTHING, **secrets}))
    hidden = (
        *secrets.values(),
        *("dbpass", "redispass", "connpass", "p@ss", "iso-secret", "tp-secret", "in-key-1234"),
        *("sk_test_abc", "whsec_a"),
    )
    assert [word for word in hidden if word in shown] == []
    assert "https://iso.example" in shown


@pytest.mark.parametrize("mode", ["test", "live"])
def test_the_key_that_clients_may_see_is_of_the_secret_ones_mode(mode: str) -> None:
    keys = {"STRIPE_SECRET_KEY": f"sk_{mode}_a", "STRIPE_PUBLISHABLE_KEY": f"pk_{mode}_b"}
    settings = Settings.from_environment({**EVERYTHING, **keys})
    assert settings.stripe
    assert settings.stripe.publishable_key == f"pk_{mode}_b"


@pytest.mark.parametrize(("given", "days"), [({}, 2), ({"CLASS_REMINDER_DAYS": "0"}, 0)])
def test_people_are_reminded_of_a_class_two_days_before_or_as_set(
    given: dict[str, str], days: int
) -> None:
    assert Settings.from_environment({**LEAST, **given}).class_reminder_days == days


def test_reports_of_letters_are_signed_with_one_secret_or_two() -> None:
    off = Settings.from_environment(LEAST | MAIL)
    on = Settings.from_environment(LEAST | MAIL | {"MAIL_BOUNCE_SECRET": "one,two"})
    assert off.mail is not None
    assert on.mail is not None
    assert off.mail.bounce_secrets == ()
    assert on.mail.bounce_secrets == ("one", "two")
    assert {"one", "two"} <= set(on.secrets)
    assert "two" not in repr(on)
