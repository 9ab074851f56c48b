"""Reminding of a class: whom, when, and once for each date of it."""

from datetime import UTC, datetime, timedelta
from threading import Event as Stop
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.domain.course_class import ClassState
from app.domain.event import EventKind
from app.domain.registration import RegistrationState
from app.jobs.reminders import remind_of_classes
from app.queries.near_classes import NearClass, find_near_classes
from app.store.class_reminder import ClassReminder
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.event import EventRow
from app.store.registration import Registration
from app.usecases.remind_of_class import remind_of_class
from tests.usecases.classroom import Classroom
from tests.worlds import ANA, BO, CLASS, add_class, register_once

STARTS = datetime(2031, 3, 10, 8, 0, tzinfo=UTC)
OTHER = "FA-2031-09"
FREE: dict[str, Any] = {"prices": (), "deadline": None, "cancellation_deadline": None}
DAYS = 2


@pytest.fixture
def room(sessions: Database) -> Classroom:
    add_class(sessions, **FREE)
    return Classroom(sessions)


def near(room: Classroom, days: int = DAYS) -> list[NearClass]:
    """Return who is to be reminded now."""
    return list(find_near_classes(room.sessions, usual_days=days, now=room.now))


def remind(room: Classroom, each: NearClass, days: int = DAYS) -> bool:
    """Remind one."""
    return remind_of_class(
        room.sessions,
        order_id=each.order_id,
        class_id=each.class_id,
        usual_days=days,
        **room.around,
    )


def remind_all(room: Classroom) -> None:
    """Remind everybody, as the sweep does."""
    remind_of_classes(room.parts, stop=Stop())


def written(room: Classroom) -> tuple[int, int]:
    """Return how many letters there are for buyers and for participants."""
    return (
        len(room.happened(EventKind.ORDER_CLASS_NEAR)),
        len(room.happened(EventKind.PARTICIPANT_CLASS_NEAR)),
    )


def decided(room: Classroom) -> int:
    """Return how often it was decided whether somebody is reminded."""
    with reading(room.sessions) as session:
        return session.scalar(select(func.count(ClassReminder.id))) or 0


def set_class(room: Classroom, code: str = CLASS, **columns: Any) -> None:
    """Change columns of a class where nobody is told."""
    with transaction(room.sessions) as session:
        session.execute(update(CourseClass).where(CourseClass.code == code).values(columns))


def test_buyer_and_participants_are_reminded_two_days_before(room: Classroom) -> None:
    register_once(room, participants=(ANA, BO))
    room.now = STARTS - timedelta(days=2, seconds=1)
    assert near(room) == []
    room.later(seconds=1)
    remind_all(room)
    assert written(room) == (1, 1)
    assert room.happened(EventKind.ORDER_CLASS_NEAR) == [{"starts_at": STARTS.isoformat()}]
    assert "mail" in room.woken


def test_everybody_is_reminded_once(room: Classroom) -> None:
    register_once(room)
    room.now = STARTS - timedelta(days=2)
    (each,) = near(room)
    assert remind(room, each)
    assert not remind(room, each)
    assert near(room) == []
    assert written(room) == (1, 0)


def test_each_order_and_each_class_has_a_reminder_of_its_own(room: Classroom) -> None:
    add_class(room.sessions, OTHER, **FREE)
    register_once(room)
    register_once(room, token="draft-2", participants=(BO,), buyer=BO)
    register_once(room, token="draft-3", code=OTHER, participants=(BO,), buyer=BO)
    room.now = STARTS - timedelta(days=1)
    remind_all(room)
    assert written(room) == (3, 0)


@pytest.mark.parametrize(
    ("own", "usual", "early"),
    [(5, 2, 5), (1, 2, 1), (None, 3, 3), (60, 0, 60)],
)
def test_a_class_says_how_long_before_else_the_site(
    room: Classroom, own: int | None, usual: int, early: int
) -> None:
    room.now = datetime(2031, 1, 1, 12, 0, tzinfo=UTC)
    register_once(room)
    set_class(room, reminder_days=own)
    room.now = STARTS - timedelta(days=early, seconds=1)
    assert near(room, usual) == []
    room.later(seconds=1)
    assert len(near(room, usual)) == 1


@pytest.mark.parametrize(("own", "usual"), [(0, 2), (None, 0)])
def test_no_days_remind_nobody(room: Classroom, own: int | None, usual: int) -> None:
    register_once(room)
    room.now = STARTS - timedelta(hours=1)
    (each,) = near(room)
    set_class(room, reminder_days=own)
    assert near(room, usual) == []
    assert not remind(room, each, usual)


def test_who_registers_after_that_moment_is_not_reminded(room: Classroom) -> None:
    room.now = STARTS - timedelta(days=1)
    register_once(room)
    remind_all(room)
    assert written(room) == (0, 0)
    assert decided(room) == 1
    assert near(room) == []


def test_who_was_confirmed_before_is_although_another_of_the_order_was_not(
    room: Classroom,
) -> None:
    register_once(room, participants=(ANA, BO))
    room.now = STARTS - timedelta(days=1)
    with transaction(room.sessions) as session:
        bo = session.scalars(select(Registration).where(Registration.email == BO.email)).one()
        session.execute(
            update(EventRow)
            .where(
                EventRow.registration_id == bo.id,
                EventRow.kind == EventKind.REGISTRATION_CONFIRMED,
            )
            .values(at=room.now)
        )
    remind_all(room)
    assert written(room) == (1, 0)


@pytest.mark.parametrize("how", ["begun", "cancelled", "given back", "held"])
def test_nobody_is_reminded_of_what_is_not_theirs_any_more(room: Classroom, how: str) -> None:
    register_once(room)
    room.now = STARTS - timedelta(days=1)
    (each,) = near(room)
    if how == "begun":
        room.now = STARTS
    elif how == "cancelled":
        set_class(room, state=ClassState.CANCELLED)
    else:
        wanted = {
            "given back": RegistrationState.CANCELLED,
            "held": RegistrationState.HELD,
        }[how]
        with transaction(room.sessions) as session:
            session.execute(update(Registration).values(state=wanted))
    assert near(room) == []
    assert not remind(room, each)
    assert decided(room) == 0


def test_a_class_that_is_moved_is_reminded_of_again_for_its_new_date(room: Classroom) -> None:
    register_once(room)
    room.now = STARTS - timedelta(days=2)
    remind_all(room)
    room.change(sessions=[{"starts": "2031-04-14T09:00", "ends": "2031-04-14T16:00"}])
    assert near(room) == []
    room.now = datetime(2031, 4, 12, 7, 0, tzinfo=UTC)
    remind_all(room)
    assert written(room) == (2, 0)
    assert near(room) == []


def test_who_was_just_told_of_another_date_is_not_reminded_besides(room: Classroom) -> None:
    register_once(room)
    room.now = STARTS - timedelta(days=9)
    room.change(sessions=[{"starts": "2031-03-02T09:00", "ends": "2031-03-02T16:00"}])
    assert len(near(room)) == 1
    remind_all(room)
    assert written(room) == (0, 0)
    assert near(room) == []


def test_a_class_that_is_moved_back_is_not_reminded_of_twice(room: Classroom) -> None:
    register_once(room)
    room.now = STARTS - timedelta(days=2)
    remind_all(room)
    room.change(sessions=[{"starts": "2031-04-14T09:00", "ends": "2031-04-14T16:00"}])
    room.change(sessions=[{"starts": "2031-03-10T09:00", "ends": "2031-03-10T16:00"}])
    remind_all(room)
    assert written(room) == (1, 0)
