"""PayPal as the sandbox plays it, for the contract suite and for what is PayPal's own."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx

from app.domain.gateway import Gateway
from app.domain.payment import PaymentReport, PaymentState
from app.gateways.later import LaterAnswerable
from app.gateways.news import Header
from app.gateways.paypal.amounts import objects_to
from app.gateways.paypal.client import PayPalGateway
from app.gateways.paypal.words import WAY
from app.sandbox.server import Sandbox
from tests.gateways.worlds import NotPayable

CLIENT, SECRET, WEBHOOK = "paypal-sandbox-client", "paypal-sandbox-secret", "WHSANDBOX1"


class PayPalWorld:
    """The real gateway against the sandbox; the control API is the hand of fate."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.paypal = PayPalGateway(
            client_id=CLIENT,
            client_secret=SECRET,
            api_base=f"{sandbox.url}/paypal",
            time_out=timedelta(seconds=10),
        )
        self.gateway: Gateway = LaterAnswerable(
            "paypal", lambda: self.paypal, way=WAY, objects=objects_to
        )
        self._http = httpx.Client(base_url=sandbox.url, trust_env=False)

    def close(self) -> None:
        """Mend everything and let go."""
        self.mend()
        self._http.close()

    def pay(self, gateway_id: str) -> None:
        self._paid(gateway_id, "balance")

    def pay_with_slow_refunds(self, gateway_id: str) -> None:
        self._paid(gateway_id, "slow_refunds")

    def fail_refund(self, gateway_id: str) -> None:
        self.do(f"refunds/{gateway_id}/settle", status="FAILED")

    def decline(self, gateway_id: str) -> None:
        answer = self._http.post(f"/paypal-pay/{gateway_id}", data={"funding": "refused"})
        assert answer.status_code == 422

    def start_processing(self, gateway_id: str) -> None:
        self.agree(gateway_id, "echeck")
        assert self.gateway.collect(gateway_id) == PaymentReport(PaymentState.PROCESSING)

    def finish_processing(self, gateway_id: str) -> None:
        self.do(f"captures/{self._capture_of(gateway_id)}/settle", status="COMPLETED")

    def fail(self, gateway_id: str) -> None:
        self.do(f"captures/{self._capture_of(gateway_id)}/settle", status="DECLINED")

    def expire(self, gateway_id: str) -> None:
        self.do(f"orders/{gateway_id}/void")

    def pages_of(self, order_reference: str) -> list[str]:
        return [
            order["id"]
            for order in self.held("orders")
            if order["purchase_units"][0]["invoice_id"].startswith(order_reference)
        ]

    def refunds_of(self, intent_id: str) -> list[int]:
        return [
            int(Decimal(refund["amount"]["value"]) * 100)
            for refund in self.held("refunds")
            if refund["links"][1]["href"].endswith(intent_id)
        ]

    def go_down(self) -> None:
        self.turn(mode="500", call="/v2/")

    def lose_answers(self) -> None:
        self.turn(mode="lost", call="/v2/")

    def mend(self) -> None:
        self.turn(mode="ok")

    # -- beyond the contract -----------------------------------------------------------------------

    def turn(self, **dials: Any) -> None:
        """Turn the sandbox's dials for PayPal."""
        self._http.post("/control/dials/paypal", json=dials).raise_for_status()

    def held(self, kind: str) -> list[dict[str, Any]]:
        """Return every object PayPal holds of a kind, oldest first."""
        found = self._http.get("/control/holdings").raise_for_status().json()["paypal"][kind]
        return list(found)

    def agree(self, gateway_id: str, funding: str = "balance") -> None:
        """Agree to pay on the page, and take no notice of where it leads."""
        answer = self._http.post(f"/paypal-pay/{gateway_id}", data={"funding": funding})
        if answer.status_code != 303:
            raise NotPayable(answer.text)

    def end_tokens(self) -> None:
        """End every token before its time."""
        self._http.post("/control/paypal/expire-tokens").raise_for_status()

    def signs(self, body: bytes) -> Header:
        """Return the headers with which PayPal would send this body."""
        said = self._http.post("/control/paypal/sign", content=body).raise_for_status().json()
        headers = {name.lower(): text for name, text in said.items()}
        return lambda name: str(headers.get(name.lower(), ""))

    def calls(self) -> list[tuple[str, str]]:
        """Return what PayPal was asked, oldest first: method and address without its values."""
        kept = self._http.get("/control/calls/paypal").raise_for_status().json()
        return [(call["method"], call["template"]) for call in kept]

    def _paid(self, gateway_id: str, funding: str) -> None:
        self.agree(gateway_id, funding)
        report = self.gateway.collect(gateway_id)
        if not isinstance(report, PaymentReport) or report.state is not PaymentState.PAID:
            raise NotPayable(str(report))

    def _capture_of(self, gateway_id: str) -> str:
        order = next(each for each in self.held("orders") if each["id"] == gateway_id)
        return str(order["purchase_units"][0]["payments"]["captures"][0]["id"])

    def do(self, path: str, **how: str) -> dict[str, Any]:
        """Act as the buyer, the bank, PayPal or somebody at its pages; return what came of it."""
        done = self._http.post(f"/control/paypal/{path}", json=how).raise_for_status().json()
        return dict(done)
