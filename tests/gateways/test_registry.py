"""Which gateways are on."""

from dataclasses import replace
from pathlib import Path

from app.domain.gateway import GatewayUnreachable
from app.gateways.registry import build_gateways, gateway_entries
from app.settings import Settings
from tests.fixtures.ports import free_port


def settings(tmp_path: Path) -> Settings:
    return Settings.demo({"INSTANCE_PATH": str(tmp_path)})


def test_the_demo_takes_money_with_stripe_and_paypal(tmp_path: Path) -> None:
    gateways = build_gateways(settings(tmp_path))
    assert [(name, gateway.name, gateway.way) for name, gateway in gateways.items()] == [
        ("stripe", "stripe", "by card"),
        ("paypal", "paypal", "with PayPal"),
    ]


def test_each_gateway_is_on_by_settings_of_its_own(tmp_path: Path) -> None:
    both = settings(tmp_path)
    assert list(build_gateways(replace(both, paypal=None))) == ["stripe"]
    assert list(build_gateways(replace(both, stripe=None))) == ["paypal"]


def test_what_a_gateway_takes_is_known_without_asking_it(tmp_path: Path) -> None:
    gateways = build_gateways(settings(tmp_path))
    takes = {
        name: [gateway.takes(c) for c in ("NOK", "KWD", "XXX")]
        for name, gateway in gateways.items()
    }
    assert takes == {"stripe": [True, True, False], "paypal": [True, False, False]}


def test_people_are_led_to_the_pages_of_those_that_are_on(tmp_path: Path) -> None:
    given = {"INSTANCE_PATH": str(tmp_path), "SANDBOX_PORT": "9001"}
    entries = gateway_entries(Settings.demo(given))
    assert {entry.pay_host for entry in entries} == {"http://127.0.0.1:9001"}
    real = Settings.demo(
        given
        | {
            "STRIPE_API_BASE": "https://api.stripe.com",
            "PAYPAL_API_BASE": "https://api-m.paypal.com",
        }
    )
    real = replace(real, stripe=real.stripe and replace(real.stripe, api_base=None))
    assert [entry.pay_host for entry in gateway_entries(real)] == [
        "https://checkout.stripe.com",
        "https://www.paypal.com",
    ]


def test_a_gateway_asks_where_the_settings_say(tmp_path: Path) -> None:
    nobody = {"INSTANCE_PATH": str(tmp_path), "SANDBOX_PORT": str(free_port())}
    answer = build_gateways(Settings.demo(nobody))["stripe"].look_up("cs_1")
    assert isinstance(answer, GatewayUnreachable)
    assert answer.words.startswith("No answer from Stripe")


def test_without_a_key_no_gateway_is_on(tmp_path: Path) -> None:
    assert build_gateways(replace(settings(tmp_path), stripe=None, paypal=None)) == {}
