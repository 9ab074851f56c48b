"""Whether an event is Stripe's and fresh, and what it nudges us to look up."""

import json
import time
from typing import Any

import pytest
from stripe import WebhookSignature

from app.domain.news import GatewayNews
from app.gateways.news import NewsRefused
from app.gateways.stripe.events import read_news

SECRET, OLDER = "whsec_now", "whsec_before"
NUDGES = [
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
]
OTHERS = [
    "payment_intent.succeeded",
    "payout.paid",
    "checkout.session.something_new",
]


def an_event(kind: str = "checkout.session.completed", **facts: Any) -> bytes:
    event = {
        "id": "evt_1",
        "object": "event",
        "type": kind,
        "data": {"object": {"id": "cs_test_1", "object": "checkout.session"}},
    }
    return json.dumps(event | facts).encode()


def signed(body: bytes, *, secret: str = SECRET, ago: float = 0) -> str:
    return str(
        WebhookSignature.generate_signature_header(
            body.decode(), secret, timestamp=int(time.time() - ago)
        )
    )


@pytest.mark.parametrize("kind", NUDGES)
def test_news_of_a_session_names_it(kind: str) -> None:
    body = an_event(kind)
    news = read_news(body, signed(body), secrets=(SECRET,))
    assert news == GatewayNews("stripe", "evt_1", kind, "cs_test_1", body)


@pytest.mark.parametrize("kind", OTHERS)
def test_other_news_names_no_session(kind: str) -> None:
    body = an_event(kind)
    news = read_news(body, signed(body), secrets=(SECRET,))
    assert (news.kind, news.gateway_id) == (kind, None)


@pytest.mark.parametrize("kind", ["refund.failed", "refund.updated"])
def test_news_of_a_refund_names_it_where_it_carries_our_key(kind: str) -> None:
    body = an_event(kind, data={"object": {"id": "re_1", "metadata": {"refund": "uid-1"}}})
    news = read_news(body, signed(body), secrets=(SECRET,))
    assert (news.gateway_id, news.refund_id, news.refund_uid) == (None, "re_1", "uid-1")


@pytest.mark.parametrize("metadata", [{}, {"refund": ""}, None, "refund"])
def test_a_refund_that_somebody_made_at_stripe_is_none_of_ours(metadata: object) -> None:
    for about in ({"id": "re_1", "metadata": metadata}, {"id": "re_1"}):
        body = an_event("refund.failed", data={"object": about})
        news = read_news(body, signed(body), secrets=(SECRET,))
        assert (news.gateway_id, news.refund_id, news.intent_id) == (None, None, "")


@pytest.mark.parametrize("kind", ["refund.created", "refund.updated", "charge.refunded"])
def test_news_that_money_went_back_without_us_names_the_money(kind: str) -> None:
    about = {"id": "re_1", "payment_intent": "pi_1", "metadata": {}}
    body = an_event(kind, data={"object": about})
    news = read_news(body, signed(body), secrets=(SECRET,))
    assert (news.gateway_id, news.refund_id, news.intent_id) == (None, None, "pi_1")


def test_news_that_a_refund_of_ours_was_made_is_none() -> None:
    about = {"id": "re_1", "payment_intent": "pi_1", "metadata": {"refund": "uid-1"}}
    body = an_event("refund.created", data={"object": about})
    news = read_news(body, signed(body), secrets=(SECRET,))
    assert (news.refund_id, news.refund_uid, news.intent_id) == (None, "", "")


def test_an_intent_that_is_no_name_is_no_event() -> None:
    body = an_event("charge.refunded", data={"object": {"id": "ch_1", "payment_intent": {}}})
    with pytest.raises(NewsRefused, match="payment_intent is no name"):
        read_news(body, signed(body), secrets=(SECRET,))


@pytest.mark.parametrize(
    "what", ["created", "updated", "closed", "funds_withdrawn", "funds_reinstated"]
)
def test_news_of_a_dispute_names_it(what: str) -> None:
    body = an_event(f"charge.dispute.{what}", data={"object": {"id": "du_1"}})
    news = read_news(body, signed(body), secrets=(SECRET,))
    assert (news.gateway_id, news.dispute_id, news.intent_id) == (None, "du_1", "")


@pytest.mark.parametrize(
    "about", [7, None, {"metadata": {"refund": "uid-1"}}, {"id": "re_1", "metadata": {"refund": 7}}]
)
def test_a_refund_without_a_name_is_no_event(about: object) -> None:
    body = an_event("refund.failed", data={"object": about})
    with pytest.raises(NewsRefused, match="not an event"):
        read_news(body, signed(body), secrets=(SECRET,))


@pytest.mark.parametrize("secret", [SECRET, OLDER])
def test_while_secrets_change_both_are_good(secret: str) -> None:
    body = an_event()
    news = read_news(body, signed(body, secret=secret), secrets=(SECRET, OLDER))
    assert news.event_id == "evt_1"


