"""Claims about the one letter to staff when a partner does not accept our credentials."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from app.domain.contract import (
    Outcome,
    Told,
    Trouble,
    Unreachable,
)
from app.jobs.sweep import tell_staff
from app.store.database import Database
from app.usecases.note_answer import note_answer
from tests.fakes.partner import ORDERS, FakePartner
from tests.web.staffroom import add_members
from tests.worlds import Desk

UNWANTED = Unreachable("401 who are you", trouble=Trouble.CONFIGURATION)


@dataclass
class Post(FakePartner):
    """The mail; ``letters`` is who was written to of whom."""

    away: bool = False
    letters: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def write_to_staff(self, destination: str, words: str, *, to: Sequence[str]) -> Outcome:
        if self.away:
            return Unreachable("mail server: away")
        self.letters.append((destination, tuple(to)))
        return Told("ok")


@pytest.fixture
def post() -> Post:
    return Post("mail", ORDERS, listing=False)


@pytest.fixture
def desk(sessions: Database, post: Post) -> Desk:
    desk = Desk(sessions, partners={"mail": post, "iso": FakePartner()})
    add_members(desk)
    return desk


def refuse(desk: Desk) -> None:
    note_answer(desk.sessions, destination="iso", answer=UNWANTED, now=desk.now)


def test_staff_are_told_once_however_often_it_is_refused(desk: Desk, post: Post) -> None:
    for _ in range(3):
        refuse(desk)
        tell_staff(desk.parts)
    assert post.letters == [("iso", ("coordinator@example.org", "bookkeeper@example.org"))]


def test_staff_are_told_again_when_it_breaks_anew(desk: Desk, post: Post) -> None:
    refuse(desk)
    tell_staff(desk.parts)
    note_answer(desk.sessions, destination="iso", answer=Told("ok"), now=desk.now)
    refuse(desk)
    tell_staff(desk.parts)
    assert len(post.letters) == 2


def test_a_letter_that_could_not_be_sent_is_sent_later(desk: Desk, post: Post) -> None:
    refuse(desk)
    post.away = True
    tell_staff(desk.parts)
    post.away = False
    tell_staff(desk.parts)
    assert len(post.letters) == 1


def test_nothing_is_written_where_nothing_is_wrong_or_nobody_writes(desk: Desk, post: Post) -> None:
    tell_staff(desk.parts)
    del desk.partners["mail"]
    refuse(desk)
    tell_staff(desk.parts)
    assert post.letters == []
