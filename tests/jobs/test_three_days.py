"""Three days of one partner down while people register and cancel, on a clock the test moves.

Each partner in turn: all drains in order, nothing twice, nothing given up; the others hear
everything as ever, and the one that is down is asked once a minute at most.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from threading import Event as Stop

import pytest
from sqlalchemy import select

from app.domain.contact import Contact
from app.domain.contract import Outcome
from app.domain.event import Event, EventKind
from app.domain.registration import Channel
from app.jobs.deliver import TOGETHER, drain_destination
from app.queries.standing import find_standing
from app.store.database import Database, reading
from app.store.registration import Registration
from app.usecases.cancel_registration import cancel_registration
from tests.fakes.partner import CLASSES, REGISTRATIONS, FakePartner, down
from tests.worlds import NOW, Desk, add_class, deliveries, register_once, seats

HOURS = 72
# How often two register together; one of every third two cancels, half a day later.
EVERY = timedelta(hours=3)
CANCELS_AFTER = 4
TIMES = int(timedelta(hours=HOURS) / EVERY)
CLASSES_OPEN = [f"FA-{number}" for number in range(5)]
SEATS = 40
# After each of these it is looked at so many times more, twice as often as it may be asked.
LOOKS = 3
LOOK_EVERY = timedelta(seconds=30)
MINUTE = timedelta(minutes=1)
# What each of them is told of, and whether a newer telling stands for older ones.
PLACES = REGISTRATIONS - {EventKind.REGISTRATION_CANCELLED}
KINDS = {"iso": REGISTRATIONS, "connector": PLACES, "trainingportal": CLASSES}


@dataclass
class Watched(FakePartner):
    """A partner that remembers when it was asked, and can be away."""

    desk: Desk | None = None
    away: bool = False
    asked: list[datetime] = field(default_factory=list)
    late: list[timedelta] = field(default_factory=list)

    def tell(self, event: Event, *, key: str) -> Outcome:
        """Fail while it is away; else keep how long ago it was that it is told of."""
        assert self.desk is not None
        self.asked.append(self.desk.now)
        if self.away:
            return down()
        self.late.append(self.desk.now - event.at)
        return super().tell(event, key=key)

    def in_order(self) -> bool:
        """Say whether of each registration, or of the class, it heard older things first."""
        heard = defaultdict(list)
        for event in self.told:
            place, code = event.registration, event.course_class.code
            heard[place.reference if place else code].append(event.at)
        return all(times == sorted(times) for times in heard.values())


@dataclass
class Town:
    """A desk with three partners, and people who come and go."""

    desk: Desk
    partners: dict[str, Watched]

    def let_happen(self, number: int) -> None:
        """Go on to what happens next: two register, and perhaps somebody cancels."""
        self.desk.now = NOW + EVERY * number
        kim = Contact(f"Kim {number}", f"kim{number}@example.org", "")
        bo = Contact(f"Bo {number}", f"bo{number}@example.org", "")
        given = {"currency": "", "participants": (kim, bo), "buyer": kim}
        code = CLASSES_OPEN[number % len(CLASSES_OPEN)]
        register_once(self.desk, token=f"t-{number}", code=code, **given)
        leaving = number - CANCELS_AFTER
        if leaving >= 0 and leaving % 3 == 0:
            cancel_registration(
                self.desk.sessions,
                reference=self._place_of(f"Kim {leaving}"),
                reason="Participant request",
                channel=Channel.STAFF,
                partners=self.desk.partners,
                wake=self.desk.wake,
                now=self.desk.now,
            )

    def _place_of(self, name: str) -> str:
        with reading(self.desk.sessions) as session:
            which = select(Registration.reference).where(Registration.name == name)
            return session.execute(which).scalar_one()

    def sweep(self, *names: str, together: int = 1) -> None:
        """Drain these, or all, as the sweep does."""
        for name in names or self.partners:
            drain_destination(self.desk.parts, name, stop=Stop(), together=together)


@pytest.fixture
def town(sessions: Database) -> Town:
    for code in CLASSES_OPEN:
        add_class(sessions, code, prices=(), capacity=SEATS)
    desk = Desk(sessions)
    partners = {
        name: Watched(
            name,
            kinds,
            listing=name in ("iso", "trainingportal"),
            merges=name == "trainingportal",
            per="class" if name == "trainingportal" else "registration",
            desk=desk,
        )
        for name, kinds in KINDS.items()
    }
    desk.partners.update(partners)
    return Town(desk, partners)


@pytest.mark.parametrize("name", KINDS)
def test_three_days_of_one_partner_down_lose_nothing_and_hold_nobody_up(
    town: Town, name: str
) -> None:
    gone, others = town.partners[name], [p for n, p in town.partners.items() if n != name]
    gone.away, probes_from = True, 0
    for number in range(TIMES):
        town.let_happen(number)
        town.sweep()
        for _ in range(LOOKS):
            town.desk.now += LOOK_EVERY
            town.sweep(name)
        if not probes_from and find_standing(town.desk.sessions, name).open:
            probes_from = len(gone.asked)
    probes = gone.asked[probes_from:]
    assert len(probes) > TIMES, "it was asked every time"
    assert all(later - earlier >= MINUTE for earlier, later in pairwise(probes))
    assert gone.told == []
    for other in others:
        assert set(other.late) == {timedelta(0)}, f"{other.name} waited"
    gone.away = False
    town.desk.now += MINUTE
    town.sweep(together=TOGETHER)
    assert not find_standing(town.desk.sessions, name).open
    for each in town.partners.values():
        ended = Counter(state for _, state in deliveries(town.desk.sessions, each.name))
        assert set(ended) <= {"delivered", "superseded"}, each.name
        assert len(each.keys) == len(set(each.keys)) == ended["delivered"], each.name
        assert each.in_order()
        assert bool(ended["superseded"]) == (each.merges and each is gone)
    told = {e.course_class.code: e.course_class.free for e in town.partners["trainingportal"].told}
    assert told == {code: SEATS - seats(town.desk.sessions, code).taken for code in CLASSES_OPEN}
