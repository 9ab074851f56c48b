"""Claims about what staff do with lead sources, owners and people that partners sent."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.contact import Contact
from app.domain.event import EventKind
from app.domain.person import IncomingPerson
from app.queries.staff.registration import registration_of
from app.store.database import reading, transaction
from app.store.lead_source import LeadSource
from app.store.program import Program
from app.store.registration import Registration
from app.store.staff import Staff
from app.usecases.keep_lead_source import add_lead_source
from app.usecases.take_person import take_person
from tests.fakes.partner import REGISTRATIONS, FakePartner
from tests.web.staffroom import BOOKKEEPER, add_members, arrive, sign_in
from tests.web.visitor import Visitor, fields_of
from tests.worlds import ANA, CLASS, Desk, add_class, deliveries, register_once

HEARD = REGISTRATIONS | {EventKind.LEAD_SOURCE_CHANGED, EventKind.STAFF_CHANGED}


@pytest.fixture
def office(desk: Desk) -> Desk:
    """Give a desk with a class, two of the staff, and a partner that hears of leads."""
    desk.partners["connector"] = FakePartner("connector", HEARD, listing=False)
    add_class(desk.sessions)
    add_members(desk)
    return desk


@pytest.fixture
def kim(office: Desk, tmp_path: Path) -> Visitor:
    """Give a coordinator who is signed in."""
    return sign_in(arrive(office, tmp_path))


def sources(desk: Desk) -> list[tuple[str, str, bool]]:
    """Return code, name and whether it is used, of every lead source."""
    with reading(desk.sessions) as session:
        rows = session.scalars(select(LeadSource).order_by(LeadSource.id))
        return [(each.code, each.name, each.active) for each in rows]


def place(desk: Desk) -> tuple[str | None, str | None]:
    """Return the source and the chosen owner of the only registration."""
    with reading(desk.sessions) as session:
        row = session.execute(
            select(LeadSource.code, Staff.email)
            .select_from(Registration)
            .outerjoin(LeadSource, LeadSource.id == Registration.lead_source_id)
            .outerjoin(Staff, Staff.id == Registration.owner_id)
        ).one()
        return row.code, row.email


def told(desk: Desk) -> list[str]:
    """Return what the partner hears, by kind."""
    return [kind for kind, _ in deliveries(desk.sessions, "connector")]


def add(desk: Desk, name: str = "Open Day") -> str:
    """Keep a lead source and return its code."""
    return add_lead_source(desk.sessions, name=name, partners={}, now=desk.now).code


def test_a_cell_of_a_table_holds_one_thing_so_that_a_narrow_page_keeps_it_beside_its_name(
    office: Desk, kim: Visitor
) -> None:
    add_lead_source(office.sessions, name="Open Day", partners=office.partners, now=office.now)
    cells = kim.open("/staff/lead-sources").all("td")
    assert len(cells) >= 5
    assert [len(cell) for cell in cells if len(cell) > 1] == []


def test_a_source_is_added_renamed_stopped_and_resumed_and_partners_are_told(
    office: Desk, kim: Visitor
) -> None:
    kim.open("/staff/lead-sources")
    kim.press("Add", {"name": " Open  Day "})
    assert sources(office) == [("open-day", "Open Day", True)]
    assert "?source=" in kim.open("/staff/lead-sources").text
    kim.press("Rename", {"name": "Open House"})
    kim.press("Stop using Open House")
    assert sources(office) == [("open-day", "Open House", False)]
    kim.open("/staff/lead-sources")
    kim.press("Use again Open House")
    assert sources(office) == [("open-day", "Open House", True)]
    assert told(office) == ["lead_source.changed"] * 4
    assert office.woken.count("connector") == 4


def test_C9_a_name_that_differs_only_in_case_is_refused_and_kept_in_the_field(
    office: Desk, kim: Visitor
) -> None:
    add(office)
    kim.open("/staff/lead-sources")
    page = kim.press("Add", {"name": "OPEN DAY"})
    assert page.status_code == 422
    assert "There is a lead source called Open Day already" in page.text
    assert 'value="OPEN DAY"' in page.text
    add(office, "Radio")
    kim.open("/staff/lead-sources")
    fields = {**fields_of(kim.form_with("Rename")), "name": ["RADIO"]}
    assert kim.send("/staff/lead-sources/open-day", fields).status_code == 422
    assert len(sources(office)) == 2
    assert told(office) == []


def test_a_link_with_a_source_is_remembered(office: Desk, kim: Visitor) -> None:
    code = add(office)
    page = kim.open(f"/classes/{CLASS}/register?source={code}")
    assert f'value="{code}"' in page.text


def test_source_and_owner_are_chosen_on_the_registrations_page(office: Desk, kim: Visitor) -> None:
    add(office)
    reference = registration_of(office.sessions, register_once(office).reference)
    before = len(told(office))
    address = f"/staff/registrations/{reference}"
    with reading(office.sessions) as session:
        number = session.scalars(select(Staff.id).where(Staff.email == BOOKKEEPER)).one()
    kim.open(address)
    kim.press("Set source and owner", {"source": "open-day", "owner": f"staff-{number}"})
    assert place(office) == ("open-day", BOOKKEEPER)
    assert told(office)[before:] == ["registration.lead_changed"]
    page = kim.open(address)
    assert "Open Day" in page.text
    assert "Source or owner changed" in page.text
    kim.press("Set source and owner")
    assert told(office)[before:] == ["registration.lead_changed"]
    kim.open(address)
    kim.press("Set source and owner", {"source": "", "owner": ""})
    assert place(office) == (None, None)


def test_whoever_left_meanwhile_is_not_put_in_charge(office: Desk, kim: Visitor) -> None:
    reference = registration_of(office.sessions, register_once(office).reference)
    address = f"/staff/registrations/{reference}"
    for wrong in ({"owner": ["staff-999"]}, {"source": ["gone"]}):
        kim.open(address)
        fields = {**fields_of(kim.form_with("Set source and owner")), **wrong}
        assert "no longer there" in kim.send(f"{address}/lead", fields).text
    assert place(office) == (None, None)


def test_a_programs_coordinator_is_in_charge_unless_somebody_else_is(
    office: Desk, kim: Visitor
) -> None:
    reference = registration_of(office.sessions, register_once(office).reference)
    kim.open("/staff/coordinators")
    with reading(office.sessions) as session:
        number = session.scalars(select(Staff.id).where(Staff.email == BOOKKEEPER)).one()
    kim.press("Set the coordinator of First aid", {"owner": f"staff-{number}"})
    page = kim.open(f"/staff/registrations/{reference}")
    assert "In charge" in page.text
    assert "bookkeeper" in page.text
    with transaction(office.sessions) as session:
        session.get_one(Staff, number).active = False
    assert "Nobody" in kim.open(f"/staff/registrations/{reference}").text
    kim.open("/staff/coordinators")
    fields = {**fields_of(kim.form_with("Set the coordinator of First aid"))}
    refused = kim.send("/staff/coordinators/FIRST-AID", {**fields, "owner": ["staff-999"]})
    assert "no longer there" in refused.text
    kim.send("/staff/coordinators/FIRST-AID", {**fields, "owner": [""]})
    with reading(office.sessions) as session:
        assert session.scalars(select(Program.owner_id)).one() is None


@pytest.mark.parametrize(
    "address",
    [
        "/staff/lead-sources/nothing",
        "/staff/registrations/R-NOBODY/lead",
        "/staff/coordinators/NOTHING",
    ],
)
def test_what_is_not_there_is_404(kim: Visitor, address: str) -> None:
    kim.open("/staff/password")
    fields = {**fields_of(kim.form_with("Sign out")), "action": ["stop"]}
    assert kim.send(address, fields).status_code == 404


def test_a_bookkeeper_looks_and_changes_nothing(office: Desk, tmp_path: Path) -> None:
    add(office)
    visitor = sign_in(arrive(office, tmp_path), BOOKKEEPER)
    for page in ("lead-sources", "coordinators", "contacts"):
        assert visitor.open(f"/staff/{page}").status_code == 200
    visitor.open("/staff/password")
    fields = fields_of(visitor.form_with("Sign out"))
    for address in ("lead-sources", "lead-sources/open-day", "coordinators/FIRST-AID"):
        assert visitor.send(f"/staff/{address}", fields).status_code == 403
    assert sources(office) == [("open-day", "Open Day", True)]


def test_people_from_partners_are_listed_with_where_they_came_from(
    office: Desk, kim: Visitor
) -> None:
    add(office)
    for number, phone in ((1, "1"), (2, "2")):
        sent = IncomingPerson(
            "Leo Marsh", email=f"leo{number}@example.org", phone=phone, source="Open day"
        )
        code = take_person(office.sessions, sent, origin="connector", body=b"", now=office.now).code
        moved = IncomingPerson("Leo Marsh", phone="555", code=code, owner=BOOKKEEPER)
        take_person(office.sessions, moved, origin="connector", body=b"", now=office.now)
    third = IncomingPerson("Leo Marsh", email="leo3@example.org", phone="555")
    take_person(office.sessions, third, origin="connector", body=b"", now=office.now)
    register_once(office, participants=(Contact("Bo Berg", "bo@example.org", ""),), buyer=ANA)
    page = kim.open("/staff/contacts")
    assert "3 people came from a partner" in page.text.replace("<strong>", "").replace(
        "</strong>", ""
    )
    assert "Several people here have this name" in page.text
    assert "Connector, Open Day" in page.text
    assert "bookkeeper" in page.text
    assert "Bo Berg" not in page.text


def test_a_changed_source_is_among_the_deliveries(office: Desk, kim: Visitor) -> None:
    kim.open("/staff/lead-sources")
    kim.press("Add", {"name": "Radio"})
    page = kim.open("/staff/deliveries")
    assert "Lead source changed" in page.text
