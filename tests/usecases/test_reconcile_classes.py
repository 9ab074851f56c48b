"""Claims about classes that a partner shows: which it should, how, and that telling again mends."""

from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event as Stop

import pytest
from sqlalchemy import select

from app.domain.course_class import ClassState
from app.domain.reconcile import ALL, Held, Kind, NotHeld, ReadBack, Repair, Thing, Unread
from app.jobs.deliver import drain_destination
from app.queries.staff.reconciling import reconciling_page
from app.store.course_class import CourseClass
from app.store.database import Database, transaction
from app.usecases.reconcile import MOST_AWAY, reconcile
from app.usecases.repair_difference import repair_difference
from tests.fakes.partner import CLASSES
from tests.usecases.mirror import Mirror
from tests.worlds import CLASS, Desk, add_class, register_once

SHOWN = {
    "program": "FIRST-AID",
    "cancelled": "no",
    "first day": "2031-03-10",
    "last day": "2031-03-10",
    "deadline": "2031-03-01",
    "free seats": "12",
}


@dataclass
class Portal(Mirror):
    """A marketplace that shows classes."""

    reads: frozenset[Thing] = frozenset({Thing.CLASS})


@pytest.fixture
def portal() -> Portal:
    return Portal("trainingportal", CLASSES, per="class", merges=True)


@pytest.fixture
def desk(sessions: Database, portal: Portal) -> Desk:
    add_class(sessions)
    return Desk(sessions, partners={"trainingportal": portal})


def found(desk: Desk, portal: Portal, *beside: ReadBack) -> list[tuple[str, str]]:
    """Reconcile a minute later, and return kind and field of what differs."""
    portal.beside = list(beside)
    reconcile(desk.sessions, partner=portal, name="trainingportal", now=desk.later(minutes=1))
    lines = reconciling_page(desk.sessions).lines
    return [(each.difference.kind, each.difference.field) for each in lines]


def change(desk: Desk, **fields: object) -> None:
    """Change the class behind the product's back."""
    with transaction(desk.sessions) as session:
        row = session.scalars(select(CourseClass)).one()
        for name, value in fields.items():
            setattr(row, name, value)


def test_a_class_is_compared_as_the_portal_shows_it(desk: Desk, portal: Portal) -> None:
    assert found(desk, portal) == []
    (asked,) = portal.asked
    assert (asked.code, asked.fields, asked.known) == (CLASS, SHOWN, {"program": "FIRST-AID"})
    assert asked.expected


@pytest.mark.parametrize("field", SHOWN)
def test_each_field_that_differs_is_named(desk: Desk, portal: Portal, field: str) -> None:
    portal.held[CLASS] = Held(Thing.CLASS, CLASS, {**SHOWN, field: "else"})
    assert found(desk, portal) == [("differs", field)]


def test_a_seat_taken_is_compared_once_it_was_told(desk: Desk, portal: Portal) -> None:
    portal.held[CLASS] = Held(Thing.CLASS, CLASS, SHOWN)
    register_once(desk)
    # On its way: whoever reads now finds the seat of before.
    assert found(desk, portal) == []
    drain_destination(desk.parts, "trainingportal", stop=Stop())
    assert found(desk, portal) == [("differs", "free seats")]


def test_what_lands_while_it_is_read_is_no_difference(desk: Desk, portal: Portal) -> None:
    portal.held[CLASS] = Held(Thing.CLASS, CLASS, SHOWN)
    register_once(desk)

    def land() -> None:
        drain_destination(desk.parts, "trainingportal", stop=Stop())

    # Due when reading began, and told before its end: the answer may be the one of before.
    portal.on_read = land
    assert found(desk, portal) == []
    assert portal.kinds_told != []
    assert found(desk, portal) == [("differs", "free seats")]


