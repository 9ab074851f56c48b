"""Claims about reconciling: what differs is kept with its date, and each repair mends it."""

from threading import Event as Stop

import pytest
from sqlalchemy import delete, select

from app.domain.booking import Reserved, ReserveRequest
from app.domain.contract import BookingFound
from app.domain.event import EventKind
from app.domain.reconcile import (
    Held,
    Kind,
    NotHeld,
    Repair,
    Thing,
    Unread,
)
from app.jobs.deliver import drain_destination
from app.queries.staff.reconciling import reconciling_page
from app.store.database import Database, reading, transaction
from app.store.delivery import learn
from app.store.lead_source import LeadSource
from app.store.reconciliation import DifferenceRow
from app.store.registration import Registration
from app.store.staff import Staff
from app.usecases.repair_difference import NotRepaired, Repaired, repair_difference
from app.usecases.reserve_booking import reserve_booking
from tests.fakes.partner import REGISTRATIONS, FakePartner
from tests.usecases.market import details
from tests.usecases.mirror import ByPerson, Mirror, differences, repair, run, told
from tests.worlds import ANA, BO, CLASS, Desk, add_class, deliveries


@pytest.fixture
def hub() -> ByPerson:
    return ByPerson("connector", REGISTRATIONS, listing=False)


@pytest.fixture
def desk(sessions: Database, hub: ByPerson) -> Desk:
    add_class(sessions, prices=())
    return Desk(sessions, partners={"connector": hub})


def test_who_was_told_is_read_back_and_in_step(desk: Desk, hub: ByPerson) -> None:
    told(desk)
    assert run(desk, hub) == {}
    assert [dict(each.fields)["name"] for each in hub.asked] == [ANA.name, BO.name]
    assert [each.fields["type"] for each in hub.asked] == ["member", "member"]
    (report,) = reconciling_page(desk.sessions).reports
    assert (report.partner, report.at, report.compared) == ("connector", desk.now, 2)


def test_a_person_missing_there_is_told_again(desk: Desk, hub: ByPerson) -> None:
    told(desk)
    run(desk, hub)
    code = hub.asked[0].code
    hub.held[code] = NotHeld(Thing.PERSON, code)
    assert run(desk, hub) == {Kind.MISSING_THERE: 1}
    before = len(hub.told)
    done = repair(desk, hub, Repair.TELL_AGAIN)
    assert done == Repaired("connector", frozenset({"connector"}))
    drain_destination(desk.parts, "connector", stop=Stop())
    assert len(hub.told) == before + 1
    # It did not help: it is open anew.
    run(desk, hub)
    assert differences(desk) == [("person", "missing_there", "", "open")]
    del hub.held[code]
    run(desk, hub)
    assert differences(desk) == []


def test_what_is_ignored_with_a_reason_stays_ignored(desk: Desk, hub: ByPerson) -> None:
    told(desk)
    run(desk, hub)
    code = hub.asked[0].code
    hub.held[code] = Held(Thing.PERSON, code, {"name": "Somebody Else"})
    run(desk, hub)
    with pytest.raises(NotRepaired, match="reason"):
        repair(desk, hub, Repair.IGNORE)
    repair(desk, hub, Repair.IGNORE, reason="She is called so there")
    run(desk, hub)
    assert differences(desk) == [("person", "differs", "name", "ignore")]


def test_what_cannot_be_read_or_is_not_ours_is_only_shown(desk: Desk, hub: ByPerson) -> None:
    told(desk)
    run(desk, hub)
    first, second = (each.code for each in hub.asked)
    hub.held[first] = Unread(Thing.PERSON, first, "503")
    hub.held[second] = Held(Thing.PERSON, "p-nobody", {})
    assert run(desk, hub) == {Kind.UNREAD: 1, Kind.MISSING_HERE: 1}


def named_by_leads(desk: Desk) -> None:
    """Keep a lead source and a member of staff that the hub heard of with somebody's lead."""
    with transaction(desk.sessions) as session:
        session.add(LeadSource(code="open-day", name="Open Day", match_name="open day"))
        session.add(
            Staff(email="ada@example.org", role="admin", password_hash="-", created_at=desk.now)
        )
        session.add(
            Staff(email="bo@example.org", role="admin", password_hash="-", created_at=desk.now)
        )
        known = {"lead_source:open-day": "1", "staff:staff-1": "2"}
        learn(session, "connector", "person:p-1", known)


def test_lead_sources_that_were_told_are_compared(desk: Desk, hub: ByPerson) -> None:
    named_by_leads(desk)
    hub.held["open-day"] = Held(Thing.LEAD_SOURCE, "open-day", {"name": "Other"})
    run(desk, hub)
    assert differences(desk) == [("lead_source", "differs", "name", "open")]


