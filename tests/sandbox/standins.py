"""One deed at each stand-in that is called by HTTP, done well or wrongly. Not here: any claim."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpx

from tests.sandbox.callers import CLASS, CONNECTOR, LOGIN, TRAININGPORTAL, Iso, person, registration

KEY, SECRET = "sk_test_sandbox", "webhook-sandbox"
EVENT = {"id": "e-1", "event": "registration.created", "occurredAt": "now", "data": {"a": 1}}
PAGE = {
    "mode": "payment",
    "success_url": "https://desk.example/paid",
    "line_items[0][price_data][currency]": "nok",
    "line_items[0][price_data][product_data][name]": "First aid",
    "line_items[0][price_data][unit_amount]": "420000",
    "line_items[0][quantity]": "1",
}


class Manner(StrEnum):
    """How it is done."""

    WELL = "well"
    AS_A_STRANGER = "as a stranger"
    WITH_MORE = "with a field nobody knows"


@dataclass(frozen=True)
class StandIn:
    """One deed: whose dial breaks it, where it shows, and what is done about what is wrong.

    ``stranger`` is the status of whoever is not believed; ``call`` is in the deed's address;
    ``warns``: a field that nobody knows is passed over, and said so, else it is refused;
    ``away`` is the status of another method and of an address that is not there.
    """

    partner: str
    call: str
    kind: str
    stranger: int
    make: Callable[[httpx.Client, Manner], dict[str, Any]]
    says: Callable[[httpx.Response], str]
    warns: bool = True
    away: tuple[int, int] = (405, 404)

    def request(self, http: httpx.Client, manner: Manner = Manner.WELL) -> httpx.Request:
        """Return the call, ready to be sent; what it needs is asked for now."""
        return http.build_request("POST", self.call, **self.make(http, manner))

    def do(self, http: httpx.Client, manner: Manner = Manner.WELL) -> httpx.Response:
        """Do it."""
        return http.send(self.request(http, manner))

    def held(self, http: httpx.Client) -> list[dict[str, Any]]:
        """Return what shows it."""
        found: list[dict[str, Any]] = http.get("/control/holdings").json()[self.partner][self.kind]
        return found


def _page(_: httpx.Client, manner: Manner) -> dict[str, Any]:
    key = "sk_test_another" if manner is Manner.AS_A_STRANGER else KEY
    more = {"colour": "red"} if manner is Manner.WITH_MORE else {}
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": f"key {manner}"}
    return {"data": PAGE | more, "headers": headers}


def _order(http: httpx.Client, manner: Manner) -> dict[str, Any]:
    login = ("paypal-sandbox-client", "paypal-sandbox-secret")
    grant = {"grant_type": "client_credentials"}
    token = "another"
    if manner is not Manner.AS_A_STRANGER:
        token = http.post("/paypal/v1/oauth2/token", data=grant, auth=login).json()["access_token"]
    back = {"return_url": "https://desk.example/a", "cancel_url": "https://desk.example/b"}
    body = {
        "intent": "CAPTURE",
        "purchase_units": [{"amount": {"currency_code": "NOK", "value": "4200.00"}}],
        "payment_source": {"paypal": {"experience_context": back}},
    }
    more = {"colour": "red"} if manner is Manner.WITH_MORE else {}
    return {
        "json": body | more,
        "headers": {"Authorization": f"Bearer {token}", "PayPal-Request-Id": f"key {manner}"},
    }


def _said_by_paypal(answer: httpx.Response) -> str:
    said = answer.json()
    return str(said.get("message") or said["error_description"])


def _registration(http: httpx.Client, manner: Manner) -> dict[str, Any]:
    stranger = manner is Manner.AS_A_STRANGER
    shown = {"Authorization": "Bearer another"} if stranger else Iso(http).bearer()
    more = {"firstName": "Noor"} if manner is Manner.WITH_MORE else {}
    return {"json": registration(**more), "headers": shown | {"Idempotency-Key": "key-1"}}


def _event(_: httpx.Client, manner: Manner) -> dict[str, Any]:
    more = {"version": 7} if manner is Manner.WITH_MORE else {}
    body, stamp = json.dumps(EVENT | more).encode(), str(int(time.time()))
    secret = "another" if manner is Manner.AS_A_STRANGER else SECRET
    signed = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Webhook-Timestamp": stamp,
        "X-Webhook-Signature": f"v1={signed}",
    }
    return {"content": body, "headers": headers}


def _person(_: httpx.Client, manner: Manner) -> dict[str, Any]:
    more = {"shoesize": "41"} if manner is Manner.WITH_MORE else {}
    text = person("p-1", **more)
    if manner is Manner.AS_A_STRANGER:
        text = text.replace("COURSEDESK", "SOMEBODY")
    return {"content": text, "headers": {"Content-Type": "application/xml; charset=UTF-8"}}


def _class(_: httpx.Client, manner: Manner) -> dict[str, Any]:
    more = {"seats": "3"} if manner is Manner.WITH_MORE else {}
    wrong = {"password": "wrong"} if manner is Manner.AS_A_STRANGER else {}
    return {"data": CLASS | LOGIN | more | wrong}


def _enveloped(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["message"])


def _in_xml(answer: httpx.Response) -> str:
    text = answer.text
    assert "<errorUUID>" in text
    return text.partition("<message>")[2].partition("</message>")[0]


def _alone(answer: httpx.Response) -> str:
    assert set(answer.json()) == {"errorMessage"}
    return str(answer.json()["errorMessage"])


STANDINS = {
    "stripe": StandIn(
        partner="stripe",
        call="/v1/checkout/sessions",
        kind="checkout.session",
        stranger=401,
        make=_page,
        says=_enveloped,
        warns=False,
        away=(404, 404),
    ),
    "paypal": StandIn(
        partner="paypal",
        call="/paypal/v2/checkout/orders",
        kind="orders",
        stranger=401,
        make=_order,
        says=_said_by_paypal,
    ),
    "iso": StandIn(
        partner="iso",
        call="/iso/api/v1/registrations",
        kind="registrations",
        stranger=401,
        make=_registration,
        says=_enveloped,
    ),
    "iso's ear": StandIn(
        partner="iso",
        call="/iso/events",
        kind="events",
        stranger=401,
        make=_event,
        says=_enveloped,
    ),
    "connector": StandIn(
        partner="connector",
        call=f"{CONNECTOR}/user",
        kind="users",
        stranger=403,
        make=_person,
        says=_in_xml,
    ),
    "trainingportal": StandIn(
        partner="trainingportal",
        call=f"{TRAININGPORTAL}/courses/get/FIRST-AID/courseClasses/add",
        kind="classes",
        stranger=401,
        make=_class,
        says=_alone,
    ),
}
