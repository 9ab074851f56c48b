"""Which gateways are on."""

from dataclasses import replace
from pathlib import Path

from app.domain.gateway import GatewayUnreachable
from app.gateways.registry import build_gateways
from app.settings import Settings
from tests.fixtures.ports import free_port


def settings(tmp_path: Path) -> Settings:
    return Settings.demo({"INSTANCE_PATH": str(tmp_path)})


def test_the_demo_takes_money_with_stripe(tmp_path: Path) -> None:
    gateways = build_gateways(settings(tmp_path))
    assert [(name, gateway.name) for name, gateway in gateways.items()] == [("stripe", "stripe")]


def test_a_gateway_asks_where_the_settings_say(tmp_path: Path) -> None:
    nobody = {"INSTANCE_PATH": str(tmp_path), "SANDBOX_PORT": str(free_port())}
    answer = build_gateways(Settings.demo(nobody))["stripe"].look_up("cs_1")
    assert isinstance(answer, GatewayUnreachable)
    assert answer.words.startswith("No answer from Stripe")


def test_without_a_key_no_gateway_is_on(tmp_path: Path) -> None:
    assert build_gateways(replace(settings(tmp_path), stripe=None)) == {}
