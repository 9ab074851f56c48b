"""Pull people: fetch those who wait at a partner, keep each, and only then say so (C19).

Killed half-way nothing is lost: who was kept and not acknowledged comes again and is the same
record. No transaction is open while the partner is called.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.domain.contract import (
    PeopleDesk,
    Refused,
    Sessions,
    Unreachable,
)
from app.domain.person import Effect, IncomingPerson
from app.store.database import transaction
from app.store.delivery import learn
from app.store.incoming import take

STUCK = "those that wait do not get fewer: somebody should look at what the partner gives"


@dataclass(frozen=True, slots=True)
class Pulled:
    """How many were added, changed, and found as they were; ``trouble`` is why it ended early."""

    added: int = 0
    changed: int = 0
    same: int = 0
    unusable: int = 0
    trouble: str = ""

    def with_one(self, effect: Effect) -> "Pulled":
        """Return it with one more of that effect."""
        if effect is Effect.ADDED:
            return replace(self, added=self.added + 1)
        if effect is Effect.CHANGED:
            return replace(self, changed=self.changed + 1)
        return replace(self, same=self.same + 1)

    @property
    def taken(self) -> int:
        """How many were kept and acknowledged."""
        return self.added + self.changed + self.same


def pull_people(sessions: Sessions, desk: PeopleDesk, *, clock: Callable[[], datetime]) -> Pulled:
    """Drain those who wait and return what was done."""
    pulled, seen = Pulled(), set[tuple[str, ...]]()
    while True:
        waiting = desk.waiting_people()
        if isinstance(waiting, Refused | Unreachable):
            return replace(pulled, trouble=waiting.words)
        pulled = replace(pulled, unusable=waiting.unusable)
        fresh = [each for each in waiting.people if each.links not in seen]
        for person in fresh:
            effect = _keep(sessions, desk, person, now=clock())
            if isinstance(effect, Refused | Unreachable):
                return replace(pulled, trouble=effect.words)
            pulled = pulled.with_one(effect)
            seen.add(person.links)
        if not waiting.more:
            return pulled
        if not fresh:
            return replace(pulled, trouble=STUCK)


def _keep(
    sessions: Sessions, desk: PeopleDesk, person: IncomingPerson, *, now: datetime
) -> Effect | Refused | Unreachable:
    """Keep one person, then acknowledge them; return what became of them."""
    try:
        code, effect = _take(sessions, person, origin=desk.name, now=now)
    except IntegrityError:
        # The partner sent the same person another way at the same moment.
        code, effect = _take(sessions, person, origin=desk.name, now=now)
    outcome = desk.acknowledge(person, code=code)
    if isinstance(outcome, Refused | Unreachable):
        return outcome
    with transaction(sessions) as session:
        learn(session, desk.name, f"person:{code}", outcome.learned)
    return effect


def _take(
    sessions: Sessions, person: IncomingPerson, *, origin: str, now: datetime
) -> tuple[str, Effect]:
    with transaction(sessions) as session:
        taken = take(session, person, origin=origin, now=now)
    return taken.code, taken.effect