def test_a_class_the_portal_never_heard_of_is_told(desk: Desk, portal: Portal) -> None:
    portal.held[CLASS] = NotHeld(Thing.CLASS, CLASS)
    assert found(desk, portal) == [("missing_there", "")]
    (line,) = reconciling_page(desk.sessions).lines
    assert repair_difference(
        desk.sessions,
        difference_id=line.id,
        repair=Repair.TELL_AGAIN,
        partners=desk.partners,
        now=desk.now,
    )
    drain_destination(desk.parts, "trainingportal", stop=Stop())
    assert portal.kinds_told == ["class.changed"]


def test_a_class_that_we_do_not_have_is_said_with_what_it_is(desk: Desk, portal: Portal) -> None:
    over = datetime(2030, 1, 1, tzinfo=UTC)
    later = datetime(2032, 1, 1, tzinfo=UTC)
    theirs = [
        Held(Thing.CLASS, "X-1", {}, words="OTHER, 2031-12-31", over_at=later),
        Held(Thing.CLASS, "X-0", {}, words="OTHER, 2029-12-31", over_at=over),
        Held(Thing.CLASS, "X-2", {}),
    ]
    assert found(desk, portal, *theirs) == [("missing_here", ""), ("missing_here", "")]
    first = reconciling_page(desk.sessions).lines[0].difference
    assert (first.code, first.words) == ("X-1", "OTHER, 2031-12-31")


@pytest.mark.parametrize("failed", [1, MOST_AWAY])
def test_what_was_decided_outlives_a_night_without_the_lists(
    desk: Desk, portal: Portal, failed: int
) -> None:
    assert found(desk, portal, Held(Thing.CLASS, "X-1", {})) == [("missing_here", "")]
    (line,) = reconciling_page(desk.sessions).lines
    repair_difference(
        desk.sessions,
        difference_id=line.id,
        repair=Repair.IGNORE,
        reason="Another office holds it",
        partners=desk.partners,
        now=desk.now,
    )
    away = [Unread(Thing.PROGRAM, ALL, "503", away=True, lists=Thing.CLASS)]
    assert found(desk, portal, *away * failed) == [("unread", ""), ("missing_here", "")]
    assert found(desk, portal, Held(Thing.CLASS, "X-1", {})) == [("missing_here", "")]
    (line,) = reconciling_page(desk.sessions).lines
    assert (line.difference.kind, line.state) == (Kind.MISSING_HERE, "ignore")


@pytest.mark.parametrize(
    "changed",
    [
        {"state": ClassState.CANCELLED},
        {"partners": ["iso"]},
        {"ends_at": datetime(2031, 1, 9, tzinfo=UTC)},
    ],
)
def test_what_need_not_be_there_is_not_missed(
    desk: Desk, portal: Portal, changed: dict[str, object]
) -> None:
    change(desk, **changed)
    portal.held[CLASS] = NotHeld(Thing.CLASS, CLASS)
    assert found(desk, portal) == []


def test_a_class_cancelled_here_and_shown_there_differs(desk: Desk, portal: Portal) -> None:
    change(desk, state=ClassState.CANCELLED)
    portal.held[CLASS] = Held(Thing.CLASS, CLASS, SHOWN)
    assert found(desk, portal) == [("differs", "cancelled")]
    portal.held[CLASS] = Held(Thing.CLASS, CLASS, {**SHOWN, "cancelled": "yes"})
    assert found(desk, portal) == []


def test_a_closed_class_has_no_free_seat_unless_time_alone_closed_it(
    desk: Desk, portal: Portal
) -> None:
    portal.held[CLASS] = Held(Thing.CLASS, CLASS, SHOWN)
    change(desk, state=ClassState.WITHDRAWN)
    assert found(desk, portal) == [("differs", "free seats")]
    change(desk, state=ClassState.PUBLISHED, closes_at=datetime(2031, 1, 9, tzinfo=UTC))
    assert found(desk, portal) == []


def test_a_class_without_a_deadline_has_none_to_compare(desk: Desk, portal: Portal) -> None:
    change(desk, enrollment_deadline=None, closes_at=None)
    portal.held[CLASS] = Held(Thing.CLASS, CLASS, SHOWN)
    assert found(desk, portal) == []
