"""Claims about what staff write into letters: kept, told, never lost, never another's."""

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread

import pytest
from sqlalchemy import delete

from app.domain.contract import Outcome, Told
from app.domain.event import EventKind
from app.domain.mail_text import (
    OURS,
    About,
    Example,
    MailText,
    MailTextMistaken,
    MailTextMovedOn,
    MailTrial,
)
from app.domain.tries import TooOften
from app.store.database import Database, reading, table_of, transaction
from app.store.mail_text import (
    MailTextRow,
    add_mail_text,
    changes_of,
    mail_text_told,
    newest_of,
    texts_that_count,
)
from app.usecases.change_mail_text import change_mail_text
from app.usecases.send_test_letter import MOST_TEST_LETTERS, send_test_letter
from tests.worlds import NOW, Desk, add_class

CONFIRMED = About(EventKind.ORDER_CONFIRMED, "nb")
OF_PROGRAM = replace(CONFIRMED, program="FIRST-AID")
KIM, BO = "kim@example.org", "bo@example.org"
_FORGET = delete(table_of(MailTextRow))
HELLO = MailText(subject="Velkommen til {program}", heading="Velkommen!")


def change(
    sessions: Database, text: MailText, *, about: About = CONFIRMED, seen: int = 0, by: str = KIM
) -> bool | None:
    return change_mail_text(sessions, about=about, text=text, seen=seen, by=by, now=NOW)


def told(sessions: Database, about: About = CONFIRMED) -> MailText:
    with reading(sessions) as session:
        return mail_text_told(session, about)


def numbers(sessions: Database, about: About = CONFIRMED) -> list[int]:
    with reading(sessions) as session:
        return [row.number for row in changes_of(session, about, most=9)]


class TestChanging:
    def test_a_text_counts_from_then_on_for_its_letter_in_its_language(
        self, sessions: Database
    ) -> None:
        assert told(sessions).is_ours
        assert change(sessions, HELLO) is True
        assert told(sessions) == HELLO
        assert told(sessions, replace(CONFIRMED, language="en")).is_ours
        assert told(sessions, replace(CONFIRMED, kind=EventKind.ORDER_HELD)).is_ours

    def test_who_wrote_what_and_when_is_kept(self, sessions: Database) -> None:
        change(sessions, HELLO)
        change(sessions, OURS, seen=1, by=BO)
        with reading(sessions) as session:
            rows = changes_of(session, CONFIRMED, most=9)
            assert [(row.text, row.changed_by, row.changed_at) for row in rows] == [
                (OURS, BO, NOW),
                (HELLO, KIM, NOW),
            ]

    def test_what_it_says_already_is_no_change(self, sessions: Database) -> None:
        assert change(sessions, OURS) is False
        change(sessions, HELLO)
        assert change(sessions, HELLO, seen=1) is False
        assert numbers(sessions) == [1]

    def test_what_does_not_fit_is_not_kept(self, sessions: Database) -> None:
        with pytest.raises(MailTextMistaken):
            change(sessions, MailText(opening="{password}"))
        assert numbers(sessions) == []


class TestPrograms:
    def test_a_programs_own_text_goes_before_what_all_have(self, sessions: Database) -> None:
        add_class(sessions)
        change(sessions, HELLO)
        change(sessions, MailText(heading="Førstehjelp!"), about=OF_PROGRAM)
        assert told(sessions, OF_PROGRAM) == replace(HELLO, heading="Førstehjelp!")
        assert told(sessions, replace(CONFIRMED, program="OTHER")) == HELLO

    def test_a_program_that_is_not_there_has_none(self, sessions: Database) -> None:
        assert change(sessions, HELLO, about=OF_PROGRAM) is None
        assert numbers(sessions, OF_PROGRAM) == []

    def test_what_is_written_is_listed_and_what_was_given_back_is_not(
        self, sessions: Database
    ) -> None:
        add_class(sessions)
        change(sessions, HELLO)
        change(sessions, HELLO, about=OF_PROGRAM)
        change(sessions, OURS, about=OF_PROGRAM, seen=1)
        with reading(sessions) as session:
            every = texts_that_count(session, "", "FIRST-AID")
            assert [(row.program_code, row.number) for row in every] == [("", 1)]
            assert texts_that_count(session, "FIRST-AID") == []


