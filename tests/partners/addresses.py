"""Every address at which somebody calls to have something changed, and what is sent there.

Here: one table. Not here: who is believed (lobby.py), the claims (test_inbound_contract.py).
"""

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from lxml import etree

from tests.worlds import ANA, CLASS

JSON, XML, QUERY = "application/json", "application/xml", "a query"
PEOPLE, SOURCES = "/partners/connector/people", "/partners/connector/lead-sources"
PORTAL = "/partners/trainingportal/{key}"
AMARA = {
    "firstname": "Amara",
    "lastname": "Okoye",
    "userStatus": "ACTIVE",
    "userType": "PROSPECT",
    "email": "amara@example.org",
}
NOOR = {"name": "Noor Haddad", "email": "noor@example.org", "phone": "+351910000000"}
INGRID = {"studentFirstName": "Ingrid", "studentEmailAddress": "ingrid@example.org"}

Said = Mapping[str, Any]


@dataclass(frozen=True)
class Address:
    """Whose it is, how it is called, and with what.

    ``largest`` is how long a body may be. ``needs`` are fields without which nothing can be done,
    by where they stand, with the name they have in the answer. ``typed``: it is looked at what a
    body says it is.
    """

    partner: str
    method: str
    path: str
    content: str
    said: Said
    largest: int = 0
    needs: Mapping[str, str] = field(default_factory=dict)
    typed: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """What is sent, as it is written there."""
        if self.content == XML:
            [(root, blocks)] = self.said.items()
            return _xml(root, blocks)
        if self.content == JSON:
            return json.dumps(self.said).encode()
        return urlencode(self.said).encode()

    def without(self, where: str) -> "Address":
        """Return it with one field left out."""
        said = deepcopy(dict(self.said))
        *above, name = where.split(".")
        block = said
        for each in above:
            block = block[each]
        del block[name]
        return replace(self, said=said)

    def with_more(self) -> "Address":
        """Return it with fields that nobody knows, beside those that are known and below them."""
        said = deepcopy(dict(self.said))
        if self.content == QUERY:
            return replace(self, said=said | {"newParameter": "1"})
        more = {"shoeSize": "41", "more": {"deep": "a"}}
        if self.content == JSON:
            return replace(self, said=said | more)
        [(root, blocks)] = said.items()
        for block in blocks.values():
            block["shoeSize"] = "41"
        return replace(self, said={root: {**blocks, "trial": {"days": "3"}}})


def _xml(root: str, blocks: Mapping[str, Mapping[str, str]]) -> bytes:
    top = etree.Element(root)
    for name, texts in blocks.items():
        block = etree.SubElement(top, name)
        for child, text in texts.items():
            etree.SubElement(block, child).text = text
    return etree.tostring(top)


def _iso(path: str, said: Said) -> Address:
    needs = {"id": "id", "event": "event"}
    return Address("iso", "POST", path, JSON, said, largest=256 * 1024, needs=needs)


def _connector(method: str, path: str, content: str, said: Said, *needs: str) -> Address:
    [root] = said
    [block] = said[root]
    named = {f"{root}.{block}.{name}": name for name in needs}
    return Address("connector", method, path, content, said, largest=256_000, needs=named)


def _portal(path: str, said: Said, *needs: str) -> Address:
    named = {name: name for name in needs}
    return Address("trainingportal", "GET", PORTAL + path, QUERY, said, needs=named)


def _api(method: str, path: str, said: Said, *needs: str, **headers: str) -> Address:
    named = {name: name for name in needs}
    return Address("api", method, path, JSON, said, largest=96 * 1024, needs=named, headers=headers)


MOVED = {
    "id": "evt_1",
    "type": "checkout.session.completed",
    "data": {"object": {"id": "cs_1", "customer_email": ANA.email}},
}
GONE = {"registrationId": "reg-1"}
PAID = GONE | {"paymentId": "pay-71", "amount": 4200.0, "currency": "NOK"}
PERSON = {"user": {"userInfo": AMARA}}
MUST = ("firstname", "lastname", "userStatus", "userType")
RADIO = {"leadSource": {"leadInfo": {"name": "Radio"}}}
HOUSE = {"leadSource": {"leadInfo": {"name": "Open House"}}}

ADDRESSES = {
    "stripe": Address(
        "stripe",
        "POST",
        "/webhooks/stripe",
        JSON,
        MOVED,
        largest=512 * 1024,
        needs={"id": "id", "type": "type", "data.object.id": "data.object.id"},
        # What is signed is read, whatever it says it is.
        typed=False,
    ),
    "iso registration": _iso(
        "/webhooks/registration", {"id": "evt-1", "event": "registration.cancelled", "data": GONE}
    ),
    "iso payment": _iso(
        "/webhooks/payment", {"id": "evt-2", "event": "payment.completed", "data": PAID}
    ),
    "iso status": _iso(
        "/webhooks/status", {"id": "evt-3", "event": "registration.cancelled", "data": GONE}
    ),
    "connector people": _connector("POST", PEOPLE, XML, PERSON, *MUST),
    "connector people in JSON": _connector("POST", PEOPLE, JSON, PERSON, *MUST),
    "connector one person": _connector("PUT", PEOPLE + "/{person}", XML, PERSON, *MUST),
    "connector lead sources": _connector("POST", SOURCES, XML, RADIO, "name"),
    "connector one lead source": _connector("PUT", SOURCES + "/open-day", JSON, HOUSE),
    "trainingportal reserves": _portal(
        "/reserve", {"courseClassExternalId": CLASS, **INGRID}, "courseClassExternalId"
    ),
    "trainingportal cancels": _portal(
        "/cancel", {"bookingReference": "{booking}"}, "bookingReference"
    ),
    "trainingportal cancels by path": _portal("/cancel/{booking}", {}),
    "api registers": _api(
        "POST",
        "/api/v1/registrations",
        {"programId": CLASS, "participant": NOOR},
        *("programId", "participant.name", "participant.email", "participant.phone"),
        **{"Idempotency-Key": "order-1"},
    ),
    "api changes a status": _api(
        "PUT",
        "/api/v1/registrations/{made}/status",
        {"status": "cancelled", "reason": "Ill"},
        *("status", "reason"),
    ),
}
