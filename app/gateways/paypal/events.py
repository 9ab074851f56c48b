"""PayPal's events: whether one is genuine, and what it nudges us to look up.

Nothing else in an event is believed: it may be old, repeated or out of order. PayPal itself is
asked whether it sent one, about the very bytes that came. Not here: acting on it.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from app.domain.gateway import GatewayUnreachable
from app.domain.news import GatewayNews
from app.gateways.news import (
    Header,
    NewsRefused,
    NewsUnproven,
    found,
    name_of,
    read_event,
    text_of,
)
from app.gateways.paypal.params import our_refund
from app.gateways.paypal.words import NAME

_NO_SIGNATURE = "no valid signature"
_OF_ORDERS = frozenset(
    {
        "CHECKOUT.ORDER.APPROVED",
        "CHECKOUT.ORDER.COMPLETED",
        "CHECKOUT.ORDER.VOIDED",
        "CHECKOUT.PAYMENT-APPROVAL.REVERSED",
    }
)
_OF_CAPTURES = frozenset(
    {
        "PAYMENT.CAPTURE.COMPLETED",
        "PAYMENT.CAPTURE.DECLINED",
        "PAYMENT.CAPTURE.DENIED",
        "PAYMENT.CAPTURE.PENDING",
    }
)
_OF_REFUNDS = frozenset(
    {"PAYMENT.CAPTURE.REFUNDED", "PAYMENT.REFUND.PENDING", "PAYMENT.REFUND.FAILED"}
)
_REVERSED = "PAYMENT.CAPTURE.REVERSED"
_OF_DISPUTES = frozenset(
    {"CUSTOMER.DISPUTE.CREATED", "CUSTOMER.DISPUTE.UPDATED", "CUSTOMER.DISPUTE.RESOLVED"}
)
# Where PayPal's certificates lie; nobody signs in there, and nothing is asked for besides.
_CERTIFICATE = re.compile(
    r"https?://[A-Za-z0-9.:-]{1,200}(/paypal)?/v1/notifications/certs/[A-Za-z0-9-]{1,200}"
)
# PayPal tries for three days.
OLDEST = timedelta(days=4)
# PayPal's specification of verify-webhook-signature; what cannot be one is not asked about.
_HEADERS = {
    "auth_algo": ("PayPal-Auth-Algo", re.compile(r"SHA256withRSA", re.IGNORECASE)),
    "cert_url": ("PayPal-Cert-Url", _CERTIFICATE),
    "transmission_id": ("PayPal-Transmission-Id", re.compile(r"(?!\d+$)\w[!-~]{1,49}", re.ASCII)),
    "transmission_sig": ("PayPal-Transmission-Sig", re.compile(r"[A-Za-z0-9+/=]{1,500}")),
    "transmission_time": ("PayPal-Transmission-Time", re.compile(r"[0-9TZ:.+-]{1,100}")),
}
# Says whether PayPal sent it, or that it cannot be asked.
Verify = Callable[[bytes], bool | GatewayUnreachable]


def read_news(
    body: bytes,
    header: Header,
    *,
    webhook_id: str,
    cert_hosts: str,
    verify: Verify,
    now: datetime,
) -> GatewayNews:
    """Read an event that PayPal says it sent; ``cert_hosts`` is where its certificates lie.

    What cannot be PayPal's, by its body, its headers or its age, is refused without asking: to ask
    is a call out, and anybody may send us something.

    ``gateway_id`` is set for events that say an order or its money moved, ``refund_id`` for those
    that say a refund of ours did: one that carries our key. ``intent_id`` is the capture of which
    another one was made, or that PayPal reversed; ``dispute_id`` a buyer's claim that moved.

    Raises:
        NewsRefused: not PayPal's, or not an event, with what it lacks.
        NewsUnproven: PayPal cannot be asked just now.
    """
    event = read_event(body)
    event_id, kind = text_of(event, "id"), text_of(event, "event_type", limit=80)
    signs = _signs(header, cert_hosts=cert_hosts, now=now)
    _prove(body, {"webhook_id": webhook_id, **signs}, verify=verify)
    refund_uid = our_refund(found(event, "resource", "custom_id")) if kind in _OF_REFUNDS else ""
    theirs = kind == _REVERSED or (kind in _OF_REFUNDS and not refund_uid)
    return GatewayNews(
        gateway=NAME,
        event_id=event_id,
        kind=kind,
        gateway_id=_order_of(event, kind),
        body=body,
        refund_id=text_of(event, "resource", "id") if refund_uid else None,
        refund_uid=name_of(refund_uid, "resource.custom_id"),
        intent_id=_capture_of(event) if theirs else "",
        dispute_id=text_of(event, "resource", "dispute_id") if kind in _OF_DISPUTES else "",
    )


def _signs(header: Header, *, cert_hosts: str, now: datetime) -> Mapping[str, str]:
    """Return what PayPal signed with; NewsRefused where that is not how it signs."""
    signs: dict[str, str] = {}
    for name, (said, pattern) in _HEADERS.items():
        value = header(said)
        if not pattern.fullmatch(value):
            raise NewsRefused(_NO_SIGNATURE)
        signs[name] = value
    # Not ours to fetch; but who names another's certificate is not PayPal, and is not asked about.
    host = urlsplit(signs["cert_url"]).hostname or ""
    if host != cert_hosts and not host.endswith(f".{cert_hosts}"):
        raise NewsRefused(_NO_SIGNATURE)
    if _is_old(signs["transmission_time"], now=now):
        raise NewsRefused(_NO_SIGNATURE)
    return signs


def _is_old(said: str, *, now: datetime) -> bool:
    """Say whether PayPal would have given up by now, or said no time at all."""
    try:
        sent = datetime.fromisoformat(said)
    except ValueError:
        return True
    return sent.tzinfo is None or now - sent > OLDEST


def _prove(body: bytes, signs: Mapping[str, str], *, verify: Verify) -> None:
    # The signature is over the bytes that came: written anew, the same JSON may be others.
    question = json.dumps(signs).encode()[:-1] + b', "webhook_event": ' + body + b"}"
    genuine = verify(question)
    if isinstance(genuine, GatewayUnreachable):
        raise NewsUnproven(genuine.words)
    if not genuine:
        raise NewsRefused(_NO_SIGNATURE)


def _order_of(event: object, kind: str) -> str | None:
    if kind in _OF_ORDERS:
        return text_of(event, "resource", "id")
    if kind not in _OF_CAPTURES:
        return None
    path = ("resource", "supplementary_data", "related_ids", "order_id")
    order = found(event, *path)
    return None if order is None else name_of(order, ".".join(path))


def _capture_of(event: object) -> str:
    """Return the capture that a refund, or a reversal, is of.

    A refund says so by a link; what PayPal reverses may be shown as the capture itself.
    """
    links = found(event, "resource", "links")
    for link in links if isinstance(links, list) else []:
        if found(link, "rel") == "up":
            href = text_of(link, "href", limit=500)
            if "/captures/" in href:
                return name_of(href.rpartition("/")[2], "resource.links.href")
    return text_of(event, "resource", "id")
