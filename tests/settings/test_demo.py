"""The demo's settings, and those of one command."""

from pathlib import Path

import pytest

from app.settings import SettingError, Settings, kept_secret
from tests.settings.test_settings import LEAST


def test_the_demo_needs_nothing_and_points_at_the_sandbox(tmp_path: Path) -> None:
    settings = Settings.demo({"INSTANCE_PATH": str(tmp_path / "i"), "SANDBOX_PORT": "9001"})
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.database_url == f"sqlite:///{tmp_path}/i/coursedesk.db"
    assert settings.stripe
    assert settings.stripe.api_base == "http://127.0.0.1:9001"
    assert settings.iso
    assert settings.iso.base_url == "http://127.0.0.1:9001/iso"
    assert settings.connector
    assert settings.connector.base_url == "http://127.0.0.1:9001/connector/api/2011-11"
    assert settings.trainingportal
    assert settings.trainingportal.inbound_key == "tp-inbound-sandbox"
    assert settings.mail
    assert settings.mail.port == 8002
    assert not settings.secure_cookies


def test_the_demo_keeps_its_key_to_itself_and_from_start_to_start(tmp_path: Path) -> None:
    environment = {"INSTANCE_PATH": str(tmp_path / "i")}
    first = Settings.demo(environment)
    assert Settings.demo(environment).secret_key == first.secret_key
    assert (tmp_path / "i" / "secret_key").stat().st_mode & 0o777 == 0o600
    other = Settings.demo({"INSTANCE_PATH": str(tmp_path / "j")})
    assert other.secret_key != first.secret_key


def test_nobody_else_on_the_machine_reads_what_the_demo_keeps(tmp_path: Path) -> None:
    Settings.demo({"INSTANCE_PATH": str(tmp_path / "i")})
    assert (tmp_path / "i").stat().st_mode & 0o777 == 0o700


def test_what_is_set_wins_over_the_demo(tmp_path: Path) -> None:
    given = {"INSTANCE_PATH": str(tmp_path), "PORT": "9000", "ISO_CLIENT_ID": "me", "MAIL_URL": ""}
    settings = Settings.demo(given)
    assert settings.base_url == "http://127.0.0.1:9000"
    assert settings.iso
    assert settings.iso.client_id == "me"
    assert settings.mail


def test_a_malformed_setting_stops_the_demo_too(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"^PORT: "):
        Settings.demo({"INSTANCE_PATH": str(tmp_path), "PORT": "eight"})


OWN = {
    "STRIPE_WEBHOOK_SECRET": "whsec_own",
    "ISO_WEBHOOK_SECRET": "iso-own",
    "CONNECTOR_INBOUND_TOKEN": "connector-own",
    "TRAININGPORTAL_INBOUND_KEY": "portal-own",
    "MAIL_BOUNCE_SECRET": "bounces-own",
}


def test_where_the_site_is_public_the_demos_secrets_are_refused_in_one_line(
    tmp_path: Path,
) -> None:
    given = {"INSTANCE_PATH": str(tmp_path), "BASE_URL": "https://desk.example"}
    with pytest.raises(
        SettingError, match=r"LISTEN_HOST is public: set secrets of your own"
    ) as told:
        Settings.demo(given)
    assert str(told.value).startswith(f"{', '.join(OWN)}: ")
    assert "\n" not in str(told.value)
    assert Settings.demo(given | OWN).base_url == "https://desk.example"
    half = given | OWN | {"ISO_WEBHOOK_SECRET": "iso-own,iso-webhook-sandbox"}
    with pytest.raises(SettingError, match=r"^ISO_WEBHOOK_SECRET: the demo's own"):
        Settings.demo(half)


@pytest.mark.parametrize("address", ["http://localhost:8000", "http://[::1]:8000"])
def test_on_this_machine_the_demos_secrets_are_enough(tmp_path: Path, address: str) -> None:
    settings = Settings.demo({"INSTANCE_PATH": str(tmp_path), "BASE_URL": address})
    assert settings.base_url == address


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.1.2.3"])
def test_where_others_can_reach_the_port_the_demos_secrets_are_refused(
    tmp_path: Path, host: str
) -> None:
    given = {"INSTANCE_PATH": str(tmp_path), "LISTEN_HOST": host}
    with pytest.raises(SettingError, match=r"BASE_URL or LISTEN_HOST is public"):
        Settings.demo(given)
    assert Settings.demo(given | OWN).listen_host == host


def test_a_desk_that_took_over_the_demos_secrets_is_refused_too() -> None:
    given = {"STRIPE_SECRET_KEY": "sk_test_x", "STRIPE_WEBHOOK_SECRET": "whsec_sandbox"}
    with pytest.raises(SettingError, match=r"^STRIPE_WEBHOOK_SECRET: the demo's own"):
        Settings.from_environment(LEAST | given)


def test_an_instance_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingError, match=r"^INSTANCE_PATH: cannot write"):
        Settings.demo({"INSTANCE_PATH": str(tmp_path / "file" / "instance")})


def test_one_command_without_settings_works_on_the_demo(tmp_path: Path) -> None:
    environment = {"INSTANCE_PATH": str(tmp_path)}
    assert Settings.for_one_command(environment) == Settings.demo(environment)


def test_one_command_with_a_database_works_on_it_with_the_partners_named(tmp_path: Path) -> None:
    given = {"INSTANCE_PATH": str(tmp_path), "DATABASE_URL": "postgresql://db/desk"}
    settings = Settings.for_one_command(given)
    assert settings.database_url == "postgresql+psycopg://db/desk"
    assert settings.iso is None


def test_what_speaks_to_the_outside_is_the_demos_or_wholly_said(tmp_path: Path) -> None:
    environment = {"INSTANCE_PATH": str(tmp_path)}
    assert Settings.of_this_desk(environment) == Settings.demo(environment)
    with pytest.raises(SettingError, match=r"SECRET_KEY|BASE_URL"):
        Settings.of_this_desk({**environment, "DATABASE_URL": "postgresql://db/desk"})


def test_an_empty_kept_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    with pytest.raises(SettingError, match="is empty"):
        kept_secret(tmp_path / "secret_key")


def test_the_queues_socket_fits_however_deep_the_instance_lies(tmp_path: Path) -> None:
    near = Settings.from_environment({**LEAST, "INSTANCE_PATH": "/srv/desk"})
    assert near.redis_socket == Path("/srv/desk/redis.sock")
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    far = Settings.from_environment({**LEAST, "INSTANCE_PATH": str(deep)})
    assert len(str(far.redis_socket)) < 104
    again = Settings.from_environment({**LEAST, "INSTANCE_PATH": str(deep)})
    assert far.redis_socket == again.redis_socket
    assert far.queue_url == f"unix://{far.redis_socket}"


@pytest.mark.parametrize("name", ["my desk", "a=b", "désk"])
def test_the_queues_socket_has_a_path_that_every_client_can_read(name: str) -> None:
    settings = Settings.from_environment({**LEAST, "INSTANCE_PATH": f"/srv/{name}"})
    assert set(" =é").isdisjoint(str(settings.redis_socket))


def test_a_queue_that_is_given_is_the_queue() -> None:
    settings = Settings.from_environment({**LEAST, "REDIS_URL": "redis://q:6379/1"})
    assert settings.queue_url == "redis://q:6379/1"
