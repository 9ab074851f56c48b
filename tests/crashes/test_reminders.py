"""Killed while people are reminded of a class: each is reminded once, or not yet."""

import pytest

from app.domain.event import EventKind
from tests.crashes.dying import kill_at, points_of
from tests.crashes.person import Person
from tests.crashes.promises import check
from tests.crashes.reminders import come_near, remind
from tests.crashes.test_due_money import ONE, happened
from tests.jobs.live import LiveDesk

pytestmark = pytest.mark.crashes


@pytest.fixture
def expected(desk: LiveDesk, ana: Person) -> Person:
    """Return somebody with a place in a class that is near."""
    ana.hold().ask_to_pay().pay().heard()
    come_near(desk)
    return ana


def test_every_point_of_reminding_is_killed_at(desk: LiveDesk, expected: Person) -> None:
    assert points_of(desk, remind, "") == ONE


@pytest.mark.parametrize("point", ONE)
def test_killed_while_somebody_is_reminded(desk: LiveDesk, expected: Person, point: str) -> None:
    kill_at(desk, remind, "", point=point)
    remind(desk.parts, "")
    assert happened(desk, EventKind.ORDER_CLASS_NEAR) == 1
    check(desk)
