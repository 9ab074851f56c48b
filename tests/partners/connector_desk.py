"""A small site with nothing but the addresses the Connector calls, and somebody who calls them."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.partners.connector.inbound import connector_blueprint
from app.partners.connector.payload import Identity
from app.store.database import reading, transaction
from app.store.inbound import Inbound
from app.store.lead_source import LeadSource
from app.store.person import Person
from app.store.staff import Staff
from tests.worlds import Desk

TOKEN = "a-token-of-the-tests"
IDENTITY = Identity("COURSEDESK", "org-1", "club-1")
BASE = "/partners/connector"
XML = "application/xml; charset=UTF-8"
AMARA = {
    "firstname": "Amara",
    "lastname": "Okoye",
    "userStatus": "ACTIVE",
    "userType": "PROSPECT",
    "birthdate": "1988-11-02",
    "country": "CA",
    "mobile": "604-555-0142",
    "email": "amara@example.org",
}


class Caller:
    """The Connector's adapter: shows the token, and counts what the site counts of it."""

    def __init__(self, desk: Desk, *, token: str | None = TOKEN) -> None:
        self.desk = desk
        self.counts: dict[str, int] = {}
        app = Flask(__name__)
        app.config["MAX_CONTENT_LENGTH"] = 1_000_000
        app.register_blueprint(
            connector_blueprint(desk.parts, identity=IDENTITY, token=token, count=self.count)
        )
        self.client: FlaskClient = app.test_client()

    def count(self, what: str, *, more: int) -> int:
        """Count as the product does, in a minute that does not end."""
        self.counts[what] = self.counts.get(what, 0) + more
        return self.counts[what]

    def call(self, method: str, path: str, body: bytes | str = b"", **headers: str) -> TestResponse:
        """Call an address with the token, unless the headers say otherwise."""
        shown = {"Authorization": f"Bearer {TOKEN}", "Content-Type": XML}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(BASE + path, method=method, data=body, headers={**shown, **named})

    def save(self, path: str = "/people", *, method: str = "POST", **blocks: Any) -> TestResponse:
        """Save a person or a lead source in XML."""
        root = "user" if path.startswith("/people") else "leadSource"
        return self.call(method, path, document(root, blocks))

    def save_json(
        self, document: Mapping[str, Any], path: str = "/people", *, method: str = "POST"
    ) -> TestResponse:
        """Save a person or a lead source in JSON."""
        shown = {"Authorization": f"Bearer {TOKEN}"}
        return self.client.open(BASE + path, method=method, json=document, headers=shown)


def document(root: str, blocks: Mapping[str, Mapping[str, str]]) -> bytes:
    """Return a document of blocks, written by another hand than the product's."""
    top = etree.Element(root)
    for name, texts in blocks.items():
        block = etree.SubElement(top, name)
        for child, text in texts.items():
            etree.SubElement(block, child).text = text
    return etree.tostring(top)


def answer(response: TestResponse) -> dict[str, str]:
    """Return the texts of an XML answer by name."""
    top = etree.fromstring(response.data)
    return {str(each.tag): each.text or "" for each in top.iter() if len(each) == 0}


def people(desk: Desk) -> Sequence[Person]:
    """Return everybody who is kept."""
    with reading(desk.sessions) as session:
        return session.scalars(select(Person).order_by(Person.id)).all()


def kept_calls(desk: Desk) -> Sequence[Inbound]:
    """Return the calls that were recorded."""
    with reading(desk.sessions) as session:
        return session.scalars(select(Inbound).order_by(Inbound.id)).all()


def add_source(desk: Desk, name: str = "Open Day", code: str = "open-day") -> int:
    """Keep a lead source and return its number."""
    with transaction(desk.sessions) as session:
        source = LeadSource(code=code, name=name, match_name=name.casefold(), active=True)
        session.add(source)
        session.flush()
        return source.id


def add_member(desk: Desk, email: str = "kim@example.org", *, active: bool = True) -> int:
    """Keep a member of staff and return their number."""
    with transaction(desk.sessions) as session:
        staff = Staff(
            email=email,
            name="Kim Sol",
            role="coordinator",
            password_hash="-",
            active=active,
            created_at=desk.now,
        )
        session.add(staff)
        session.flush()
        return staff.id
