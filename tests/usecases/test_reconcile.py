"""Claims about reconciling: what differs is kept with its date, and each repair mends it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from threading import Event as Stop

import pytest
from sqlalchemy import select

from app.domain.booking import Reserved, ReserveRequest
from app.domain.contract import BookingFound
from app.domain.event import EventKind
from app.domain.reconcile import (
    Held,
    Kind,
    NotHeld,
    Ours,
    ReadBack,
    Repair,
    Thing,
    Unread,
)
from app.jobs.deliver import drain_destination
from app.queries.staff.reconciling import partner_of_difference, reconciling_page
from app.store.database import Database, reading, transaction
from app.store.delivery import learn
from app.store.lead_source import LeadSource
from app.store.registration import Registration
from app.usecases.reconcile import reconcile
from app.usecases.repair_difference import NotRepaired, repair_difference
from app.usecases.reserve_booking import reserve_booking
from tests.fakes.partner import REGISTRATIONS, FakePartner
from tests.usecases.market import details
from tests.worlds import ANA, BO, CLASS, Desk, add_class, deliveries, register_once


@dataclass
class Mirror(FakePartner):
    """A partner that holds what a test says, by code; of the rest it holds what we hold."""

    reads: frozenset[Thing] = frozenset({Thing.PERSON, Thing.LEAD_SOURCE, Thing.BOOKING})
    held: dict[str, ReadBack] = field(default_factory=dict)
    asked: list[Ours] = field(default_factory=list)

    def read_back(self, ours: Iterable[Ours]) -> Iterator[ReadBack]:
        for mine in ours:
            self.asked.append(mine)
            yield self.held.get(mine.code) or Held(mine.thing, mine.code, mine.fields)


class ByPerson(Mirror):
    """A hub: told in one stream per person."""

    def stream(self, kind: EventKind, subject: object) -> str:
        return f"person:{getattr(subject, 'person', None)}"


@pytest.fixture
def hub() -> ByPerson:
    return ByPerson("connector", REGISTRATIONS, listing=False)


@pytest.fixture
def desk(sessions: Database, hub: ByPerson) -> Desk:
    add_class(sessions, prices=())
    return Desk(sessions, partners={"connector": hub})


def told(desk: Desk) -> None:
    register_once(desk, token="a", currency="")
    register_once(desk, token="b", currency="", participants=(BO,), buyer=BO)
    drain_destination(desk.parts, "connector", stop=Stop(), together=1)


def run(desk: Desk, hub: Mirror) -> dict[Kind, int]:
    report = reconcile(desk.sessions, partner=hub, name="connector", now=desk.later(minutes=1))
    return dict(report.differences)


def differences(desk: Desk) -> list[tuple[str, str, str, str]]:
    return [
        (each.difference.thing, each.difference.kind, each.difference.field, each.state)
        for each in reconciling_page(desk.sessions).lines
    ]


def repair(desk: Desk, hub: Mirror, what: Repair, *, reason: str = "") -> str | None:
    (line,) = [each for each in reconciling_page(desk.sessions).lines if each.open]
    return repair_difference(
        desk.sessions,
        difference_id=line.id,
        repair=what,
        partner=hub,
        reason=reason,
        now=desk.now,
    )


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
    assert repair(desk, hub, Repair.TELL_AGAIN) == "connector"
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


def test_lead_sources_that_were_told_are_compared(desk: Desk, hub: ByPerson) -> None:
    with transaction(desk.sessions) as session:
        session.add(LeadSource(code="open-day", name="Open Day", match_name="open day"))
        learn(session, "connector", "person:p-1", {"lead_source:open-day": "1"})
    hub.held["open-day"] = Held(Thing.LEAD_SOURCE, "open-day", {"name": "Other"})
    run(desk, hub)
    assert differences(desk) == [("lead_source", "differs", "name", "open")]
    with pytest.raises(NotRepaired, match="together with who names it"):
        repair(desk, hub, Repair.TELL_AGAIN)


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
        partner=hub,
        reason="x",
        now=desk.now,
    )
    assert gone is None
    assert partner_of_difference(desk.sessions, 7) is None
