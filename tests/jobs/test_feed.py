"""Claims about what is handed out at once, and about a destination that is down."""

from datetime import timedelta
from threading import Barrier, BrokenBarrierError
from threading import Event as Stop

import pytest

from app.domain.breaker import FAILURES_TO_OPEN, Why
from app.domain.contact import Contact
from app.domain.contract import (
    Outcome,
    Refused,
    Told,
    Trouble,
    Unknown,
    Unreachable,
    Withheld,
)
from app.domain.event import Event
from app.jobs.deliver import drain_destination
from app.queries.standing import find_standing, find_standings
from app.store.database import Database
from app.usecases.try_destination import try_now, try_with_new_settings
from tests.fakes.partner import FakePartner
from tests.worlds import Desk, add_class, deliveries, register_once

AWAY = Unreachable("no connection (ConnectError)")


class Away(FakePartner):
    """A partner that fails as long as ``answer`` is set; ``asked`` counts every try."""

    answer: Outcome | None = AWAY
    asked = 0

    def tell(self, event: Event, *, key: str) -> Outcome:
        """Fail, or do as it would."""
        self.asked += 1
        return self.answer or super().tell(event, key=key)


@pytest.fixture
def iso() -> Away:
    return Away()


@pytest.fixture
def desk(sessions: Database, iso: Away) -> Desk:
    add_class(sessions, prices=(), capacity=40)
    return Desk(sessions, partners={"iso": iso})


def people(desk: Desk, how_many: int) -> None:
    for number in range(how_many):
        somebody = Contact(f"Kim {number}", f"kim{number}@example.org", "")
        register_once(
            desk, token=f"t-{number}", currency="", participants=(somebody,), buyer=somebody
        )


def drain(desk: Desk, *, together: int = 1) -> int:
    return drain_destination(desk.parts, "iso", stop=Stop(), together=together)


def test_several_streams_are_told_at_the_same_time_each_in_order(desk: Desk, iso: Away) -> None:
    people(desk, 4)
    iso.answer = None
    together = Barrier(4)
    met: list[str] = []

    def meet(event: Event) -> None:
        try:
            together.wait(timeout=10)
            met.append(event.kind)
        except BrokenBarrierError:  # pragma: no cover -- the claim has failed
            return

    iso.on_tell = meet
    assert drain(desk, together=4) == 8
    assert len(met) == 8, "four were under way at once, twice"
    for number in range(4):
        own = [e for e in iso.told if e.registration and e.registration.name == f"Kim {number}"]
        assert [e.kind for e in own] == ["registration.held", "registration.confirmed"]


def test_a_partner_that_is_down_costs_one_probe_a_minute(desk: Desk, iso: Away) -> None:
    people(desk, 20)
    drain(desk)
    assert iso.asked == FAILURES_TO_OPEN
    for _ in range(10 * 12):
        desk.later(seconds=5)
        drain(desk)
    assert FAILURES_TO_OPEN + 9 <= iso.asked <= FAILURES_TO_OPEN + 10
    assert find_standing(desk.sessions, "iso").why is Why.DOWN


def test_after_a_good_probe_everything_drains_and_nothing_was_given_up(
    desk: Desk, iso: Away
) -> None:
    people(desk, 8)
    for _ in range(4 * 24):
        desk.later(hours=1)
        drain(desk)
    iso.answer = None
    desk.later(minutes=1)
    drain(desk, together=3)
    assert {state for _, state in deliveries(desk.sessions, "iso")} == {"delivered"}
    assert len(iso.told) == 16
    assert not find_standing(desk.sessions, "iso").open


def test_two_workers_share_one_probe(desk: Desk, iso: Away) -> None:
    people(desk, 20)
    drain(desk)
    asked = iso.asked
    desk.later(minutes=2)
    drain(desk)
    drain(desk)
    assert iso.asked == asked + 1


def test_lost_answers_of_what_cannot_be_repeated_open_it_as_well(desk: Desk, iso: Away) -> None:
    people(desk, 20)
    iso.answer = Unknown("time-out")
    drain(desk)
    assert iso.asked == FAILURES_TO_OPEN
    assert [s for _, s in deliveries(desk.sessions, "iso")].count("unknown") == FAILURES_TO_OPEN


