"""Classes imported from a partner's list: added, changed, closed, and never deleted (S18, S20)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.domain.contract import Unreachable
from app.domain.course_class import ClassState, Price
from app.domain.listing import ClassAnswer, LeftOut, ListAnswer, ListedClass
from app.domain.money import Money
from app.domain.registration import Channel
from app.domain.seat import SeatMove
from app.queries.outbox import find_due_deliveries
from app.store.course_class import CourseClass, find_class, lock_class
from app.store.database import Database, reading, transaction
from app.store.program import Program
from app.store.seat import SeatChange, resize
from app.usecases.deliver import deliver
from app.usecases.sync_classes import Overtaken, Synced, sync_classes
from tests.fakes.listing import HALL, START, FakeDesk, listed
from tests.fakes.partner import FakePartner
from tests.worlds import Desk, add_class, register_once

CODE = "ISO-prg-310"


@pytest.fixture
def desk(sessions: Database) -> Desk:
    """Give an empty desk that tells ISO."""
    return Desk(sessions, partners={"iso": FakePartner()})


def sync(desk: Desk, *entries: ListedClass, **others: object) -> Synced:
    """Sync with that list."""
    done = run(desk, FakeDesk(list(entries), **others))  # type: ignore[arg-type]  # its own fields
    assert isinstance(done, Synced)
    return done


def run(desk: Desk, fake: FakeDesk) -> object:
    """Sync a minute later, so that no two runs began together."""
    desk.later(minutes=1)
    return sync_classes(
        desk.sessions, partner="iso", desk=fake, partners=desk.partners, clock=desk.clock
    )


def row(desk: Desk, code: str = CODE) -> CourseClass:
    """Return the class as it is kept."""
    with reading(desk.sessions) as session:
        found = find_class(session, code)
    assert found is not None
    return found


def programs(desk: Desk) -> Sequence[tuple[str, str]]:
    """Return code and title of every program."""
    with reading(desk.sessions) as session:
        rows = session.execute(select(Program.code, Program.title))
        return [(code, title) for code, title in rows]


def book(desk: Desk, token: str = "draft-1", *, code: str = CODE, tell: bool = True) -> None:
    """Register one person, and tell the partner."""
    register_once(desk, token=token, code=code, currency="EUR")
    if tell:
        for each in find_due_deliveries(desk.sessions, "iso", now=desk.now):
            deliver(
                desk.sessions,
                delivery_id=each.id,
                partner=desk.partners["iso"],
                clock=desk.clock,
                jitter=0,
            )


def test_a_listed_program_becomes_a_class_under_a_program(desk: Desk) -> None:
    done = sync(desk, listed())
    assert [each.code for each in done.new] == [CODE]
    kept = row(desk)
    assert (kept.origin, kept.origin_id, kept.partners) == ("iso", "prg-310", ["iso"])
    assert kept.program.title == "Weekend Intensive"
    assert kept.program.slug == "iso-weekend-intensive"
    assert kept.program.summary == "Three days."
    assert kept.venue is not None
    assert (kept.venue.name, kept.venue.city) == ("Riverside Hall", "Lisbon")
    assert (kept.capacity, kept.taken, kept.timezone) == (13, 0, "Europe/Lisbon")
    assert str(kept.enrollment_deadline) == "2031-05-31"
    assert [str(price.money) for price in kept.prices()] == ["180.00 EUR"]


def test_the_same_list_again_changes_nothing_and_announces_nothing(desk: Desk) -> None:
    sync(desk, listed())
    done = sync(desk, listed())
    assert (done.new, done.changed, done.closed, done.unchanged) == ((), (), (), 1)
    assert done.destinations == frozenset()


def test_what_changed_is_changed_and_said(desk: Desk) -> None:
    sync(desk, listed())
    later = START + timedelta(days=7)
    done = sync(
        desk,
        listed(
            sittings=((later, later + timedelta(hours=8)),),
            venue=replace(HALL, name="Garden Hall"),
            prices=(Price("Standard", Money(20_000, "EUR")),),
            available=5,
            waiting_list=True,
            closes_at=None,
            description="Four days.",
        ),
    )
    (change,) = done.changed
    assert set(change.what) == {
        *("description", "dates", "venue", "price", "places", "waiting list", "deadline")
    }
    kept = row(desk)
    assert (kept.starts_at, kept.capacity, kept.closes_at) == (later, 5, None)


def test_classes_of_one_name_and_type_stand_under_one_program(desk: Desk) -> None:
    sync(desk, listed(), listed("prg-311"), listed("prg-312", type="talk"))
    assert sorted(programs(desk)) == [
        ("ISO-WEEKEND-INTENSIVE", "Weekend Intensive"),
        ("ISO-WEEKEND-INTENSIVE-2", "Weekend Intensive"),
    ]


def test_a_program_that_is_renamed_as_a_whole_keeps_its_address(desk: Desk) -> None:
    sync(desk, listed(), listed("prg-311"))
    done = sync(desk, listed(title="Long Weekend"), listed("prg-311", title="Long Weekend"))
    assert programs(desk) == [("ISO-WEEKEND-INTENSIVE", "Long Weekend")]
    assert [each.what for each in done.changed] == [("title",), ("title",)]


def test_one_class_that_is_renamed_moves_to_a_program_of_its_own(desk: Desk) -> None:
    sync(desk, listed(), listed("prg-311"))
    sync(desk, listed(), listed("prg-311", title="Mañana / 朝"))
    assert sorted(programs(desk)) == [
        ("ISO-MANANA", "Mañana / 朝"),
        ("ISO-WEEKEND-INTENSIVE", "Weekend Intensive"),
    ]
    assert row(desk, "ISO-prg-311").program.title == "Mañana / 朝"


def test_what_vanished_is_closed_and_its_registrations_stay(desk: Desk) -> None:
    sync(desk, listed(), listed("prg-311"))
    book(desk)
    done = sync(desk, listed("prg-311"))
    assert [(each.code, each.registrations) for each in done.closed] == [(CODE, 1)]
    kept = row(desk)
    assert (kept.state, kept.taken) == (ClassState.WITHDRAWN, 1)
    assert kept.why_closed(desk.now) is not None
    assert sync(desk, listed("prg-311")).closed == (), "and it is closed once"


def test_what_is_listed_again_is_open_again(desk: Desk) -> None:
    sync(desk, listed())
    sync(desk)
    done = sync(desk, listed())
    assert [each.what for each in done.changed] == [("open again",)]
    assert row(desk).state is ClassState.PUBLISHED


def test_what_staff_cancelled_here_is_not_opened_by_a_sync(desk: Desk) -> None:
    sync(desk, listed())
    with transaction(desk.sessions) as session:
        found = find_class(session, CODE)
        assert found is not None
        found.state = ClassState.CANCELLED
    sync(desk, listed(available=4))
    assert row(desk).state is ClassState.CANCELLED


def test_what_a_moving_page_skipped_is_asked_for_and_stays_open(desk: Desk) -> None:
    sync(desk, listed())
    fake = FakeDesk(hidden={"prg-310": listed(available=2)})
    assert isinstance(run(desk, fake), Synced)
    assert fake.asked == ["prg-310"]
    assert (row(desk).state, row(desk).capacity) == (ClassState.PUBLISHED, 2)


@pytest.mark.parametrize(
    "answer", [Unreachable("ISO answered 500"), LeftOut("prg-310", "schedule is missing")]
)
def test_what_nobody_can_say_of_stays_as_it_is(desk: Desk, answer: ClassAnswer) -> None:
    sync(desk, listed())
    done = sync(desk, hidden={"prg-310": answer})
    assert [each.partner_id for each in done.unsure] == ["prg-310"]
    assert row(desk).state is ClassState.PUBLISHED


def test_an_entry_that_cannot_be_read_any_more_is_left_as_it_was(desk: Desk) -> None:
    sync(desk, listed())
    done = sync(desk, left_out=[LeftOut("prg-310", "pricing is missing")])
    assert [each.reason for each in done.left_out] == ["pricing is missing"]
    assert (row(desk).state, done.unchanged) == (ClassState.PUBLISHED, 1)


def test_what_ended_there_closes_here_and_is_not_imported_anew(desk: Desk) -> None:
    sync(desk, listed())
    done = sync(desk, listed(ended=True), listed("prg-311", ended=True))
    assert ([each.code for each in done.closed], done.over) == ([CODE], 1)


def test_what_is_over_is_not_imported(desk: Desk) -> None:
    past = datetime(2030, 1, 1, tzinfo=UTC)
    done = sync(desk, listed(sittings=((past, past + timedelta(hours=1)),)))
    assert (done.new, done.over) == ((), 1)


def test_S20_free_places_are_what_the_partner_has_less_what_it_was_not_told_of(desk: Desk) -> None:
    sync(desk, listed(available=5))
    book(desk)
    book(desk, "draft-2", tell=False)
    sync(desk, listed(available=4))
    kept = row(desk)
    assert (kept.taken, kept.capacity) == (2, 5)
    assert kept.capacity - kept.taken == 3


def test_S20_seats_set_aside_that_the_partner_has_no_more_go_back(desk: Desk) -> None:
    sync(desk, listed(available=5))
    book(desk)
    with transaction(desk.sessions) as session:
        kept = lock_class(session, CODE)
        assert kept
        wanted = kept.seats.resized(capacity=5, aside={**kept.seats.aside, Channel.STAFF: 3})
        resize(session, kept, wanted, reason="test", now=desk.now)
    sync(desk, listed(available=1))
    assert (row(desk).capacity, row(desk).seats.unused(Channel.STAFF)) == (2, 1)
    with reading(desk.sessions) as session:
        rows = session.execute(
            select(SeatChange.kind, SeatChange.aside, SeatChange.reason).order_by(SeatChange.id)
        ).all()
    assert rows[-1] == (SeatMove.RETURNED, -2, "fewer at iso")


def test_S20_a_partner_with_fewer_places_than_are_taken_here_takes_none_away(desk: Desk) -> None:
    sync(desk, listed(available=5))
    book(desk, tell=False)
    sync(desk, listed(available=0))
    assert (row(desk).taken, row(desk).capacity) == (1, 1)


def test_a_list_that_is_older_than_what_is_kept_changes_nothing(desk: Desk) -> None:
    sync(desk, listed())
    old = datetime(2031, 1, 1, tzinfo=UTC)
    done = sync(desk, listed(title="As it was", updated_at=old))
    assert (done.changed, row(desk).program.title) == ((), "Weekend Intensive")


def test_a_class_of_our_own_is_never_taken_over(desk: Desk) -> None:
    add_class(desk.sessions, CODE)
    done = sync(desk, listed())
    assert [each.partner_id for each in done.left_out] == ["prg-310"]
    assert row(desk).origin is None


def test_where_the_partner_cannot_be_read_nothing_changes(desk: Desk) -> None:
    sync(desk, listed())
    assert run(desk, FakeDesk(failure=Unreachable("down"))) == Unreachable("down")
    assert row(desk).state is ClassState.PUBLISHED


def test_of_two_runs_at_once_the_list_that_was_read_later_counts(desk: Desk) -> None:
    class Slow(FakeDesk):
        def listed_classes(self) -> ListAnswer:
            older = super().listed_classes()
            sync(desk, listed(available=1))
            return older

    assert isinstance(run(desk, Slow([listed(available=9)])), Overtaken)
    assert row(desk).capacity == 1


def test_what_staff_cancelled_while_it_was_looked_for_stays_cancelled(desk: Desk) -> None:
    class Meanwhile(FakeDesk):
        def listed_class(self, partner_id: str) -> ClassAnswer:
            with transaction(desk.sessions) as session:
                found = find_class(session, CODE)
                assert found is not None
                found.state = ClassState.CANCELLED
            return super().listed_class(partner_id)

    sync(desk, listed())
    assert isinstance(run(desk, Meanwhile()), Synced)
    assert row(desk).state is ClassState.CANCELLED


def test_a_time_of_change_that_is_yet_to_come_holds_nothing_back(desk: Desk) -> None:
    sync(desk, listed(updated_at=datetime(2099, 1, 1, tzinfo=UTC)))
    done = sync(desk, listed(available=1))
    assert [each.what for each in done.changed] == [("places",)]
