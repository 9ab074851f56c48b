"""`POST /webhooks/paypal`: who is believed, what is kept, and how PayPal is made to come again."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.gateway import GatewayUnreachable
from app.gateways.news import NewsRefused
from app.gateways.paypal.events import read_news
from app.jobs.tally import Tally
from app.sandbox.server import Sandbox
from tests.gateways.paypal_door import Door, an_event, approved
from tests.gateways.paypal_world import WEBHOOK
from tests.watching import WatchedResponse
from tests.worlds import NOW, money, states


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
        lambda door, body: door.hear(body, PayPal_Transmission_Time="2076-01-01T00:00:00Z"),
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
            now=NOW,
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
        "PayPal-Transmission-Time": "2031-01-09T22:00:46Z",
    }[name]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"id": "x"}', b"[" * 100_000])
def test_what_is_no_event_is_refused(body: bytes) -> None:
    with pytest.raises(NewsRefused, match="not an event"):
        read_news(
            body, header_of, webhook_id="W", cert_hosts="paypal.com", verify=lambda _: True, now=NOW
        )


def test_the_question_holds_the_very_bytes_that_came() -> None:
    asked: list[bytes] = []

    def verify(question: bytes) -> bool | GatewayUnreachable:
        asked.append(question)
        return True

    body = an_event("CHECKOUT.ORDER.APPROVED", {"id": "O"})
    read_news(body, header_of, webhook_id="W1", cert_hosts="paypal.com", verify=verify, now=NOW)
    assert asked[0].endswith(b'"webhook_event": ' + body + b"}")
    assert json.loads(asked[0])["webhook_id"] == "W1"


GENUINE = {
    name: header_of(name)
    for name in (
        *("PayPal-Auth-Algo", "PayPal-Cert-Url", "PayPal-Transmission-Id"),
        *("PayPal-Transmission-Sig", "PayPal-Transmission-Time"),
    )
}
CERT = "https://api.paypal.com/v1/notifications/certs/CERT-1"


@pytest.mark.parametrize(
    "forged",
    [
        {"PayPal-Auth-Algo": "MD5withRSA"},
        {"PayPal-Auth-Algo": ""},
        {"PayPal-Cert-Url": "https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1"},
        {"PayPal-Cert-Url": "https://evilpaypal.com/v1/notifications/certs/CERT-1"},
        {"PayPal-Cert-Url": "https://api.paypal.com@evil.example/v1/notifications/certs/CERT-1"},
        {"PayPal-Cert-Url": "https://api.paypal.com/anything/else"},
        {"PayPal-Cert-Url": f"{CERT}?of=another"},
        {"PayPal-Cert-Url": f"{CERT}/../../../else"},
        {"PayPal-Transmission-Time": "2031-01-06T11:59:00Z"},
        {"PayPal-Transmission-Time": "2031-01-09T22:00:46"},
        {"PayPal-Transmission-Time": "2031-13-02T22:00:46Z"},
        {"PayPal-Transmission-Sig": ""},
    ],
    ids=lambda forged: next(iter(forged.values())),
)
def test_what_cannot_be_paypals_is_refused_without_asking(forged: dict[str, str]) -> None:
    assert refused_unasked(an_event("CHECKOUT.ORDER.APPROVED", {"id": "O"}), forged)


@pytest.mark.parametrize("body", [b'{"id": "WH-1"}', b'{"event_type": "X"}', b'{"id": 1}'])
def test_what_is_no_event_is_not_asked_about(body: bytes) -> None:
    assert refused_unasked(body, {})


def test_an_event_as_old_as_paypal_may_send_one_is_asked_about() -> None:
    oldest = {"PayPal-Transmission-Time": "2031-01-06T12:01:00Z"}
    assert not refused_unasked(an_event("X", {}), oldest)


def refused_unasked(body: bytes, forged: dict[str, str]) -> bool:
    """Say whether it is refused, which must not cost a call; False where PayPal was asked."""
    asked: list[bytes] = []

    def verify(question: bytes) -> bool:
        asked.append(question)
        return True

    headers = GENUINE | forged
    try:
        read_news(
            body,
            lambda name: headers[name],
            webhook_id="W",
            cert_hosts="paypal.com",
            verify=verify,
            now=NOW,
        )
    except NewsRefused:
        return asked == []
    assert len(asked) == 1
    return False


def test_forged_news_from_one_address_soon_costs_no_more_calls(door: Door) -> None:
    door.count = Tally("redis://127.0.0.1:1/0", clock=lambda: 0).count
    page = door.page()
    door.world.agree(page)
    verify = ("POST", "/paypal/v1/notifications/verify-webhook-signature")
    before = door.world.calls().count(verify)
    forged = approved(page)
    statuses = [door.hear(forged, signed=b"another").status_code for _ in range(30)]
    assert statuses == [400] * 20 + [429] * 10
    assert door.world.calls().count(verify) - before == 20
    assert door.hear(forged).status_code == 429
    door.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert door.hear(forged).json == {"result": "settled"}


def test_genuine_news_is_never_too_much(door: Door) -> None:
    door.count = Tally("redis://127.0.0.1:1/0", clock=lambda: 0).count
    events = [an_event("BILLING.PLAN.CREATED", {}, f"WH-{number}") for number in range(25)]
    assert {door.hear(event).status_code for event in events} == {200}
    door.world.turn(mode="500", call="verify", times=25)
    late = [an_event("BILLING.PLAN.CREATED", {}, f"WH-L{number}") for number in range(25)]
    assert {door.hear(event).status_code for event in late} == {503}
    assert door.hear(late[0]).status_code == 200
