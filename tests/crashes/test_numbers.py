"""Killed while a paper is issued: it is there with its number, or neither is; no number is lost."""

import pytest
from sqlalchemy import select

from app.store.database import reading
from app.store.paper import PaperRow
from tests.crashes.dying import kill_at, points_of
from tests.crashes.numbering import issue, issue_without_the_guard
from tests.crashes.person import Person
from tests.crashes.promises import check, recover
from tests.jobs.live import LiveDesk
from tests.usecases.papers import Books, books

pytestmark = pytest.mark.crashes

ISSUE = ["commit 1", "committed 1"]


def sequences(desk: LiveDesk) -> list[int]:
    """Return the numbers that papers have, oldest first."""
    with reading(desk.database) as session:
        return list(session.scalars(select(PaperRow.sequence).order_by(PaperRow.id)))


def paid(ana: Person) -> None:
    """Pay, and have Stripe say so; the receipt is not issued yet."""
    ana.hold().ask_to_pay().pay().heard()


def test_every_point_of_issuing_is_killed_at(desk: LiveDesk, ana: Person) -> None:
    paid(ana)
    assert points_of(desk, issue, "") == ISSUE
    assert sequences(desk) == [1]


@pytest.mark.parametrize("point", ISSUE)
def test_killed_while_a_receipt_is_issued(desk: LiveDesk, ana: Person, point: str) -> None:
    paid(ana)
    kill_at(desk, issue, "", point=point)
    recover(desk)
    assert sequences(desk) == [1]
    assert books(desk.database) == Books(420000, 420000)
    check(desk)


def test_without_the_guard_number_and_paper_are_lost(desk: LiveDesk, ana: Person) -> None:
    paid(ana)
    kill_at(desk, issue_without_the_guard, "", point="commit 1")
    recover(desk)
    assert sequences(desk) == []
