"""Offers that end sooner than was said, because their class was changed: whom that is told."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from app.domain.catalogue import read_catalogue
from app.queries.staff.course_class import class_document
from app.store.database import Database
from app.usecases.load_catalogue import load_catalogue
from app.usecases.offer_seats import Picked
from tests.fakes.catalogue_file import changed
from tests.usecases.classroom import Classroom
from tests.usecases.queue import LASTS, Between, Queue
from tests.watching import recording
from tests.worlds import CLASS, NOW, deliveries

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SOON = {"enrollment_deadline": "2031-01-10"}
END = datetime(2031, 1, 10, 23, 0, tzinfo=UTC)


@pytest.fixture
def room(sessions: Database) -> Classroom:
    return Classroom(sessions)


def load(room: Classroom, **fields: object) -> None:
    """Load a file that says this of the class, and otherwise what is there."""
    load_beside(room, {}, fields)


def load_beside(
    room: Classroom, others: dict[str, dict[str, object]], fields: dict[str, object]
) -> None:
    """Load a file of the class, which says this of it, and of others like it, without a line."""
    document = class_document(room.sessions, CLASS)
    assert document
    documents = [
        {**document, **fields},
        *({**document, "code": code, "waiting_list": False, **of} for code, of in others.items()),
    ]
    load_catalogue(
        room.sessions,
        catalogue=read_catalogue(changed("programs.0.classes", documents)),
        partners=room.partners,
        now=room.now,
    )


def change(room: Classroom, **fields: object) -> None:
    """Have staff say this of the class."""
    assert room.change(**fields)


def offer(room: Classroom) -> Queue:
    """Offer Ada the second seat of a class; Bo waits still."""
    queue = Queue(room, prices=())
    queue.fill(1)
    queue.join("Ada")
    queue.join("Bo")
    queue.change(capacity=2)
    queue.move()
    assert queue.line()[0].until == NOW + LASTS
    return queue


@pytest.mark.parametrize("way", [load, change])
def test_who_has_less_time_than_was_said_is_told_the_new_end(
    room: Classroom, way: Callable[..., None]
) -> None:
    queue = offer(room)
    way(room, **SOON)
    assert [each.until for each in queue.line()] == [END, None]
    told = [kind for kind, _ in deliveries(room.sessions, "mail")]
    assert told.count("order.offered") == 2
    way(room, **SOON)
    assert len(deliveries(room.sessions, "mail")) == len(told)


def test_a_deadline_that_leaves_an_offer_its_time_is_told_nobody_in_line(room: Classroom) -> None:
    queue = offer(room)
    load(room, enrollment_deadline="2031-02-20")
    assert queue.line()[0].until == NOW + LASTS
    told = [kind for kind, _ in deliveries(room.sessions, "mail")]
    assert told.count("order.offered") == 1


def test_an_offer_that_is_over_by_then_is_not_sent_anew(room: Classroom) -> None:
    queue = offer(room)
    load(room, enrollment_deadline="2031-01-09")
    assert queue.line()[0].until == datetime(2031, 1, 9, 23, 0, tzinfo=UTC)
    told = [kind for kind, _ in deliveries(room.sessions, "mail")]
    assert told.count("order.offered") == 1


@pytest.mark.parametrize(
    ("closes_at", "answer", "until"),
    [(NOW, Picked.CLOSED, None), (END, Picked.OFFERED, END)],
)
def test_who_picks_as_the_deadline_moves_is_answered_by_what_it_is_now(
    room: Classroom, closes_at: datetime, answer: Picked, until: datetime | None
) -> None:
    queue = offer(room)
    queue.change(capacity=3)
    sessions = Between(room.sessions, lambda: queue.change(closes_at=closes_at))
    assert queue.pick("Bo", sessions) is answer
    assert queue.line()[1].until == until


def test_an_offer_ends_with_its_own_class_whatever_becomes_of_another(room: Classroom) -> None:
    queue = offer(room)
    load_beside(room, {"OTHER-1": dict(SOON)}, {})
    assert queue.line()[0].until == NOW + LASTS


def test_loading_takes_as_many_statements_however_much_is_offered(room: Classroom) -> None:
    others: dict[str, dict[str, object]] = {
        f"OTHER-{number}": {"capacity": 9} for number in range(3)
    }
    queue = offer(room)
    load_beside(room, others, {})
    with recording() as few:
        load_beside(room, others, {})
    queue.change(capacity=5)
    for name in ("Cy", "Di"):
        queue.join(name)
    queue.move()
    assert len(queue.offered()) == 4
    with recording() as many:
        load_beside(room, others, {})
    assert len(many.statements) == len(few.statements)
