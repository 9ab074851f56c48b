"""Telling people from programs that fill in forms: without puzzles, and nobody is kept out. Pure.

Not here: the field that people do not see, how often an address may send (web/limits.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

# Nobody reads a form, and fills it in, in less; not even with all of it filled in by the browser.
LEAST_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Visit:
    """A form that was sent, and is right.

    ``seconds`` went by since it was shown first, None where nobody knows; ``fields`` are what was
    sent, by name.
    """

    seconds: float | None
    fields: Mapping[str, Sequence[str]]


class Challenge(Protocol):
    """Decides whether a form goes on, or is shown once more with something to do first."""

    @property
    def template(self) -> str:
        """What stands in the form then, above its buttons; its fields are sent with the form."""

    def lets_in(self, visit: Visit) -> bool:
        """Say whether it goes on; whoever does what the template asks must be let in."""


@dataclass(frozen=True, slots=True)
class PressAgain:
    """Asks whoever was faster than anybody can be to press the button once more."""

    seconds: int = LEAST_SECONDS
    template: str = "registering/_press_again.html"

    def lets_in(self, visit: Visit) -> bool:
        """Say whether it took as long as it takes a person."""
        return visit.seconds is not None and visit.seconds >= self.seconds


@dataclass(frozen=True, slots=True)
class NoChallenge:
    """Lets everybody in."""

    template: str = ""

    def lets_in(self, visit: Visit) -> bool:
        """Say yes."""
        return True


NO_CHALLENGE: Challenge = NoChallenge()
