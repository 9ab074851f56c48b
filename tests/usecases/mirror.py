"""A partner that can be read back, in memory, and what tests do with it. Not here: any claim."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from threading import Event as Stop

from sqlalchemy import select

from app.domain.event import EventKind
from app.domain.reconcile import Held, Kind, Ours, ReadBack, Repair, Thing
from app.jobs.deliver import drain_destination
from app.queries.staff.reconciling import reconciling_page
from app.store.database import transaction
from app.store.person import Person
from app.usecases.reconcile import reconcile
from app.usecases.repair_difference import Repaired, repair_difference
from tests.fakes.partner import FakePartner
from tests.worlds import BO, Desk, register_once

PEOPLE = frozenset({Thing.PERSON, Thing.STAFF, Thing.LEAD_SOURCE, Thing.BOOKING})


@dataclass
class Mirror(FakePartner):
    """A partner that holds what a test says, by code; of the rest it holds what we hold."""

    reads: frozenset[Thing] = PEOPLE
    not_read: str = ""
    held: dict[str, ReadBack] = field(default_factory=dict)
    asked: list[Ours] = field(default_factory=list)
    beside: list[ReadBack] = field(default_factory=list)
    on_read: Callable[[], None] = lambda: None

    def read_back(self, ours: Iterable[Ours]) -> Iterator[ReadBack]:
        """Give what it holds of each, then whatever it holds beside."""
        for mine in ours:
            self.on_read()
            self.asked.append(mine)
            yield self.held.get(mine.code) or Held(mine.thing, mine.code, mine.fields)
        yield from self.beside


class ByPerson(Mirror):
    """A hub: told in one stream per person."""

    def stream(self, kind: EventKind, subject: object) -> str:
        """Order by person."""
        return f"person:{getattr(subject, 'person', None)}"


def told(desk: Desk) -> None:
    """Register two people, and have the hub told."""
    register_once(desk, token="a", currency="")
    register_once(desk, token="b", currency="", participants=(BO,), buyer=BO)
    drain_destination(desk.parts, "connector", stop=Stop(), together=1)


def run(desk: Desk, hub: Mirror) -> dict[Kind, int]:
    """Reconcile a minute later, and return how many differ by kind."""
    report = reconcile(desk.sessions, partner=hub, name="connector", now=desk.later(minutes=1))
    return dict(report.differences)


def differences(desk: Desk) -> list[tuple[str, str, str, str]]:
    """Return thing, kind, field and state of each difference, the open ones first."""
    return [
        (each.difference.thing, each.difference.kind, each.difference.field, each.state)
        for each in reconciling_page(desk.sessions).lines
    ]


def repair(desk: Desk, hub: Mirror | None, what: Repair, *, reason: str = "") -> Repaired | None:
    """Repair the only open difference; without a hub the partner is off."""
    (line,) = [each for each in reconciling_page(desk.sessions).lines if each.open]
    return repair_difference(
        desk.sessions,
        difference_id=line.id,
        repair=what,
        partners={"connector": hub} if hub else {},
        reason=reason,
        now=desk.now,
    )


def rename(desk: Desk, code: str, name: str) -> None:
    """Change what somebody is called."""
    with transaction(desk.sessions) as session:
        session.scalars(select(Person).where(Person.code == code)).one().name = name
