"""One free seat, wanted by a waiting list and by staff who move people there: never two on it."""

from collections import Counter

import pytest
from sqlalchemy import select

from app.store.course_class import CourseClass
from app.store.database import Database, open_database, reading
from app.store.migrate import upgrade
from app.store.registration import Registration
from tests.races.crowd import crowd
from tests.races.line_deeds import offer_or_move, offer_or_move_without_the_guard
from tests.races.test_seats import drop_check
from tests.usecases.queue import Queue, somebody
from tests.usecases.shop import Shop
from tests.worlds import CLASS, add_class, register_once, seats

pytestmark = pytest.mark.races

OTHER = "FA-2031-09"
MANY = 8


def _one_seat_free(database: Database) -> tuple[Queue, list[str]]:
    """Give a class with a line and one free seat, and the shares of a small crowd that want it."""
    queue = Queue(Shop(database), capacity=1, prices=())
    queue.fill(1)
    for number in range(MANY):
        queue.join(f"Kim {number}")
    add_class(database, OTHER, capacity=MANY, prices=())
    for number in range(MANY):
        person = somebody(f"Sam {number}")
        register_once(
            queue.shop,
            token=f"other-{number}",
            code=OTHER,
            currency="",
            buyer=person,
            participants=(person,),
        )
    with reading(database) as session:
        places = session.scalars(
            select(Registration.reference).join(CourseClass).where(CourseClass.code == OTHER)
        ).all()
    queue.change(capacity=2)
    return queue, [share for place in places for share in ("", f"{place} {CLASS}")]


def test_the_one_free_seat_is_offered_or_moved_to_and_never_both(
    database: Database, database_url: str
) -> None:
    queue, shares = _one_seat_free(database)
    ended = crowd(database_url, offer_or_move, shares)
    assert [each.fault for each in ended if each.fault] == []
    words = Counter(each.words for each in ended)
    assert len(queue.offered()) + words["moved"] == 1
    assert words["FULL"] == MANY - words["moved"]
    assert queue.counted() == len(queue.waiting()) == MANY - len(queue.offered())
    assert seats(database).taken == 2
    assert seats(database).agree


def test_without_the_guard_the_same_crowd_is_given_more_than_the_one_seat(
    bare_database_url: str,
) -> None:
    database = open_database(bare_database_url)
    upgrade(database)
    drop_check(database)
    _, shares = _one_seat_free(database)
    crowd(bare_database_url, offer_or_move_without_the_guard, shares)
    assert seats(database).taken > 2
    database.close()
