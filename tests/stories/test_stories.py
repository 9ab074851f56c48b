"""Random stories, on both databases: after every step, and at the end, the promises hold.

A longer run: ``STORIES=500 ./manage test tests/stories``.
"""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.store.announcer import Announcer, announcing
from app.store.database import Executor
from tests.fixtures.databases import empty
from tests.jobs.conftest import live, running_sandbox, sandbox
from tests.jobs.live import LiveDesk
from tests.stories.story import Story
from tests.worlds import CLASS

__all__ = ["live", "running_sandbox", "sandbox"]

STORIES = int(os.environ.get("STORIES", "16"))
TOLD = settings(
    max_examples=STORIES,
    stateful_step_count=25,
    deadline=None,
    # The same stories each time, unless more are asked for than a run of everything has time for.
    derandomize=STORIES <= 16,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink) if STORIES > 16 else (Phase.generate,),
)


@pytest.fixture
def story(live: LiveDesk) -> Callable[[], Story]:
    """Return what begins a story anew."""

    def begin() -> Story:
        empty(live.database)
        live.sandbox.world.reset()
        return Story(live)

    return begin


def test_whatever_happens_the_promises_hold(story: Callable[[], Story]) -> None:
    run_state_machine_as_test(story, settings=TOLD)  # type: ignore[arg-type]  # makes one


def _give_nothing_up(*_: object, **__: object) -> None:
    """Seats are lost to nobody, and found by nobody."""


def _promise_and_forget(*_: object, amount_minor: int, **__: object) -> int:
    """Say that money goes back, and write nothing down."""
    return amount_minor


def _tell_nobody(executor: Executor, _: object, **named: Any) -> AbstractContextManager[Announcer]:
    """Write down what happened, with no delivery to anybody."""
    return announcing(executor, {}, **named)


@pytest.mark.parametrize(
    ("promise", "guard", "without"),
    [
        ("promise 1", "app.store.cancelling.release_seats", _give_nothing_up),
        ("promise 2", "app.usecases.cancel_registration.owe_back", _promise_and_forget),
        ("promise 3", "app.usecases.settle_payment.announcing", _tell_nobody),
    ],
)
def test_the_books_show_a_guard_that_is_off(
    story: Callable[[], Story],
    monkeypatch: pytest.MonkeyPatch,
    promise: str,
    guard: str,
    without: Callable[..., object],
) -> None:
    monkeypatch.setattr(guard, without)
    told = story()
    with pytest.raises(AssertionError, match=promise):
        _buy_and_cancel(told)


def _buy_and_cancel(told: Story) -> None:
    told.buy(CLASS, 1, "", lunch=False)
    told.check()
    told.cancel_place(0, 100)
    told.check()