class TestTwoAtOnce:
    def test_whoever_saw_an_older_text_overwrites_nothing(self, sessions: Database) -> None:
        change(sessions, HELLO)
        with pytest.raises(MailTextMovedOn, match=r"kim@example\.org changed this letter") as moved:
            change(sessions, MailText(heading="Hei"), by=BO)
        assert moved.value.at == NOW
        assert told(sessions) == HELLO

    def test_giving_it_back_does_not_let_an_old_page_in(self, sessions: Database) -> None:
        change(sessions, HELLO)
        change(sessions, OURS, seen=1)
        with pytest.raises(MailTextMovedOn):
            change(sessions, MailText(heading="Hei"), seen=1, by=BO)

    def test_one_number_is_one_change(self, sessions: Database) -> None:
        with transaction(sessions) as session:
            assert add_mail_text(session, CONFIRMED, HELLO, seen=0, by=KIM, now=NOW)
        with transaction(sessions) as session:
            assert not add_mail_text(session, CONFIRMED, OURS, seen=0, by=BO, now=NOW)
        assert told(sessions) == HELLO

    @pytest.mark.both_databases
    def test_of_many_at_the_same_moment_one_is_kept_and_the_others_know(
        self, sessions: Database
    ) -> None:
        for _ in range(5):
            with transaction(sessions) as session:
                session.execute(_FORGET)
            assert sorted(crowd(sessions, change)) == ["kept", *["moved on"] * 3]
            assert numbers(sessions) == [1]

    @pytest.mark.both_databases
    def test_without_the_guard_each_of_them_overwrites_another(self, sessions: Database) -> None:
        """The negative control: whoever does not say what was seen is never told."""

        def careless(sessions: Database, text: MailText) -> None:
            kept = False
            while not kept:
                with transaction(sessions) as session:
                    newest = newest_of(session, CONFIRMED)
                    seen = newest.number if newest else 0
                    kept = add_mail_text(session, CONFIRMED, text, seen=seen, by=KIM, now=NOW)

        assert crowd(sessions, careless) == ["kept"] * 4
        assert numbers(sessions) == [4, 3, 2, 1]


def crowd(sessions: Database, write: Callable[[Database, MailText], object]) -> list[str]:
    """Have four who opened the page before anything was written keep a text at the same moment."""
    together, said = Barrier(4), list[str]()

    def press(number: int) -> None:
        together.wait()
        try:
            write(sessions, MailText(heading=f"Number {number}"))
            said.append("kept")
        except MailTextMovedOn:
            said.append("moved on")

    everybody = [Thread(target=press, args=(number,)) for number in range(4)]
    for each in everybody:
        each.start()
    for each in everybody:
        each.join()
    return said


class Post:
    """A trial that remembers what was sent to whom."""

    def __init__(self) -> None:
        self.sent: list[tuple[About, MailText, str]] = []

    def show(self, about: About, text: MailText) -> Example:
        """Show nothing in particular."""
        return Example("", "", "")

    def send(self, about: About, text: MailText, *, to: str) -> Outcome:
        """Remember it."""
        self.sent.append((about, text, to))
        return Told("250 OK")


class TestTestLetters:
    def send(self, desk: Desk, post: MailTrial, text: MailText = HELLO, to: str = KIM) -> Outcome:
        return send_test_letter(
            desk.sessions, post, about=CONFIRMED, text=text, to=to, secret="s", now=desk.now
        )

    def test_it_goes_to_whoever_asked(self, sessions: Database) -> None:
        desk, post = Desk(sessions), Post()
        assert self.send(desk, post) == Told("250 OK")
        assert post.sent == [(CONFIRMED, HELLO, KIM)]
        assert numbers(sessions) == []

    def test_what_does_not_fit_is_not_sent(self, sessions: Database) -> None:
        desk, post = Desk(sessions), Post()
        with pytest.raises(MailTextMistaken):
            self.send(desk, post, MailText(subject="a\nb"))
        assert post.sent == []

    def test_there_are_so_many_in_a_quarter_of_an_hour(self, sessions: Database) -> None:
        desk, post = Desk(sessions), Post()
        for _ in range(MOST_TEST_LETTERS):
            self.send(desk, post)
        with pytest.raises(TooOften):
            self.send(desk, post)
        self.send(desk, post, to=BO)
        desk.later(minutes=16)
        self.send(desk, post)
        assert len(post.sent) == MOST_TEST_LETTERS + 2
