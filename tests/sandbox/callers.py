"""The sandbox's partners called as an integrator would: plain HTTP, no code of the sandbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from lxml import etree

CONNECTOR = "/connector/api/2011-11"
TRAININGPORTAL = "/mintra/api/courseprovider/rest/v1"
LOGIN = {"username": "coursedesk", "password": "tp-sandbox-secret"}
IDENTITY = {"identifier": "COURSEDESK", "clientID": "org-1", "clubID": "club-1"}
CLASS = {
    "externalId": "FA-1",
    "location": "Bergen Quay Hall",
    "availableSeats": "12",
    "enrollmentDeadline": "2031-03-01",
    "cancellationDeadline": "2031-02-20",
    "startDate": "2031-03-10",
    "startTime": "09:00",
    "endDate": "2031-03-11",
    "endTime": "16:00",
    "address.addressLine1": "Quay 4",
    "address.addressLine2": "",
    "address.city": "Bergen",
    "address.zipCode": "5003",
    "address.country": "NO",
    "price.currency": "NOK",
    "price.amount": "4200.00",
    "sendScheduleInfoToParticipants": "false",
}


@contextmanager
def client(url: str) -> Iterator[httpx.Client]:
    """Give a patient client of the sandbox, which needs no proxy and no certificate."""
    with httpx.Client(base_url=url, trust_env=False, verify=False, timeout=60) as opened:
        yield opened


class Iso:
    """A client of ISO with a token."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def token(self, **changed: str) -> httpx.Response:
        """Ask for a token; what is passed replaces or adds to the usual form."""
        form = {
            "grant_type": "client_credentials",
            "client_id": "coursedesk",
            "client_secret": "iso-sandbox-secret",
        }
        return self.http.post("/iso/oauth/token", data=form | changed)

    def bearer(self, **changed: str) -> dict[str, str]:
        """Return the header with a fresh token."""
        return {"Authorization": f"Bearer {self.token(**changed).json()['access_token']}"}

    def register(self, key: str | None = None, **changed: Any) -> httpx.Response:
        """Create a registration; None takes a field out."""
        headers = self.bearer() | ({} if key is None else {"Idempotency-Key": key})
        return self.http.post(
            "/iso/api/v1/registrations", headers=headers, json=registration(**changed)
        )

    def change(self, number: str, **body: Any) -> httpx.Response:
        """Change a registration's status."""
        path = f"/iso/api/v1/registrations/{number}/status"
        return self.http.put(path, headers=self.bearer(), json=body)


def registration(**changed: Any) -> dict[str, Any]:
    """Return a registration's body; None takes a field out."""
    body: dict[str, Any] = {
        "programId": "FA-1",
        "participant": {"name": "Noor Haddad", "email": "noor@example.org", "phone": "+351910"},
        "formData": {"diet": "vegetarian"},
    }
    return {name: value for name, value in (body | changed).items() if value is not None}


def person(record: str, **info: str) -> str:
    """Return a user document; an empty text leaves the element out."""
    return lead(record, {}, **info)


def lead(record: str, details: dict[str, str], **info: str) -> str:
    """Return a user document with a source, an owner, or both."""
    info = {
        "firstname": "Amara",
        "lastname": "Okoye",
        "userStatus": "ACTIVE",
        "userType": "PROSPECT",
    } | info
    blocks = {
        "providerInfo": IDENTITY | {"recordID": record},
        "userInfo": {name: text for name, text in info.items() if text},
    }
    if details:
        blocks["leadInfo"] = details
    return document("user", blocks)


def source(record: str, **details: str) -> str:
    """Return a lead source document."""
    details = {"name": "Open Day", "active": "true"} | details
    blocks = {
        "providerInfo": IDENTITY | {"recordID": record},
        "leadInfo": {name: text for name, text in details.items() if text},
    }
    return document("leadSource", blocks)


def document(root: str, blocks: dict[str, dict[str, str]]) -> str:
    """Return XML of blocks of texts."""
    top = etree.Element(root)
    for name, texts in blocks.items():
        block = etree.SubElement(top, name)
        for part, text in texts.items():
            etree.SubElement(block, part).text = text
    return etree.tostring(top, encoding="unicode")


class Connector:
    """A client of the Connector."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def save(self, path: str, text: str | bytes) -> httpx.Response:
        """Post a document."""
        headers = {"Content-Type": "application/xml; charset=UTF-8"}
        return self.http.post(CONNECTOR + path, content=text, headers=headers)

    def fetch(self, path: str, **asked: str) -> httpx.Response:
        """Ask for records of our provider, client and club."""
        query = {"provider": "COURSEDESK", "client_id": "org-1", "club_id": "club-1"} | asked
        return self.http.get(CONNECTOR + path, params=query)


def message_of(response: httpx.Response) -> str:
    """Return the text of the Connector's error."""
    error = etree.fromstring(response.content)
    return {etree.QName(each).localname: each.text or "" for each in error}["message"]


class Trainingportal:
    """A client of Trainingportal with the right credentials in the form."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def call(self, path: str, **form: str) -> httpx.Response:
        """Post a form."""
        return self.http.post(TRAININGPORTAL + path, data=LOGIN | form)

    def add(self, **changed: str | None) -> httpx.Response:
        """Add a class; None takes a field out."""
        form = {name: text for name, text in (CLASS | changed).items() if text is not None}
        return self.call("/courses/get/FIRST-AID/courseClasses/add", **form)

    def update(self, **form: str) -> httpx.Response:
        """Update the class, sending nothing but what is given."""
        form = {"externalId": "FA-1"} | form
        return self.call("/courses/get/FIRST-AID/courseClasses/update", **form)

    def to(self, verb: str, number: str = "FA-1") -> httpx.Response:
        """Cancel or restore the class."""
        return self.call(f"/courses/get/FIRST-AID/courseClasses/{verb}/{number}")

    def held(self) -> list[dict[str, Any]]:
        """Return the classes Trainingportal holds."""
        classes: list[dict[str, Any]] = self.http.get("/control/holdings").json()["trainingportal"][
            "classes"
        ]
        return classes
