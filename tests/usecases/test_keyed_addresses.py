"""Stopped addresses under keys: nobody guesses them, and another secret key forgets none."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import event, func, select

from app.domain.bounce import Bounced, BounceKind, BounceReport
from app.queries.stops import find_stop
from app.store.database import Database, open_database, reading, transaction
from app.store.order import Order
from app.store.stopped_address import Bounce, StoppedAddress
from app.usecases.erase_order import erase_order
from app.usecases.renew_address_keys import renew_address_keys
from app.usecases.take_bounce import Taken, take_bounce
from app.usecases.take_off_list import take_off_list
from tests.usecases.readdressing import NEW as CORRECTED
from tests.usecases.readdressing import correct
from tests.worlds import ANA, NOW, Desk, add_class, register_once

Open = Callable[..., Database]
OLDER, OLD, NEW = "the secret of long ago", "the secret of before", "the secret of today"


@pytest.fixture
def opened(database_url: str, sessions: Database) -> Iterator[Open]:
    """Return what opens the same database with other secret keys."""
    add_class(sessions, prices=())
    register_once(Desk(sessions))
    databases = []

    def open_with(*secrets: str) -> Database:
        databases.append(open_database(database_url, secrets=secrets))
        return databases[-1]

    yield open_with
    for each in databases:
        each.close()


def report(database: Database, message: str, kind: BounceKind = BounceKind.PERMANENT) -> Taken:
    """Hear that a letter to Ana came back."""
    return take_bounce(
        database, BounceReport(Bounced(ANA.email, kind), NOW, message, "550 gone"), now=NOW
    )


def keys(database: Database) -> set[str]:
    """Return every key that something stands under."""
    with reading(database) as session:
        stopped = set(session.scalars(select(StoppedAddress.address_key)))
        return stopped | set(session.scalars(select(Bounce.address_key)))


def letters_back(database: Database) -> list[str]:
    with reading(database) as session:
        return sorted(session.scalars(select(Bounce.message)))


def is_stopped(database: Database) -> bool:
    return find_stop(database, ANA.email) is not None


def left_of_addresses(database: Database) -> list[tuple[str, str]]:
    """Return what the list shows of each address: its masked form and the server's words."""
    with reading(database) as session:
        rows = session.execute(select(StoppedAddress.masked, StoppedAddress.words))
        return [(masked, words) for masked, words in rows]


def test_what_is_kept_is_no_digest_that_a_guess_could_be_compared_with(opened: Open) -> None:
    report(opened(OLD), "m-1")
    (key,) = keys(opened(OLD))
    assert key != sha256(ANA.email.encode()).hexdigest()
    report(opened(NEW), "m-2")
    assert len(keys(opened(OLD))) == 2, "another secret, another key"


def test_after_a_change_of_the_secret_key_nothing_is_sent_there(opened: Open) -> None:
    report(opened(OLD), "m-1")
    assert is_stopped(opened(NEW, OLD))
    assert not is_stopped(opened(NEW)), "control: the old one was not named"
    assert renew_address_keys(opened(NEW, OLD)) == 2
    assert is_stopped(opened(NEW))
    assert renew_address_keys(opened(NEW, OLD)) == 0


def test_with_one_secret_key_there_is_nothing_to_renew(opened: Open) -> None:
    report(opened(OLD), "m-1")
    assert renew_address_keys(opened(OLD)) == 0
    assert renew_address_keys(opened(OLD, "one that was never used")) == 0


def test_a_report_after_the_change_finds_what_was_known_before(opened: Open) -> None:
    report(opened(OLD), "m-1", BounceKind.COMPLAINT)
    both = opened(NEW, OLD)
    assert report(both, "m-1", BounceKind.COMPLAINT) is Taken.KNOWN
    assert report(both, "m-2") is Taken.STOPPED
    with reading(both) as session:
        number = session.scalars(select(StoppedAddress.id)).one()
    assert take_off_list(both, number, by="kim@desk.example", now=NOW)
    assert not is_stopped(both)
    assert len(keys(both)) == 1


def test_of_who_is_erased_nothing_is_left_under_an_older_key_either(opened: Open) -> None:
    report(opened(OLD), "m-1")
    both = opened(NEW, OLD)
    with transaction(both) as session:
        order = session.scalars(select(Order.reference)).one()
    desk = Desk(both)
    desk.later(days=90)
    erase_order(both, reference=order, partners={}, wake=desk.wake, now=desk.now)
    with reading(both) as session:
        assert session.scalars(select(StoppedAddress.masked)).one() == ""
    assert is_stopped(both)


def test_nor_is_anything_left_of_an_address_that_was_corrected_before(opened: Open) -> None:
    database = opened(OLD)
    desk = Desk(database)
    report(database, "m-1")
    with reading(desk.sessions) as session:
        order = session.scalars(select(Order.reference)).one()
    correct(desk, order)
    assert left_of_addresses(database) == [("a…@example.org", "550 gone")], "control"
    desk.later(days=90)
    erase_order(desk.sessions, reference=order, partners={}, wake=desk.wake, now=desk.now)
    assert left_of_addresses(database) == [("", "")]
    assert is_stopped(database)
    assert find_stop(database, CORRECTED) is None


def test_what_stands_under_two_older_keys_stands_once_under_the_newest(opened: Open) -> None:
    for secret in (OLDER, OLD):
        report(opened(secret), "m-1")
    report(opened(OLDER), "m-2")
    every = opened(NEW, OLD, OLDER)
    assert renew_address_keys(every) == 3
    assert is_stopped(opened(NEW))
    assert letters_back(every) == ["m-1", "m-2"]
    assert len(keys(every)) == 1


def test_who_was_taken_off_under_the_newest_key_is_not_stopped_by_an_older(opened: Open) -> None:
    for secret in (OLD, NEW):
        report(opened(secret), "m-1")
    report(opened(OLD), "m-2")
    both = opened(NEW, OLD)
    with reading(both) as session:
        number = session.scalars(select(func.max(StoppedAddress.id))).one()
    assert take_off_list(both, number, by="kim@desk.example", now=NOW)
    assert is_stopped(both), "control: the older one stands yet"
    assert renew_address_keys(both) == 1
    assert not is_stopped(both)
    assert letters_back(both) == ["m-1", "m-2"]
    assert len(keys(both)) == 1


def test_where_nothing_stands_nobodys_address_is_read(opened: Open) -> None:
    database = opened(NEW, OLD)
    said: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    assert renew_address_keys(database) == 0
    assert [each for each in said if "email" in each] == []
    report(database, "m-1")
    said.clear()
    renew_address_keys(database)
    assert [each for each in said if "email" in each], "control"
