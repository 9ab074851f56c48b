"""Everybody is reminded once, and a report counts once, by however many workers."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.domain.bounce import NO_MAIL
from app.domain.delivery import DeliveryState
from app.domain.event import EventKind
from app.queries.staff.stopped import stopped_page
from app.store.class_reminder import ClassReminder
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.stopped_address import Bounce
from tests.races.crowd import crowd
from tests.races.mail_deeds import (
    remind,
    remind_without_the_guard,
    report,
    report_without_the_guard,
    send,
    send_without_the_guard,
)
from tests.usecases.shop import Shop
from tests.worlds import NOW, add_class, register_once

pytestmark = pytest.mark.races

MANY = 24


def near(database: Database) -> None:
    """Leave an order of a while ago, whose class begins in two days."""
    add_class(database, prices=(), deadline=None, cancellation_deadline=None)
    shop = Shop(database)
    shop.now = NOW - timedelta(days=30)
    register_once(shop)
    with transaction(database) as session:
        session.execute(update(CourseClass).values(starts_at=NOW + timedelta(days=2)))
        session.execute(update(EventRow).values(at=shop.now))


def reminders(database: Database) -> tuple[int, int]:
    """Return how many reminders were decided about, and how many were written."""
    with reading(database) as session:
        decided = session.scalar(select(func.count(ClassReminder.id))) or 0
        near = select(func.count(EventRow.id)).where(EventRow.kind == EventKind.ORDER_CLASS_NEAR)
        return decided, session.scalar(near) or 0


def test_a_reminder_found_by_every_worker_is_sent_by_one(
    database: Database, database_url: str
) -> None:
    near(database)
    ended = crowd(database_url, remind, ["1 1"] * MANY)
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"reminded": 1, "known": MANY - 1}
    assert reminders(database) == (1, 1)


def test_without_the_lock_the_key_alone_lets_one_through_and_the_others_fail(
    database: Database, database_url: str
) -> None:
    near(database)
    ended = crowd(database_url, remind_without_the_guard, ["1 1"] * MANY)
    assert [each for each in ended if each.fault]
    assert reminders(database) == (1, 1)


def test_one_report_sent_by_everybody_counts_once(database: Database, database_url: str) -> None:
    near(database)
    ended = crowd(database_url, report, ["permanent m-1"] * MANY)
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"stopped": 1, "known": MANY - 1}
    with reading(database) as session:
        assert session.scalar(select(func.count(Bounce.id))) == 1


def test_without_the_key_everybodys_counts(database: Database, database_url: str) -> None:
    near(database)
    ended = crowd(database_url, report_without_the_guard, ["permanent m-1"] * MANY)
    assert Counter(each.words for each in ended)["known"] == 0


def test_of_reports_of_every_kind_at_once_the_strictest_stands(
    database: Database, database_url: str
) -> None:
    near(database)
    kinds = ("permanent", "complaint", "temporary")
    shares = [f"{kinds[number % 3]} m-{number}" for number in range(MANY)]
    ended = crowd(database_url, report, shares)
    assert [each.fault for each in ended if each.fault] == []
    (line,) = stopped_page(database, page=1).lines
    assert line.whole


def held_back(database: Database) -> str:
    """Leave a letter that was held back; return its number."""
    near(database)
    with transaction(database) as session:
        letter = session.scalars(select(Delivery).where(Delivery.destination == "mail")).first()
        assert letter is not None
        letter.state, letter.words = DeliveryState.SKIPPED, NO_MAIL
        return str(letter.id)


def test_a_letter_that_everybody_sends_after_all_is_sent_once(
    database: Database, database_url: str
) -> None:
    ended = crowd(database_url, send, [held_back(database)] * MANY)
    assert [each.fault for each in ended if each.fault] == []
    assert Counter(each.words for each in ended) == {"mail": 1, "NOT_HELD_BACK": MANY - 1}


def test_without_looking_whether_it_waits_everybody_sends_it(
    database: Database, database_url: str
) -> None:
    ended = crowd(database_url, send_without_the_guard, [held_back(database)] * MANY)
    assert Counter(each.words for each in ended) == {"mail": MANY}
