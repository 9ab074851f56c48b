"""The whole application, everything on, with something to show at every address. No claims here."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.catalogue import read_one_voucher
from app.domain.client import Scope
from app.domain.contract import Partner
from app.domain.form.editing import ForLacking, Seen, doubled, joined
from app.domain.form.question import Question, QuestionKind
from app.domain.link import order_token
from app.domain.payment import PaymentState, RefundState
from app.domain.staff import Role
from app.factory.web import create_app
from app.queries.papers import papers_of_order
from app.settings import Settings
from app.store.certificate import issue_certificate
from app.store.database import Database, reading, transaction
from app.store.delivery import Delivery
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.store.proof import SettlementReport
from app.store.registration import Registration
from app.usecases.add_client import add_client
from app.usecases.add_staff import ensure_staff
from app.usecases.edit_form import edit_form
from app.usecases.issue_papers import issue_papers
from app.usecases.make_vouchers import make_vouchers
from app.usecases.publish_form import publish_form
from tests.exchanges import add_exchange
from tests.fakes.partner import FakePartner
from tests.worlds import BO, CLASS, Desk, add_class, add_draft, register_once

EMAIL = "staff@desk.example"
PASSWORD = "a password of the tests"
SECRET = "a secret of the tests, 32 letters or more"


# What the same word means at some addresses.
MEANT = {
    "/staff/registrations/<reference>": "registration",
    "/registrations/<reference>/certificate.pdf": "registration",
    "/registrations/<reference>/change": "registration",
    "/registrations/<reference>/retract": "registration",
    "/cancel/<reference>": "booking",
}


@dataclass(frozen=True, slots=True)
class Whole:
    """The application, what to put for its addresses' arguments, and what opens what."""

    app: Flask
    values: Mapping[str, str]
    token: str
    opening: Mapping[str, Mapping[str, str]]

    def shown(self, name: str) -> Mapping[str, str]:
        """Return the headers that open an address."""
        fits = (headers for start, headers in self.opening.items() if f" {start}" in name)
        return next(fits, {})

    def endpoints(self) -> dict[str, str]:
        """Return the endpoint of every rule, which is called by its method and path."""
        return {
            f"{method} {rule.rule}": rule.endpoint
            for rule in self.app.url_map.iter_rules()
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        }

    def address(self, name: str, **others: str) -> str:
        """Return an address of the rule with something behind it, or with other values."""
        rule = name.partition(" ")[2]
        values = {**self.values, **others}
        for end, meant in MEANT.items():
            if rule.endswith(end) and "reference" not in others:
                values["reference"] = values[meant]
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], rule)

    @contextmanager
    def csrf(self) -> Iterator[None]:
        """Look for the token of our own forms meanwhile, as the product always does."""
        self.app.config["WTF_CSRF_ENABLED"] = True
        yield
        self.app.config["WTF_CSRF_ENABLED"] = False

    def sign_in(self) -> FlaskClient:
        """Return a client that somebody of the staff has signed in with."""
        client = self.app.test_client()
        answer = client.post("/staff/sign-in", data={"email": EMAIL, "password": PASSWORD})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return client


def build_whole(sessions: Database, instance: Path) -> Whole:
    """Return the application around a class, a draft, an order, a booking, a member of staff."""
    settings = Settings.demo({"INSTANCE_PATH": str(instance), "SECRET_KEY": SECRET})
    assert settings.trainingportal
    partners: dict[str, Partner] = {name: FakePartner(name) for name in ("iso", "trainingportal")}
    desk = Desk(sessions, partners=partners)
    add_class(sessions, prices=())
    order = register_once(desk).reference
    ensure_staff(sessions, email=EMAIL, role=Role.ADMIN, password=PASSWORD, now=desk.clock())
    app = create_app(settings, desk.parts)
    app.config["WTF_CSRF_ENABLED"] = False
    with reading(sessions) as session:
        registration = session.scalars(select(Registration.reference)).first()
        delivery = session.scalars(select(Delivery.id)).first()
    values = _form(desk) | {
        "code": CLASS,
        "slug": "first-aid",
        "venue": "quay",
        "token": add_draft(sessions, token="draft-2", participants=(BO,), buyer=BO),
        "reference": order,
        "asking": "nobody-asked",
        "registration": str(registration),
        "place": str(registration),
        "booking": str(registration),
        "name": _style_sheet(app),
        "key": settings.trainingportal.inbound_key,
        "delivery_id": str(delivery),
        "stopped_id": "1",
        "record": "P-NOBODY",
        "news_id": "1",
        "entry": "1",
        "exchange_id": str(add_exchange(desk.sessions)),
        "destination": "iso",
        "difference_id": "1",
        "report_id": str(_report(desk)),
        "gateway": "stripe",
        "refund_uid": _refused_refund(desk, order),
        "payment_uid": "payment-1",
        "redemption_id": "1",
        **_vouchers(desk),
        "number": _certificate(desk),
        "paper": _paper(desk, order),
        "sheet": "papers",
        "program": "FIRST-AID",
        "kind": "order.confirmed",
        "language": "nb",
    }
    bearer = _bearer(desk, app)
    values |= {"program_id": CLASS, "registration_id": _made(app, bearer)}
    assert settings.connector
    partner = {"Authorization": f"Bearer {settings.connector.inbound_token}"}
    opening = {"/partners/connector/": partner, "/api/": bearer}
    return Whole(app, values, token=order_token(SECRET, order), opening=opening)


