"""Claims about what stands behind the guards, in the database itself."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.domain.course_class import ClassFull, ClassState
from app.domain.registration import Channel
from app.store.course_class import CourseClass
from app.store.database import Database, transaction
from app.store.order import Order
from app.store.seat import take_seats
from tests.worlds import CLASS, NOW, Desk, add_class, register_once, seats


@pytest.mark.parametrize("taken", [-1, 13])
def test_the_check_refuses_a_counter_outside_the_capacity(database: Database, taken: int) -> None:
    add_class(database, capacity=12)
    with pytest.raises(IntegrityError), transaction(database) as session:
        session.execute(
            text("UPDATE course_class SET taken = :taken WHERE code = :code"),
            {"taken": taken, "code": CLASS},
        )


def test_of_a_class_cancelled_meanwhile_no_seat_is_taken(database: Database) -> None:
    add_class(database, state=ClassState.CANCELLED)
    order = Order(
        reference="CD-1",
        name="",
        email="",
        phone="",
        channel=Channel.WEB,
        currency="XXX",
        total_minor=0,
        created_at=NOW,
    )
    with transaction(database) as session:
        session.add(order)
    with pytest.raises(ClassFull), transaction(database) as session:
        take_seats(
            session,
            session.scalars(select(CourseClass)).one(),
            order_id=order.id,
            seats=1,
            reason="test",
            channel=Channel.WEB,
            now=NOW,
        )
    assert seats(database).taken == 0


def test_an_error_leaves_nothing_of_the_transaction(database: Database) -> None:
    add_class(database)
    register_once(Desk(database))
    with pytest.raises(IntegrityError):
        _take_five_then_too_many(database)
    assert seats(database).taken == 1


def test_a_naive_time_is_refused(database: Database) -> None:
    add_class(database)
    desk = Desk(database)
    desk.now = desk.now.replace(tzinfo=None)
    with pytest.raises(Exception, match="naive"):
        register_once(desk)


def _take_five_then_too_many(database: Database) -> None:
    with transaction(database) as session:
        session.execute(text("UPDATE course_class SET taken = 5"))
        session.execute(text("UPDATE course_class SET taken = 99"))
