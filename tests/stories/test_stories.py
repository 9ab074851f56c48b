"""Random stories, on both databases: after every step, and at the end, the promises hold.

A longer run: ``STORIES=500 ./manage test tests/stories``.
"""

import os
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.domain.refund_rule import BackAs
from app.domain.waiting import PlaceWish
from tests.stories.found import orders
from tests.stories.scene import OTHER
from tests.stories.story import Story

USUAL = 10
STORIES = int(os.environ.get("STORIES", USUAL))
TOLD = settings(
    max_examples=STORIES,
    stateful_step_count=25,
    deadline=None,
    # The same stories each time, unless more are asked for than a run of everything has time for.
    derandomize=STORIES <= USUAL,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink) if STORIES > USUAL else (Phase.generate,),
)


def test_whatever_happens_the_promises_hold(story: Callable[[], Story]) -> None:
    run_state_machine_as_test(story, settings=TOLD)  # type: ignore[arg-type]  # makes one


def test_what_nobody_paid_of_the_last_place_is_not_kept(story: Callable[[], Story]) -> None:
    told = story()
    told.fill_in(OTHER, 2, place_wish=PlaceWish.EITHER)
    told.trust(0)
    told.check()
    told.cancel_place(0, 50, BackAs.VOUCHER)
    told.check()
    told.cancel_place(0, 0, BackAs.MONEY)
    told.check()
    [order] = orders(told.desk.database)
    assert (order.owed_minor, order.paid_minor) == (0, 0)
