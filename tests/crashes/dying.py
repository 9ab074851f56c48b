"""A process that does one step and stands still at a named point of it, to be killed there.

Points are counted through the step: ``commit 1`` is just before the first commit, its transaction
open; ``committed 1`` just after it; ``iso.tell`` before the call goes out and ``iso.tell done``
when it had its effect and nobody has read the answer; ``iso.called 1`` when the first call of a
telling has ended, of those that take several; ``wake`` before the wake. Not here: steps.
"""

import multiprocessing
import signal
import threading
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any, cast

from sqlalchemy import PoolProxiedConnection

from app.domain.contract import Partner
from app.domain.exchange import Exchange
from app.domain.gateway import Gateway
from app.factory.parts import make_parts, now
from app.partners.registry import build_partners
from app.parts import NothingKept, Parts
from app.settings import Settings
from app.store.database import Database
from tests.jobs.live import LiveDesk

WITHIN = 60.0
CALLS = frozenset(
    {"tell", "booking", "open_checkout", "look_up", "close_checkout", "refund", "look_up_refund"}
    | {"collect", "waiting_people", "acknowledge", "refunds_of", "look_up_dispute"}
)
_CALLED = ".called"

# Does one step with the parts; the text says with what. Importable by name.
Deed = Callable[[Parts, str], None]
# A server that has loaded the product once: each process is forked from it in no time.
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.crashes.warm"])


@dataclass(frozen=True, slots=True)
class Dying:
    """What a process is told: its settings, its step, and where to stand still (empty: nowhere)."""

    environment: Mapping[str, str]
    ahead: timedelta
    deed: Deed
    about: str
    point: str = ""


def kill_at(desk: LiveDesk, deed: Deed, about: str, *, point: str) -> None:
    """Do the step in a process of its own and kill it (-9) once it stands at the point."""
    word, told = _run(Dying(desk.environment, desk.ahead, deed, about, point))
    assert word == "standing", f"it never came to {point!r}: {word} {told}"


def points_of(desk: LiveDesk, deed: Deed, about: str) -> list[str]:
    """Do the step to its end in a process of its own, and return every point it came by.

    Not those between the calls of one telling.
    """
    return [point for point in every_point_of(desk, deed, about) if _CALLED not in point]


def every_point_of(desk: LiveDesk, deed: Deed, about: str) -> list[str]:
    """Do the same, and return the points between the calls of one telling as well."""
    word, told = _run(Dying(desk.environment, desk.ahead, deed, about))
    assert word == "ended", told
    return cast(list[str], told)


def _run(dying: Dying) -> tuple[str, object]:
    here, there = _context.Pipe(duplex=False)
    process = _context.Process(target=_live, args=(dying, there), daemon=True)
    process.start()
    there.close()
    try:
        if not here.poll(WITHIN):
            return "silent", f"nothing was heard within {WITHIN:g} s"
        return cast(tuple[str, object], here.recv())
    finally:
        process.kill()
        process.join()
        here.close()


def _live(dying: Dying, pipe: Connection) -> None:
    settings = Settings.from_environment(dying.environment)
    line = _Line(dying.point, pipe)
    made = make_parts(settings)
    called = {**made.partners, **build_partners(settings, keep=line.called)}
    parts = replace(made, partners=called, clock=lambda: now() + dying.ahead)
    try:
        dying.deed(_watched(parts, line), dying.about)
    except Exception:  # noqa: BLE001 -- the test shows it
        pipe.send(("fault", traceback.format_exc(limit=-5)))
    else:
        pipe.send(("ended", line.passed))
    pipe.close()
    cast(Database, parts.sessions).close()


class _Line:
    """The points in the order in which they are come by."""

    def __init__(self, last: str, pipe: Connection) -> None:
        self.passed: list[str] = []
        self._last = last
        self._pipe = pipe

    def tick(self, point: str) -> None:
        """Come by a point; stand still for good where it is the last."""
        self.passed.append(point)
        if point == self._last:
            self._pipe.send(("standing", point))
            while True:
                signal.pause()

    def count(self, word: str) -> None:
        """Come by a point that has a number, because it comes again."""
        self.tick(f"{word} {sum(each.startswith(f'{word} ') for each in self.passed) + 1}")

    def called(self, exchange: Exchange) -> None:
        """Come by the end of a call; it is kept nowhere else."""
        self.count(f"{exchange.partner}{_CALLED}")


class _Watched:
    """Somebody outside, every call to whom is two points."""

    def __init__(self, inner: Gateway | Partner, line: _Line) -> None:
        self._inner = inner
        self._line = line

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if name not in CALLS:
            return found

        def call(*given: object, **named: object) -> object:
            self._line.tick(f"{self._inner.name}.{name}")
            answer = found(*given, **named)
            self._line.tick(f"{self._inner.name}.{name} done")
            return answer

        return call


def _watched(parts: Parts, line: _Line) -> Parts:
    engine = cast(Database, parts.sessions).engine
    commit = engine.dialect.do_commit

    def watched_commit(connection: PoolProxiedConnection) -> None:
        if threading.current_thread() is not threading.main_thread():
            # What is kept of exchanges is written down on the side, and promises nothing.
            commit(connection)
            return
        line.count("commit")
        commit(connection)
        line.count("committed")

    engine.dialect.do_commit = watched_commit  # type: ignore[assignment,method-assign]  # no event

    def wake(destinations: Iterable[str]) -> None:
        line.tick("wake")
        parts.wake(destinations)

    return replace(
        parts,
        archive=NothingKept(),
        partners={name: cast(Partner, _Watched(p, line)) for name, p in parts.partners.items()},
        gateways={name: cast(Gateway, _Watched(g, line)) for name, g in parts.gateways.items()},
        wake=wake,
    )
