"""From which class to which a place was moved, as an event says it. Pure. Not here: moving it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.said import sentence
from app.domain.wording import say_days

_FROM, _TO = "moved_from", "moved_to"
# The same as facts, so that it can be said in any language.
_FROM_FACTS, _TO_FACTS = "moved_from_class", "moved_to_class"


@dataclass(frozen=True, slots=True)
class MovedClass:
    """A class as the letters of a move name it; times are UTC."""

    code: str
    title: str
    starts_at: datetime
    ends_at: datetime
    timezone: str

    @property
    def said(self) -> str:
        """Return it with its days: ``First aid, Mon 10 Mar 2031 (FA-2031-07)``."""
        days = say_days(self.starts_at, self.ends_at, self.timezone)
        return sentence("{title}, {days} ({code})", title=self.title, days=days, code=self.code)

    def fact(self) -> str:
        """Return it as one text; ``_read`` reads it back."""
        times = (self.starts_at.isoformat(), self.ends_at.isoformat())
        return " ".join((*times, self.timezone, self.code, self.title))


def facts_of_move(old: MovedClass, new: MovedClass) -> dict[str, str]:
    """Return as facts of an event from where to where a place went."""
    return {
        _FROM: str(old.said),
        _TO: str(new.said),
        _FROM_FACTS: old.fact(),
        _TO_FACTS: new.fact(),
    }


def moved_from(facts: Mapping[str, object]) -> str:
    """Read back the class before, "" where no place was moved."""
    return _read(facts, _FROM_FACTS) or str(facts.get(_FROM) or "")


def moved_to(facts: Mapping[str, object]) -> str:
    """Read back the class that it goes on in, "" where no place was moved."""
    return _read(facts, _TO_FACTS) or str(facts.get(_TO) or "")


def _read(facts: Mapping[str, object], name: str) -> str:
    # What was announced before events said it has the words alone.
    if name not in facts:
        return ""
    starts, ends, timezone, code, title = str(facts[name]).split(" ", 4)
    times = datetime.fromisoformat(starts), datetime.fromisoformat(ends)
    return MovedClass(code, title, *times, timezone).said
