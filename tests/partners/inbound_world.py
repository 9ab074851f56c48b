"""A small site with nothing but the two addresses that Trainingportal calls."""

import shutil
from collections.abc import Iterator, Sequence
from ipaddress import ip_network
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.partners.trainingportal.inbound import trainingportal_blueprint
from app.store.database import open_database, reading
from app.store.order import Order
from app.store.registration import Registration
from tests.worlds import CLASS, Desk, add_class

KEY = "an-unguessable-key"
BASE = f"/partners/trainingportal/{KEY}"
RESERVE = f"{BASE}/reserve"
STUDENT = {
    "studentFirstName": "Ingrid",
    "studentLastName": "Solheim",
    "studentEmailAddress": "ingrid@example.org",
    "studentPhoneNumber": "4790000001",
    "studentBirthDate": "1990-05-17",
    "enrollerFirstName": "Per",
    "enrollerLastName": "Vik",
    "enrollerEmailAddress": "per@example.org",
    "enrollerPhoneNumber": "4790000002",
    "company": "Fjordlift AS",
}


def client_of(desk: Desk, *allowed: str) -> FlaskClient:
    """Return a client of a small site with nothing but the two addresses."""
    app = Flask(__name__)
    networks = [ip_network(each) for each in allowed]
    app.register_blueprint(trainingportal_blueprint(desk.parts, key=KEY, allowed=networks))
    return app.test_client()


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path) -> Iterator[Desk]:
    """Give a desk with one class of two seats; what differs by database has tests of its own."""
    path = shutil.copyfile(sqlite_template, tmp_path / "desk.db")
    database = open_database(f"sqlite:///{path}")
    add_class(database, capacity=2)
    yield Desk(database)
    database.close()


@pytest.fixture
def portal(desk: Desk) -> FlaskClient:
    """Give Trainingportal as the desk's caller."""
    return client_of(desk)


def registrations(desk: Desk) -> Sequence[Registration]:
    """Return what is registered."""
    with reading(desk.sessions) as session:
        return session.scalars(select(Registration).order_by(Registration.id)).all()


def order(desk: Desk) -> Order:
    """Return the only order."""
    with reading(desk.sessions) as session:
        return session.scalars(select(Order)).one()


def reserve(portal: FlaskClient, **query: str) -> dict[str, str]:
    """Ask for a seat and return the answer."""
    response = portal.get(RESERVE, query_string={"courseClassExternalId": CLASS} | query)
    assert response.status_code == 200
    answer: dict[str, str] = response.get_json()
    return answer
