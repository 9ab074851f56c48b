"""Claims about the nightly reading: once a night, caught up with, and never by two at once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event as Stop

import pytest
import structlog
from sqlalchemy import update

from app.domain.night import NIGHT
from app.domain.reconcile import Held, Ours, ReadBack, Thing
from app.jobs.nightly import read_back_everywhere
from app.jobs.sweep import drain, sweep_once
from app.queries.staff.reconciling import reconciling_page
from app.store.database import Database, transaction
from app.store.night import Night
from app.usecases.take_night import LEASE
from tests.fakes.partner import REGISTRATIONS, FakePartner
from tests.worlds import NOW, Desk


@dataclass
class Mirror(FakePartner):
    """A partner that can be read, and counts how often it was."""

    reads: frozenset[Thing] = frozenset({Thing.PERSON})
    not_read: str = ""
    times: list[datetime] = field(default_factory=list)
    clock: Callable[[], datetime] = lambda: NOW
    on_read: Callable[[], None] = lambda: None

    def read_back(self, ours: Iterable[Ours]) -> Iterator[ReadBack]:
        """Hold two people whom we do not have."""
        self.times.append(self.clock())
        for code in ("p-1", "p-2"):
            self.on_read()
            yield Held(Thing.PERSON, code, {})


@pytest.fixture
def hub() -> Mirror:
    return Mirror("connector", REGISTRATIONS, listing=False)


@pytest.fixture
def desk(sessions: Database, hub: Mirror) -> Desk:
    """Give a desk whose worker has been running for a day; noon on the tenth of January."""
    desk = Desk(sessions, partners={"connector": hub, "iso": FakePartner()})
    desk.now = NOW - timedelta(days=1)
    hub.clock = desk.clock
    look(desk)
    desk.now = NOW
    look(desk)
    return desk


def look(desk: Desk) -> None:
    """Do what the sweep does every minute."""
    drain(desk.parts, NIGHT, stop=Stop())


def reported(desk: Desk) -> list[datetime]:
    """Return when each partner was read back last."""
    return [each.at for each in reconciling_page(desk.sessions).reports]


def test_a_desk_that_is_new_waits_for_its_first_night(sessions: Database, hub: Mirror) -> None:
    desk = Desk(sessions, partners={"connector": hub})
    hub.clock = desk.clock
    look(desk)
    desk.later(hours=13)
    look(desk)
    assert hub.times == []
    desk.later(hours=1)
    look(desk)
    assert hub.times == [NOW + timedelta(hours=14)]


def test_it_is_read_once_a_night_and_the_report_bears_its_date(desk: Desk, hub: Mirror) -> None:
    assert hub.times == [NOW]
    for _ in range(4):
        desk.later(hours=3)
        look(desk)
    assert hub.times == [NOW]
    desk.now = NOW + timedelta(hours=14)
    look(desk)
    look(desk)
    assert hub.times == [NOW, NOW + timedelta(hours=14)]
    assert reported(desk) == [NOW + timedelta(hours=14)]
    assert len(reconciling_page(desk.sessions).lines) == 2


def test_nights_that_were_missed_are_caught_up_with_once(desk: Desk, hub: Mirror) -> None:
    desk.later(days=5)
    look(desk)
    desk.later(minutes=1)
    look(desk)
    assert hub.times == [NOW, NOW + timedelta(days=5)]


def test_the_hour_is_a_setting(desk: Desk, hub: Mirror) -> None:
    parts = replace(desk.parts, night_hour=20)
    desk.now = NOW + timedelta(hours=7)
    read_back_everywhere(parts, stop=Stop())
    assert hub.times == [NOW]
    desk.now = NOW + timedelta(hours=33)
    read_back_everywhere(parts, stop=Stop())
    assert hub.times == [NOW, NOW + timedelta(hours=33)]


def test_the_sweep_does_it_too_when_it_is_run_by_hand(desk: Desk, hub: Mirror) -> None:
    desk.later(days=1)
    with structlog.testing.capture_logs() as lines:
        sweep_once(desk.parts)
    assert len(hub.times) == 2
    (said,) = [line for line in lines if line["event"] == "read back"]
    assert (said["partner"], said["compared"], said["differ"]) == ("connector", 2, 2)


def test_while_one_worker_reads_no_other_does(desk: Desk, hub: Mirror) -> None:
    desk.later(days=1)
    hub.on_read = lambda: look(desk)
    look(desk)
    assert len(hub.times) == 2


def test_a_reading_that_takes_long_keeps_its_turn(desk: Desk, hub: Mirror) -> None:
    desk.later(days=1)

    def dawdle() -> None:
        desk.later(minutes=LEASE.total_seconds() / 60 - 1)
        look(desk)

    hub.on_read = dawdle
    look(desk)
    assert len(hub.times) == 2
    assert len(reported(desk)) == 1


def test_a_reading_that_lasts_into_the_next_night_is_ended_first(desk: Desk, hub: Mirror) -> None:
    desk.now = NOW + timedelta(hours=37, minutes=50)

    def last() -> None:
        desk.later(minutes=10)
        look(desk)

    hub.on_read = last
    look(desk)
    assert len(hub.times) == 2
    hub.on_read = lambda: None
    look(desk)
    assert len(hub.times) == 3


def test_who_died_while_reading_is_followed_once_the_lease_is_over(desk: Desk, hub: Mirror) -> None:
    desk.later(days=1)
    hub.on_read = _die
    with pytest.raises(ZeroDivisionError):
        look(desk)
    hub.on_read = lambda: None
    look(desk)
    assert len(hub.times) == 2
    desk.later(minutes=LEASE.total_seconds() / 60)
    look(desk)
    assert len(hub.times) == 3
    assert reported(desk) == [desk.now]


def test_who_lost_the_turn_keeps_nothing(desk: Desk, hub: Mirror) -> None:
    desk.later(days=1)
    before = reported(desk)
    others = iter([True])

    def be_overtaken() -> None:
        # It stood still for so long that another took over, and is reading now.
        if next(others, False):
            desk.later(minutes=2)
            with transaction(desk.sessions) as session:
                session.execute(update(Night).values(turn=Night.turn + 1))

    hub.on_read = be_overtaken
    look(desk)
    assert reported(desk) == before
    # The turn is still the other's.
    look(desk)
    assert len(hub.times) == 2


def test_a_worker_that_ends_leaves_the_night_to_the_next(desk: Desk, hub: Mirror) -> None:
    desk.later(days=1)
    stop = Stop()
    hub.on_read = stop.set
    read_back_everywhere(desk.parts, stop=stop)
    assert reported(desk) == [NOW]
    read_back_everywhere(desk.parts, stop=stop)
    assert len(hub.times) == 2
    hub.on_read = lambda: None
    look(desk)
    assert len(hub.times) == 3
    assert reported(desk) == [desk.now]


def _die() -> None:
    raise ZeroDivisionError("as if the worker had died")
