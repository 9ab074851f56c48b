"""What a buyer is told became of a place once its class was held. Pure.

Of somebody else they are told what speaks for them alone: a certificate. That another did not come,
or did not pass, looks as it does where nobody said anything yet. Not here: recording a result
(result.py), who hears of it besides.
"""

from datetime import datetime
from enum import StrEnum

from app.domain.registration import RegistrationState

_S = RegistrationState


class AfterClass(StrEnum):
    """What is said of a place after its class."""

    COMPLETED = "completed"
    NO_SHOW = "no_show"
    FAILED = "failed"
    OVER = "over"


_OWN = {_S.NO_SHOW: AfterClass.NO_SHOW, _S.FAILED: AfterClass.FAILED}
# With a result or without: whoever had a place that stood until the class was held.
_WAS_THERE_FOR = frozenset({_S.CONFIRMED, *_OWN})


def after_class(
    state: RegistrationState, *, ends_at: datetime, own: bool, cancelled: bool, now: datetime
) -> AfterClass | None:
    """Return what its buyer is told of it, None where it is not over; times are UTC.

    ``own``: it is the buyer's own place; ``cancelled``: the class was, so it was never held.
    """
    if state is _S.COMPLETED:
        return AfterClass.COMPLETED
    if own and state in _OWN:
        return _OWN[state]
    over = ends_at <= now and not cancelled
    return AfterClass.OVER if over and state in _WAS_THERE_FOR else None


def state_for_buyer(state: RegistrationState, *, own: bool) -> RegistrationState:
    """Return the state as its buyer may read it: without how it went for somebody else."""
    return state if own or state not in _OWN else _S.CONFIRMED
