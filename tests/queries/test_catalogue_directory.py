"""A directory that is brought up to date is the one that would be read anew, whatever happens."""

from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import event, select

from app.domain.course_class import ClassFull, ClassState
from app.domain.registration import Channel
from app.queries.catalogue import Known, ProgramsPage, Search, home_page, programs_page
from app.queries.catalogue.directory import Directory, brought_up_to_date
from app.store.course_class import CourseClass
from app.store.database import Base, Database, reading_rows, transaction
from app.store.order import Order
from app.store.program import Program
from app.store.seat import release_seats, take_seats
from app.store.venue import Venue
from tests.catalogue_world import NOW, add_class, add_program
from tests.watching import recording

DAY = timedelta(days=1)


class World:
    """A catalogue to which anything may happen, one thing after the other."""

    def __init__(self, sessions: Database, chance: Random) -> None:
        self.sessions, self.chance, self.made = sessions, chance, 0
        for number in range(3):
            add_program(sessions, f"P{number}", title=f"First {number}")
        for number in range(6):
            add_class(sessions, f"C{number}", program=f"P{number % 3}", capacity=2)
        add_class(sessions, "ONLINE", program="P0", city="")
        add_class(sessions, "OSLO", program="P1", city="Oslo")
        with transaction(sessions) as session:
            session.add(
                Order(
                    id=1,
                    reference="CD-1",
                    name="",
                    email="",
                    phone="",
                    channel=Channel.WEB,
                    currency="XXX",
                    total_minor=0,
                    created_at=NOW,
                )
            )

    def anything(self) -> None:
        """Have one of all the things happen."""
        self.chance.choice(
            (
                self.add,
                self.rename_program,
                self.rename_venue,
                self.give_to_another_program,
                self.put_off,
                self.cancel,
                self.take_a_seat,
                self.give_a_seat_back,
            )
        )()

    def add(self) -> None:
        self.made += 1
        add_program(self.sessions, f"NEW{self.made}", title=f"First new {self.made}")
        add_class(self.sessions, f"NEW{self.made}", program=f"NEW{self.made}")

    def rename_program(self) -> None:
        with transaction(self.sessions) as session:
            program = session.get_one(Program, self.any_of(Program))
            program.title = f"Renamed {self.chance.random()}"

    def rename_venue(self) -> None:
        with transaction(self.sessions) as session:
            venue = session.get_one(Venue, self.any_of(Venue))
            venue.name, venue.city = "Renamed", self.chance.choice(("Oslo", "Bergen"))

    def give_to_another_program(self) -> None:
        with transaction(self.sessions) as session:
            course_class = session.get_one(CourseClass, self.any_of(CourseClass))
            course_class.program_id = self.any_of(Program)

    def put_off(self) -> None:
        with transaction(self.sessions) as session:
            course_class = session.get_one(CourseClass, self.any_of(CourseClass))
            by = self.chance.randint(-90, 40) * DAY
            course_class.starts_at += by
            course_class.ends_at += by

    def cancel(self) -> None:
        with transaction(self.sessions) as session:
            session.get_one(CourseClass, self.any_of(CourseClass)).state = ClassState.CANCELLED

    def take_a_seat(self) -> None:
        with suppress(ClassFull), transaction(self.sessions) as session:
            take_seats(
                session,
                session.get_one(CourseClass, self.any_of(CourseClass)),
                order_id=1,
                seats=1,
                reason="test",
                channel=Channel.WEB,
                now=NOW,
            )

    def give_a_seat_back(self) -> None:
        with transaction(self.sessions) as session:
            taken = session.scalars(select(CourseClass).where(CourseClass.taken > 0)).first()
            if taken:
                release_seats(
                    session,
                    taken,
                    order_id=1,
                    seats=1,
                    reason="test",
                    channel=Channel.STAFF,
                    now=NOW,
                    taken_by=Channel.WEB,
                )

    def any_of(self, mapped: type[Base]) -> int:
        with reading_rows(self.sessions) as connection:
            ids = connection.scalars(select(mapped.__table__.c.id)).all()
        return int(self.chance.choice(ids))


def read(sessions: Database, known: Directory) -> Directory:
    with reading_rows(sessions) as connection:
        return brought_up_to_date(known, connection)


@pytest.mark.parametrize("seed", range(4))
def test_after_anything_it_is_what_would_be_read_anew(sessions: Database, seed: int) -> None:
    world = World(sessions, Random(seed))
    kept = read(sessions, Directory())
    for _ in range(25):
        world.anything()
        kept = read(sessions, kept)
        anew = read(sessions, Directory())
        assert (kept.programs, kept.venues) == (anew.programs, anew.venues)
        assert kept.classes == anew.classes
        assert {key: own for key, own in kept.runs.items() if own} == dict(anew.runs)


def test_who_looks_at_one_is_not_disturbed_by_the_next(sessions: Database) -> None:
    add_program(sessions)
    first = read(sessions, Directory())
    add_class(sessions, "FA-1")
    assert not first.classes
    assert [each.words for each in read(sessions, first).classes.values()] == ["fa-1"]


def test_a_list_shows_what_was_written_since_the_one_before(sessions: Database) -> None:
    add_program(sessions)
    add_class(sessions, "FA-1", capacity=1)
    known = Known()
    free = Search(free_seats=True)
    assert _codes(programs_page(sessions, search=free, now=NOW, known=known)) == ["FA-1"]
    with transaction(sessions) as session:
        session.scalars(select(CourseClass)).one().taken = 1
    add_class(sessions, "FA-2")
    assert _codes(programs_page(sessions, search=free, now=NOW, known=known.next())) == ["FA-2"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_after_a_write_only_what_was_written_is_read(sessions: Database) -> None:
    add_program(sessions)
    for number in range(30):
        add_class(sessions, f"FA-{number}")
    known = read(sessions, Directory())
    with transaction(sessions) as session:
        session.scalars(select(CourseClass).limit(1)).one().taken = 1
    with recording() as recorder:
        changed = read(sessions, known)
    assert len(recorder.statements) == 3
    same = [key for key, each in changed.classes.items() if each is known.classes[key]]
    assert len(same) == 29


def _codes(page: ProgramsPage) -> list[str]:
    return [line.code for card in page.cards for line in card.classes]


@pytest.mark.parametrize("after", [1, 2])
def test_what_a_class_names_is_there_though_a_file_is_loaded_meanwhile(
    sessions: Database, after: int
) -> None:
    add_program(sessions)
    read = []

    def load(*given: object) -> None:
        read.append(given[2])
        if len(read) == after:
            add_program(sessions, "NEW")
            add_class(sessions, "NEW-1", program="NEW", city="Oslo")

    event.listen(sessions.engine, "after_cursor_execute", load)
    page = home_page(sessions, now=NOW)
    assert len(read) > after
    assert [way.label for way in page.places] in ([], ["Oslo"])