def test_a_signature_made_with_several_secrets_is_good() -> None:
    body = an_event()
    older = signed(body, secret="whsec_long_gone").partition("v1=")[2]
    news = read_news(body, f"{signed(body)},v1={older},v0=00", secrets=(SECRET,))
    assert news.event_id == "evt_1"


@pytest.mark.parametrize("ago", [0, 290])
def test_an_event_is_fresh_for_five_minutes(ago: float) -> None:
    body = an_event()
    assert read_news(body, signed(body, ago=ago), secrets=(SECRET,)).event_id == "evt_1"


@pytest.mark.parametrize("ago", [310, 86400])
def test_a_stale_event_is_refused(ago: float) -> None:
    body = an_event()
    with pytest.raises(NewsRefused, match="no valid signature"):
        read_news(body, signed(body, ago=ago), secrets=(SECRET,))


@pytest.mark.parametrize(
    "forgery",
    [
        "",
        "t=,v1=",
        "nonsense",
        "t={now}",
        "t={now},v1=00",
        "t={now},v1=æøå",
        "t={now},v0={hash}",
        "t={later},v1={hash}",
        "v1={hash}",
    ],
)
def test_a_forged_signature_is_refused(forgery: str) -> None:
    now = int(time.time())
    _, _, true = signed(an_event()).partition("v1=")
    signature = forgery.format(now=now, later=now + 10, hash=true)
    with pytest.raises(NewsRefused, match="no valid signature"):
        read_news(an_event(), signature, secrets=(SECRET, OLDER))


def test_a_body_changed_by_one_sign_is_refused() -> None:
    body = an_event()
    with pytest.raises(NewsRefused, match="no valid signature"):
        read_news(body.replace(b"cs_test_1", b"cs_test_2"), signed(body), secrets=(SECRET,))


@pytest.mark.parametrize("secrets", [(), ("",), ("whsec_other",)])
def test_without_the_secret_nothing_is_genuine(secrets: tuple[str, ...]) -> None:
    body = an_event()
    for signature in (signed(body), signed(body, secret="")):
        with pytest.raises(NewsRefused, match="no valid signature"):
            read_news(body, signature, secrets=secrets)


def test_a_body_that_is_no_text_is_refused() -> None:
    with pytest.raises(NewsRefused, match="no valid signature"):
        read_news(b"\xff\xfe", signed(an_event()), secrets=(SECRET,))


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", ""),
        (b"not json", ""),
        (b"[]", ""),
        (b"null", ""),
        (b'"event"', ""),
        (b"[" * 100_000, ""),
        (b"{}", ": type is missing"),
        (b'{"type": "payout.paid"}', ": id is missing"),
        (an_event(data=None), ": data.object.id is missing"),
        (an_event(data={"object": {}}), ": data.object.id is missing"),
        (an_event(data={"object": ["cs_1"]}), ": data.object.id is missing"),
        (an_event(id=None), ": id is missing"),
        (an_event(type={"kind": "checkout.session.completed"}), ": type is no name"),
        (an_event(type="x" * 81), ": type is no name"),
        (an_event(id="e" * 256), ": id is no name"),
        (an_event(id="evt_\0"), ": id is no name"),
        (an_event(id="evt_\ud800"), ": id is no name"),
        (an_event(data={"object": {"id": "cs_\ud800"}}), ": data.object.id is no name"),
    ],
)
def test_what_is_signed_and_still_no_event_is_refused_with_what_it_lacks(
    body: bytes, what: str
) -> None:
    with pytest.raises(NewsRefused) as refusal:
        read_news(body, signed(body), secrets=(SECRET,))
    assert str(refusal.value) == refusal.value.reason == f"not an event{what}"


@pytest.mark.parametrize(
    "kind",
    [
        "payment_intent.succeeded",
        "payment_intent.processing",
        "payment_intent.payment_failed",
        "payment_intent.canceled",
    ],
)
@pytest.mark.parametrize("metadata", [None, {}, {"by": "somebody"}, {"by": "intent"}])
def test_an_intent_nudges_where_it_is_ours_and_no_sessions(
    kind: str, metadata: dict[str, str] | None
) -> None:
    intent = {"id": "pi_1", "object": "payment_intent", "metadata": metadata}
    body = json.dumps({"id": "evt_1", "type": kind, "data": {"object": intent}}).encode()
    signature = WebhookSignature.generate_signature_header(body.decode(), SECRET)
    news = read_news(body, signature, secrets=(SECRET,))
    assert news.gateway_id == ("pi_1" if metadata == {"by": "intent"} else None)


def test_what_lets_somebody_pay_is_not_kept() -> None:
    intent = {"id": "pi_1", "client_secret": "pi_1_secret_hush", "metadata": {"by": "intent"}}
    event = {"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": intent}}
    for text in (
        json.dumps(event),
        json.dumps(event, indent=2),
        json.dumps(event, separators=(",", ":")),
    ):
        signature = WebhookSignature.generate_signature_header(text, SECRET)
        kept = read_news(text.encode(), signature, secrets=(SECRET,)).body
        assert b"hush" not in kept
        assert json.loads(kept)["data"]["object"]["id"] == "pi_1"
