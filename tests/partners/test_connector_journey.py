"""Claims about a lead's whole way: from a link with a source to the hub (connector.md 14)."""

import pytest
from sqlalchemy import select

from app.domain.registration import RegistrationState
from app.jobs.sweep import sweep_once
from app.sandbox.server import Sandbox
from app.store.database import reading, transaction
from app.store.delivery import Delivery
from app.store.draft import Draft
from app.store.program import Program
from app.store.registration import Registration
from app.store.staff import Staff
from app.usecases.add_staff import add_staff
from app.usecases.assign_lead import assign_lead
from app.usecases.keep_lead_source import add_lead_source, change_lead_source
from app.usecases.name_coordinator import name_coordinator
from app.usecases.register import register
from tests.partners.built import Built
from tests.partners.connector_desk import Caller, answer, people
from tests.partners.connector_world import saves, sources, staff, users
from tests.worlds import ANA, BO, HOLD, Desk, add_draft, states


@pytest.fixture
def office(desk: Desk, partners: Built) -> Desk:
    """Give a desk that tells the Connector, with a lead source and a coordinator."""
    desk.partners["connector"] = partners.connector
    return desk


def come(desk: Desk, token: str, *, source: str, who: object = ANA) -> str:
    """Register by a link with a source, and return the registration's reference."""
    add_draft(desk.sessions, token=token, participants=(who,), buyer=who)  # type: ignore[arg-type]  # a contact
    with transaction(desk.sessions) as session:
        draft = session.scalars(select(Draft).where(Draft.token == token)).one()
        draft.content = {**draft.content, "lead_source": source}
    register(desk.sessions, draft_token=token, partners=desk.partners, now=desk.now, hold=HOLD)
    with reading(desk.sessions) as session:
        return session.scalars(select(Registration.reference).order_by(Registration.id)).all()[-1]


def prepare(desk: Desk) -> tuple[str, str]:
    """Add a lead source and a coordinator of the program; return their record ids."""
    code = add_lead_source(
        desk.sessions, name="Open Day", partners=desk.partners, now=desk.now
    ).code
    add_staff(
        desk.sessions,
        email="kim@example.org",
        role="coordinator",
        password="correct horse battery",
        now=desk.now,
        name="Kim  Sol",
        partners=desk.partners,
    )
    with reading(desk.sessions) as session:
        owner = session.scalars(select(Staff)).one().code
    assert name_coordinator(desk.sessions, program="FIRST-AID", owner=owner)
    return code, owner


def test_sources_and_staff_are_told_before_the_lead_that_names_them_and_once(
    office: Desk, sandbox: Sandbox
) -> None:
    code, owner = prepare(office)
    sweep_once(office.parts)
    come(office, "1", source=code)
    come(office, "2", source=code, who=BO)
    sweep_once(office.parts)
    said = [each for each in saves(sandbox) if each != "missingusers"]
    # Two streams are told at once.
    assert (sorted(said[:2]), said[2:]) == (["leadsource", "staff"], ["user", "user"])
    assert {(each["leadSource"], each["ownerID"]) for each in users(sandbox)} == {(code, owner)}
    assert (staff(sandbox)[0]["firstname"], staff(sandbox)[0]["lastname"]) == ("Kim", "Sol")


def test_a_lead_that_overtakes_its_source_saves_the_source_itself(
    office: Desk, sandbox: Sandbox
) -> None:
    code, _ = prepare(office)
    come(office, "1", source=code)
    # The source's and the owner's own news wait: the hub was away when they were tried.
    with transaction(office.sessions) as session:
        for delivery in session.scalars(select(Delivery).where(Delivery.stream.notlike("person%"))):
            delivery.due_at = office.now.replace(year=2040)
    sweep_once(office.parts)
    said = [each for each in saves(sandbox) if each != "missingusers"]
    assert said == ["leadsource", "staff", "user"]
    assert users(sandbox)[0]["leadSource"] == code


def test_a_renamed_source_is_told_by_itself(office: Desk, sandbox: Sandbox) -> None:
    code, _ = prepare(office)
    sweep_once(office.parts)
    change_lead_source(
        office.sessions, code=code, name="Open House", partners=office.partners, now=office.now
    )
    sweep_once(office.parts)
    assert [(each["recordID"], each["name"]) for each in sources(sandbox)] == [(code, "Open House")]


def test_staff_choose_another_source_and_the_hub_hears_of_it(
    office: Desk, sandbox: Sandbox
) -> None:
    prepare(office)
    reference = come(office, "1", source="")
    fair = add_lead_source(
        office.sessions, name="Fair", partners=office.partners, now=office.now
    ).code
    sweep_once(office.parts)
    assert users(sandbox)[0]["leadSource"] == ""
    assign_lead(
        office.sessions,
        reference=reference,
        source=fair,
        owner="",
        partners=office.partners,
        now=office.now,
    )
    sweep_once(office.parts)
    (kept,) = users(sandbox)
    assert (kept["leadSource"], kept["userType"]) == (fair, "PROSPECT")


def test_a_lead_that_came_in_keeps_its_source_and_owner_when_they_register(
    office: Desk, sandbox: Sandbox
) -> None:
    code, owner = prepare(office)
    with transaction(office.sessions) as session:
        session.scalars(select(Program)).one().owner_id = None
    first, last = ANA.name.split()
    given = {
        "firstname": first,
        "lastname": last,
        "userStatus": "ACTIVE",
        "userType": "PROSPECT",
        "email": ANA.email,
        "city": "Bergen",
    }
    lead = {"leadSource": "OPEN DAY", "ownerID": "kim@example.org"}
    record = answer(Caller(office).save(userInfo=given, leadInfo=lead))["uuid"]
    come(office, "1", source="")
    sweep_once(office.parts)
    (kept,) = users(sandbox)
    assert (kept["recordID"], kept["city"]) == (record, "Bergen")
    assert (kept["leadSource"], kept["ownerID"]) == (code, owner)
    assert len(people(office)) == 1


def test_a_registration_without_a_person_changes_its_source_and_nobody_is_told(
    office: Desk,
) -> None:
    reference = come(office, "1", source="")
    with transaction(office.sessions) as session:
        session.scalars(select(Registration)).one().person_id = None
    code = add_lead_source(office.sessions, name="Fair", partners={}, now=office.now).code
    told = assign_lead(
        office.sessions,
        reference=reference,
        source=code,
        owner="",
        partners=office.partners,
        now=office.now,
    )
    assert told == frozenset()


def test_check_8_connector_a_disabled_integration_leaves_registration_fully_usable(
    desk: Desk,
) -> None:
    code, _ = prepare(desk)
    come(desk, "1", source=code)
    sweep_once(desk.parts)
    assert states(desk.sessions) == [RegistrationState.HELD]
    with reading(desk.sessions) as session:
        assert session.scalars(select(Registration.lead_source_id)).one() is not None
        assert session.scalars(select(Delivery.id)).all() == []
