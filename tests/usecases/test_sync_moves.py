"""People of an imported class are written to when it moves, as when staff move one of ours."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.course_class import ClassState, Price
from app.domain.event import EventKind
from app.domain.listing import ListedClass
from app.domain.money import Money
from app.store.course_class import find_class
from app.store.database import Database, transaction
from app.usecases.sync_classes import Synced, sync_classes
from tests.fakes.listing import HALL, START, FakeDesk, listed
from tests.fakes.partner import FakePartner
from tests.usecases.classroom import Classroom
from tests.worlds import ANA, BO, deliveries, register_once

CODE = "ISO-prg-310"
WEEK = timedelta(days=7)


def moved(by: timedelta, *, ended: bool = False) -> ListedClass:
    """Return the class as it is listed when it meets so much later."""
    starts = START + by
    return listed(sittings=((starts, starts + timedelta(hours=8)),), ended=ended)


@pytest.fixture
def room(sessions: Database) -> Classroom:
    """Give a desk with one imported class that Ana and Bo are in, by an order of Ana's."""
    room = Classroom(sessions)
    room.partners["iso"] = FakePartner()
    sync(room, listed())
    register_once(room, code=CODE, currency="EUR", participants=(ANA, BO))
    return room


def sync(room: Classroom, *entries: ListedClass) -> Synced:
    """Sync with that list, a minute later."""
    room.later(minutes=1)
    done = sync_classes(
        room.sessions,
        partner="iso",
        desk=FakeDesk(list(entries)),
        partners=room.partners,
        clock=room.clock,
    )
    assert isinstance(done, Synced)
    return done


def letters(room: Classroom) -> list[str]:
    """Return the letters about classes that are to be written, oldest first."""
    return [kind for kind, _ in deliveries(room.sessions, "mail") if "class_" in kind]


def test_another_date_is_written_to_buyer_and_participants_once(room: Classroom) -> None:
    done = sync(room, moved(WEEK))
    assert "mail" in done.destinations
    assert letters(room) == ["order.class_changed", "participant.class_changed"]
    assert room.happened(EventKind.ORDER_CLASS_CHANGED) == [{"reason": "the dates or times"}]
    sync(room, moved(WEEK))
    assert len(letters(room)) == 2


def test_another_place_is_written_too(room: Classroom) -> None:
    sync(room, listed(venue=replace(HALL, line1="Cais 9")))
    assert room.happened(EventKind.ORDER_CLASS_CHANGED) == [{"reason": "the place"}]


@pytest.mark.parametrize(
    "changed",
    [
        {"available": 3},
        {"title": "Long Weekend"},
        {"description": "Four days."},
        {"closes_at": None},
        {"ended": True},
        {"prices": (Price("Standard", Money(20_000, "EUR")),)},
    ],
)
def test_of_what_does_not_move_the_class_nobody_is_written_to(
    room: Classroom, changed: dict[str, Any]
) -> None:
    assert sync(room, replace(listed(), **changed)).unchanged == 0
    assert letters(room) == []


def test_a_class_that_moves_as_it_closes_still_tells_its_people(room: Classroom) -> None:
    sync(room, moved(WEEK, ended=True))
    assert letters(room) == ["order.class_changed", "participant.class_changed"]


def test_a_class_that_staff_cancelled_here_moves_for_nobody(room: Classroom) -> None:
    with transaction(room.sessions) as session:
        found = find_class(session, CODE)
        assert found is not None
        found.state = ClassState.CANCELLED
    sync(room, moved(WEEK))
    assert letters(room) == []


def test_a_class_that_is_over_moves_for_nobody(room: Classroom) -> None:
    room.later(days=365)
    sync(room, moved(-WEEK))
    assert letters(room) == []


def test_a_class_that_was_put_off_on_its_last_day_tells_its_people(room: Classroom) -> None:
    room.now = START + timedelta(days=1)
    sync(room, moved(WEEK))
    assert letters(room) == ["order.class_changed", "participant.class_changed"]
