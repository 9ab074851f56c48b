"""Claims about what is kept of somebody: taken away whole, or erased, with its token alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from app.store.database import Database, reading, transaction
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.mailed_code import MailedCode
from app.store.order import Order
from app.store.registration import Registration
from app.usecases.issue_papers import issue_papers
from tests.fakes.gateway import FakeGateway
from tests.fakes.partner import ORDERS, FakePartner
from tests.web.ordering import PAY, address, hear, says_only
from tests.web.staffroom import add_members, sign_in
from tests.web.test_registering_questions import FORM, ONE
from tests.web.test_staff_sensitive import QUESTIONS, SealingDesk
from tests.web.visitor import ADA, Visitor, open_site, problems
from tests.worlds import add_class

SENT = "mail server answered 250 kept"
AGREED: dict[str, object] = {"key": "photos", "kind": "agreement", "label": "Pictures of me"}


@pytest.fixture
def desk(sessions: Database, gateway: FakeGateway) -> SealingDesk:
    add_class(sessions, questions=(*QUESTIONS, AGREED))
    mail = FakePartner("mail", ORDERS, listing=False, per="order")
    return SealingDesk(sessions, partners={"mail": mail}, gateways={"stripe": gateway})


@pytest.fixture
def ada(desk: SealingDesk, gateway: FakeGateway, tmp_path: Path) -> Visitor:
    """Return Ada, who registered, paid, has a receipt, and looks at her data."""
    ada = Visitor(open_site(desk, tmp_path))
    ada.open(FORM)
    answers = {f"{ONE}ill": "yes", f"{ONE}how": "My heart", f"{ONE}photos": "yes"}
    ada.press("Continue", {**ADA, **answers})
    ada.press(PAY)
    page_name = ada.left_for.rpartition("/")[2]
    gateway.pay(page_name)
    hear(desk, gateway, page_name)
    issue_papers(
        desk.sessions, order_reference=reference(desk), seller=desk.parts.seller, now=desk.now
    )
    with transaction(desk.sessions) as session:
        session.execute(update(Delivery).values(words=SENT, answered_at=desk.now))
    ada.open(address(reference(desk), page="/data"))
    return ada


def reference(desk: SealingDesk) -> str:
    with reading(desk.sessions) as session:
        return session.scalars(select(Order.reference)).one()


def taken(ada: Visitor) -> dict[str, Any]:
    page = ada.press("Download your data")
    assert page.mimetype == "application/json"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Content-Disposition"].endswith('.json"')
    document: dict[str, Any] = json.loads(page.get_data())
    return document


def test_all_that_is_kept_is_taken_away_what_is_sensitive_opened(
    desk: SealingDesk, ada: Visitor
) -> None:
    document = taken(ada)
    assert document["buyer"]["name"] == ADA["name"]
    assert document["buyer"]["email"] == ADA["email"]
    (place,) = document["participants"]
    assert [(each["question"], each["in_words"]) for each in place["answers"]] == [
        ("Are you ill?", "Yes"),
        ("How?", "My heart"),
        ("Pictures of me", "Agreed"),
    ]
    assert document["order"]["total"] == document["order"]["paid"] == "4200.00"
    (payment,) = document["payments"]
    assert (payment["amount"], payment["currency"], payment["state"]) == ("4200.00", "NOK", "paid")
    (paper,) = document["papers"]
    assert (paper["kind"], paper["amount"]) == ("receipt", "4200.00")
    assert document["consents"] == [
        {"of": ADA["name"], "text": "Pictures of me", "given": True},
    ]
    assert [each["about"] for each in document["letters"]] == ["what to do next", "confirmation"]
    assert {each["what"] for each in document["happened"]} >= {"Registered", "You have a place"}
    assert document["refunds"] == []


def test_that_it_was_taken_away_stands_in_the_timeline_for_staff_too(
    desk: SealingDesk, ada: Visitor, tmp_path: Path
) -> None:
    page = ada.here
    taken(ada)
    ada.here = page
    assert "All data of the order was downloaded" in ada.open(address(reference(desk))).words
    add_members(desk)
    staff = Visitor(open_site(desk, tmp_path))
    sign_in(staff)
    with reading(desk.sessions) as session:
        place = session.scalars(select(Registration.reference)).one()
    assert "Own data downloaded" in staff.open(f"/staff/registrations/{place}").words


def test_without_the_token_nothing_is_handed_out_or_erased(desk: SealingDesk, ada: Visitor) -> None:
    desk.later(days=90)
    data = address(reference(desk), page="/data").partition("?")[0]
    for action in ("/file", "/erase", "/consents"):
        csrf = ada.here.all("input", name="csrf_token")[0].attrib["value"]
        fields = {"token": "0" * 32, "csrf_token": csrf, "sure": "yes"}
        answer = ada.client.post(f"{data}{action}", data=fields)
        assert answer.status_code == 404
        assert ADA["name"] not in answer.words
    for page in ("", "/erase"):
        assert ada.client.get(f"{data}{page}?token=wrong").status_code == 404
    with reading(desk.sessions) as session:
        kinds = set(session.scalars(select(EventRow.kind)))
        assert session.scalars(select(Order.name)).one() == ADA["name"]
    assert not {"order.data_taken", "registration.erased"} & kinds


def test_before_the_class_has_ended_the_page_says_why_it_is_not_erased(
    desk: SealingDesk, ada: Visitor
) -> None:
    page = ada.open(ada.here.link("Have your data erased"))
    assert "Not yet: the class has not ended" in page.words
    assert page.all("button") == []


@pytest.mark.parametrize(("column", "says"), [("owed_minor", "Not yet: something is left to pay")])
def test_what_is_left_to_pay_is_said(
    desk: SealingDesk, ada: Visitor, column: str, says: str
) -> None:
    desk.later(days=90)
    with transaction(desk.sessions) as session:
        session.execute(update(Order).values({column: 1}))
    assert says in ada.open(ada.here.link("Have your data erased")).words


def test_it_says_what_goes_and_what_stays_and_then_erases(desk: SealingDesk, ada: Visitor) -> None:
    desk.later(days=90)
    page = ada.open(ada.here.link("Have your data erased"))
    assert f"all else that we know of: {ADA['name']}" in page.words
    assert "1 paper: receipts, invoices and credit notes" in page.words
    page = ada.press("Erase it")
    assert problems(page) == ["Say that you know it cannot be undone"]
    page = ada.press("Erase it", {"sure": "yes"})
    assert "Your data was erased" in page.words
    assert "Thursday 10 April 2031, 14:00 CEST" in page.words
    assert page.all("button") == []
    order = ada.open(address(reference(desk)))
    assert says_only(order, "confirmed")
    assert "The personal data of this order was erased." in order.words
    assert "Your data was erased" in order.words
    for word in (ADA["name"], ADA["email"], "My heart"):
        assert word not in f"{page.words} {order.words}"
    ada.open(order.link("Your data"))
    assert taken(ada)["buyer"]["name"] == "Erased"


def test_an_erased_order_is_not_found_by_who_it_was(desk: SealingDesk, ada: Visitor) -> None:
    desk.later(days=90)
    ada.open(ada.here.link("Have your data erased"))
    ada.press("Erase it", {"sure": "yes"})
    ada.open("/orders")
    for email in (ADA["email"], "", "Erased"):
        ada.press("Send me a code", {"email": email or "-", "reference": reference(desk)})
        ada.open("/orders")
    with reading(desk.sessions) as session:
        assert set(session.scalars(select(MailedCode.order_id))) == {None}
