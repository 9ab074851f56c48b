"""Claims about seats set aside: by the catalogue file and by staff, and who is told of them."""

from typing import Any

import pytest
from sqlalchemy import select

from app.domain.catalogue import CatalogueMistake, read_catalogue
from app.domain.registration import Channel
from app.domain.seat import ALLOTTED, TooFewSeats
from app.store.course_class import CourseClass
from app.store.database import Database, reading
from app.store.seat import SeatChange
from app.usecases.load_catalogue import load_catalogue
from app.usecases.set_seats_aside import ReasonMissing, set_seats_aside
from tests.fakes.catalogue_file import of_class
from tests.fakes.partner import CLASSES, FakePartner
from tests.worlds import ANA, BO, CLASS, Desk, add_class, deliveries, register_once

PORTAL, STAFF = Channel.TRAININGPORTAL, Channel.STAFF


@pytest.fixture
def desk(database: Database) -> Desk:
    portal = FakePartner("trainingportal", CLASSES, per="class")
    return Desk(database, partners={"trainingportal": portal})


def load(desk: Desk, **fields: object) -> None:
    catalogue = read_catalogue(of_class(code=CLASS, **fields))
    load_catalogue(desk.sessions, catalogue=catalogue, partners=desk.partners, now=desk.now)


def set_aside(desk: Desk, reason: str = "the fair", **seats: int) -> bool:
    return set_seats_aside(
        desk.sessions,
        class_code=CLASS,
        aside={Channel(name): number for name, number in seats.items()},
        reason=reason,
        by="kim@example.org",
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )


def the_class(desk: Desk) -> CourseClass:
    with reading(desk.sessions) as session:
        return session.scalars(select(CourseClass)).one()


def ledger(desk: Desk) -> list[tuple[Any, ...]]:
    with reading(desk.sessions) as session:
        columns = (SeatChange.kind, SeatChange.aside, SeatChange.reason, SeatChange.channel)
        return [tuple(row) for row in session.execute(select(*columns).order_by(SeatChange.id))]


def test_seats_are_set_aside_as_the_file_says_and_left_alone_where_it_says_nothing(
    desk: Desk,
) -> None:
    load(desk, allotments={"trainingportal": 3, "staff": 1})
    load(desk)
    assert the_class(desk).seats.aside == {Channel.WEB: 0, PORTAL: 3, STAFF: 1}
    assert ledger(desk) == [
        ("set_aside", 3, "changed", "trainingportal"),
        ("set_aside", 1, "changed", "staff"),
    ]
    load(desk, allotments={})
    assert the_class(desk).seats.pool == the_class(desk).capacity
    assert ledger(desk)[2:] == [
        ("returned", -3, "changed", "trainingportal"),
        ("returned", -1, "changed", "staff"),
    ]


def test_more_set_aside_than_is_free_is_a_mistake_of_the_allotments(desk: Desk) -> None:
    add_class(desk.sessions, capacity=4)
    register_once(desk, participants=(ANA, BO))
    with pytest.raises(CatalogueMistake) as caught:
        load(desk, capacity=4, allotments={"staff": 3})
    assert str(caught.value) == (
        "programs[0].classes[0].allotments: are more than is free: the class would have to have"
        " 5 seats"
    )
    with pytest.raises(CatalogueMistake) as caught:
        load(desk, capacity=1, allotments={"staff": 1})
    assert str(caught.value) == (
        "programs[0].classes[0].capacity: must be 3 or more: so many seats are taken or set aside"
    )
    assert (the_class(desk).capacity, ledger(desk)[1:]) == (4, [])


def test_staff_set_seats_aside_and_return_them_and_trainingportal_is_told(desk: Desk) -> None:
    add_class(desk.sessions)
    assert set_aside(desk, web=0, trainingportal=3, staff=2)
    assert set_aside(desk, staff=1)
    assert the_class(desk).seats.aside == {Channel.WEB: 0, PORTAL: 3, STAFF: 1}
    assert ledger(desk)[-1] == ("returned", -1, "set by staff", "staff")
    with reading(desk.sessions) as session:
        notes = set(session.scalars(select(SeatChange.note)))
    assert notes == {"the fair (kim@example.org)"}
    told = deliveries(desk.sessions, "trainingportal")
    assert told == [("class.seats_changed", "due")] * 2
    assert desk.woken == ["trainingportal"] * 2


def test_setting_aside_what_is_set_aside_already_tells_nobody(desk: Desk) -> None:
    add_class(desk.sessions)
    set_aside(desk, staff=2)
    assert set_aside(desk, staff=2)
    assert len(ledger(desk)) == 1
    assert len(deliveries(desk.sessions, "trainingportal")) == 1


def test_staff_cannot_set_aside_what_is_taken_and_say_why_they_do(desk: Desk) -> None:
    add_class(desk.sessions, capacity=4)
    register_once(desk, participants=(ANA, BO))
    with pytest.raises(TooFewSeats):
        set_aside(desk, trainingportal=2, staff=1)
    with pytest.raises(ReasonMissing, match="Say why"):
        set_aside(desk, reason="  ", staff=1)
    assert the_class(desk).seats.aside == dict.fromkeys(ALLOTTED, 0)


def test_of_a_class_that_is_not_there_nothing_is_set_aside(desk: Desk) -> None:
    assert not set_aside(desk, staff=1)
