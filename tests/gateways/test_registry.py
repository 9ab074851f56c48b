"""Which gateways are on."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.gateway import GatewayUnreachable, IntentGateway
from app.domain.money import Money
from app.gateways.news import NewsRefused
from app.gateways.registry import build_gateways, gateway_entries, gateway_health
from app.sandbox.server import Sandbox
from app.settings import Settings
from tests.fixtures.ports import free_port
from tests.gateways.conftest import an_order
from tests.gateways.paypal_world import PayPalWorld


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
        name: [gateway.objects_to(Money(1000, c)) is None for c in ("NOK", "KWD", "XXX")]
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


def test_forms_of_clients_own_can_take_money_where_there_is_a_key_for_them(tmp_path: Path) -> None:
    demo = settings(tmp_path)
    assert isinstance(build_gateways(demo)["stripe"], IntentGateway)
    assert not isinstance(build_gateways(demo)["paypal"], IntentGateway)
    assert demo.stripe
    without = replace(demo, stripe=replace(demo.stripe, publishable_key=None))
    assert not isinstance(build_gateways(without)["stripe"], IntentGateway)


def test_a_form_of_a_clients_own_is_made_where_the_settings_say(tmp_path: Path) -> None:
    nobody = {"INSTANCE_PATH": str(tmp_path), "SANDBOX_PORT": str(free_port())}
    stripe = build_gateways(Settings.demo(nobody))["stripe"]
    assert isinstance(stripe, IntentGateway)
    request = an_order()
    answer = stripe.open_intent(request, key=request.payment_uid)
    assert isinstance(answer, GatewayUnreachable)


def test_the_doctor_looks_at_each_gateway(tmp_path: Path, sandbox: Sandbox) -> None:
    port = sandbox.url.rpartition(":")[2]
    demo = Settings.demo({"INSTANCE_PATH": str(tmp_path), "SANDBOX_PORT": port})
    assert demo.stripe
    assert demo.paypal
    live = replace(demo.stripe, secret_key="sk_live_1")
    odd = replace(demo.stripe, secret_key="pk_test_1")
    wrong = replace(demo.paypal, client_secret="wrong")
    for given, verdicts in (
        (demo, ["ok", "ok"]),
        (replace(demo, stripe=live), ["ok", "ok"]),
        (replace(demo, stripe=odd, paypal=wrong), ["BAD", "BAD"]),
        (replace(demo, stripe=None, paypal=None), ["off", "off"]),
    ):
        looks = {name: look() for name, look in gateway_health(given).items()}
        assert list(looks) == ["Stripe key", "PayPal"]
        assert [look.verdict for look in looks.values()] == verdicts
        assert "wrong" not in str(looks)


def test_paypals_news_is_read_by_its_entry(
    tmp_path: Path, paypal_world: PayPalWorld, sandbox: Sandbox
) -> None:
    port = sandbox.url.rpartition(":")[2]
    demo = Settings.demo({"INSTANCE_PATH": str(tmp_path), "SANDBOX_PORT": port})
    (entry,) = gateway_entries(replace(demo, stripe=None))
    body = b'{"id": "WH-1", "event_type": "CHECKOUT.ORDER.APPROVED", "resource": {"id": "O"}}'
    assert entry.read_news(body, paypal_world.signs(body)).gateway_id == "O"


def test_stripes_news_is_read_by_its_entry(tmp_path: Path) -> None:
    (entry,) = gateway_entries(replace(settings(tmp_path), paypal=None))
    with pytest.raises(NewsRefused, match="no valid signature"):
        entry.read_news(b"{}", lambda _: "")
