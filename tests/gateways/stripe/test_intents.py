"""Intents without a page: what a form of an API client's own takes money by."""

from collections.abc import Iterator

import httpx
import pytest

from app.domain.gateway import GatewayRefused, GatewayUnreachable, IntentOpened, RefundMade
from app.domain.money import Money
from app.domain.payment import PaymentReport, PaymentState
from app.gateways.later import LaterIntentGateway
from app.gateways.stripe.amounts import objects_to
from app.gateways.stripe.client import StripeGateway
from app.gateways.stripe.words import WAY
from app.sandbox.server import Sandbox
from tests.gateways.conftest import an_order
from tests.gateways.test_contract import EXPIRED, OPEN, PRICE, PROCESSING, refund_of
from tests.gateways.worlds import SandboxWorld

BACK = "https://client.example/back"


class Till:
    """The gateway, and a client's form that pays an intent with one of Stripe's test methods."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.gateway = LaterIntentGateway(
            "stripe",
            lambda: StripeGateway(
                secret_key="sk_test_sandbox",
                api_base=sandbox.url,
                time_out=10,
                publishable_key="pk_test_sandbox",
            ),
            way=WAY,
            objects=objects_to,
        )
        self.http = httpx.Client(
            base_url=sandbox.url,
            headers={"Authorization": "Bearer sk_test_sandbox"},
            trust_env=False,
        )

    def opened(self, *prices: Money) -> IntentOpened:
        request = an_order(*prices)
        answer = self.gateway.open_intent(request, key=request.payment_uid)
        assert isinstance(answer, IntentOpened), answer
        return answer

    def confirm(self, intent: str, method: str) -> httpx.Response:
        """Pay, as the client's form has Stripe do."""
        data = {"payment_method": method, "return_url": BACK}
        return self.http.post(f"/v1/payment_intents/{intent}/confirm", data=data)

    def stands(self, intent: str) -> PaymentReport:
        report = self.gateway.look_up(intent)
        assert isinstance(report, PaymentReport), report
        return report


@pytest.fixture
def till(sandbox: Sandbox, stripe_world: SandboxWorld) -> Iterator[Till]:
    del stripe_world  # its events are held back
    made = Till(sandbox)
    yield made
    made.http.close()


def test_an_intent_is_made_once_for_its_key_and_its_secret_shown_by_nothing(till: Till) -> None:
    request = an_order()
    first = till.gateway.open_intent(request, key=request.payment_uid)
    assert isinstance(first, IntentOpened)
    assert first.gateway_id.startswith("pi_")
    assert first.publishable_key == "pk_test_sandbox"
    assert first.client_secret not in repr(first)
    assert till.gateway.open_intent(request, key=request.payment_uid) == first
    assert till.stands(first.gateway_id) == OPEN


def test_another_request_under_a_used_key_is_refused(till: Till) -> None:
    request = an_order()
    till.gateway.open_intent(request, key=request.payment_uid)
    answer = till.gateway.open_intent(an_order(Money(100, "NOK")), key=request.payment_uid)
    assert isinstance(answer, GatewayRefused)


@pytest.mark.parametrize("prices", [[PRICE, PRICE], [Money(5000, "JPY")], [Money(900, "ISK")]])
def test_what_is_paid_is_what_was_asked_for(till: Till, prices: list[Money]) -> None:
    intent = till.opened(*prices).gateway_id
    assert till.confirm(intent, "pm_card_visa").status_code == 200
    report = till.stands(intent)
    assert (report.state, report.intent_id) == (PaymentState.PAID, intent)
    assert report.received == Money(sum(p.minor for p in prices), prices[0].currency)
    assert till.gateway.collect(intent) == report == till.gateway.close_checkout(intent)
    refund = till.gateway.refund(refund_of(report, report.received), key=f"back {intent}")
    assert isinstance(refund, RefundMade)


def test_a_declined_method_leaves_it_open_for_another(till: Till) -> None:
    intent = till.opened().gateway_id
    assert till.confirm(intent, "pm_card_chargeDeclined").status_code == 402
    assert till.stands(intent) == OPEN
    till.confirm(intent, "pm_card_visa")
    assert till.stands(intent).state is PaymentState.PAID


def test_one_whose_bank_has_a_question_is_open_until_it_is_answered(till: Till) -> None:
    intent = till.opened().gateway_id
    asked = till.confirm(intent, "pm_card_authenticationRequired").json()
    assert asked["status"] == "requires_action"
    assert till.stands(intent) == OPEN
    challenge = asked["next_action"]["redirect_to_url"]["url"]
    till.http.post(challenge, data={"answer": "complete"})
    assert till.stands(intent).state is PaymentState.PAID


def test_money_that_comes_later_is_processing_and_closing_does_not_stop_it(till: Till) -> None:
    intent = till.opened(Money(4200, "EUR")).gateway_id
    debit = {
        "payment_method_data[type]": "sepa_debit",
        "payment_method_data[sepa_debit][iban]": "AT611904300234573201",
        "payment_method_data[billing_details][name]": "Noor",
        "payment_method_data[billing_details][email]": "noor@example.org",
        "return_url": BACK,
    }
    answer = till.http.post(f"/v1/payment_intents/{intent}/confirm", data=debit)
    assert answer.status_code == 200, answer.text
    assert till.stands(intent) == PROCESSING
    assert till.gateway.close_checkout(intent) == PROCESSING


def test_a_closed_intent_takes_no_money(till: Till) -> None:
    intent = till.opened().gateway_id
    assert till.gateway.close_checkout(intent) == EXPIRED
    assert till.gateway.close_checkout(intent) == EXPIRED
    assert till.confirm(intent, "pm_card_visa").status_code == 400
    assert till.stands(intent) == EXPIRED


def test_an_intent_nobody_made_is_refused(till: Till) -> None:
    assert isinstance(till.gateway.look_up("pi_nobody"), GatewayRefused)
    assert isinstance(till.gateway.close_checkout("pi_nobody"), GatewayRefused)


def test_while_stripe_is_down_it_is_unreachable(till: Till, stripe_world: SandboxWorld) -> None:
    intent = till.opened().gateway_id
    stripe_world.go_down()
    request = an_order()
    answers = [
        till.gateway.open_intent(request, key=request.payment_uid),
        till.gateway.look_up(intent),
        till.gateway.close_checkout(intent),
    ]
    assert [type(answer) for answer in answers] == [GatewayUnreachable] * 3


def test_an_amount_finer_than_stripe_takes_is_refused_without_asking(till: Till) -> None:
    request = an_order(Money(1, "MGA"))
    answer = till.gateway.open_intent(request, key=request.payment_uid)
    assert isinstance(answer, GatewayRefused)
