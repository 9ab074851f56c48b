"""Whether a part of the desk is well, and what to do if not: for whoever runs the machine."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from app.domain.contract import (
    BookingFound,
    BookingNotYet,
    Refused,
    Told,
    Trouble,
    Unreachable,
)

# A signature or a token is refused by many from such a difference on.
LARGEST_SKEW = timedelta(seconds=60)


class Verdict(StrEnum):
    """How a part is."""

    WELL = "ok"
    OFF = "off"
    DOUBT = "look"
    ILL = "BAD"


@dataclass(frozen=True, slots=True)
class Health:
    """How a part is, in words for an operator; ``todo`` is empty where nothing is to be done.

    ``their_time`` is what the other side's clock said, where it said anything. No secret in it.
    """

    verdict: Verdict
    words: str
    todo: str = ""
    their_time: datetime | None = None


@runtime_checkable
class Checkable(Protocol):
    """A destination that can be asked something harmless, to see whether it would be told."""

    def check(self) -> Health:
        """Ask it, no transaction open; nothing is changed there."""


def health_of(answer: object, *, setting: str) -> Health:
    """Return what an answer to a harmless call says; ``setting`` begins the settings' names."""
    if isinstance(answer, Told | BookingFound | BookingNotYet):
        return Health(Verdict.WELL, answer.words)
    if isinstance(answer, Unreachable) and answer.trouble is Trouble.CONFIGURATION:
        return Health(
            Verdict.ILL,
            answer.words,
            f"Compare the {setting}_… settings with what the partner gave you; if they are the "
            "same, ask the partner whether the account is open.",
        )
    if isinstance(answer, Unreachable):
        return Health(
            Verdict.ILL,
            answer.words,
            f"Is {setting}_BASE_URL right, and may this machine call it (firewall, DNS, TLS)? If "
            "so, the partner is down: nothing is lost, and it is tried again by itself.",
        )
    words = answer.words if isinstance(answer, Refused) else "it gave an answer nobody expects"
    return Health(
        Verdict.DOUBT, words, f"Send these words to the partner, and look at {setting}_… once more."
    )


def clock_health(theirs: datetime, *, ours: datetime) -> Health:
    """Return whether our clock agrees with another one."""
    apart = abs(theirs - ours)
    if apart <= LARGEST_SKEW:
        return Health(Verdict.WELL, f"agrees to {apart.total_seconds():.0f} s")
    return Health(
        Verdict.ILL,
        f"differs by {apart.total_seconds():.0f} s from another machine's",
        "Have this machine set its clock by itself (NTP): signatures and tokens are refused.",
    )
