"""When an order's personal data can be erased, and what stands in their place. Pure.

Not here: erasing them, and telling partners (``usecases.erase_order``).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.person import Detail
from app.domain.registration import RegistrationState

# What an erased person is called, here and at partners (connector.md S12).
NAME = "Erased"
# Every detail, cleared: what is only left out stays at a partner as it is (connector.md S7).
NOTHING_KNOWN = {
    each.value: "" for each in Detail if each not in (Detail.FIRST_NAME, Detail.LAST_NAME)
}


class Bar(StrEnum):
    """Why an order's data cannot be erased now."""

    ERASED = "erased"
    RUNS = "runs"
    OWES = "owes"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class ErasingFacts:
    """What decides it: its places with the end of their classes (UTC), and its money.

    ``moving``: a payment, a refund or a claim of a bank is not settled yet.
    """

    erased: bool
    places: tuple[tuple[RegistrationState, datetime], ...]
    owed_minor: int
    moving: bool


_GONE = (RegistrationState.CANCELLED, RegistrationState.EXPIRED)
_OPEN = (RegistrationState.HELD, RegistrationState.WAITLISTED)


def bar_to_erasing(facts: ErasingFacts, *, now: datetime) -> Bar | None:
    """Return why it cannot be erased now, the first that there is, or None."""
    if facts.erased:
        return Bar.ERASED
    if any(_is_needed(state, ends_at, now) for state, ends_at in facts.places):
        return Bar.RUNS
    if facts.owed_minor:
        return Bar.OWES
    return Bar.MONEY if facts.moving else None


def _is_needed(state: RegistrationState, ends_at: datetime, now: datetime) -> bool:
    return state in _OPEN or (state not in _GONE and ends_at > now)
