"""Where a registration stands at each destination: what it should hold, and what it took.

Pure: of deliveries already read. Not here: the colours and words of it (web/staff/words.py).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.delivery import RETRYABLE, UNFINISHED, DeliveryState, may_be_retried
from app.domain.event import EventKind
from app.domain.mail_text import TO_PARTICIPANTS
from app.domain.unsent import was_held_back


class Standing(StrEnum):
    """How a destination stands, the worst last."""

    OFF = "off"
    NOTHING = "nothing"
    IN_STEP = "in_step"
    SKIPPED = "skipped"
    ON_ITS_WAY = "on_its_way"
    TRYING_AGAIN = "trying_again"
    GAVE_UP = "gave_up"
    REFUSED = "refused"
    UNKNOWN = "unknown"


_WORSE = tuple(Standing)
# What goes on by itself, unless the destination is off.
_MOVING = (DeliveryState.DUE, DeliveryState.IN_FLIGHT)


@dataclass(frozen=True, slots=True)
class Sent:
    """One delivery with what its event was; ``at`` is when that happened.

    ``reminds``: its letter repeats what an earlier one said.
    """

    id: int
    destination: str
    stream: str
    state: DeliveryState
    kind: EventKind
    at: datetime
    attempt: int
    words: str
    due_at: datetime
    answered_at: datetime | None
    reminds: bool = False

    @property
    def held_back(self) -> bool:
        """Whether it is a letter that was not sent because of its address."""
        return was_held_back(self.state, self.kind, self.words)

    @property
    def participants(self) -> bool:
        """Whether its letter goes to whoever takes part, and not to the buyer."""
        return self.kind in TO_PARTICIPANTS

    @property
    def waits(self) -> bool:
        """Whether its next try has a time."""
        return self.state is DeliveryState.DUE

    @property
    def retryable(self) -> bool:
        """Whether staff may have it told again."""
        return may_be_retried(self.state, attempt=self.attempt)


@dataclass(frozen=True, slots=True)
class Lamp:
    """One destination.

    ``wanted`` is the newest thing it should know, ``acknowledged`` the newest that it took;
    ``last`` is the delivery that the standing comes from, ``stuck`` all that stand still there,
    ``unsent`` letters that were held back because of their address.
    """

    destination: str
    standing: Standing
    wanted: EventKind | None = None
    acknowledged: EventKind | None = None
    last: Sent | None = None
    stuck: tuple[Sent, ...] = ()
    unsent: tuple[Sent, ...] = ()


def lamps_of(
    sent: Sequence[Sent], *, known: Collection[str], on: Collection[str]
) -> tuple[Lamp, ...]:
    """Return a lamp for every destination that is known, or ever was told, in that order."""
    names = dict.fromkeys([*known, *sorted(each.destination for each in sent)])
    return tuple(
        _lamp(name, [each for each in sent if each.destination == name], on=name in on)
        for name in names
    )


def _lamp(name: str, sent: Sequence[Sent], *, on: bool) -> Lamp:
    if not sent:
        return Lamp(destination=name, standing=Standing.NOTHING if on else Standing.OFF)
    streams: dict[str, list[Sent]] = {}
    for each in sorted(sent, key=lambda each: each.id):
        streams.setdefault(each.stream, []).append(each)
    # Where it is told of several things (its own booking, a class's seats), the worst one counts.
    deciding = max(map(_deciding, streams.values()), key=_rank)
    newest = streams[deciding.stream]
    acknowledged = [each.kind for each in newest if each.state is DeliveryState.DELIVERED]
    return Lamp(
        destination=name,
        standing=_standing(deciding) if on or deciding.state not in _MOVING else Standing.OFF,
        wanted=newest[-1].kind,
        acknowledged=acknowledged[-1] if acknowledged else None,
        last=deciding,
        stuck=tuple(
            each
            for each in sent
            if each.state in RETRYABLE or (each is deciding and each.retryable)
        ),
        unsent=tuple(each for each in sent if each.held_back),
    )


def _deciding(stream: Sequence[Sent]) -> Sent:
    """Return what a stream waits for: its oldest unfinished delivery, else its newest."""
    return next((each for each in stream if each.state in UNFINISHED), stream[-1])


def _rank(sent: Sent) -> tuple[int, int]:
    return _WORSE.index(_standing(sent)), sent.id


def _standing(sent: Sent) -> Standing:
    match sent.state:
        case DeliveryState.UNKNOWN:
            return Standing.UNKNOWN
        case DeliveryState.REFUSED:
            return Standing.REFUSED
        case DeliveryState.DEAD:
            return Standing.GAVE_UP
        case DeliveryState.SKIPPED:
            return Standing.SKIPPED
        case DeliveryState.DELIVERED | DeliveryState.SUPERSEDED:
            return Standing.IN_STEP
        case DeliveryState.DUE | DeliveryState.IN_FLIGHT:
            return Standing.TRYING_AGAIN if sent.words else Standing.ON_ITS_WAY
