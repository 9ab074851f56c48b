"""Never two offers for one seat, and nobody overtakes the line, whoever asks at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import event, text, update

from app.store.course_class import CourseClass
from app.store.database import Database, open_database, transaction
from tests.fixtures.ports import wait_until
from tests.races.crowd import WITHIN, crowd
from tests.races.line_deeds import (
    answer,
    answer_without_the_guard,
    wait,
    wait_without_the_guards,
)
from tests.races.test_seats import drop_check
from tests.usecases.queue import Queue, somebody
from tests.usecases.shop import Shop
from tests.worlds import add_draft, seats

pytestmark = pytest.mark.races

IN_LINE = 120
FREED = 60


def _line(database: Database) -> Queue:
    """Give a full class with a line, and seats that have just come free."""
    queue = Queue(Shop(database), capacity=1, prices=())
    queue.fill(1)
    for number in range(IN_LINE):
        queue.join(f"Kim {number:03}")
    with transaction(database) as session:
        session.execute(update(CourseClass).values(capacity=1 + FREED))
    return queue


def _shares(database: Database) -> list[str]:
    """Fill forms in, and return the shares: workers, who come by, and who join."""
    shares = [f"move-{number}" for number in range(24)]
    for kind in ("new", "join"):
        for number in range(24):
            person = somebody(f"{kind} {number}")
            token = f"{kind}-{number}"
            add_draft(database, token=token, buyer=person, participants=(person,), currency="")
            shares.append(token)
    return sorted(shares, key=lambda share: int(share.rpartition("-")[2]))


def test_workers_offer_every_seat_once_and_in_order_while_others_come_and_join(
    database: Database, database_url: str
) -> None:
    queue = _line(database)
    ended = crowd(database_url, wait, _shares(database))
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"moved": 24, "full": 24, "joined": 24}
    assert queue.offered() == [f"Kim {number:03}" for number in range(FREED)]
    assert queue.counted() == len(queue.waiting()) == IN_LINE - FREED + 24
    assert seats(database).taken == 1 + FREED
    assert seats(database).agree


def test_without_the_guards_the_same_crowd_is_offered_more_seats_than_there_are(
    own_database_url: str,
) -> None:
    database = open_database(own_database_url)
    drop_check(database)
    _line(database)
    crowd(own_database_url, wait_without_the_guards, _shares(database))
    assert seats(database).taken > 1 + FREED
    database.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_workers_that_pass_over_whom_the_other_offers_seats_wait_in_one_order(
    database: Database,
) -> None:
    # Only where writers run side by side; SQLite lets the second begin after the first has ended.
    queue = Queue(Shop(database), capacity=3, prices=())
    queue.fill(3)
    for people in (("Ada", "Al", "Ann"), ("Bo", "Bea"), ("Cy",)):
        queue.join(*people)
    queue.change(capacity=5)
    reached, go_on = Event(), Event()

    def hold(_c: object, _cursor: object, statement: str, *_: object) -> None:
        """Stop the first that counts whom it passed over: Bo is offered seats, Ada is not."""
        if statement.startswith("UPDATE waiting_entry SET passed") and not reached.is_set():
            reached.set()
            assert go_on.wait(WITHIN)

    event.listen(database.engine, "before_cursor_execute", hold)
    with ThreadPoolExecutor(2) as workers:
        first = workers.submit(queue.move)
        assert reached.wait(WITHIN)
        # Now it is Ada's turn and Cy's, and Bo would be passed over.
        queue.change(capacity=7)
        second = workers.submit(queue.move)
        wait_until(lambda: _somebody_waits(database) or second.done(), what="the second worker")
        go_on.set()
        moved = first.result(WITHIN) + second.result(WITHIN)
    assert (moved, queue.offered(), queue.waiting()) == (2, ["Bo", "Cy"], ["Ada"])
    assert seats(database).agree


def _somebody_waits(database: Database) -> bool:
    with database.engine.connect() as connection:
        waiting = text(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(connection.scalar(waiting))


def _answers(database: Database) -> tuple[Queue, list[str]]:
    """Have everybody offered a seat; return each order's three answers as shares, side by side."""
    queue = Queue(Shop(database), capacity=1, prices=())
    queue.fill(1)
    references = [queue.join(f"Kim {number:03}") for number in range(40)]
    queue.change(capacity=41)
    queue.move()
    return queue, [
        f"{what} {reference}" for reference in references for what in ("accept", "decline", "lapse")
    ]


def test_an_offer_is_accepted_declined_or_lapsed_and_never_two_of_them(
    database: Database, database_url: str
) -> None:
    queue, shares = _answers(database)
    ended = crowd(database_url, answer, shares)
    assert [each.fault for each in ended if each.fault] == []
    ends = Counter(each.places for each in queue.line())
    assert sum(ends.values()) == 40
    assert set(ends) <= {("confirmed",), ("cancelled",), ("expired",)}
    assert seats(database).agree


def test_without_the_lock_seats_are_given_back_twice_or_it_fails(
    own_database_url: str,
) -> None:
    database = open_database(own_database_url)
    _, shares = _answers(database)
    ended = crowd(own_database_url, answer_without_the_guard, shares)
    faults = [each.fault for each in ended if each.fault]
    assert faults or not seats(database).agree
    database.close()
