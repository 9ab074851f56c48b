"""`POST /webhooks/paypal`: who is believed, what is kept, and how PayPal is made to come again."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.gateway import GatewayUnreachable
from app.gateways.news import NewsRefused
from app.gateways.paypal.events import read_news
from app.sandbox.server import Sandbox
from tests.gateways.paypal_door import Door, an_event, approved
from tests.gateways.paypal_world import WEBHOOK
from tests.watching import WatchedResponse
from tests.worlds import money, states


def test_news_that_the_buyer_agreed_has_the_money_taken_and_the_place_confirmed(
    door: Door,
) -> None:
    page = door.page()
    door.world.agree(page)
    answer = door.hear(approved(page))
    assert (answer.status_code, answer.json) == (200, {"result": "settled"})
    assert states(door.desk.sessions) == ["confirmed"]
    assert money(door.desk.sessions).paid == 420000


def test_the_same_news_again_has_no_further_effect(door: Door) -> None:
    page = door.page()
    door.world.agree(page)
    door.hear(approved(page))
    assert door.hear(approved(page)).json == {"result": "already"}
    assert door.kept() == 1


def test_news_of_the_capture_before_that_of_the_agreement_settles_once(door: Door) -> None:
    page = door.page()
    door.world.agree(page)
    door.world.gateway.collect(page)
    related = {"supplementary_data": {"related_ids": {"order_id": page}}}
    captured = an_event("PAYMENT.CAPTURE.COMPLETED", {"id": "C", **related}, "WH-2")
    assert door.hear(captured).json == {"result": "settled"}
    assert door.hear(approved(page)).json == {"result": "already"}
    assert money(door.desk.sessions).paid == 420000


def test_an_event_about_an_order_that_is_not_ours_comes_again(door: Door) -> None:
    assert door.hear(approved("NOBODYS")).status_code == 409


def test_an_event_about_nothing_of_ours_is_kept_and_answered(door: Door) -> None:
    assert door.hear(an_event("BILLING.PLAN.CREATED", {})).json == {"result": "ignored"}
    assert door.hear(an_event("PAYMENT.CAPTURE.DENIED", {"id": "C"}, "WH-3")).status_code == 200


@pytest.mark.parametrize(
    "forge",
    [
        lambda door, body: door.hear(body, signed=body + b" "),
        lambda door, body: door.hear(body, signed=approved("ANOTHER")),
        lambda door, body: door.hear(body, PayPal_Transmission_Sig="bWFkZSB1cA=="),
        lambda door, body: door.hear(body, PayPal_Transmission_Sig=""),
        lambda door, body: door.hear(body, PayPal_Transmission_Id="12345"),
        lambda door, body: door.hear(body, PayPal_Cert_Url="https://paypal.example/cert"),
        lambda door, body: door.hear(body, PayPal_Cert_Url="ftp://127.0.0.1/cert"),
        lambda door, body: door.hear(body, PayPal_Transmission_Time="2026-01-01T00:00:00Z"),
    ],
)
def test_what_paypal_did_not_send_is_refused_and_nothing_of_it_kept(
    door: Door, forge: Callable[[Door, bytes], WatchedResponse]
) -> None:
    page = door.page()
    door.world.agree(page)
    answer = forge(door, approved(page))
    assert answer.status_code == 400
    assert door.kept() == 0
    assert states(door.desk.sessions) == ["held"]


def test_while_paypal_cannot_be_asked_it_is_made_to_come_again(door: Door) -> None:
    page = door.page()
    door.world.agree(page)
    door.world.turn(mode="500", call="verify", times=1)
    assert door.hear(approved(page)).status_code == 503
    assert door.kept() == 0
    assert door.hear(approved(page)).status_code == 200


def test_while_the_order_cannot_be_asked_about_it_is_made_to_come_again(door: Door) -> None:
    page = door.page()
    door.world.agree(page)
    door.world.turn(mode="500", call="/v2/", times=1)
    assert door.hear(approved(page)).status_code == 503
    assert door.hear(approved(page)).json == {"result": "settled"}


@pytest.mark.parametrize("kind", ["PAYMENT.CAPTURE.REFUNDED", "PAYMENT.REFUND.FAILED"])
def test_a_refund_is_ours_by_the_key_it_carries(kind: str, sandbox: Sandbox) -> None:
    del sandbox

    def read(resource: dict[str, Any]) -> Any:
        return read_news(
            an_event(kind, resource),
            header_of,
            webhook_id=WEBHOOK,
            cert_hosts="paypal.com",
            verify=lambda _: True,
        )

    ours, theirs = (
        read({"id": "R1", "custom_id": "refund-uid-1"}),
        read({"id": "R2", "custom_id": "uid-9"}),
    )
    assert (ours.refund_id, ours.refund_uid, ours.gateway_id) == ("R1", "uid-1", None)
    assert (theirs.refund_id, theirs.refund_uid, theirs.intent_id) == (None, "", "R2")
    assert ours.intent_id == ""


def header_of(name: str) -> str:
    """Return headers as PayPal itself sends them."""
    return {
        "PayPal-Auth-Algo": "SHA256withRSA",
        "PayPal-Cert-Url": "https://api.paypal.com/v1/notifications/certs/CERT-360caa42",
        "PayPal-Transmission-Id": "d938e770-8046-11e6-8103-6b62a8a99ac4",
        "PayPal-Transmission-Sig": "eDOnWUj9FXOnr2naQnrdL7bhgejVSTwRbwbJ0kuk5wAtm2Z==",
        "PayPal-Transmission-Time": "2016-09-21T22:00:46Z",
    }[name]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"id": "x"}', b"[" * 100_000])
def test_what_is_no_event_is_refused(body: bytes) -> None:
    with pytest.raises(NewsRefused, match="not an event"):
        read_news(body, header_of, webhook_id="W", cert_hosts="paypal.com", verify=lambda _: True)


def test_the_question_holds_the_very_bytes_that_came() -> None:
    asked: list[bytes] = []

    def verify(question: bytes) -> bool | GatewayUnreachable:
        asked.append(question)
        return True

    body = an_event("CHECKOUT.ORDER.APPROVED", {"id": "O"})
    read_news(body, header_of, webhook_id="W1", cert_hosts="paypal.com", verify=verify)
    assert asked[0].endswith(b'"webhook_event": ' + body + b"}")
    assert json.loads(asked[0])["webhook_id"] == "W1"