def test_refusals_open_nothing(desk: Desk, iso: Away) -> None:
    people(desk, 10)
    iso.answer = Refused("no such program")
    assert drain(desk) == 20
    assert not find_standings(desk.sessions)


def test_refused_credentials_pause_the_queue_until_somebody_tries_again(
    desk: Desk, iso: Away
) -> None:
    people(desk, 5)
    iso.answer = Unreachable("401", trouble=Trouble.CONFIGURATION)
    drain(desk)
    # Another thing is tried a minute later; if it is refused too, the queue rests.
    desk.later(minutes=1)
    drain(desk)
    desk.later(minutes=30)
    drain(desk)
    assert iso.asked == 2
    iso.answer = None
    assert try_now(desk.sessions, destination="iso", now=desk.now)
    drain(desk)
    assert {state for _, state in deliveries(desk.sessions, "iso")} == {"delivered"}
    assert not try_now(desk.sessions, destination="iso", now=desk.now)


class Picky(FakePartner):
    """A partner that refuses whatever is about one of the people, for ever."""

    why: Outcome = Unreachable("403 a wall", trouble=Trouble.CONFIGURATION)
    refuses = ""

    def tell(self, event: Event, *, key: str) -> Outcome:
        """Refuse that one, hear all others."""
        if event.registration and event.registration.name == self.refuses:
            return self.why
        return super().tell(event, key=key)


@pytest.mark.parametrize(
    "why", [Picky.why, AWAY, Unreachable("500", trouble=Trouble.TEMPORARY)], ids=["403", "0", "500"]
)
def test_one_thing_that_is_refused_for_itself_holds_nobody_else_up(
    sessions: Database, why: Outcome
) -> None:
    add_class(sessions, prices=(), capacity=40)
    iso = Picky()
    iso.why, iso.refuses = why, "Kim 0"
    desk = Desk(sessions, partners={"iso": iso})
    people(desk, 6)
    for _ in range(90):
        drain(desk)
        desk.later(minutes=1)
    told = [state for _, state in deliveries(sessions, "iso")]
    assert told.count("delivered") == 10
    assert told.count("due") == 2


def test_a_worker_that_starts_tries_its_settings_but_hurries_nobody_who_is_down(
    desk: Desk, iso: Away
) -> None:
    people(desk, 20)
    drain(desk)
    asked = iso.asked
    try_with_new_settings(desk.sessions, now=desk.now)
    drain(desk)
    assert iso.asked == asked
    iso.answer = Unreachable("401", trouble=Trouble.CONFIGURATION)
    desk.later(minutes=1)
    drain(desk)
    try_with_new_settings(desk.sessions, now=desk.now)
    drain(desk)
    assert iso.asked == asked + 2


def test_one_that_is_down_holds_nobody_else_up(desk: Desk) -> None:
    other = FakePartner("connector", listing=False)
    desk.partners["connector"] = other
    people(desk, 10)
    drain(desk)
    assert drain_destination(desk.parts, "connector", stop=Stop()) == 20
    assert len(other.told) == 20


def test_one_row_that_fails_among_good_ones_opens_nothing(desk: Desk, iso: Away) -> None:
    iso.answer = None
    people(desk, 4)
    iso.answers = [AWAY, Told("ok"), AWAY, Told("ok")]
    drain(desk)
    for _ in range(20):
        iso.answers = [AWAY]
        desk.later(seconds=30)
        drain(desk)
    assert not find_standing(desk.sessions, "iso").open
    assert timedelta(0) < desk.now - find_standing(desk.sessions, "iso").failed_at


def test_what_is_withheld_says_nothing_of_a_destination_that_is_down(desk: Desk, iso: Away) -> None:
    people(desk, FAILURES_TO_OPEN)
    drain(desk)
    assert find_standing(desk.sessions, "iso").open
    iso.answer = Withheld("nobody is there")
    desk.later(minutes=1)
    asked = iso.asked
    drain(desk)
    assert iso.asked > asked
    assert find_standing(desk.sessions, "iso").open, "it was asked nothing"
