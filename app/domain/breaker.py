"""The breaker: when a destination counts as down, and when it is tried again. Pure; no clock."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from app.domain.contract import Trouble, Unknown, Unreachable

# So many failures with no answer between them, each within a minute of the one before.
FAILURES_TO_OPEN = 5
FAILURES_WITHIN = timedelta(minutes=1)
# product.md, *Pace*: one probe a minute while a partner is down.
PROBE_EVERY = timedelta(minutes=1)
# Credentials that are refused do not mend themselves, and asking too often may lock the account.
CONFIGURATION_PROBE_EVERY = timedelta(hours=1)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Why(StrEnum):
    """Why nothing but a probe is told."""

    DOWN = "down"
    CONFIGURATION = "configuration"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a destination stands. ``opened_at`` is None while it is told as ever; times are UTC."""

    failures: int = 0
    failed_at: datetime = _LONG_AGO
    opened_at: datetime | None = None
    why: Why | None = None
    words: str = ""
    probe_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether nothing but a probe is told."""
        return self.opened_at is not None

    @property
    def probe_every(self) -> timedelta:
        """How long after one probe the next one goes."""
        return CONFIGURATION_PROBE_EVERY if self.why is Why.CONFIGURATION else PROBE_EVERY


def failed(outcome: object) -> bool:
    """Say whether the answer speaks against the whole destination: none that could be used came."""
    if isinstance(outcome, Unreachable):
        return not outcome.alone
    return isinstance(outcome, Unknown)


def after(standing: Standing, outcome: object, *, now: datetime) -> Standing:
    """Return how the destination stands after this answer."""
    if not failed(outcome):
        return Standing(failed_at=standing.failed_at)
    recent = now - standing.failed_at <= FAILURES_WITHIN
    failures = standing.failures + 1 if recent or standing.open else 1
    words = getattr(outcome, "words", "")
    counted = replace(standing, failures=failures, failed_at=now, words=words)
    refused = isinstance(outcome, Unreachable) and outcome.trouble is Trouble.CONFIGURATION
    why = Why.CONFIGURATION if refused else standing.why
    if why is None and failures >= FAILURES_TO_OPEN:
        why = Why.DOWN
    if why is None:
        return counted
    opened = replace(counted, opened_at=standing.opened_at or now, why=why)
    # The first probe tells another thing: it may have been this one alone that was refused.
    every = opened.probe_every if standing.open else PROBE_EVERY
    return replace(opened, probe_at=now + max(every, _named(outcome)))


def _named(outcome: object) -> timedelta:
    """Return how long the destination wants to be left alone."""
    asked = outcome.retry_after if isinstance(outcome, Unreachable) else None
    return asked or timedelta()
