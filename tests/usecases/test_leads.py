"""Claims about lead sources, their owners, and who is told of them."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.domain.contract import (
    Refused,
    Told,
    Unreachable,
    WaitingPeople,
)
from app.domain.event import Event, EventKind
from app.domain.lead_source import LeadSourceRefused, clean_source_name
from app.domain.person import IncomingPerson
from app.store.database import Database, reading, transaction
from app.store.person import Person
from app.store.registration import Registration
from app.store.staff import Staff
from app.usecases.assign_lead import LeadUnknown, assign_lead
from app.usecases.keep_lead_source import add_lead_source, change_lead_source
from app.usecases.name_coordinator import NobodyLikeThat, name_coordinator
from app.usecases.pull_people import Pulled, pull_people
from app.usecases.take_person import take_person
from tests.fakes.events import event
from tests.fakes.partner import REGISTRATIONS, FakePartner
from tests.usecases.meeting import meeting
from tests.worlds import NOW, Desk, add_class, deliveries, register_once

HEARD = REGISTRATIONS | {EventKind.LEAD_SOURCE_CHANGED}
LEO = IncomingPerson("Leo Marsh", email="leo@example.org", links=("uuid:u-1",))


@pytest.fixture
def desk(sessions: Database) -> Desk:
    """Give a desk with a class and a partner that hears of leads; another lists classes."""
    hub = FakePartner("connector", HEARD, listing=False)
    iso = FakePartner("iso", HEARD)
    add_class(sessions)
    return Desk(sessions, partners={"connector": hub, "iso": iso})


def add(desk: Desk, name: str = "Fair") -> str:
    """Add a lead source and return its code."""
    return add_lead_source(desk.sessions, name=name, partners=desk.partners, now=desk.now).code


def change(desk: Desk, code: str, **wanted: object) -> object:
    """Change a lead source."""
    return change_lead_source(
        desk.sessions,
        code=code,
        partners=desk.partners,
        now=desk.now,
        **wanted,  # type: ignore[arg-type]  # as the test says
    )


def assign(desk: Desk, reference: str, *, source: str = "", owner: str = "") -> object:
    """Choose source and owner of a registration."""
    return assign_lead(
        desk.sessions,
        reference=reference,
        source=source,
        owner=owner,
        partners=desk.partners,
        now=desk.now,
    )


def test_a_lead_source_is_told_where_no_class_is_listed(desk: Desk) -> None:
    code = add(desk)
    change(desk, code, name="Big Fair")
    change(desk, code, active=False)
    assert deliveries(desk.sessions, "connector") == [("lead_source.changed", "due")] * 3
    assert deliveries(desk.sessions, "iso") == []


def test_what_stays_as_it_is_is_not_told_again(desk: Desk) -> None:
    code = add(desk)
    change(desk, code, name="Fair", active=True)
    assert len(deliveries(desk.sessions, "connector")) == 1


def test_a_lead_source_that_is_not_there_is_not_changed(desk: Desk) -> None:
    assert change(desk, "nothing", name="X") is None


@pytest.mark.parametrize("name", ["", " ", "x" * 121, "a\x07b"])
def test_a_name_that_is_none_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(LeadSourceRefused):
        clean_source_name(name)
    with pytest.raises(LeadSourceRefused):
        add(desk, name)
    assert deliveries(desk.sessions, "connector") == []


def test_C9_two_names_never_differ_only_in_case(desk: Desk) -> None:
    code = add(desk)
    add(desk, "Radio")
    with pytest.raises(LeadSourceRefused, match="Radio already"):
        change(desk, code, name="RADIO")
    change(desk, code, name="FAIR")


def test_only_what_is_there_can_be_chosen(desk: Desk) -> None:
    register_once(desk)
    with reading(desk.sessions) as session:
        reference = session.scalars(select(Registration.reference)).one()
    assert assign(desk, "R-NOBODY") is None
    for wrong in ({"source": "nothing"}, {"owner": "staff-9"}, {"owner": "x"}):
        with pytest.raises(LeadUnknown, match="no longer there"):
            assign(desk, reference, **wrong)
    assert assign(desk, reference, source=add(desk)) == {"connector", "iso"}
    assert assign(desk, reference, source="fair") == set()


def test_a_coordinator_is_one_of_the_staff(desk: Desk) -> None:
    assert not name_coordinator(desk.sessions, program="NOTHING", owner="")
    with pytest.raises(NobodyLikeThat, match="no longer there"):
        name_coordinator(desk.sessions, program="FIRST-AID", owner="staff-9")
    with transaction(desk.sessions) as session:
        staff = Staff(email="k@example.org", role="admin", password_hash="-", created_at=NOW)
        session.add(staff)
    assert name_coordinator(desk.sessions, program="FIRST-AID", owner=staff.code)
    assert name_coordinator(desk.sessions, program="FIRST-AID", owner="")


def test_what_is_about_no_class_says_so() -> None:
    about_none: Event = replace(event(EventKind.STAFF_CHANGED), about_class=None)
    with pytest.raises(LookupError, match=r"staff\.changed is about no class"):
        about_none.course_class  # noqa: B018 -- reading it is the claim


class Line:
    """A desk at which one person waits, and who is sent another way just as we keep them."""

    name = "connector"

    def __init__(self, sessions: Database) -> None:
        self.sessions = sessions
        self.waits = [LEO]

    def waiting_people(self) -> WaitingPeople | Refused | Unreachable:
        """Give whoever waits."""
        return WaitingPeople(tuple(self.waits), more=False)

    def acknowledge(self, person: IncomingPerson, *, code: str) -> Told:
        """Note who was kept."""
        self.waits.remove(person)
        return Told("ok", {"user": "u-1"})


@pytest.mark.both_databases
def test_pulled_and_pushed_at_once_somebody_is_one_person(sessions: Database) -> None:
    line = Line(sessions)

    def pull() -> object:
        return pull_people(sessions, line, clock=lambda: NOW)

    def push() -> object:
        return take_person(sessions, LEO, origin="connector", body=b"", now=NOW)

    ends = meeting(sessions, pull, push, at="INSERT INTO person ")
    with reading(sessions) as session:
        assert len(session.scalars(select(Person)).all()) == 1
    assert next(each for each in ends if isinstance(each, Pulled)).taken == 1