def _vouchers(desk: Desk) -> dict[str, str]:
    entry = read_one_voucher({"kind": "free", "code": "FAIR"})
    made = make_vouchers(desk.sessions, entry=entry, count=2, by=EMAIL, now=desk.now)
    return {"voucher": str(made.first), "batch": made.batch}


def _form(desk: Desk) -> dict[str, str]:
    """Publish a form with one question, and begin a draft of the next."""
    meal = Question("meal", QuestionKind.TEXT, "Meal")
    more: dict[str, Any] = {"program": "FIRST-AID", "by": EMAIL, "now": desk.now}
    first, second = partial(joined, others=[meal]), partial(doubled, key="meal", taken=())
    edit_form(desk.sessions, seen=Seen(0, 0), edit=first, **more)
    told: dict[str, Any] = {"partners": desk.partners, "wake": desk.wake, "defaults": {}}
    leave = ForLacking.LEAVE
    publish_form(desk.sessions, seen=Seen(0, 1), lacking=leave, **told, **more)
    edit_form(desk.sessions, seen=Seen(1, 2), edit=second, **more)
    return {"question": "meal", "version": "1"}


def _certificate(desk: Desk) -> str:
    with transaction(desk.sessions) as session:
        registration = session.scalars(select(Registration)).first()
        assert registration
        registration.result_on = desk.now.date()
        issue_certificate(session, registration, on=desk.now.date(), now=desk.now)
        return registration.certificate


def _paper(desk: Desk, order: str) -> str:
    issue_papers(desk.sessions, order_reference=order, seller=desk.parts.seller, now=desk.now)
    (paper,) = papers_of_order(desk.sessions, order)
    return paper.number


def _bearer(desk: Desk, app: Flask) -> dict[str, str]:
    """Return the header of a client that may do everything."""
    made = add_client(desk.sessions, name="iso", scopes=list(Scope), now=desk.clock())
    answer = app.test_client().post(
        "/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(made.client_id, made.secret),
    )
    return {"Authorization": f"Bearer {answer.get_json()['access_token']}"}


def _made(app: Flask, bearer: Mapping[str, str]) -> str:
    """Register somebody by API and return the reference."""
    person = {"name": "Noor Haddad", "email": "noor@example.org", "phone": "+351910000000"}
    body = {"programId": CLASS, "participant": person}
    answer = app.test_client().post("/api/v1/registrations", json=body, headers=bearer)
    return str(answer.get_json()["id"])


def _refused_refund(desk: Desk, order: str) -> str:
    with transaction(desk.sessions) as session:
        payment = Payment(
            uid="payment-1",
            order_id=session.scalars(select(Order.id).where(Order.reference == order)).one(),
            gateway="stripe",
            amount_minor=100,
            currency="NOK",
            state=PaymentState.PAID,
            created_at=desk.now,
            expires_at=desk.now,
        )
        refund = Refund(
            uid="refund-1",
            payment=payment,
            amount_minor=100,
            currency="NOK",
            reason="paid twice",
            state=RefundState.REFUSED,
            due_at=desk.now,
            created_at=desk.now,
        )
        session.add(refund)
    return "refund-1"


def _report(desk: Desk) -> int:
    with transaction(desk.sessions) as session:
        report = SettlementReport(
            gateway="stripe",
            at=desk.now,
            since=desk.now,
            payments=0,
            entries=0,
            unexplained=0,
            explained=0,
            totals=[],
        )
        session.add(report)
        session.flush()
        return report.id


def _style_sheet(app: Flask) -> str:
    asset = cast(Callable[[str], str], app.jinja_env.globals["asset"])
    return asset("app.css").removeprefix("/static/")
