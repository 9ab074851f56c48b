"""When an order's personal data can be erased, and what stands in their place. Pure.

Not here: erasing them, and telling partners (``usecases.erase_order``).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.person import Detail
from app.domain.registration import RegistrationState
from app.domain.said import marked, sentence

# What an erased person is called, here and at partners (connector.md S12).
NAME = marked("Erased")
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


def say_name(name: str) -> str:
    """Return what somebody is called, where they were erased so that other languages can say it."""
    return sentence(NAME) if name == NAME else name


@dataclass(frozen=True, slots=True)
class ErasingFacts:
    """What decides it: its places with the end of their classes (UTC), and its money.

    ``moving``: a payment, a refund or a claim of a bank is not settled yet.
    """

    erased: bool
    places: tuple[tuple[RegistrationState, datetime], ...]
    owed_minor: int
    moving: bool


@dataclass(eq=False)
class NamesSomebody(Exception):
    """The reason would keep what is to be erased: ``word`` of it says whose data that was."""

    word: str

    def __str__(self) -> str:
        return f"Say it without “{self.word}”: the reason stays when the rest is erased"


_WORD = re.compile(r"[^\W_]{3,}")
_SHORTEST = 6
# A number as it may be written: its digits, and what stands between them.
_NUMBER = re.compile(r"[0-9](?:[\s().\-/]*[0-9]){5,}")


def refuse_names(reason: str, known: Collection[str]) -> None:
    """See that a reason says nothing of whoever is erased; ``known`` are names, addresses, numbers.

    Part of a name counts as well, as it is spelled there: "Will" is one, "will" is not; and a
    number however it is written.

    Raises:
        NamesSomebody: it does, or has an e-mail address.
    """
    for each in sorted(filter(None, known)):
        if each.casefold() in reason.casefold():
            raise NamesSomebody(each)
    parts = {part for each in known for part in _WORD.findall(each) if "@" not in each}
    for word in reason.split():
        if "@" in word or parts.intersection(_WORD.findall(word)):
            raise NamesSomebody(word.strip(".,;:!?()"))
    numbers = {re.sub(r"[^0-9]", "", each) for each in known if _NUMBER.search(each)}
    for found in _NUMBER.findall(reason):
        digits = re.sub(r"[^0-9]", "", found).lstrip("0")
        same = (each.endswith(digits) or digits.endswith(each) for each in numbers)
        if len(digits) >= _SHORTEST and any(same):
            raise NamesSomebody(found)


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