def test_staff_that_were_told_are_compared_and_no_others(desk: Desk, hub: ByPerson) -> None:
    named_by_leads(desk)
    hub.held["staff-1"] = Held(Thing.STAFF, "staff-1", {"name": "ada", "active": "false"})
    run(desk, hub)
    assert [each.code for each in hub.asked if each.thing is Thing.STAFF] == ["staff-1"]
    assert differences(desk) == [("staff", "differs", "active", "open")]


@pytest.mark.parametrize(
    ("thing", "code", "told"),
    [
        (Thing.LEAD_SOURCE, "open-day", "lead_source.changed"),
        (Thing.STAFF, "staff-1", "staff.changed"),
    ],
)
def test_what_was_told_with_a_lead_alone_is_told_by_itself(
    desk: Desk, hub: ByPerson, thing: Thing, code: str, told: str
) -> None:
    named_by_leads(desk)
    hub.kinds |= {EventKind.LEAD_SOURCE_CHANGED, EventKind.STAFF_CHANGED}
    hub.held[code] = NotHeld(thing, code)
    run(desk, hub)
    assert repair(desk, hub, Repair.TELL_AGAIN)
    drain_destination(desk.parts, "connector", stop=Stop())
    assert hub.kinds_told == [told]


def test_nothing_is_told_to_a_partner_that_is_off(desk: Desk, hub: ByPerson) -> None:
    named_by_leads(desk)
    hub.held["open-day"] = NotHeld(Thing.LEAD_SOURCE, "open-day")
    run(desk, hub)
    with pytest.raises(NotRepaired, match="off"):
        repair(desk, None, Repair.TELL_AGAIN)
    assert differences(desk) == [("lead_source", "missing_there", "", "open")]


def booked(desk: Desk, hub: Mirror) -> str:
    portal = FakePartner("trainingportal", frozenset({EventKind.BOOKING_RESERVED}))
    desk.partners = {"trainingportal": portal}
    reserved = reserve_booking(
        desk.sessions,
        ReserveRequest(class_code=CLASS, name="Ingrid Solheim", email="ingrid@example.org"),
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )
    assert isinstance(reserved, Reserved)
    portal.bookings[reserved.reference] = BookingFound(details(), "found")
    drain_destination(desk.parts, "trainingportal", stop=Stop())
    assert ("booking.reserved", "delivered") in deliveries(desk.sessions, "trainingportal")
    return reserved.reference


def test_of_a_booking_theirs_can_be_taken(desk: Desk, hub: ByPerson) -> None:
    reference = booked(desk, hub)
    run(desk, hub)
    assert hub.asked[0].known["reference"]
    hub.held[reference] = Held(Thing.BOOKING, reference, {"email": "new@example.org"})
    run(desk, hub)
    repair(desk, hub, Repair.TAKE_THEIRS)
    with reading(desk.sessions) as session:
        assert session.scalars(select(Registration.email)).one() == "new@example.org"
    run(desk, hub)
    assert differences(desk) == []


def test_a_difference_that_goes_while_theirs_is_read_is_left_alone(
    desk: Desk, hub: ByPerson
) -> None:
    reference = booked(desk, hub)
    hub.held[reference] = Held(Thing.BOOKING, reference, {"email": "new@example.org"})
    run(desk, hub)

    def forget() -> None:
        with transaction(desk.sessions) as session:
            session.execute(delete(DifferenceRow))

    hub.on_read = forget
    assert repair(desk, hub, Repair.TAKE_THEIRS) is None
    with reading(desk.sessions) as session:
        assert session.scalars(select(Registration.email)).one() == "ingrid@example.org"


def test_what_cannot_be_done_is_refused(desk: Desk, hub: ByPerson) -> None:
    reference = booked(desk, hub)
    hub.held[reference] = Held(Thing.BOOKING, reference, {"email": "new@example.org"})
    run(desk, hub)
    with pytest.raises(NotRepaired, match="cannot be done"):
        repair(desk, hub, Repair.TELL_AGAIN)
    hub.held[reference] = Unread(Thing.BOOKING, reference, "503")
    with pytest.raises(NotRepaired, match="could not be read"):
        repair(desk, hub, Repair.TAKE_THEIRS)
    with transaction(desk.sessions) as session:
        session.scalars(select(Registration)).one().state = "cancelled"  # type: ignore[assignment]  # by its word
    with pytest.raises(NotRepaired, match="reconcile again"):
        repair(desk, hub, Repair.TAKE_THEIRS)


def test_a_difference_that_is_gone_is_nobodys(desk: Desk, hub: ByPerson) -> None:
    gone = repair_difference(
        desk.sessions,
        difference_id=7,
        repair=Repair.IGNORE,
        partners={"connector": hub},
        reason="x",
        now=desk.now,
    )
    assert gone is None
