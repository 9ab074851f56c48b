"""Nightly: every partner and gateway that can be read is read back once a night.

Not here: comparing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from threading import Event

from app import logs
from app.domain.account import Accountable
from app.domain.night import night_of
from app.domain.reconcile import Readable
from app.parts import Parts
from app.usecases.prove_settlement import NotRead, prove_settlement
from app.usecases.prove_settlement import Stopped as ProofStopped
from app.usecases.reconcile import Stopped, reconcile
from app.usecases.take_night import Turn, end_night, give_night_back, hold_night, take_night

# How often the lease is renewed while something is read.
RENEW_EVERY = timedelta(minutes=1)


def read_back_everywhere(parts: Parts, *, stop: Event) -> None:
    """Read back whoever's night has come, one after the other; gateways may be asked for by day."""
    for name, partner in parts.partners.items():
        readable: object = partner
        if isinstance(readable, Readable) and not stop.is_set():
            with logs.following(None):
                _take_turn(parts, name, stop, partial(_read_back, parts, name, readable))
    for name, gateway in parts.gateways.items():
        account: object = gateway
        if isinstance(account, Accountable) and not stop.is_set():
            with logs.following(None):
                _take_turn(parts, name, stop, partial(_prove, parts, name, account))


def _take_turn(
    parts: Parts, name: str, stop: Event, read: "Callable[[datetime, _Going], None]"
) -> None:
    now = parts.clock()
    night = night_of(now, hour=parts.night_hour)
    turn = take_night(parts.sessions, name, night=night, now=now)
    if turn is None:
        return
    try:
        read(now, _Going(parts, turn, stop, since=now))
    except (Stopped, ProofStopped):
        give_night_back(parts.sessions, turn, now=parts.clock())
        return
    end_night(parts.sessions, turn)


def _read_back(parts: Parts, name: str, partner: Readable, now: datetime, going: "_Going") -> None:
    report = reconcile(parts.sessions, partner=partner, name=name, now=now, going=going)
    differ = sum(report.differences.values())
    logs.log().info("read back", partner=name, compared=report.compared, differ=differ)


def _prove(parts: Parts, name: str, account: Accountable, now: datetime, going: "_Going") -> None:
    proof = prove_settlement(parts.sessions, account=account, name=name, now=now, going=going)
    if isinstance(proof, NotRead):
        logs.log().warning("settlement not proved", gateway=name)
        return
    logs.log().info(
        "settlement proved",
        gateway=name,
        payments=proof.payments,
        entries=proof.entries,
        unexplained=proof.unexplained,
    )


class _Going:
    """Whether to go on reading: not when the worker ends, and not once the turn was lost."""

    def __init__(self, parts: Parts, turn: Turn, stop: Event, *, since: datetime) -> None:
        self._parts = parts
        self._turn = turn
        self._stop = stop
        self._renewed = since

    def __call__(self) -> bool:
        if self._stop.is_set():
            return False
        now = self._parts.clock()
        if now < self._renewed + RENEW_EVERY:
            return True
        self._renewed = now
        return hold_night(self._parts.sessions, self._turn, now=now)
