"""Erasing an order for somebody, by staff: who did it and why stays, and names nobody."""

import pytest
from sqlalchemy import select, update

from app.domain.erasing import Bar, NamesSomebody
from app.domain.registration import Channel
from app.domain.staff_act import StaffAct
from app.store.database import Database, reading, transaction
from app.store.event import EventRow
from app.store.registration import Registration
from app.usecases.erase_order import erase_order
from tests.worlds import ANA, BO, Desk, add_class, deliveries, register_once


@pytest.fixture
def desk(sessions: Database) -> Desk:
    add_class(sessions, prices=())
    return Desk(sessions)


@pytest.fixture
def order(desk: Desk) -> str:
    """Return an order of two people that is over."""
    reference = register_once(desk, participants=(ANA, BO), buyer=ANA).reference
    desk.later(days=90)
    return reference


def names(desk: Desk) -> set[str]:
    with reading(desk.sessions) as session:
        return set(session.scalars(select(Registration.name)))


PHONED = StaffAct(by="kim@desk.example", reason="asked for by telephone")


def erase(desk: Desk, reference: str, staff: StaffAct | None = None) -> Bar | None:
    return erase_order(
        desk.sessions,
        reference=reference,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
        staff=staff,
    )


def test_of_every_place_it_is_kept_who_of_staff_did_it_and_why(desk: Desk, order: str) -> None:
    with transaction(desk.sessions) as session:
        session.execute(update(Registration).values(channel=Channel.TRAININGPORTAL, person_id=None))
    assert erase(desk, order, PHONED) is None
    with reading(desk.sessions) as session:
        happened = session.scalars(
            select(EventRow).where(EventRow.kind == "registration.erased")
        ).all()
    kept = {"staff_why": "asked for by telephone", "staff_by": "kim@desk.example"}
    assert [each.facts for each in happened] == [kept, kept]
    # They were nobody's, so nobody is told.
    assert ("registration.erased", "due") not in deliveries(desk.sessions, "iso")


@pytest.mark.parametrize("reason", ["for bo berg", "Lind has moved", "+4722123457 rang", "a@b.no"])
def test_a_reason_that_names_somebody_erases_nothing(desk: Desk, order: str, reason: str) -> None:
    with pytest.raises(NamesSomebody, match="Say it without"):
        erase(desk, order, StaffAct(by="kim@desk.example", reason=reason))
    assert names(desk) == {"Ana Lind", "Bo Berg"}


def test_by_staff_too_it_is_done_once(desk: Desk, order: str) -> None:
    assert [erase(desk, order, PHONED), erase(desk, order)] == [None, Bar.ERASED]
    assert erase(desk, order, PHONED) is Bar.ERASED
