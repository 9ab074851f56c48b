"""What goes back of a place that is cancelled: so much until so many days before.

Not here: sending it.

A class says it in steps ("everything until 14 days before, half until 7"), or only by its last day
to cancel: everything until then and nothing after. Days are those of the class's zone, inclusive.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.domain.course_class import ends_with
from app.domain.money import Money
from app.domain.said import Said, sentence, sentences, together
from app.domain.wording import say_day

WHOLE = 100
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_STEPS = re.compile(r"\d+:\d+:[a-z]+( \d+:\d+:[a-z]+)*")


class BackAs(StrEnum):
    """How what was paid goes back: sent, or as a voucher of that worth."""

    MONEY = "money"
    VOUCHER = "voucher"


@dataclass(frozen=True, slots=True)
class RefundStep:
    """``percent`` of the price goes back until ``days`` before the first day of the class."""

    days: int
    percent: int
    back_as: BackAs = BackAs.MONEY

    def document(self) -> dict[str, int | str]:
        """Return it as a catalogue file says it, and as a class keeps it."""
        said: dict[str, int | str] = {"days": self.days, "percent": self.percent}
        return said if self.back_as is BackAs.MONEY else said | {"as": self.back_as.value}


def steps_from(kept: Iterable[Mapping[str, int | str]]) -> tuple[RefundStep, ...]:
    """Read back what ``RefundStep.document`` gave."""
    return tuple(
        RefundStep(int(each["days"]), int(each["percent"]), BackAs(str(each.get("as", "money"))))
        for each in kept
    )


@dataclass(frozen=True, slots=True)
class RuleNow:
    """How many percent of a place's price go back, and how; ``percent`` None: no rule says so."""

    percent: int | None
    back_as: BackAs = BackAs.MONEY

    def part(self, price: Money) -> Money:
        """Return what goes back of a price; all of it where no rule says less."""
        return part_of(price, WHOLE if self.percent is None else self.percent)


def rule_now(
    steps: Sequence[RefundStep], *, today: date, first_day: date, deadline: date | None
) -> RuleNow:
    """Return what goes back today by a class's rule.

    ``deadline`` is the last day to cancel, which counts where there are no steps.
    """
    if not steps:
        return RuleNow(None if deadline is None else WHOLE if today <= deadline else 0)
    left = (first_day - today).days
    # The earliest first: of those that are not over yet, the first holds.
    step = next((step for step in steps if left >= step.days), None)
    return RuleNow(step.percent, step.back_as) if step else RuleNow(0)


def best_until(
    steps: Sequence[RefundStep], *, starts_at: datetime, timezone: str, deadline: date | None
) -> datetime:
    """Return until when (UTC) the most goes back; the start of the class where no rule says so."""
    first_day = starts_at.astimezone(ZoneInfo(timezone)).date()
    day = first_day - timedelta(days=steps[0].days) if steps else deadline
    return ends_with(day, timezone, starts_at=starts_at)


class Waits(StrEnum):
    """Why what goes back does not go by itself; staff see to it then.

    ``claimed``: a bank claims it at the moment. ``unsure``: money, or a voucher, went back for the
    order as a whole before, and whether that was for this place only staff know. ``asked``: it may
    be the money that staff have to decide about already.
    """

    CLAIMED = "claimed"
    UNSURE = "unsure"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class WhatGoesBack:
    """What becomes of a place's money if its buyer cancels it.

    In minor units of the order's currency: ``back_minor`` goes back, ``forgiven_minor`` need not be
    paid any more, and the order still owes ``owed_minor`` then. Not ``decided`` where no rule of
    the class says how much: then staff do. ``waits``: why it does not go at once, where it does
    not.
    """

    back_minor: int
    forgiven_minor: int
    back_as: BackAs
    decided: bool
    owed_minor: int = 0
    waits: Waits | None = None

    @property
    def at_once(self) -> bool:
        """Whether what goes back goes by itself."""
        return self.decided and self.waits is None


def part_of(price: Money, percent: int) -> Money:
    """Return so many percent of a price, half a minor unit and more rounded up."""
    return Money((price.minor * percent + WHOLE // 2) // WHOLE, price.currency)


def say_steps(steps: Sequence[RefundStep]) -> str:
    """Return the steps as a sentence, the earliest first; empty where there are none."""
    if not steps:
        return ""
    said = together([_say_step(step) for step in steps], ", ")
    return sentence("You get back {steps}; after that nothing.", steps=said)


def say_rule(steps: Sequence[RefundStep], *, deadline: date | None) -> str:
    """Return what goes back by a class's steps, else by its last day to cancel, for staff."""
    if steps:
        return say_steps(steps)
    if deadline is None:
        return "Nothing says what goes back: staff decide each time."
    return "Until then everything goes back; after that nothing."


def say_rule_to_buyer(steps: Sequence[RefundStep], *, deadline: date | None) -> str:
    """Return the same for whoever cancelled; empty where no rule says what comes back."""
    if steps or deadline is None:
        return say_steps(steps)
    everything = sentence("everything until {until}", until=say_day(deadline))
    return sentence("You get back {steps}; after that nothing.", steps=everything)


def fact_of_rule(steps: Sequence[RefundStep], *, deadline: date | None) -> str:
    """Return a class's rule as an event keeps it, to be said as it was; "" where there is none."""
    if steps:
        return " ".join(f"{each.days}:{each.percent}:{each.back_as}" for each in steps)
    return deadline.isoformat() if deadline else ""


def say_kept_rule(fact: str) -> str:
    """Return what ``fact_of_rule`` gave as whoever cancelled is told it."""
    if _DAY.fullmatch(fact):
        return say_rule_to_buyer((), deadline=date.fromisoformat(fact))
    if not _STEPS.fullmatch(fact):
        # Events of before say it in words.
        return fact
    steps = [each.split(":") for each in fact.split()]
    kept = [RefundStep(int(days), int(percent), BackAs(way)) for days, percent, way in steps]
    return say_rule_to_buyer(kept, deadline=None)


def _say_step(step: RefundStep) -> Said:
    until = _days(step.days)
    if step.back_as is BackAs.VOUCHER:
        if step.percent == WHOLE:
            return sentence("everything as a voucher until {until}", until=until)
        return sentence("{percent} % as a voucher until {until}", percent=step.percent, until=until)
    if step.percent == WHOLE:
        return sentence("everything until {until}", until=until)
    return sentence("{percent} % until {until}", percent=step.percent, until=until)


def _days(days: int) -> Said:
    if not days:
        return sentence("the day the class starts")
    return sentences(
        "{number} day before the class starts",
        "{number} days before the class starts",
        number=days,
    )
